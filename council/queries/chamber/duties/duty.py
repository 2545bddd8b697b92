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
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, Select, String, and_, cast, literal, null, select
from sqlalchemy.types import Uuid

from council.models.base import Instant
from council.rules.calendar import midnight
from council.rules.powers import OfficeKind, may
from council.rules.rulebook import Rulebook

MOST = 50
"""Rows of one part, the most urgent first; a page never grows beyond."""


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


@dataclass(frozen=True, slots=True)
class Who:
    """For whom and when duties are collected."""

    community_id: UUID
    person_id: UUID
    kinds: frozenset[OfficeKind]
    at: datetime
    today: date

    def may(self, act: str) -> bool:
        """Whether an office of the visitor carries ``act``."""
        return may(act, self.kinds)


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


def same(one: Any, many: Any, key: str) -> Any:
    """The row ``one`` that ``many`` points to by ``key``, in the same community."""
    return and_(one.community_id == many.community_id, one.id == getattr(many, key))


def at_matter(number: str, panel: str) -> str:
    """The path of the panel of a matter."""
    return f"/chamber/proposals/{number}#{panel.replace('.', '-')}"
