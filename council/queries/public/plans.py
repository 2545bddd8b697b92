"""A fund's annual plan for everybody: its wishes, ranks, checks, votes, and what became of them.

Six queries at most, however many wishes there are. Sums are fen. Free text is masked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.acts import Act
from council.models.base import tied
from council.models.fundprojects import FundProject
from council.models.funds import Fund, FundYear
from council.models.plans import FundPlan, FundWish
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.models.resolutions import Announcement, Resolution
from council.rules import plans as law_of
from council.rules.masking import mask_text
from council.rules.plans import Candidate, Choice


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with its matter; ``poll`` and ``tally`` are of the vote that shared its money."""

    id: UUID
    proposal_id: UUID
    number: str
    title: str
    text: str
    stage: str
    ending: str | None
    due_at: datetime | None
    revision: int
    code: str
    fund: str
    year: int
    budget: int
    method: str
    wishes_until: date
    filed_at: datetime | None
    filed_reference: str
    noted_at: datetime | None
    noted_remark: str


@dataclass(frozen=True, slots=True)
class Vote:
    """A counted vote on the plan, and the resolution made of it (empty: none yet)."""

    poll: str
    outcome: str
    tally: Mapping[str, Any]
    is_budget: bool
    resolution: str
    reference: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An item of the negative list that was asked about; ``confirmed`` None: nobody said yet."""

    item: str
    words: tuple[str, ...]
    confirmed: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish on the plan. ``number`` is that of its matter, ``project`` of what it became.

    ``reason`` is, of a refused wish, what the person who checked wrote; else a ``wish_why`` code.
    """

    number: str
    title: str
    place: str
    stage: str
    ending: str | None
    seconders: int
    kind: str
    subject: str
    estimate: int
    basis: str
    state: str
    reason: str
    hits: tuple[Hit, ...]
    cap: int
    cases: tuple[str, ...]
    party_rank: int | None
    committee_rank: int | None
    rank: int | None
    put_title: str
    project: str
    approved: int | None
    exception: str
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Done:
    """An act in the plan's trace."""

    kind: str
    stage: str
    to_stage: str | None
    office_title: str
    reason: str
    rule_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """An earlier wish that was asked about the same item, and how it ended."""

    number: str
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything that the page of a plan says."""

    plan: Plan
    wishes: tuple[Wish, ...]
    vote: Vote | None
    acts: tuple[Done, ...]
    posted_until: datetime | None
    cases: Mapping[str, Case]

    @property
    def choices(self) -> dict[int, Choice]:
        """By rank, what the vote chose, as soon as the count is known."""
        if self.vote is None or not self.vote.is_budget:
            return {}
        return {choice.rank: choice for choice in law_of.shared(self.vote.tally)}


_PLAN = (
    select(
        FundPlan.id,
        Proposal.id,
        Proposal.number,
        Proposal.title,
        Proposal.text,
        Proposal.stage,
        Proposal.ending,
        Proposal.due_at,
        Proposal.revision,
        Fund.code,
        Fund.name,
        FundYear.year,
        FundPlan.budget,
        FundPlan.method,
        FundPlan.wishes_until,
        FundPlan.filed_at,
        FundPlan.filed_reference,
        FundPlan.noted_at,
        FundPlan.noted_remark,
    )
    .join(Proposal, tied(Proposal, FundPlan, "proposal_id"))
    .join(FundYear, tied(FundYear, FundPlan, "fund_year_id"))
    .join(Fund, tied(Fund, FundYear, "fund_id"))
    .order_by(FundYear.year.desc(), Fund.position, Fund.code, Proposal.listed_at.desc())
)


def all_of(connection: Connection, community_id: UUID, year: int | None = None) -> list[Plan]:
    """The plans of a year (None: of every year), the newest first."""
    query = _PLAN.where(FundPlan.community_id == community_id, Proposal.is_public.is_(True))
    if year is not None:
        query = query.where(FundYear.year == year)
    return [_plan(row) for row in connection.execute(query)]


def by_number(connection: Connection, community_id: UUID, number: str) -> Plan | None:
    """The plan of the matter with this number, or None."""
    query = _PLAN.where(FundPlan.community_id == community_id, Proposal.number == number)
    row = connection.execute(query).one_or_none()
    return None if row is None else _plan(row)


def page(connection: Connection, community_id: UUID, plan: Plan) -> PlanPage:
    """The plan with its wishes, vote and trace."""
    found = tuple(wishes(connection, community_id, plan.id))
    return PlanPage(
        plan,
        found,
        _vote(connection, community_id, plan),
        tuple(_acts(connection, community_id, plan.proposal_id)),
        _posted(connection, community_id, plan.proposal_id),
        _cases(connection, community_id, {number for wish in found for number in wish.cases}),
    )


def _cases(connection: Connection, community_id: UUID, numbers: set[str]) -> dict[str, Case]:
    """The earlier wishes with these numbers, as their latest plan left them."""
    if not numbers:
        return {}
    rows = connection.execute(
        select(Proposal.number, Proposal.title, FundWish.state)
        .join(FundWish, tied(Proposal, FundWish, "proposal_id"))
        .where(Proposal.community_id == community_id, Proposal.number.in_(sorted(numbers)))
        .order_by(FundWish.at)
    )
    return {
        number: Case(number, mask_text(title), state) for number, title, state in rows if number
    }


def of_matter(connection: Connection, community_id: UUID, proposal_id: UUID) -> list[Plan]:
    """The plans that a matter was put forward for, the newest first."""
    query = _PLAN.join(FundWish, tied(FundPlan, FundWish, "plan_id")).where(
        FundWish.community_id == community_id, FundWish.proposal_id == proposal_id
    )
    return [_plan(row) for row in connection.execute(query)]


def wishes(connection: Connection, community_id: UUID, plan_id: UUID) -> list[Wish]:
    """The wishes of a plan: in the joint rank, then those that have none as they came."""
    rows = connection.execute(
        select(
            Proposal.number,
            Proposal.title,
            Proposal.place,
            Proposal.stage,
            Proposal.ending,
            Proposal.seconder_count,
            FundWish.kind,
            FundWish.subject,
            FundWish.estimate,
            FundWish.estimate_basis,
            FundWish.state,
            FundWish.reason,
            FundWish.check,
            FundWish.party_rank,
            FundWish.committee_rank,
            FundWish.rank,
            FundWish.put_title,
            FundProject.number.label("project"),
            (FundProject.planned + FundProject.contracted + FundProject.paid).label("approved"),
            Resolution.number.label("exception"),
            FundWish.checked_at,
        )
        .join(Proposal, tied(Proposal, FundWish, "proposal_id"))
        .outerjoin(FundProject, tied(FundProject, FundWish, "project_id"))
        .outerjoin(Resolution, tied(Resolution, FundWish, "exception_id"))
        .where(FundWish.community_id == community_id, FundWish.plan_id == plan_id)
        .order_by(FundWish.rank.is_(None), FundWish.rank, FundWish.at, Proposal.number)
    )
    return [_wish(row) for row in rows]


def candidates(found: Sequence[Wish]) -> list[Candidate]:
    """What the ballot lists, in the joint rank."""
    return [Candidate(w.rank, w.number, w.title, w.estimate) for w in found if w.rank is not None]


def _plan(row: Any) -> Plan:
    values = list(row)
    values[3], values[4], values[-1] = (mask_text(values[i]) for i in (3, 4, -1))
    return Plan(*values)


def _wish(row: Any) -> Wish:
    check = row.check or {}
    return Wish(
        number=row.number or "",
        title=mask_text(row.title),
        place=mask_text(row.place),
        stage=row.stage,
        ending=row.ending,
        seconders=row.seconder_count,
        kind=row.kind,
        subject=row.subject,
        estimate=row.estimate,
        basis=mask_text(row.estimate_basis),
        state=row.state,
        reason=mask_text(row.reason),
        hits=tuple(_hit(hit) for hit in check.get("hits", ())),
        cap=int(check.get("cap", 0)),
        cases=tuple(check.get("cases", ())),
        party_rank=row.party_rank,
        committee_rank=row.committee_rank,
        rank=row.rank,
        put_title=row.put_title,
        project=row.project or "",
        approved=row.approved,
        exception=row.exception or "",
        checked_at=row.checked_at,
    )


def _hit(hit: Mapping[str, Any]) -> Hit:
    words = tuple(str(word) for word in hit.get("words", ()))
    return Hit(str(hit["item"]), words, hit.get("confirmed"), mask_text(str(hit.get("reason", ""))))


def _vote(connection: Connection, community_id: UUID, plan: Plan) -> Vote | None:
    """The last counted vote of an assembly on the plan: a committee's is told by its opinion."""
    wanted = plan.method != law_of.ITEMS
    rows = connection.execute(
        select(
            Poll.number,
            Poll.outcome,
            Poll.tally,
            Poll.ask,
            Resolution.number.label("resolution"),
            Resolution.reference,
        )
        .outerjoin(
            Resolution,
            (Resolution.community_id == Poll.community_id) & (Resolution.poll_id == Poll.id),
        )
        .where(
            Poll.community_id == community_id,
            Poll.proposal_id == plan.proposal_id,
            Poll.closed_at.is_not(None),
            Poll.rule_id != "PG3",
        )
        .order_by(Poll.opened_at.desc())
    )
    for row in rows:
        is_budget = (row.ask or {}).get("kind") == "budget"
        if is_budget == wanted:
            return Vote(
                row.number,
                row.outcome or "",
                row.tally or {},
                is_budget,
                row.resolution or "",
                row.reference or "",
            )
    return None


def _acts(connection: Connection, community_id: UUID, proposal_id: UUID) -> list[Done]:
    rows = connection.execute(
        select(Act.kind, Act.stage, Act.to_stage, Act.office_title, Act.reason, Act.rule_id, Act.at)
        .where(Act.community_id == community_id, Act.proposal_id == proposal_id)
        .order_by(Act.position)
    )
    return [Done(*row[:4], mask_text(row[4]), *row[5:]) for row in rows]


def _posted(connection: Connection, community_id: UUID, proposal_id: UUID) -> datetime | None:
    return connection.scalar(
        select(Announcement.until_at)
        .where(
            Announcement.community_id == community_id,
            Announcement.proposal_id == proposal_id,
            Announcement.kind == "decision",
        )
        .order_by(Announcement.posted_at.desc())
        .limit(1)
    )
