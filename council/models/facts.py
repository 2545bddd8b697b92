"""Rows turned into the values that the rules know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.debate import Amendment, Contribution
from council.models.fundprojects import FundProject
from council.models.implementation import Acceptance, Evaluation, Milestone, OutcomeReport
from council.models.people import Person
from council.models.plans import FundPlan, FundWish
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.models.resolutions import Announcement, Objection, Resolution
from council.models.review import Opinion
from council.rules.powers import BodyKind
from council.rules.rulebook import Rulebook
from council.rules.stages import Matter, Stage

MARKS = Evaluation.result + Evaluation.speed + Evaluation.cost + Evaluation.communication
"""The marks of one evaluation together."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the rulebook in force that stages ask for."""

    seconders: int
    evaluations: int
    satisfaction: Fraction
    supervisors: int
    residents: int

    @classmethod
    def of(cls, book: Rulebook, on: date) -> Figures:
        """The figures that ``book`` has in force on a legal day."""
        evaluation, acceptance = book.rule("ES1", on), book.rule("AC1", on)
        return cls(
            seconders=book.rule("SE1", on).number("threshold"),
            evaluations=evaluation.number("minimum_count"),
            satisfaction=evaluation.share("low_mark"),
            supervisors=acceptance.number("supervisors"),
            residents=acceptance.number("residents"),
        )


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who holds an office on a day."""

    person_id: UUID
    tenure_id: UUID
    body_id: UUID
    kind: str
    title: str
    seat: str


def matter(session: Session, proposal: Proposal, figures: Figures) -> Matter:
    """What the rules need to know of ``proposal`` in its present stage."""
    stage = Stage(proposal.stage)
    gather = _GATHER.get(stage)
    more = gather(session, proposal) if gather else {}
    return Matter(
        track=proposal.track,
        stage=stage,
        ending=proposal.ending,
        due_at=proposal.due_at,
        escalated=proposal.escalated_at is not None,
        seconders=proposal.seconder_count,
        seconders_needed=figures.seconders,
        evaluations_needed=figures.evaluations,
        satisfaction_needed=figures.satisfaction,
        supervisors_needed=figures.supervisors,
        residents_needed=figures.residents,
        **more,
    )


def holders_on(on: date) -> Any:
    """The condition that a tenure runs on the day ``on``."""
    return and_(Tenure.starts_on <= on, or_(Tenure.ends_on.is_(None), Tenure.ends_on > on))


def members_of(session: Session, community_id: UUID, body_id: UUID, on: date) -> list[Member]:
    """Who was entitled in a body on a day, in the order of their seats."""
    rows = session.execute(
        select(Tenure.person_id, Tenure.id, Office.body_id, Office.kind, Office.title, Office.seat)
        .join(Office, tied(Office, Tenure, "office_id"))
        .where(Tenure.community_id == community_id, Office.body_id == body_id, holders_on(on))
        .order_by(Office.number)
    )
    return [Member(*row) for row in rows]


def _count(session: Session, model: Any, proposal: Proposal, *where: Any) -> int:
    query = select(func.count()).select_from(model)
    mine = (model.community_id == proposal.community_id, model.proposal_id == proposal.id)
    return session.scalar(query.where(*mine, *where)) or 0


def _review(session: Session, proposal: Proposal) -> dict[str, Any]:
    mine = (Opinion.round == proposal.round,)
    return {
        "opinions_in": _count(session, Opinion, proposal, *mine),
        "opinions_agreeing": _count(session, Opinion, proposal, *mine, Opinion.position == "agree"),
    }


def _members(session: Session, proposal: Proposal) -> dict[str, Any]:
    outcome = session.scalar(
        select(Poll.outcome)
        .join(Body, tied(Body, Poll, "body_id"))
        .where(
            Poll.community_id == proposal.community_id,
            Poll.proposal_id == proposal.id,
            Poll.opened_at >= proposal.stage_since,
            Poll.closed_at.is_not(None),
            Body.kind == BodyKind.PARTY_MEMBERS,
        )
        .order_by(Poll.closed_at.desc())
        .limit(1)
    )
    return {"members_outcome": outcome}


def _open(model: Any, *where: Any) -> Any:
    mine = (
        model.community_id == bindparam("community"),
        model.proposal_id == bindparam("proposal"),
    )
    return select(func.count()).select_from(model).where(*mine, *where).scalar_subquery()


# Asked at every contribution: put together once.
_IN_DEBATE = select(
    _open(Contribution, Contribution.kind == "question", Contribution.answered_at.is_(None)),
    _open(Amendment, Amendment.state == "moved"),
)


def _debate(session: Session, proposal: Proposal) -> dict[str, Any]:
    keys = {"community": proposal.community_id, "proposal": proposal.id}
    questions, amendments = session.execute(_IN_DEBATE, keys).one()
    return {"open_questions": questions, "open_amendments": amendments}


def _resolution(session: Session, proposal: Proposal) -> dict[str, Any]:
    outcome = session.scalar(
        select(Resolution.outcome)
        .where(
            Resolution.community_id == proposal.community_id,
            Resolution.proposal_id == proposal.id,
            Resolution.at >= proposal.stage_since,
        )
        .order_by(Resolution.at.desc())
        .limit(1)
    )
    return {"resolution_outcome": outcome}


def _posting(session: Session, proposal: Proposal, kind: str) -> dict[str, Any]:
    until = session.scalar(
        select(Announcement.until_at).where(
            Announcement.community_id == proposal.community_id,
            Announcement.proposal_id == proposal.id,
            Announcement.kind == kind,
            Announcement.round == proposal.round,
        )
    )
    return {"posted_until": until}


def _announcement(session: Session, proposal: Proposal) -> dict[str, Any]:
    open_objections = _count(session, Objection, proposal, Objection.answered_at.is_(None))
    return _posting(session, proposal, "decision") | {"open_objections": open_objections}


def _implementation(session: Session, proposal: Proposal) -> dict[str, Any]:
    mine = Milestone.round == proposal.round
    return {
        "milestones": _count(session, Milestone, proposal, mine),
        "milestones_open": _count(session, Milestone, proposal, mine, Milestone.done_at.is_(None)),
    }


def _acceptance(session: Session, proposal: Proposal) -> dict[str, Any]:
    rows = session.execute(
        select(Acceptance.role, Acceptance.verdict).where(
            Acceptance.community_id == proposal.community_id,
            Acceptance.proposal_id == proposal.id,
            Acceptance.round == proposal.round,
        )
    ).all()
    return {
        "accepted_by_supervisors": sum(r == ("supervisor", "accepted") for r in map(tuple, rows)),
        "accepted_by_residents": sum(r == ("resident", "accepted") for r in map(tuple, rows)),
        "acceptance_refused": sum(r[1] == "refused" for r in rows),
    }


def _disclosure(session: Session, proposal: Proposal) -> dict[str, Any]:
    reported = _count(session, OutcomeReport, proposal, OutcomeReport.round == proposal.round)
    return _posting(session, proposal, "outcome") | {"outcome_reported": reported > 0}


def _evaluation(session: Session, proposal: Proposal) -> dict[str, Any]:
    n, total = session.execute(
        select(
            func.count(),
            func.sum(MARKS),
        ).where(
            Evaluation.community_id == proposal.community_id,
            Evaluation.proposal_id == proposal.id,
            Evaluation.round == proposal.round,
        )
    ).one()
    return {"evaluations": n, "satisfaction": satisfaction(n, int(total or 0))}


def _collection(session: Session, proposal: Proposal) -> dict[str, Any]:
    """How far the wishes of a plan are: only those that passed the check are ranked."""
    ranks = (FundWish.party_rank, FundWish.committee_rank)
    rows = session.execute(
        select(FundWish.state, *ranks)
        .join(FundPlan, tied(FundPlan, FundWish, "plan_id"))
        .where(
            FundPlan.community_id == proposal.community_id,
            FundPlan.proposal_id == proposal.id,
        )
    ).all()
    checked = [(party, committee) for state, party, committee in rows if state == "checked"]
    return {
        "wishes": len(checked),
        "wishes_unchecked": sum(state == "put" for state, *_ in rows),
        "wishes_unranked": sum(None in ranks for ranks in checked),
    }


def _execution(session: Session, proposal: Proposal) -> dict[str, Any]:
    """Chosen wishes that are no project yet, and projects that are neither done nor dropped."""
    open_ones = session.scalar(
        select(func.count())
        .select_from(FundWish)
        .join(FundPlan, tied(FundPlan, FundWish, "plan_id"))
        .outerjoin(FundProject, tied(FundProject, FundWish, "project_id"))
        .where(
            FundPlan.community_id == proposal.community_id,
            FundPlan.proposal_id == proposal.id,
            FundWish.state == "chosen",
            or_(FundProject.id.is_(None), FundProject.state == "open"),
        )
    )
    return {"projects_open": open_ones or 0}


def satisfaction(n: int, total: int) -> Fraction | None:
    """The share of the full mark: ``total`` of four marks of one to five by ``n`` residents.

    A mark of one counts as nothing and five as everything, so the share runs from 0 to 1.
    """
    return Fraction(total - 4 * n, 16 * n) if n else None


def is_resident(person: Person) -> bool:
    """Whether the person lives here and is of age."""
    return person.household_id is not None and person.is_adult and not person.moved_out


_GATHER: dict[Stage, Callable[[Session, Proposal], dict[str, Any]]] = {
    Stage.REVIEW: _review,
    Stage.MEMBERS: _members,
    Stage.DEBATE: _debate,
    Stage.RESOLUTION: _resolution,
    Stage.ANNOUNCEMENT: _announcement,
    Stage.IMPLEMENTATION: _implementation,
    Stage.ACCEPTANCE: _acceptance,
    Stage.DISCLOSURE: _disclosure,
    Stage.EVALUATION: _evaluation,
    Stage.COLLECTION: _collection,
    Stage.EXECUTION: _execution,
}
