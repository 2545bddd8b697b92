"""The money of all communities that a street office oversees: public figures, and no others.

Each figure stands on a public page: sums and rate, what is unexplained, overdue and flagged on
``/fund/<year>/unexplained``, overdue postings on ``/disclosure/``. As many queries for one
community as for hundreds (one more for each set of figures that communities have put in place of
the rulebook's).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.base import tied
from council.models.funds import Fund, FundYear
from council.queries.public import postings, rules, unexplained
from council.rules.calendar import legal_day
from council.rules.unexplained import FLAGS, OVERDUE, Figures


@dataclass(frozen=True, slots=True)
class StreetMoney:
    """The latest year of a community's service fund; sums in fen.

    ``postings`` counts periods of the disclosure catalogue that are overdue. A community without
    books has no ``year`` (0).
    """

    fund: str
    year: int
    opening: int
    granted: int
    received: int
    paid: int
    unexplained: int
    overdue: int
    flagged: int
    postings: int


@dataclass(frozen=True, slots=True)
class _Year:
    community_id: UUID
    id: UUID
    fund: str
    year: int
    opening: int
    granted: int
    received: int
    paid: int


def overview(connection: Connection, ids: Sequence[UUID], at: datetime) -> dict[UUID, StreetMoney]:
    """By community, its money."""
    books = rules.books(connection, ids)
    late = postings.overdue(connection, books, at)
    years = _years(connection, ids, legal_day(at).year)
    figures = {key: Figures.of(books[key], legal_day(at)) for key in years}
    counted: dict[UUID, dict[str, int]] = {}
    for same in set(figures.values()):
        mine = [years[key] for key in years if figures[key] == same]
        asked = unexplained.values(same, legal_day(at), at)
        keys, year_ids = [y.community_id for y in mine], [y.id for y in mine]
        counted |= unexplained.counts(connection, keys, year_ids, asked)
    return {key: _money(years.get(key), counted, late.get(key, 0)) for key in ids}


def _money(year: _Year | None, counted: dict[UUID, dict[str, int]], late: int) -> StreetMoney:
    if year is None:
        return StreetMoney("", 0, 0, 0, 0, 0, 0, 0, 0, late)
    kinds = counted.get(year.id, {})
    return StreetMoney(
        fund=year.fund,
        year=year.year,
        opening=year.opening,
        granted=year.granted,
        received=year.received,
        paid=year.paid,
        unexplained=sum(kinds.values()),
        overdue=_sum(kinds, OVERDUE),
        flagged=_sum(kinds, FLAGS),
        postings=late,
    )


def _sum(kinds: dict[str, int], wanted: Iterable[str]) -> int:
    return sum(kinds.get(kind, 0) for kind in wanted)


def _years(connection: Connection, ids: Sequence[UUID], until: int) -> dict[UUID, _Year]:
    """The latest year of each community's (first) service fund that is not in the future."""
    query: Any = (
        select(
            FundYear.community_id,
            FundYear.id,
            Fund.code,
            FundYear.year,
            FundYear.opening,
            FundYear.granted,
            FundYear.received,
            FundYear.paid,
        )
        .join(Fund, tied(Fund, FundYear, "fund_id"))
        .where(FundYear.community_id.in_(ids), Fund.kind == "service", FundYear.year <= until)
        .order_by(FundYear.year, Fund.position.desc(), Fund.code.desc())
    )
    return {row[0]: _Year(*row) for row in connection.execute(query)}
