"""联席会议 as everybody may see it: sides, what each said to each item, promises. No names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, case, func, select

from council.models.base import tied
from council.models.bodies import Body
from council.models.calling import MeetingSeries
from council.models.hall import Position
from council.models.meetings import AgendaItem, Attendance, Meeting, MeetingBody
from council.models.proposals import Proposal
from council.queries.public import followups
from council.queries.public.followups import Followup, next_at
from council.rules import joint
from council.rules.calendar import legal_day
from council.rules.masking import mask_text


@dataclass(frozen=True, slots=True)
class Side:
    """A body at the table. ``came``: somebody of it attended; ``here``: somebody is present."""

    id: UUID
    name: str
    kind: str
    came: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Where a side stands to an item, in its words."""

    side_id: UUID
    stance: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class JointItem:
    """One item. ``answer_due`` is the last day of its answer; ``track`` that of its matter."""

    position: int
    title: str
    topic: str
    side_id: UUID | None
    announced_at: datetime
    conclusion: str
    answer_due: date
    answer: str
    answered_at: datetime | None
    proposal: str | None
    track: str
    positions: Mapping[UUID, Said] = field(default_factory=dict)
    promises: tuple[Followup, ...] = ()


@dataclass(frozen=True, slots=True)
class JointPage:
    """What a joint meeting adds to a meeting's page."""

    sides: tuple[Side, ...]
    invited: tuple[Side, ...]
    chair: str
    series: str
    next_on: date | None
    items: tuple[JointItem, ...]
    promises: tuple[Followup, ...]


def load(connection: Connection, community_id: UUID, meeting_id: UUID, today: date) -> JointPage:
    """The sides and what they said; items that are kept closed are left out."""
    promises = followups.of_meeting(connection, community_id, meeting_id, today)
    disclosed = ITEMS.where(AgendaItem.is_closed.is_(False))
    return page(connection, community_id, meeting_id, disclosed, promises)


def page(
    connection: Connection,
    community_id: UUID,
    meeting_id: UUID,
    items: Select[Any],
    promises: list[Followup],
) -> JointPage:
    """The sides, with these items (of :data:`ITEMS`) and promises."""
    head = connection.execute(_head(community_id, meeting_id)).one()
    met_on = legal_day(head.starts_at)
    next_on = legal_day(head.next_at) if head.next_at else None
    due = joint.answer_due(met_on, head.every, next_on)
    seats = _sides(connection, community_id, meeting_id)
    return JointPage(
        tuple(side for role, side in seats if role == joint.SIDE),
        tuple(side for role, side in seats if role == joint.INVITED),
        head.chair or "",
        head.series or "",
        next_on,
        _items(connection, items.where(*_of(community_id, meeting_id)), due, promises),
        tuple(promises),
    )


def _head(community_id: UUID, meeting_id: UUID) -> Any:
    return (
        select(
            Meeting.starts_at,
            Body.name.label("chair"),
            MeetingSeries.name.label("series"),
            MeetingSeries.every,
            next_at().label("next_at"),
        )
        .outerjoin(Body, tied(Body, Meeting, "chair_body_id"))
        .outerjoin(MeetingSeries, tied(MeetingSeries, Meeting, "series_id"))
        .where(Meeting.community_id == community_id, Meeting.id == meeting_id)
    )


def _sides(connection: Connection, community_id: UUID, meeting_id: UUID) -> list[tuple[str, Side]]:
    here = case((Attendance.state == "present", 1), else_=0)
    came = case((Attendance.state.in_(("present", "left")), 1), else_=0)
    rows = connection.execute(
        select(MeetingBody.role, Body.id, Body.name, Body.kind, func.max(came), func.max(here))
        .join(Body, tied(Body, MeetingBody, "body_id"))
        .outerjoin(
            Attendance,
            and_(
                Attendance.community_id == MeetingBody.community_id,
                Attendance.meeting_id == MeetingBody.meeting_id,
                Attendance.body_id == MeetingBody.body_id,
            ),
        )
        .where(MeetingBody.community_id == community_id, MeetingBody.meeting_id == meeting_id)
        .group_by(MeetingBody.role, MeetingBody.position, Body.id, Body.name, Body.kind)
        .order_by(MeetingBody.position)
    )
    return [(row[0], Side(row[1], row[2], row[3], bool(row[4]), bool(row[5]))) for row in rows]


def _items(
    connection: Connection, query: Select[Any], due: date, promises: list[Followup]
) -> tuple[JointItem, ...]:
    """The items; a row for each position, so that both are one query."""
    rows = connection.execute(query)
    found: dict[int, Any] = {}
    said: dict[int, dict[UUID, Said]] = {}
    for row in rows:
        found.setdefault(row.position, row)
        if row.body_id is not None:
            words = Said(row.body_id, row.stance, mask_text(row.words), row.at)
            said.setdefault(row.position, {})[row.body_id] = words
    return tuple(
        JointItem(
            row.position,
            mask_text(row.title),
            row.topic,
            row.side_id,
            row.announced_at,
            mask_text(row.conclusion),
            row.answer_due or due,
            mask_text(row.answer),
            row.answered_at,
            row.number,
            row.track or "",
            said.get(place, {}),
            tuple(line for line in promises if line.item_position == place),
        )
        for place, row in found.items()
    )


def _of(community_id: UUID, meeting_id: UUID) -> tuple[Any, ...]:
    return AgendaItem.community_id == community_id, AgendaItem.meeting_id == meeting_id


ITEMS: Any = (
    select(
        AgendaItem.position,
        AgendaItem.title,
        AgendaItem.topic,
        AgendaItem.side_id,
        AgendaItem.announced_at,
        AgendaItem.conclusion,
        AgendaItem.answer_due,
        AgendaItem.answer,
        AgendaItem.answered_at,
        Proposal.number,
        Proposal.track,
        Position.body_id,
        Position.stance,
        Position.words,
        Position.at,
    )
    .outerjoin(
        Proposal, and_(tied(Proposal, AgendaItem, "proposal_id"), Proposal.is_public.is_(True))
    )
    .outerjoin(Position, tied(AgendaItem, Position, "item_id"))
    .order_by(AgendaItem.position)
)
"""All items with what the sides say, closed ones too."""
