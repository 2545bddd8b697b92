"""What is unexplained in the money of one year: every kind in one union, each filled alike.

``top`` is for the fund's page: two queries, or one where the caller has the rulebook already.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from council.prepared import Prepared
from council.queries.public import rules
from council.queries.public.unexplained_kinds import COLUMNS, every
from council.rules import unexplained as law_of
from council.rules.calendar import legal_day
from council.rules.masking import mask_name, mask_text
from council.rules.rulebook import Rulebook
from council.rules.unexplained import Figures

MOST = 500
"""Lines on the page of a year; more are counted and not listed."""


@dataclass(frozen=True, slots=True)
class Flag:
    """What the rules let pass but show: a reason's code, its figures, and the reason given."""

    code: str
    params: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is not explained.

    ``noun`` and ``number`` say where it stands: ``projects``, ``payments``, ``questions``, or
    nothing for the year itself. ``who`` is the seat responsible, ``since`` the legal day from which
    it counts, ``due`` the last day on which it should have been explained. ``sum`` in fen; ``n`` a
    number of quotes or people, a month or a quarter, ``share`` the satisfaction in whole per cent.
    """

    kind: str
    level: str
    noun: str
    number: str
    title: str
    who: str
    since: date
    due: date | None
    days: int
    sum: int
    n: int
    share: int | None
    note: str
    project: str
    flags: tuple[Flag, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Found:
    """The loudest lines, and how many there are in all."""

    lines: tuple[Line, ...]
    total: int


def top(
    connection: Connection,
    community_id: UUID,
    fund_year_id: UUID,
    at: datetime,
    n: int = 3,
    *,
    book: Rulebook | None = None,
) -> Found:
    """The first ``n`` lines of a year in the order of their kinds, the oldest first."""
    book = book or rules.book(connection, community_id)[0]
    today = legal_day(at)
    figures = Figures.of(book, today)
    asked = values(figures, today, at) | {"community": community_id, "year": fund_year_id}
    rows = _ONE.rows(connection, **asked, most=n)
    return Found(tuple(_line(row, figures, today) for row in rows), rows[0][-1] if rows else 0)


def counts(
    connection: Connection, communities: Sequence[UUID], years: Sequence[UUID], asked: Any
) -> dict[UUID, dict[str, int]]:
    """By fund year, how many lines of each kind there are, under one set of figures."""
    found: dict[UUID, dict[str, int]] = {}
    given = asked | {"communities": list(communities), "years": list(years)}
    for year, kind, n in connection.execute(_COUNTS, given):
        found.setdefault(year, {})[kind] = int(n)
    return found


def values(figures: Figures, today: date, at: datetime) -> dict[str, Any]:
    """What fills the places of the union."""
    limits = law_of.bounds(figures, today)
    return {
        "today": today,
        "at": at,
        "paid_before": limits.paid_before,
        "sweep_until": limits.sweep_until,
        "grant_year": limits.grant_year,
        "audit_year": limits.audit_year,
        "months": limits.months,
        "quarters": limits.quarters,
        "above": figures.above,
        "quotes": figures.quotes,
        "low_num": figures.low_mark.numerator,
        "low_den": figures.low_mark.denominator,
        "minimum": figures.minimum,
    }


def _line(row: Any, figures: Figures, today: date) -> Line:
    (_rank, kind, year, noun, number, title, who, on, at, amount, n, total, note, project, flags,
     *_) = row  # fmt: skip
    since = on or (_day(kind, at) if at else date(year, 1, 1))
    due = law_of.due_of(kind, figures, since, year, n)
    flagged = _flags(flags)
    reasoned = kind not in ("few_quotes", "payment_flagged") or bool(note)
    return Line(
        kind=kind,
        level=law_of.level(kind, due, today, reasoned=reasoned),
        noun=noun,
        number=number,
        title=mask_text(title),
        who=mask_text(who),
        since=since,
        due=due,
        days=law_of.days_late(due, today),
        sum=int(amount),
        n=n,
        share=_share(n, total) if kind == "low_rating" else None,
        note=mask_text(note),
        project=mask_text(project),
        flags=flagged,
        rule=law_of.KINDS[kind].rule,
    )


def _day(kind: str, at: datetime) -> date:
    """The legal day; of a deadline the last day, which ends at 24:00."""
    return legal_day(at - timedelta(microseconds=1) if kind == "question_late" else at)


def _share(n: int, total: int) -> int | None:
    return (total - 4 * n) * 100 // (16 * n) if n else None


def _flags(text: str) -> tuple[Flag, ...]:
    if not text:
        return ()
    return tuple(flag(one) for one in json.loads(text))


def flag(one: Mapping[str, Any]) -> Flag:
    """A stored flag, masked."""
    shown = {
        key: mask_name(value) if key in ("person", "who") else mask_text(value)
        for key, value in one.get("params", {}).items()
        if isinstance(value, str)
    }
    return Flag(one["code"], {**one.get("params", {}), **shown}, mask_text(one.get("reason", "")))


_HERE = every(
    lambda year: (year.community_id == bindparam("community"), year.id == bindparam("year"))
)
_U = _HERE.subquery("u")
_ONE = Prepared(
    select(*(_U.c[name] for name in COLUMNS), func.count().over().label("all"))
    .order_by(_U.c.rank, _U.c.on, _U.c.at, _U.c.number, _U.c.n)
    .limit(bindparam("most"))
)
_ALL = every(
    lambda year: (
        year.community_id.in_(bindparam("communities", expanding=True)),
        year.id.in_(bindparam("years", expanding=True)),
    )
).subquery("u")
_COUNTS = select(_ALL.c.year_id, _ALL.c.kind, func.count()).group_by(_ALL.c.year_id, _ALL.c.kind)
