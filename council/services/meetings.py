"""Meetings: called with notice, opened with a frozen roll, attendance kept, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack
from uuid import UUID

from council.models.bodies import Body
from council.models.meetings import Attendance, Meeting
from council.models.polls import Poll
from council.rules import agenda as law_of_agenda
from council.rules import meetings as law_of
from council.rules.shapes import clean_line, clean_text
from council.rules.verdict import Reason, Refused
from council.services import (
    agenda,
    attendance,
    convening,
    hall,
    law,
    notices,
    petitions,
    search_meetings,
)
from council.services.agenda import Plan
from council.services.convening import Call, Details
from council.services.unit import Actor, Work, unit


def convene(
    community_id: UUID,
    actor: Actor,
    *,
    body_id: UUID,
    starts_at: datetime,
    place: str,
    items: Sequence[str] = (),
    topics: Sequence[str] = (),
    plans: Sequence[Plan] = (),
    request_key: str = "",
    power: str = "meeting.convene",
    at: datetime,
    **details: Unpack[Details],
) -> str:
    """Call a meeting: ``items`` are numbers of matters to decide, ``topics`` further items to talk
    about, ``plans`` items of any kind; see :class:`council.services.convening.Details`.

    Gives the meeting's number; a call that is sent again under its ``request_key`` gives the same.

    Raises:
        Refused: ``notice_too_short`` with the first lawful day, ``meeting_same_time``,
            ``meeting_ends_before``, ``meeting_no_items``, and others.
    """
    with unit(community_id, kind="meeting.convene", actor=actor, at=at, power=power) as work:
        if request_key and work.done_before(request_key):
            return _called(work, body_id, starts_at)
        written = agenda.plans(items, topics, plans)
        call = Call(body_id, starts_at, place, written, **details)
        meeting = convening.send(work, call)
        work.tell(
            number=meeting.number,
            body=work.get(Body, body_id).name,
            rule=meeting.rule_id,
            starts_at=starts_at,
            items=[plan.matter for plan in written if plan.matter],
        )
        if meeting.kind != law_of_agenda.BODY:
            work.tell(kind=meeting.kind)
        return meeting.number


def add_item(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    *,
    proposal_number: str | None = None,
    title: str = "",
    kind: str = "",
    planned: int | None = None,
    at: datetime,
) -> int:
    """Put one more item on the agenda; gives its position.

    After the notice period has begun it may be talked about, not decided.
    """
    with unit(
        community_id, kind="meeting.item", actor=actor, at=at, power="meeting.convene"
    ) as work:
        meeting = attendance.load_meeting(work, meeting_number)
        _demand_living(meeting)
        rule = law.rule(work.session, community_id, meeting.rule_id, meeting.starts_at)
        in_time = law_of.announced_in_time(work.at, meeting.starts_at, rule)
        usual = bool(proposal_number) and meeting.kind == law_of_agenda.BODY
        kind = law_of_agenda.kind_of(kind, for_decision=usual)
        plan = Plan(kind, proposal_number or "", title, planned)
        item = agenda.write(work, meeting, plan, in_time=in_time)
        notices.renew(work, meeting, notices.CHANGED)
        search_meetings.index_meeting(work, meeting)
        work.tell(number=meeting.number, item=item.position, for_decision=item.for_decision)
        return item.position


def open_meeting(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> None:
    """Open the meeting: from now on its roll stands, whoever takes or leaves office later."""
    with unit(community_id, kind="meeting.open", actor=actor, at=at, power="meeting.keep") as work:
        meeting = attendance.load_meeting(work, meeting_number)
        if meeting.form == law_of.WRITTEN:
            raise Refused([Reason("meeting_written", {}, meeting.rule_id)])
        law_of.may_open(attendance.state_of(meeting), work.at).demand()
        meeting.opened_at = work.at
        size = sum(attendance.freeze_roll(work, meeting, body) for body in bodies(work, meeting))
        work.tell(number=meeting.number, roll=size)


def close_meeting(
    community_id: UUID, actor: Actor, meeting_number: str, *, remark: str = "", at: datetime
) -> None:
    """End the meeting; who never came is absent from now on.

    Not while a poll runs or an item is open: it is closed with its conclusion first.
    """
    with unit(community_id, kind="meeting.close", actor=actor, at=at, power="meeting.keep") as work:
        meeting = attendance.load_meeting(work, meeting_number)
        law_of.running(attendance.state_of(meeting)).demand()
        still = work.all(Poll, Poll.meeting_id == meeting.id, Poll.closed_at.is_(None))
        if still:
            raise Refused([Reason("meeting_polls_open", {"n": len(still)}, meeting.rule_id)])
        item = hall.open_item_of(work, meeting)
        if item is not None:
            raise Refused([Reason("meeting_item_open", {"n": item.position})])
        lines = work.all(
            Attendance, Attendance.meeting_id == meeting.id, Attendance.state == "expected"
        )
        for line in lines:
            line.state = "absent"
        meeting.closed_at = work.at
        meeting.remark = clean_text(remark, 0, 4000, "remark")
        work.tell(number=meeting.number)


def cancel(
    community_id: UUID, actor: Actor, meeting_number: str, reason: str, *, at: datetime
) -> None:
    """Call a meeting off before it opens, with the reason."""
    with unit(
        community_id, kind="meeting.cancel", actor=actor, at=at, power="meeting.convene"
    ) as work:
        meeting = attendance.load_meeting(work, meeting_number)
        if meeting.opened_at is not None:
            raise Refused([Reason("meeting_started")])
        if meeting.cancelled_at is not None:
            raise Refused([Reason("meeting_cancelled")])
        meeting.cancelled_at = work.at
        meeting.remark = clean_text(reason, 1, 1000, "reason")
        petitions.released(work, meeting)
        notices.renew(work, meeting, notices.CANCELLED)
        work.tell(number=meeting.number, reason=meeting.remark)


def arrange(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    *,
    chair_id: UUID | None,
    recorder_id: UUID | None,
    link: str = "",
    at: datetime,
) -> None:
    """Say who chairs, who keeps the minutes and where one joins from afar, until the close.

    Raises:
        Refused: ``chair_elsewhere``, ``recorder_elsewhere``, ``meeting_link_kind``,
            ``meeting_closed``, ``meeting_cancelled``.
    """
    with unit(
        community_id, kind="meeting.arrange", actor=actor, at=at, power="meeting.convene"
    ) as work:
        meeting = attendance.load_meeting(work, meeting_number)
        _demand_living(meeting)
        circle = convening.bodies(work, meeting, invited=True)
        convening.demand_officers(work, circle, meeting.chair_body_id, chair_id, recorder_id)
        address = clean_line(link, 0, 300, "link")
        law_of_agenda.link(address).demand()
        new = (chair_id, recorder_id, address)
        if new == (meeting.chair_id, meeting.recorder_id, meeting.link):
            work.repeat()
        moved = address != meeting.link
        meeting.chair_id, meeting.recorder_id, meeting.link = new
        if moved:
            notices.renew(work, meeting, notices.CHANGED)
        work.tell(number=meeting.number)


def bodies(work: Work, meeting: Meeting) -> list[Body]:
    """The bodies whose members are on the roll: one, or several that meet together."""
    return convening.bodies(work, meeting)


def _called(work: Work, body_id: UUID, starts_at: datetime) -> str:
    """The meeting that was called when the same was sent before."""
    meeting = work.all(Meeting, Meeting.body_id == body_id, Meeting.starts_at == starts_at)
    if not meeting:
        raise Refused([Reason("not_found", {"what": "meeting"})])
    return meeting[-1].number


def _demand_living(meeting: Meeting) -> None:
    """Refuse where the meeting is over, called off, or in writing."""
    if meeting.form == law_of.WRITTEN:
        raise Refused([Reason("meeting_written", {}, meeting.rule_id)])
    if meeting.closed_at is not None or meeting.cancelled_at is not None:
        law_of.running(attendance.state_of(meeting)).demand()
