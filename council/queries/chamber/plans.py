"""What the desk of the annual plans asks: matters to put forward, meetings that may vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Exists, exists, or_, select

from council.models.base import tied
from council.models.meetings import AgendaItem, Meeting
from council.models.plans import FundPlan, FundWish
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.models.review import Opinion
from council.rules.stages import FUND_PLAN, Stage

MOST = 200


@dataclass(frozen=True, slots=True)
class Ready:
    """A matter that may be put forward; ``cost`` in fen as its proposer said."""

    number: str
    title: str
    cost: int | None


@dataclass(frozen=True, slots=True)
class Called:
    """A meeting with the plan on its agenda, whose vote has not begun."""

    number: str
    title: str
    starts_at: datetime
    is_set: bool


def ready(
    connection: Connection, community_id: UUID, plan_id: UUID, proposer_id: UUID | None = None
) -> list[Ready]:
    """Matters that wait for a plan, or stand in review without an opinion; of one proposer only."""
    given = exists().where(
        Opinion.community_id == Proposal.community_id,
        Opinion.proposal_id == Proposal.id,
        Opinion.round == Proposal.round,
    )
    query = (
        select(Proposal.number, Proposal.title, Proposal.cost)
        .where(
            Proposal.community_id == community_id,
            Proposal.track != FUND_PLAN,
            or_(
                Proposal.stage == Stage.FUNDING.value,
                (Proposal.stage == Stage.REVIEW.value) & ~given,
            ),
            ~_taken(plan_id),
        )
        .order_by(Proposal.stage.desc(), Proposal.listed_at)
        .limit(MOST)
    )
    if proposer_id is not None:
        query = query.where(Proposal.proposer_id == proposer_id)
    return [Ready(row[0] or "", *row[1:]) for row in connection.execute(query)]


def waiting(connection: Connection, community_id: UUID) -> list[Ready]:
    """Matters that wait for a plan and stand on none that goes on."""
    busy = (
        exists()
        .where(
            FundWish.community_id == Proposal.community_id,
            FundWish.proposal_id == Proposal.id,
            FundWish.state.in_(("put", "checked", "chosen")),
        )
        .correlate(Proposal)
    )
    query = (
        select(Proposal.number, Proposal.title, Proposal.cost)
        .where(Proposal.community_id == community_id, Proposal.stage == Stage.FUNDING.value, ~busy)
        .order_by(Proposal.listed_at)
        .limit(MOST)
    )
    return [Ready(row[0] or "", *row[1:]) for row in connection.execute(query)]


def _taken(plan_id: UUID) -> Exists:
    """The matter stands on this plan, or waits for the vote of another."""
    return (
        exists()
        .where(
            FundWish.community_id == Proposal.community_id,
            FundWish.proposal_id == Proposal.id,
            FundWish.plan_id == plan_id,
        )
        .correlate(Proposal)
    )


def meetings(connection: Connection, community_id: UUID, plan_id: UUID) -> list[Called]:
    """Meetings that have the plan on their agenda and may still be given its ballot."""
    polled = exists().where(
        Poll.community_id == AgendaItem.community_id, Poll.item_id == AgendaItem.id
    )
    query = (
        select(Meeting.number, Meeting.title, Meeting.starts_at, AgendaItem.ask)
        .join(AgendaItem, tied(Meeting, AgendaItem, "meeting_id"))
        .join(Proposal, tied(Proposal, AgendaItem, "proposal_id"))
        .join(
            FundPlan,
            (FundPlan.community_id == Proposal.community_id)
            & (FundPlan.proposal_id == Proposal.id),
        )
        .where(
            FundPlan.community_id == community_id,
            FundPlan.id == plan_id,
            Meeting.noticed_at >= Proposal.stage_since,
            Meeting.cancelled_at.is_(None),
            Meeting.closed_at.is_(None),
            ~polled,
        )
        .order_by(Meeting.starts_at)
    )
    return [
        Called(number, title, starts, ask is not None)
        for number, title, starts, ask in connection.execute(query)
    ]
