"""Meetings as everybody may see them: when, where, what about, how many came. No names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, case, func, select
from sqlalchemy.orm import aliased

from council.models.bodies import Body
from council.models.meetings import AgendaItem, Attendance, Meeting
from council.models.proposals import Proposal
from council.rules.masking import mask_text
from council.rules.meetings import WRITTEN

PAGE = 30
_Joint = aliased(Body)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting in a list. ``state`` is ahead, open, voting (in writing), closed or cancelled."""

    number: str
    title: str
    place: str
    starts_at: datetime
    state: str
    items: int


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of the agenda. ``proposal`` is the number of a public matter, or None."""

    position: int
    title: str
    for_decision: bool
    proposal: str | None
    stage: str | None


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who came, in figures, of one body. ``recused`` people are not taken off here."""

    body_id: UUID
    body: str
    entitled: int
    hall: int
    online: int
    excused: int

    @property
    def present(self) -> int:
        """All who are here now."""
        return self.hall + self.online


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One meeting. One in writing (``form``) takes votes from ``starts_at`` until ``ends_at``."""

    id: UUID
    number: str
    title: str
    place: str
    rule_id: str
    starts_at: datetime
    noticed_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    remark: str
    state: str
    body_id: UUID
    body: str
    body_kind: str
    joint_body_id: UUID | None
    joint_body: str | None
    form: str
    ends_at: datetime | None
    told_at: datetime | None
    items: tuple[ItemLine, ...]
    turnout: tuple[Turnout, ...]

    @property
    def in_writing(self) -> bool:
        """Whether votes are cast over a period, without a session."""
        return self.form == WRITTEN


STATE = case(
    (Meeting.cancelled_at.is_not(None), "cancelled"),
    (Meeting.closed_at.is_not(None), "closed"),
    (and_(Meeting.opened_at.is_not(None), Meeting.form == WRITTEN), "voting"),
    (Meeting.opened_at.is_not(None), "open"),
    else_="ahead",
)


def lines(connection: Connection, community_id: UUID, skip: int = 0) -> list[MeetingLine]:
    """Meetings, the latest date first; one more than a page where there are older ones."""
    items = (
        select(func.count())
        .select_from(AgendaItem)
        .where(AgendaItem.community_id == Meeting.community_id, AgendaItem.meeting_id == Meeting.id)
        .correlate(Meeting)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(Meeting.number, Meeting.title, Meeting.place, Meeting.starts_at, STATE, items)
        .where(Meeting.community_id == community_id)
        .order_by(Meeting.starts_at.desc(), Meeting.number)
        .limit(PAGE + 1)
        .offset(skip)
    )
    return [MeetingLine(row[0], mask_text(row[1]), mask_text(row[2]), *row[3:]) for row in rows]


def load(connection: Connection, community_id: UUID, number: str) -> MeetingPage | None:
    """The meeting with this number, or None."""
    row = connection.execute(
        select(
            Meeting.id,
            Meeting.number,
            Meeting.title,
            Meeting.place,
            Meeting.rule_id,
            Meeting.starts_at,
            Meeting.noticed_at,
            Meeting.opened_at,
            Meeting.closed_at,
            Meeting.remark,
            STATE.label("state"),
            Meeting.body_id,
            Body.name.label("body"),
            Body.kind.label("body_kind"),
            Meeting.joint_body_id,
            _Joint.name.label("joint_body"),
            Meeting.form,
            Meeting.ends_at,
            Meeting.told_at,
        )
        .join(Body, and_(Body.community_id == Meeting.community_id, Body.id == Meeting.body_id))
        .outerjoin(
            _Joint,
            and_(_Joint.community_id == Meeting.community_id, _Joint.id == Meeting.joint_body_id),
        )
        .where(Meeting.community_id == community_id, Meeting.number == number)
    ).one_or_none()
    if row is None:
        return None
    items = _items(connection, community_id, row.id)
    turnout = turnouts(connection, community_id, row.id)
    values: tuple[Any, ...] = (*row, items, turnout)
    page = MeetingPage(*values)
    return replace(
        page,
        title=mask_text(page.title),
        place=mask_text(page.place),
        remark=mask_text(page.remark),
    )


def _items(connection: Connection, community_id: UUID, meeting_id: UUID) -> tuple[ItemLine, ...]:
    rows = connection.execute(
        select(
            AgendaItem.position,
            AgendaItem.title,
            AgendaItem.for_decision,
            Proposal.number,
            Proposal.stage,
        )
        .outerjoin(
            Proposal,
            and_(
                Proposal.community_id == AgendaItem.community_id,
                Proposal.id == AgendaItem.proposal_id,
                Proposal.is_public.is_(True),
            ),
        )
        .where(AgendaItem.community_id == community_id, AgendaItem.meeting_id == meeting_id)
        .order_by(AgendaItem.position)
    )
    return tuple(ItemLine(row[0], mask_text(row[1]), *row[2:]) for row in rows)


def turnouts(connection: Connection, community_id: UUID, meeting_id: UUID) -> tuple[Turnout, ...]:
    """Who came, body by body, in one query."""
    here = Attendance.state == "present"
    hall = and_(here, Attendance.channel == "hall")
    online = and_(here, Attendance.channel == "online")
    rows = connection.execute(
        select(
            Body.id,
            Body.name,
            func.count(),
            func.sum(case((hall, 1), else_=0)),
            func.sum(case((online, 1), else_=0)),
            func.sum(case((Attendance.state == "excused", 1), else_=0)),
        )
        .select_from(Attendance)
        .join(
            Body, and_(Body.community_id == Attendance.community_id, Body.id == Attendance.body_id)
        )
        .where(Attendance.community_id == community_id, Attendance.meeting_id == meeting_id)
        .group_by(Body.id, Body.name, Body.position)
        .order_by(Body.position, Body.name)
    )
    return tuple(Turnout(r[0], r[1], *(int(n) for n in r[2:])) for r in rows)
