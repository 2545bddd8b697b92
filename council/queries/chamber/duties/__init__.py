"""待我办理: everything that awaits a visitor, most urgent first.

Every module of this package is asked (see :mod:`.duty` for what it may offer), so a new noun is a
new file. However many duties there are, the parts of all modules are one query.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from types import ModuleType
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, cast, literal, select, union_all
from sqlalchemy.types import Integer, String

from council.models.rules import RuleOverride
from council.prepared import Prepared
from council.queries.chamber.duties.duty import MOST, Duty, Part, Row, Who, columns, values
from council.queries.visitors import Visitor
from council.rules import rulebook
from council.rules.powers import OfficeKind
from council.rules.rulebook import Override, Rulebook

__all__ = ["MOST", "Duty", "collect"]
_OVERRIDES = -1
_FAR = datetime(9999, 12, 31, tzinfo=UTC)


def collect(
    connection: Connection, community_id: UUID, visitor: Visitor, at: datetime
) -> list[Duty]:
    """Every duty of the visitor at ``at``: overdue first, then by deadline, then without one."""
    found = _of_parts(connection, visitor.kinds, values(community_id, visitor.person_id, at))
    for module in _modules():
        offer: Callable[..., list[Duty]] | None = getattr(module, "duties", None)
        if offer is not None:
            found += offer(connection, community_id, visitor, at)
    return sorted(found, key=_urgency)


def _urgency(duty: Duty) -> tuple[bool, bool, datetime, str]:
    due = duty.due_at
    return (not duty.primary and due is None, due is None, due or _FAR, duty.number)


@cache
def _modules() -> tuple[ModuleType, ...]:
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)


def _of_parts(
    connection: Connection, kinds: frozenset[OfficeKind], filled: dict[str, Any]
) -> list[Duty]:
    """All parts in one query; the community's replaced figures ride along in it."""
    parts, query = _statement(kinds)
    rows = query.rows(connection, **filled)
    book = _book(rows)
    found = []
    for part, *row in rows:
        if part != _OVERRIDES:
            duty = parts[part].make(Row(*_texts(row)), book)
            found += [duty] if duty else []
    return found


@lru_cache(maxsize=256)
def _statement(kinds: frozenset[OfficeKind]) -> tuple[tuple[Part, ...], Prepared]:
    """The parts for whoever holds these offices, and their query: writing it costs more than
    running it, so it is kept.
    """
    who = Who(kinds)
    parts = tuple(_parts(who))
    queries = [_marked(number, part.query.limit(MOST)) for number, part in enumerate(parts)]
    return parts, Prepared(union_all(*queries, _overrides(who)))


def _parts(who: Who) -> Iterator[Part]:
    for module in _modules():
        offer: Callable[[Who], Iterator[Part]] | None = getattr(module, "parts", None)
        if offer is not None:
            yield from offer(who)


def _marked(number: int, query: Select[Any]) -> Select[Any]:
    # A limit inside a union has to stand in a subquery.
    inner = query.subquery()
    return select(cast(literal(number), Integer).label("part"), *inner.c)


def _overrides(who: Who) -> Select[Any]:
    query = columns(
        number=RuleOverride.rule_id,
        title=RuleOverride.field,
        due_on=RuleOverride.from_on,
        item=RuleOverride.value,
        extra=cast(RuleOverride.decision, String),
    ).where(RuleOverride.community_id == who.community_id)
    return _marked(_OVERRIDES, query)


def _book(rows: Sequence[Any]) -> Rulebook:
    overrides = [
        Override(number, title, item, extra, due_on)
        for part, number, title, _due_at, due_on, _item_id, item, extra, *_figures in rows
        if part == _OVERRIDES
    ]
    book = rulebook.default_book()
    return book.with_overrides(overrides) if overrides else book


def _texts(values: list[Any]) -> list[Any]:
    """SQL's nothing as an empty text or nought, where a :class:`Row` has such."""
    number, title, due_at, due_on, item_id, item, extra, n, total = values
    return [
        number or "", title or "", due_at, due_on, item_id,
        item or "", extra or "", int(n or 0), int(total or 0),
    ]  # fmt: skip
