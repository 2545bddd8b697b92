"""The review as an office holder may see it: one committee does not read the other's early."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, and_, exists, select

from council.models.acts import Interest
from council.models.bodies import Body, Office, Tenure
from council.models.facts import holders_on
from council.models.meetings import Meeting
from council.models.polls import Poll
from council.models.review import Opinion
from council.queries.chamber.matter import MatterForActs
from council.rules.meetings import COMMITTEES
from council.rules.stages import Stage

_KINDS = [kind.value for kind in COMMITTEES]


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """The opinion of one committee."""

    body_id: UUID
    body: str
    position: str
    text: str
    dissent: str
    is_joint: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class CommitteeState:
    """Where a committee stands in this round: its vote, its opinion. The outcome only for it."""

    body_id: UUID
    body: str
    poll: str | None
    closed: bool
    outcome: str | None
    given: bool


def visible_opinions(
    connection: Connection, matter: MatterForActs, body_ids: Collection[UUID] = ()
) -> list[OpinionLine]:
    """The opinions of this round that somebody of ``body_ids`` may read now.

    All of them once both are in or where the committees sat jointly; before that, only one's own.
    """
    rows = connection.execute(
        select(
            Opinion.body_id,
            Body.name,
            Opinion.position,
            Opinion.text,
            Opinion.dissent,
            Opinion.is_joint,
            Opinion.at,
        )
        .join(Body, and_(Body.community_id == Opinion.community_id, Body.id == Opinion.body_id))
        .where(
            Opinion.community_id == matter.community_id,
            Opinion.proposal_id == matter.id,
            Opinion.round == matter.round,
        )
        .order_by(Body.position, Body.name)
    )
    found = [OpinionLine(*row) for row in rows]
    if matter.stage != Stage.REVIEW or len(found) >= len(_KINDS):
        return found
    return [line for line in found if line.is_joint or line.body_id in body_ids]


def committees(connection: Connection, matter: MatterForActs) -> list[CommitteeState]:
    """Both committees and where each stands with this matter."""
    this_round = and_(
        Poll.community_id == Body.community_id,
        Poll.body_id == Body.id,
        Poll.proposal_id == matter.id,
        Poll.opened_at >= matter.stage_since,
    )
    given = exists().where(
        Opinion.community_id == Body.community_id,
        Opinion.body_id == Body.id,
        Opinion.proposal_id == matter.id,
        Opinion.round == matter.round,
    )
    rows = connection.execute(
        select(Body.id, Body.name, Poll.number, Poll.closed_at, Poll.outcome, given)
        .outerjoin(Poll, this_round)
        .where(Body.community_id == matter.community_id, Body.kind.in_(_KINDS))
        .order_by(Body.position, Body.name, Poll.opened_at)
    )
    last = {
        row[0]: CommitteeState(row[0], row[1], row[2], row[3] is not None, row[4], bool(row[5]))
        for row in rows
    }
    return list(last.values())


def body_ids(
    connection: Connection, community_id: UUID, person_id: UUID, on: date
) -> frozenset[UUID]:
    """The bodies in which a person holds an office on a day."""
    rows = connection.execute(
        select(Office.body_id)
        .join(
            Tenure,
            and_(Tenure.community_id == Office.community_id, Tenure.office_id == Office.id),
        )
        .where(Office.community_id == community_id, Tenure.person_id == person_id, holders_on(on))
    )
    return frozenset(row[0] for row in rows)


def declared(connection: Connection, matter: MatterForActs, person_id: UUID) -> bool:
    """Whether the person has declared an interest in the matter."""
    query = select(
        exists().where(
            Interest.community_id == matter.community_id,
            Interest.proposal_id == matter.id,
            Interest.person_id == person_id,
        )
    )
    return bool(connection.scalar(query))


def open_polls(connection: Connection, matter: MatterForActs) -> list[tuple[str, str]]:
    """Running polls on the matter: number and body."""
    rows = connection.execute(
        select(Poll.number, Body.name)
        .join(Body, and_(Body.community_id == Poll.community_id, Body.id == Poll.body_id))
        .join(
            Meeting,
            and_(Meeting.community_id == Poll.community_id, Meeting.id == Poll.meeting_id),
        )
        .where(
            Poll.community_id == matter.community_id,
            Poll.proposal_id == matter.id,
            Poll.closed_at.is_(None),
        )
        .order_by(Poll.opened_at)
    )
    return [(row[0], row[1]) for row in rows]
