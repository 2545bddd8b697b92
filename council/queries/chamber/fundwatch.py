"""What those who watch the money have to do: questions that wait, years to sign and to audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from council.models.base import tied
from council.models.fundprojects import FundProject
from council.models.funds import Fund, FundYear
from council.models.fundwatch import SupervisionStatement
from council.models.payments import Payment
from council.models.postings import Posting
from council.prepared import Prepared
from council.queries.public import fundquestions
from council.queries.public.fundquestions import QuestionLine


@dataclass(frozen=True, slots=True)
class BookYear:
    """A year of a fund, with the quarters for which the visitor has signed."""

    id: UUID
    fund: str
    name: str
    year: int
    signed: tuple[int, ...] = ()


_YEARS = Prepared(
    select(FundYear.id, Fund.code, Fund.name, FundYear.year)
    .join(Fund, tied(Fund, FundYear, "fund_id"))
    .where(FundYear.community_id == bindparam("community"))
    .order_by(FundYear.year.desc(), Fund.position, Fund.code)
)
_SIGNED = Prepared(
    select(SupervisionStatement.fund_year_id, SupervisionStatement.quarter).where(
        SupervisionStatement.community_id == bindparam("community"),
        SupervisionStatement.signed_by_id == bindparam("person"),
    )
)


def waiting(connection: Connection, community_id: UUID) -> list[QuestionLine]:
    """Questions without an answer, the earliest deadline first."""
    found: list[QuestionLine] = []
    skip = 0
    while True:
        lines = fundquestions.lines(connection, community_id, skip)
        found += [q for q in lines[: fundquestions.PAGE] if q.answered_at is None]
        if len(lines) <= fundquestions.PAGE or skip >= 10 * fundquestions.PAGE:
            return sorted(found, key=lambda q: (q.due_at, q.number))
        skip += fundquestions.PAGE


def years(connection: Connection, community_id: UUID, person_id: UUID) -> list[BookYear]:
    """Every year of every fund, the newest first."""
    signed: dict[UUID, list[int]] = {}
    for year_id, quarter in _SIGNED.rows(connection, community=community_id, person=person_id):
        signed.setdefault(year_id, []).append(quarter)
    rows = _YEARS.rows(connection, community=community_id)
    return [
        BookYear(key, fund, name, year, tuple(sorted(signed.get(key, ()))))
        for key, fund, name, year in rows
    ]


def subject(
    connection: Connection, community_id: UUID, *, project: str, payment: str, posting: str
) -> str | None:
    """What a question would be about, in words; None where there is no such thing."""
    query = _subject(project, payment, posting)
    if query is None:
        return ""
    model, column, number, more = query
    mine = (model.community_id == community_id, model.number == number, *more)
    found = connection.scalar(select(column).where(*mine))
    return None if found is None else f"{number} {found}"


def _subject(project: str, payment: str, posting: str) -> Any:
    if posting:
        return Posting, Posting.title, posting, (Posting.posted_at.is_not(None),)
    if payment:
        return Payment, Payment.purpose, payment, (Payment.state != "withdrawn",)
    if project:
        return FundProject, FundProject.title, project, ()
    return None
