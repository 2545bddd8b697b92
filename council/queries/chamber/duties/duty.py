"""One thing that awaits somebody, and how a noun says which rows make such things.

A module of this package offers either of two functions, found by their names:

``parts(who)``
    Selects of :func:`columns` for this visitor. The selects of all modules run as **one** query.
``duties(connection, community_id, visitor, at)``
    The duties themselves, where one select cannot say them; counts as a query of its own.

The words of a duty stand in the vocabulary under its ``act``: ``duty`` (with the place
``%(title)s``), ``duty_verb``, ``duty_text`` (with the places of ``facts``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Date, Integer, Select, String, bindparam, cast, literal, null, select
from sqlalchemy.types import Uuid

from council.models.base import Instant
from council.rules.calendar import legal_day, midnight
from council.rules.powers import OfficeKind, may
from council.rules.rulebook import Rulebook

MOST = 50
"""Rows of one part, the most urgent first; a page never grows beyond."""


SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that awaits the visitor.

    ``act`` is the act's code (for the words and the verb), ``title`` what it is about, ``href``
    the path behind ``/c/<slug>``, ``rule`` the rule that sets the deadline ``due_at`` (None: no
    deadline). ``primary`` is False where the visitor may, but need not.
    """

    act: str
    title: str
    href: str
    number: str = ""
    due_at: datetime | None = None
    rule: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    primary: bool = True


@dataclass(frozen=True)
class Who:
    """For whom and when duties are collected.

    Only the offices are known while a query is written, so that it is written once for all who
    hold the same: everything else is a place in the query, filled by :func:`values`.
    """

    kinds: frozenset[OfficeKind]
    community_id: ClassVar[Any] = bindparam("who_community", type_=Uuid())
    person_id: ClassVar[Any] = bindparam("who_person", type_=Uuid())
    at: ClassVar[Any] = bindparam("who_at", type_=Instant())
    today: ClassVar[Any] = bindparam("who_today", type_=Date())
    day_end: ClassVar[Any] = bindparam("who_day_end", type_=Instant())
    soon: ClassVar[Any] = bindparam("who_soon", type_=Instant())

    def may(self, act: str) -> bool:
        """Whether an office of the visitor carries ``act``."""
        return may(act, self.kinds)


def values(community_id: UUID, person_id: UUID, at: datetime) -> dict[str, Any]:
    """What fills the places of :class:`Who`: ``day_end`` is 24:00 of today, ``soon`` in SOON."""
    today = legal_day(at)
    return {
        "who_community": community_id,
        "who_person": person_id,
        "who_at": at,
        "who_today": today,
        "who_day_end": midnight(today + timedelta(days=1)),
        "who_soon": at + SOON,
    }


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a part; what ``item``, ``extra``, ``n`` and ``total`` mean, the part knows."""

    number: str
    title: str
    due_at: datetime | None
    due_on: date | None
    item_id: UUID | None
    item: str
    extra: str
    n: int
    total: int

    @property
    def until(self) -> datetime | None:
        """The deadline: the instant, else 24:00 of the day."""
        return self.due_at or self.day_end

    @property
    def day_end(self) -> datetime | None:
        """24:00 of the day ``due_on``."""
        return midnight(self.due_on + timedelta(days=1)) if self.due_on else None


@dataclass(frozen=True, slots=True)
class Part:
    """A select of :func:`columns`, and what makes a duty of each row (None: no duty)."""

    query: Select[Any]
    make: Callable[[Row, Rulebook], Duty | None]


_TYPES: dict[str, Any] = {
    "number": String(),
    "title": String(),
    "due_at": Instant(),
    "due_on": Date(),
    "item_id": Uuid(),
    "item": String(),
    "extra": String(),
    "n": Integer(),
    "total": Integer(),
}
_EMPTY: dict[str, Any] = {"item": "", "extra": "", "n": 0, "total": 0}


def columns(**given: Any) -> Select[Any]:
    """A select of one part: what is not given is empty, so that all parts have the same shape."""
    chosen = [
        given[name].label(name)
        if name in given
        else cast(literal(_EMPTY[name]) if name in _EMPTY else null(), kind).label(name)
        for name, kind in _TYPES.items()
    ]
    return select(*chosen)


def at_matter(number: str, panel: str) -> str:
    """The path of the panel of a matter."""
    return f"/chamber/proposals/{number}#{panel.replace('.', '-')}"
