"""问账: a resident asks about a line of money or of a posting; the seat responsible answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from council.models.base import tied
from council.models.bodies import Office, Tenure
from council.models.facts import holders_on
from council.models.fundprojects import FundProject
from council.models.fundwatch import FundQuestion
from council.models.payments import Payment
from council.models.postings import Posting
from council.rules.calendar import deadline, legal_day
from council.rules.powers import OfficeKind
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import fundprojects, funds, law
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit

MOST_OPEN = 20
"""Questions of one person that may wait for an answer at the same time."""


@dataclass(frozen=True, slots=True)
class About:
    """What is asked about: one of a project, a payment, a posting (numbers), else a fund's year."""

    project: str = ""
    payment: str = ""
    posting: str = ""
    fund: str = ""
    year: int = 0


def ask(
    community_id: UUID, about: About, text: str, *, request_key: str, actor: Actor, at: datetime
) -> str:
    """Ask; public at once, without the name. Gives the number, the same for a repeated key.

    Raises:
        Refused: ``not_found``, ``fund_year_missing``, ``too_many_questions``, and what a text of
            5–1,000 characters must be.
    """
    with unit(community_id, kind="fund.ask", actor=actor, at=at, power="fund.ask") as work:
        said = clean_text(text, 5, 1000, "fund_question")
        if work.done_before(request_key):
            return _asked(work, said)
        _demand_room(work)
        row = _about(work, about)
        rule = law.rule(work.session, community_id, "RQ1", work.at)
        row.number = next_number(work, "fund_question")
        row.person_id, row.text, row.at = _person(work), said, work.at
        row.due_at = deadline(work.at, rule.number("answer_days"))
        work.add(row)
        work.tell(question=row.number, due_at=row.due_at)
        return row.number


def answer(
    community_id: UUID, number: str, text: str, *, request_key: str, actor: Actor, at: datetime
) -> None:
    """Answer a question, once; the answer is public.

    Raises:
        Refused: ``not_found``, ``question_answered``.
    """
    with unit(community_id, kind="fund.answer", actor=actor, at=at, power="fund.answer") as work:
        question = load(work, number)
        if work.done_before(request_key):
            return
        if question.answered_at is not None:
            raise Refused([Reason("fund_question_answered", {"number": number}, "RQ1")])
        question.answer = clean_text(text, 2, 2000, "fund_answer")
        question.answered_by_id, question.answered_title = work.actor.person_id, work.actor.title
        question.answered_at = work.at
        work.tell(question=number)


def load(work: Work, number: str) -> FundQuestion:
    """The question with this number; Refused ``not_found``."""
    question = work.find(FundQuestion, FundQuestion.number == number)
    if question is None:
        raise Refused([Reason("not_found", {"what": "fund_question"})])
    return question


def _person(work: Work) -> UUID:
    if work.actor.person_id is None:
        raise Refused([Reason("no_power", {"act": "fund.ask"})])
    return work.actor.person_id


def _asked(work: Work, text: str) -> str:
    """The number of the question that this person asked in these words."""
    mine = (FundQuestion.person_id == work.actor.person_id, FundQuestion.text == text)
    found = work.all(FundQuestion, *mine, order=FundQuestion.at.desc())
    if not found:
        raise Refused([Reason("value_unknown")])
    return found[0].number


def _demand_room(work: Work) -> None:
    waiting = work.all(
        FundQuestion,
        FundQuestion.person_id == work.actor.person_id,
        FundQuestion.answered_at.is_(None),
    )
    if len(waiting) >= MOST_OPEN:
        raise Refused([Reason("too_many_questions", {"most": MOST_OPEN}, "RQ1")])


def _about(work: Work, about: About) -> FundQuestion:
    """The row with what it is about and the seat that has to answer."""
    if about.posting:
        posted = (Posting.number == about.posting, Posting.posted_at.is_not(None))
        posting = work.find(Posting, *posted)
        if posting is None:
            raise Refused([Reason("not_found", {"what": "posting"})])
        return FundQuestion(
            posting_id=posting.id, responsible_title=posting.posted_title or _chair(work)
        )
    if about.payment:
        payment = work.find(Payment, Payment.number == about.payment, Payment.state != "withdrawn")
        if payment is None:
            raise Refused([Reason("not_found", {"what": "payment"})])
        row = _of_project(work, work.get(FundProject, payment.project_id))
        row.payment_id = payment.id
        return row
    if about.project:
        return _of_project(work, fundprojects.load(work, about.project))
    year = funds.year_of(work, about.fund, about.year)
    return FundQuestion(fund_year_id=year.id, responsible_title=_chair(work))


def _of_project(work: Work, project: FundProject) -> FundQuestion:
    return FundQuestion(
        fund_year_id=project.fund_year_id,
        project_id=project.id,
        responsible_title=project.responsible_title or _chair(work),
    )


def _chair(work: Work) -> str:
    """The title of who chairs the residents' committee today."""
    found = work.session.scalar(
        select(Office.title)
        .join(Tenure, tied(Office, Tenure, "office_id"))
        .where(
            Office.community_id == work.community_id,
            Office.kind == OfficeKind.COMMITTEE_CHAIR,
            holders_on(legal_day(work.at)),
        )
        .order_by(Office.number)
        .limit(1)
    )
    return found or ""
