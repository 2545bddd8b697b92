"""Meetings as everybody may see them: when, where, what about, how many came. No names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, case, exists, func, select
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.bodies import Body
from council.models.calling import Petition
from council.models.meetings import AgendaItem, Attendance, Meeting, MeetingBody
from council.models.people import Person
from council.models.proposals import Proposal
from council.prepared import Prepared
from council.rules.agenda import MEETS
from council.rules.joint import INVITED
from council.rules.masking import mask_name, mask_text
from council.rules.meetings import WRITTEN

PAGE = 30
_Joint = aliased(Body)
_Chair = aliased(Person)
_Recorder = aliased(Person)
_FURTHER = (
    exists()
    .where(MeetingBody.community_id == Meeting.community_id, MeetingBody.meeting_id == Meeting.id)
    .correlate(Meeting)
)


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
    """One item of the agenda. ``proposal`` is the number of a public matter, or None.

    ``planned`` is in minutes; ``title`` is empty where the item is closed to the reader.
    """

    position: int
    title: str
    for_decision: bool
    proposal: str | None
    stage: str | None
    kind: str
    planned: int | None
    announced_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    is_closed: bool


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body that is at the meeting; ``role``: meets, side or invited."""

    id: UUID
    kind: str
    name: str
    role: str


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
    """One meeting. One in writing (``form``) takes votes from ``starts_at`` until ``ends_at``.

    ``petition`` is the number of the petition on which it was called, or empty.
    """

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
    kind: str
    link: str
    chair_body_id: UUID | None
    joint_body_kind: str | None
    chair_id: UUID | None
    recorder_id: UUID | None
    chair: str
    recorder: str
    petition: str
    items: tuple[ItemLine, ...]
    turnout: tuple[Turnout, ...]
    bodies: tuple[BodyLine, ...]

    @property
    def in_writing(self) -> bool:
        """Whether votes are cast over a period, without a session."""
        return self.form == WRITTEN

    @property
    def meeting_bodies(self) -> tuple[BodyLine, ...]:
        """Those whose members are on the roll."""
        return tuple(body for body in self.bodies if body.role != INVITED)

    @property
    def invited_bodies(self) -> tuple[BodyLine, ...]:
        """Those that attend without a vote."""
        return tuple(body for body in self.bodies if body.role == INVITED)

    @property
    def chair_body(self) -> str:
        """The side that chairs, where one does."""
        return next((body.name for body in self.bodies if body.id == self.chair_body_id), "")


STATE = case(
    (Meeting.cancelled_at.is_not(None), "cancelled"),
    (Meeting.closed_at.is_not(None), "closed"),
    (and_(Meeting.opened_at.is_not(None), Meeting.form == WRITTEN), "voting"),
    (Meeting.opened_at.is_not(None), "open"),
    else_="ahead",
)


_HEAD = (
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
        Meeting.kind,
        Meeting.link,
        Meeting.chair_body_id,
        _Joint.kind.label("joint_body_kind"),
        Meeting.chair_id,
        Meeting.recorder_id,
        func.coalesce(_Chair.name, "").label("chair"),
        func.coalesce(_Recorder.name, "").label("recorder"),
        func.coalesce(Petition.number, "").label("petition"),
        _FURTHER.label("further"),
    )
    .join(Body, tied(Body, Meeting, "body_id"))
    .outerjoin(_Joint, tied(_Joint, Meeting, "joint_body_id"))
    .outerjoin(_Chair, tied(_Chair, Meeting, "chair_id"))
    .outerjoin(_Recorder, tied(_Recorder, Meeting, "recorder_id"))
    .outerjoin(Petition, tied(Petition, Meeting, "petition_id"))
    .where(Meeting.community_id == bindparam("community"), Meeting.number == bindparam("number"))
)


