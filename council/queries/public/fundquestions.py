"""问账: what residents asked about the money, with the answers. The askers are masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from council.models.base import tied
from council.models.fundprojects import FundProject
from council.models.funds import Fund, FundYear
from council.models.fundwatch import FundQuestion
from council.models.payments import Payment
from council.models.people import Person
from council.models.postings import Posting
from council.prepared import Prepared
from council.rules.masking import mask_name, mask_text

PAGE = 30


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question. What it is about: the year, or a project, a payment (with its project), a
    posting, by their numbers; ``responsible`` is the seat that answers by ``due_at``.
    """

    number: str
    text: str
    asker: str
    responsible: str
    at: datetime
    due_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    year: int | None
    fund: str
    project: str
    project_title: str
    payment: str
    purpose: str
    posting: str
    posting_title: str


_LINE = (
    select(
        FundQuestion.number,
        FundQuestion.text,
        Person.name,
        FundQuestion.responsible_title,
        FundQuestion.at,
        FundQuestion.due_at,
        FundQuestion.answer,
        FundQuestion.answered_title,
        FundQuestion.answered_at,
        FundYear.year,
        func.coalesce(Fund.code, ""),
        func.coalesce(FundProject.number, ""),
        func.coalesce(FundProject.title, ""),
        func.coalesce(Payment.number, ""),
        func.coalesce(Payment.purpose, ""),
        func.coalesce(Posting.number, ""),
        func.coalesce(Posting.title, ""),
    )
    .join(Person, tied(Person, FundQuestion, "person_id"))
    .outerjoin(FundYear, tied(FundYear, FundQuestion, "fund_year_id"))
    .outerjoin(Fund, tied(Fund, FundYear, "fund_id"))
    .outerjoin(FundProject, tied(FundProject, FundQuestion, "project_id"))
    .outerjoin(Payment, tied(Payment, FundQuestion, "payment_id"))
    .outerjoin(Posting, tied(Posting, FundQuestion, "posting_id"))
    .where(FundQuestion.community_id == bindparam("community"), FundQuestion.is_public.is_(True))
)
_NEWEST = (FundQuestion.at.desc(), FundQuestion.number.desc())
_WAITING_FIRST = (FundQuestion.answered_at.is_not(None), *_NEWEST)
_OF_PROJECT = Prepared(
    _LINE.where(FundQuestion.project_id == bindparam("project")).order_by(*_NEWEST).limit(100)
)
_OF_YEAR = Prepared(
    _LINE.where(FundQuestion.fund_year_id == bindparam("year"))
    .order_by(*_WAITING_FIRST)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
_ALL = Prepared(_LINE.order_by(*_NEWEST).limit(bindparam("most")).offset(bindparam("skip")))
_ONE = Prepared(_LINE.where(FundQuestion.number == bindparam("number")))
_OF_POSTING = Prepared(
    _LINE.where(Posting.number == bindparam("posting")).order_by(*_NEWEST).limit(100)
)


def of_project(
    connection: Connection, community_id: UUID, project_id: UUID
) -> tuple[QuestionLine, ...]:
    """What was asked about a project and its payments, newest first."""
    rows = _OF_PROJECT.rows(connection, community=community_id, project=project_id)
    return tuple(_line(row) for row in rows)


def of_posting(connection: Connection, community_id: UUID, number: str) -> tuple[QuestionLine, ...]:
    """What was asked about the posting with this number, newest first."""
    rows = _OF_POSTING.rows(connection, community=community_id, posting=number)
    return tuple(_line(row) for row in rows)


def of_year(
    connection: Connection, community_id: UUID, year_id: UUID, skip: int = 0, most: int = PAGE + 1
) -> list[QuestionLine]:
    """What was asked about a year's money: what waits first, then the newest."""
    given = {"community": community_id, "year": year_id, "skip": skip, "most": most}
    return [_line(row) for row in _OF_YEAR.rows(connection, **given)]


def lines(connection: Connection, community_id: UUID, skip: int = 0) -> list[QuestionLine]:
    """All questions, newest first; one more than a page."""
    rows = _ALL.rows(connection, community=community_id, skip=skip, most=PAGE + 1)
    return [_line(row) for row in rows]


def load(connection: Connection, community_id: UUID, number: str) -> QuestionLine | None:
    """The question with this number, or None."""
    row = _ONE.row(connection, community=community_id, number=number)
    return _line(row) if row else None


def _line(row: Any) -> QuestionLine:
    (number, text, asker, responsible, at, due_at, answer, answered_by, answered_at, year, fund,
     project, title, payment, purpose, posting, posting_title) = row  # fmt: skip
    return QuestionLine(
        number=number,
        text=mask_text(text),
        asker=mask_name(asker),
        responsible=mask_text(responsible),
        at=at,
        due_at=due_at,
        answer=mask_text(answer),
        answered_by=mask_text(answered_by),
        answered_at=answered_at,
        year=year,
        fund=fund,
        project=project,
        project_title=mask_text(title),
        payment=payment,
        purpose=mask_text(purpose),
        posting=posting,
        posting_title=mask_text(posting_title),
    )
