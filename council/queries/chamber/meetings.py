"""Meetings as those who keep them need them: the roll by name, what can be put on an agenda."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, and_, exists, false, or_, select

from council.models.acts import Interest
from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.facts import holders_on
from council.models.meetings import AgendaItem, Attendance, Meeting
from council.models.people import Person
from council.models.proposals import Proposal
from council.rules.agenda import HELPERS
from council.rules.meetings import BODY_RULES
from council.rules.stages import Stage

_FOR_AGENDA = (Stage.REVIEW, Stage.MEMBERS, Stage.DEBATE, Stage.RESOLUTION)
MOST = 200


@dataclass(frozen=True, slots=True)
class RollLine:
    """One line of the roll with the name in full: for the clerk's table."""

    body_id: UUID
    body: str
    person_id: UUID
    name: str
    office_title: str
    state: str
    channel: str | None
    reason: str
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True)
class BodyChoice:
    """A body that can be called to a meeting."""

    id: UUID
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class MatterChoice:
    """A matter that can be put on an agenda."""

    number: str
    title: str
    stage: str


def roll(connection: Connection, community_id: UUID, meeting_id: UUID) -> list[RollLine]:
    """The frozen roll of a meeting, body by body."""
    rows = connection.execute(
        select(
            Attendance.body_id,
            Body.name,
            Attendance.person_id,
            Person.name,
            Attendance.office_title,
            Attendance.state,
            Attendance.channel,
            Attendance.reason,
            Attendance.arrived_at,
        )
        .join(
            Body, and_(Body.community_id == Attendance.community_id, Body.id == Attendance.body_id)
        )
        .join(
            Person,
            and_(
                Person.community_id == Attendance.community_id,
                Person.id == Attendance.person_id,
            ),
        )
        .where(Attendance.community_id == community_id, Attendance.meeting_id == meeting_id)
        .order_by(Body.position, Body.name, Person.number)
    )
    return [RollLine(*row) for row in rows]


def bodies(
    connection: Connection, community_id: UUID, kinds: Iterable[str] = tuple(BODY_RULES)
) -> list[BodyChoice]:
    """The bodies of these kinds; usually all that meet and decide."""
    rows = connection.execute(
        select(Body.id, Body.kind, Body.name)
        .where(
            Body.community_id == community_id,
            Body.kind.in_([str(kind) for kind in kinds]),
        )
        .order_by(Body.position, Body.name)
    )
    return [BodyChoice(*row) for row in rows]


def all_bodies(connection: Connection, community_id: UUID) -> list[BodyChoice]:
    """Every body, those that only attend among them."""
    rows = connection.execute(
        select(Body.id, Body.kind, Body.name)
        .where(Body.community_id == community_id)
        .order_by(Body.position, Body.name)
    )
    return [BodyChoice(*row) for row in rows]


def officers(
    connection: Connection,
    community_id: UUID,
    body_ids: Collection[UUID],
    on: date,
    helped: bool,
) -> list[tuple[UUID, str]]:
    """Who holds an office of these bodies on the day, with name and office; each person once.

    ``helped``: those of the two committees and the staff as well, who chair and keep minutes for
    others.
    """
    of = or_(Body.id.in_(body_ids), Body.kind.in_(HELPERS) if helped else false())
    rows = connection.execute(
        select(Person.id, Person.name, Office.title)
        .join(Tenure, tied(Person, Tenure, "person_id"))
        .join(Office, tied(Office, Tenure, "office_id"))
        .join(Body, tied(Body, Office, "body_id"))
        .where(Tenure.community_id == community_id, of, holders_on(on))
        .order_by(Body.position, Body.name, Office.number)
    )
    found: dict[UUID, str] = {}
    for person, name, title in rows:
        found.setdefault(person, f"{name} {title}")
    return list(found.items())


def matters(connection: Connection, community_id: UUID) -> list[MatterChoice]:
    """Matters that a meeting may have to talk about, longest waiting first."""
    rows = connection.execute(
        select(Proposal.number, Proposal.title, Proposal.stage)
        .where(
            Proposal.community_id == community_id,
            Proposal.stage.in_([stage.value for stage in _FOR_AGENDA]),
        )
        .order_by(Proposal.stage_since)
        .limit(MOST)
    )
    return [MatterChoice(row[0] or "", row[1], row[2]) for row in rows]


def recused(
    connection: Connection, community_id: UUID, meeting_id: UUID
) -> dict[int, frozenset[UUID]]:
    """Who declared an interest, by the position of the item."""
    rows = connection.execute(
        select(AgendaItem.position, Interest.person_id)
        .join(
            Interest,
            and_(
                Interest.community_id == AgendaItem.community_id,
                Interest.proposal_id == AgendaItem.proposal_id,
            ),
        )
        .where(AgendaItem.community_id == community_id, AgendaItem.meeting_id == meeting_id)
    )
    found: dict[int, set[UUID]] = {}
    for position, person in rows:
        found.setdefault(position, set()).add(person)
    return {position: frozenset(people) for position, people in found.items()}


def noticed(connection: Connection, community_id: UUID, proposal_id: UUID, since: datetime) -> bool:
    """Whether a meeting is called that still can decide the matter."""
    query = select(
        exists().where(
            AgendaItem.community_id == community_id,
            AgendaItem.proposal_id == proposal_id,
            Meeting.community_id == AgendaItem.community_id,
            Meeting.id == AgendaItem.meeting_id,
            Meeting.closed_at.is_(None),
            Meeting.cancelled_at.is_(None),
            Meeting.noticed_at >= since,
        )
    )
    return bool(connection.scalar(query))