_ITEMS = Prepared(
    select(
        AgendaItem.position,
        AgendaItem.title,
        AgendaItem.for_decision,
        Proposal.number,
        Proposal.stage,
        AgendaItem.kind,
        AgendaItem.planned,
        AgendaItem.announced_at,
        AgendaItem.started_at,
        AgendaItem.ended_at,
        AgendaItem.is_closed,
    )
    .outerjoin(
        Proposal,
        and_(tied(Proposal, AgendaItem, "proposal_id"), Proposal.is_public.is_(True)),
    )
    .where(
        AgendaItem.community_id == bindparam("community"),
        AgendaItem.meeting_id == bindparam("meeting"),
    )
    .order_by(AgendaItem.position)
)
_HERE = Attendance.state == "present"
_TURNOUT = Prepared(
    select(
        Body.id,
        Body.name,
        func.count(),
        func.sum(case((and_(_HERE, Attendance.channel == "hall"), 1), else_=0)),
        func.sum(case((and_(_HERE, Attendance.channel == "online"), 1), else_=0)),
        func.sum(case((Attendance.state == "excused", 1), else_=0)),
    )
    .select_from(Attendance)
    .join(Body, and_(Body.community_id == Attendance.community_id, Body.id == Attendance.body_id))
    .where(
        Attendance.community_id == bindparam("community"),
        Attendance.meeting_id == bindparam("meeting"),
    )
    .group_by(Body.id, Body.name, Body.position)
    .order_by(Body.position, Body.name)
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


def load(
    connection: Connection, community_id: UUID, number: str, *, inside: bool = False
) -> MeetingPage | None:
    """The meeting with this number, or None; ``inside`` shows names and closed items in full."""
    row = connection.execute(_HEAD, {"community": community_id, "number": number}).one_or_none()
    if row is None:
        return None
    values: tuple[Any, ...] = (
        *row[:-1],
        _items(connection, community_id, row.id, inside=inside),
        turnouts(connection, community_id, row.id) if row.opened_at else (),
        _bodies(connection, community_id, row),
    )
    page = MeetingPage(*values)
    return replace(
        page,
        title=mask_text(page.title),
        place=mask_text(page.place),
        remark=mask_text(page.remark),
        chair=page.chair if inside or not page.chair else mask_name(page.chair),
        recorder=page.recorder if inside or not page.recorder else mask_name(page.recorder),
    )


def _items(
    connection: Connection, community_id: UUID, meeting_id: UUID, *, inside: bool
) -> tuple[ItemLine, ...]:
    rows = _ITEMS.rows(connection, community=community_id, meeting=meeting_id)
    found = (ItemLine(row[0], mask_text(row[1]), *row[2:]) for row in rows)
    return tuple(item if inside or not item.is_closed else _kept_back(item) for item in found)


def _kept_back(item: ItemLine) -> ItemLine:
    return replace(item, title="", proposal=None, stage=None)


def _bodies(connection: Connection, community_id: UUID, head: Any) -> tuple[BodyLine, ...]:
    """Every body that is there: those that the meeting names, then the further ones."""
    named = [BodyLine(head.body_id, head.body_kind, head.body, MEETS)]
    if head.joint_body_id is not None:
        kind, name = head.joint_body_kind, head.joint_body
        named.append(BodyLine(head.joint_body_id, kind, name, MEETS))
    found = {body.id: body for body in named}
    if head.further:
        rows = connection.execute(
            select(Body.id, Body.kind, Body.name, MeetingBody.role)
            .join(MeetingBody, tied(Body, MeetingBody, "body_id"))
            .where(MeetingBody.community_id == community_id, MeetingBody.meeting_id == head.id)
            .order_by(MeetingBody.position)
        )
        found |= {row[0]: BodyLine(*row) for row in rows}
    return tuple(found.values())


def turnouts(connection: Connection, community_id: UUID, meeting_id: UUID) -> tuple[Turnout, ...]:
    """Who came, body by body, in one query."""
    rows = _TURNOUT.rows(connection, community=community_id, meeting=meeting_id)
    return tuple(Turnout(r[0], r[1], *(int(n) for n in r[2:])) for r in rows)
