"""What the open data of a parliament's kind (OParl) tells: bodies, meetings, items, papers. Masked.

Everything of one community at once: a council has some dozens of meetings a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select

from council.models.base import tied
from council.models.bodies import Body
from council.models.communities import Community
from council.models.hall import MeetingPaper
from council.models.meetings import AgendaItem, Meeting, MeetingBody
from council.models.minutes import Minutes
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.queries.public.documents import INVITED
from council.queries.public.meetings import STATE
from council.rules.agenda import kind_of
from council.rules.masking import mask_text


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body of a community."""

    id: UUID
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting; ``ends_at`` is when it ended, or else should; ``minutes_at``: published."""

    number: str
    title: str
    place: str
    state: str
    form: str
    starts_at: datetime
    ends_at: datetime | None
    minutes_at: datetime | None
    bodies: tuple[UUID, ...]
    created: datetime
    modified: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of an agenda; a closed one has no title, matter or decision here."""

    meeting: str
    position: int
    title: str
    kind: str
    is_closed: bool
    proposal: str
    starts_at: datetime | None
    ends_at: datetime | None
    created: datetime
    modified: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """What a meeting decided on a matter."""

    number: str
    meeting: str
    proposal: str
    outcome: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Matter:
    """A public matter."""

    number: str
    title: str
    track: str
    created: datetime
    modified: datetime


@dataclass(frozen=True, slots=True)
class Attached:
    """A paper of a meeting that is not closed; of its item at ``position``, or of all of it."""

    meeting: str
    position: int | None
    title: str
    sha256: str
    media_type: str
    size: int
    at: datetime


def founded(connection: Connection, community_id: UUID) -> datetime:
    """Since when the community is recorded here."""
    query = select(Community.founded_at).where(Community.id == community_id)
    return connection.execute(query).scalar_one()


def organisations(connection: Connection, community_id: UUID) -> list[Organisation]:
    """Every body, in its order."""
    query = (
        select(Body.id, Body.kind, Body.name)
        .where(Body.community_id == community_id)
        .order_by(Body.position, Body.name)
    )
    return [Organisation(*row) for row in connection.execute(query)]


def meetings(connection: Connection, community_id: UUID) -> list[Held]:
    """Every meeting by its number."""
    bodies = _bodies(connection, community_id)
    query = (
        select(
            *(Meeting.id, Meeting.number, Meeting.title, Meeting.place, STATE, Meeting.form),
            *(Meeting.starts_at, Meeting.ends_at, Meeting.opened_at, Meeting.closed_at),
            *(Meeting.cancelled_at, Meeting.noticed_at, Minutes.published_at),
            *(Meeting.body_id, Meeting.joint_body_id),
        )
        .outerjoin(Minutes, and_(tied(Meeting, Minutes, "meeting_id")))
        .where(Meeting.community_id == community_id)
        .order_by(Meeting.number)
    )
    return [_held(row, bodies.get(row[0], [])) for row in connection.execute(query)]


def _held(row: Any, further: Sequence[UUID]) -> Held:
    _key, number, title, place, state, form, starts, ends, opened, closed = row[:10]
    cancelled, noticed, published = row[10:13]
    ids = dict.fromkeys(one for one in (*row[13:], *further) if one is not None)
    begun, over = opened or starts, closed or ends
    told = (noticed, opened, closed, cancelled, published)
    return Held(
        *(number, mask_text(title), mask_text(place), state, form, begun, over, published),
        tuple(ids),
        noticed,
        max(at for at in told if at is not None),
    )


def _bodies(connection: Connection, community_id: UUID) -> dict[UUID, list[UUID]]:
    query = (
        select(MeetingBody.meeting_id, MeetingBody.body_id)
        .where(MeetingBody.community_id == community_id, MeetingBody.role != INVITED)
        .order_by(MeetingBody.position)
    )
    found: dict[UUID, list[UUID]] = {}
    for meeting, body in connection.execute(query):
        found.setdefault(meeting, []).append(body)
    return found


def items(connection: Connection, community_id: UUID) -> list[Listed]:
    """Every item of every agenda, by meeting and place in it."""
    public = and_(tied(Proposal, AgendaItem, "proposal_id"), Proposal.is_public.is_(True))
    query = (
        select(
            *(Meeting.number, AgendaItem.position, AgendaItem.title, AgendaItem.kind),
            *(AgendaItem.for_decision, AgendaItem.is_closed, Proposal.number),
            *(AgendaItem.started_at, AgendaItem.ended_at, AgendaItem.announced_at),
        )
        .join(Meeting, tied(Meeting, AgendaItem, "meeting_id"))
        .outerjoin(Proposal, public)
        .where(AgendaItem.community_id == community_id)
        .order_by(Meeting.number, AgendaItem.position)
    )
    return [_listed(row) for row in connection.execute(query)]


def _listed(row: Any) -> Listed:
    meeting, position, title, kind, decides, closed, proposal, started, ended, announced = row
    told = [at for at in (announced, started, ended) if at is not None]
    shown = ("", "") if closed else (mask_text(title), proposal or "")
    return Listed(
        meeting,
        position,
        shown[0],
        kind_of(kind, for_decision=decides),
        closed,
        shown[1],
        started,
        ended,
        announced,
        max(told),
    )


def decisions(connection: Connection, community_id: UUID) -> list[Decided]:
    """Every resolution on a public matter."""
    query = (
        select(
            *(Resolution.number, Meeting.number, Proposal.number, Resolution.outcome),
            *(Resolution.text, Resolution.at),
        )
        .join(Proposal, tied(Proposal, Resolution, "proposal_id"))
        .join(Meeting, tied(Meeting, Resolution, "meeting_id"))
        .where(Resolution.community_id == community_id, Proposal.is_public.is_(True))
        .order_by(Resolution.number)
    )
    rows: Any = connection.execute(query)
    return [Decided(*(*row[:4], mask_text(row[4]), row[5])) for row in rows]


def matters(connection: Connection, community_id: UUID) -> list[Matter]:
    """Every public matter by its number."""
    query = (
        select(
            *(Proposal.number, Proposal.title, Proposal.track),
            *(Proposal.listed_at, Proposal.stage_since),
        )
        .where(Proposal.community_id == community_id, Proposal.is_public.is_(True))
        .order_by(Proposal.number)
    )
    found, rows = [], connection.execute(query)
    row: Any
    for row in rows:
        number, title, track, listed, since = row
        created = listed or since
        found.append(Matter(number, mask_text(title), track, created, max(created, since)))
    return found


def attached(connection: Connection, community_id: UUID) -> list[Attached]:
    """Every paper of a meeting that everybody may have."""
    query = (
        select(
            *(Meeting.number, AgendaItem.position, MeetingPaper.title, MeetingPaper.sha256),
            *(MeetingPaper.media_type, MeetingPaper.size, MeetingPaper.at),
        )
        .join(Meeting, tied(Meeting, MeetingPaper, "meeting_id"))
        .outerjoin(AgendaItem, tied(AgendaItem, MeetingPaper, "item_id"))
        .where(
            MeetingPaper.community_id == community_id,
            MeetingPaper.withdrawn_at.is_(None),
            MeetingPaper.is_closed.is_(False),
            AgendaItem.is_closed.is_not(True),
        )
        .order_by(Meeting.number, MeetingPaper.at, MeetingPaper.sha256)
    )
    rows: Any = connection.execute(query)
    return [Attached(*(*row[:2], mask_text(row[2]), *row[3:])) for row in rows]
