"""Meetings: called with notice, opened with a frozen roll, attendance kept, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from council.models.bodies import Body
from council.models.meetings import AgendaItem, Attendance, Meeting, MeetingBody
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.rules import meetings as law_of
from council.rules import router
from council.rules.calendar import legal_day
from council.rules.powers import BodyKind
from council.rules.shapes import check_date, clean_line, clean_text
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused
from council.services import attendance, law, lifecycle
from council.services.numbers import next_number
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
    joint_body_id: UUID | None = None,
    title: str = "",
    rule_id: str | None = None,
    at: datetime,
) -> str:
    """Call a meeting: ``items`` are numbers of matters, ``topics`` further items to talk about.

    Gives the meeting's number.

    Raises:
        Refused: ``notice_too_short`` with the first lawful day, ``meeting_same_time``, and others.
    """
    with unit(
        community_id, kind="meeting.convene", actor=actor, at=at, power="meeting.convene"
    ) as work:
        body = work.get(Body, body_id)
        joint = work.get(Body, joint_body_id) if joint_body_id else None
        chosen = _rule_of(body, joint, rule_id)
        check_date(legal_day(starts_at), "starts_at")
        rule = law.rule(work.session, community_id, chosen, starts_at)
        law_of.notice(work.at, starts_at, rule).demand()
        demand_free(work, body, starts_at)
        meeting = work.add(
            Meeting(
                number=next_number(work, "meeting"),
                body_id=body.id,
                joint_body_id=joint.id if joint else None,
                rule_id=chosen,
                title=clean_line(title, 0, 120, "title") or _title(body, joint),
                place=clean_line(place, 1, 120, "place"),
                starts_at=starts_at,
                noticed_at=work.at,
            )
        )
        work.session.flush()
        _announce(work, meeting, items, topics)
        work.tell(
            number=meeting.number, body=body.name, rule=chosen, starts_at=starts_at, items=items
        )
        return meeting.number


def add_item(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    *,
    proposal_number: str | None = None,
    title: str = "",
    at: datetime,
) -> int:
    """Put one more item on the agenda; gives its position.

    After the notice period has begun it may be talked about, not decided.
    """
    with unit(
        community_id, kind="meeting.item", actor=actor, at=at, power="meeting.convene"
    ) as work:
        meeting = attendance.load_meeting(work, meeting_number)
        if meeting.form == law_of.WRITTEN:
            raise Refused([Reason("meeting_written", {}, meeting.rule_id)])
        if meeting.closed_at is not None or meeting.cancelled_at is not None:
            law_of.running(attendance.state_of(meeting)).demand()
        rule = law.rule(work.session, community_id, meeting.rule_id, meeting.starts_at)
        decides = law_of.announced_in_time(work.at, meeting.starts_at, rule)
        item = _add_item(work, meeting, proposal_number, title, decides=decides)
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
    """End the meeting; who never came is absent from now on. Not while a poll runs."""
    with unit(community_id, kind="meeting.close", actor=actor, at=at, power="meeting.keep") as work:
        meeting = attendance.load_meeting(work, meeting_number)
        law_of.running(attendance.state_of(meeting)).demand()
        still = work.all(Poll, Poll.meeting_id == meeting.id, Poll.closed_at.is_(None))
        if still:
            raise Refused([Reason("meeting_polls_open", {"n": len(still)}, meeting.rule_id)])
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
        work.tell(number=meeting.number, reason=meeting.remark)


def bodies(work: Work, meeting: Meeting) -> list[Body]:
    """The bodies whose members are on the roll: one, or several that meet together."""
    further = work.all(
        MeetingBody,
        MeetingBody.meeting_id == meeting.id,
        MeetingBody.role != "invited",
        order=MeetingBody.position,
    )
    ids = [meeting.body_id, meeting.joint_body_id, *(row.body_id for row in further)]
    return [work.get(Body, body_id) for body_id in dict.fromkeys(ids) if body_id is not None]


def _rule_of(body: Body, joint: Body | None, wanted: str | None) -> str:
    ids = law_of.rule_ids(body.kind)
    if not ids or (wanted is not None and wanted not in ids):
        raise Refused([Reason("body_without_rule")])
    if joint is not None:
        if joint.id == body.id:
            raise Refused([Reason("joint_same_body")])
        if not {BodyKind(body.kind), BodyKind(joint.kind)} <= law_of.COMMITTEES:
            raise Refused([Reason("joint_not_committees")])
    return wanted or ids[0]


def _title(body: Body, joint: Body | None) -> str:
    return f"{body.name}、{joint.name}" if joint else body.name


def demand_free(work: Work, body: Body, starts_at: datetime) -> None:
    """A second call for the same hour is a double click or a mistake."""
    same = work.all(
        Meeting,
        Meeting.body_id == body.id,
        Meeting.starts_at == starts_at,
        Meeting.cancelled_at.is_(None),
    )
    if same:
        raise Refused([Reason("meeting_same_time", {"number": same[0].number})])


def _announce(work: Work, meeting: Meeting, items: Sequence[str], topics: Sequence[str]) -> None:
    named = [*dict.fromkeys(items)]
    spoken = [topic for topic in topics if topic.strip()]
    if not named and not spoken:
        raise Refused([Reason("meeting_no_items")])
    for number in named:
        _add_item(work, meeting, number, "", decides=True)
    for topic in spoken:
        _add_item(work, meeting, None, topic, decides=False)


def _add_item(
    work: Work, meeting: Meeting, number: str | None, title: str, *, decides: bool
) -> AgendaItem:
    proposal = lifecycle.load(work, number) if number else None
    if proposal is not None:
        demand_item(work, meeting, proposal)
    known = work.all(AgendaItem, AgendaItem.meeting_id == meeting.id)
    item = AgendaItem(
        meeting_id=meeting.id,
        proposal_id=proposal.id if proposal else None,
        position=1 + max((i.position for i in known), default=0),
        title=proposal.title if proposal else clean_line(title, 1, 160, "title"),
        for_decision=decides and proposal is not None,
        announced_at=work.at,
    )
    work.add(item)
    work.session.flush()
    return item


def demand_item(work: Work, meeting: Meeting, proposal: Proposal) -> None:
    """Refuse a matter that is over, or stands on the agenda already."""
    if proposal.stage in (Stage.DRAFT, Stage.CLOSED):
        raise Refused([Reason("matter_over", {"number": proposal.number})])
    mine = (AgendaItem.meeting_id == meeting.id, AgendaItem.proposal_id == proposal.id)
    if work.all(AgendaItem, *mine):
        raise Refused([Reason("item_exists", {"number": proposal.number})])
    kind = BodyKind(work.get(Body, meeting.body_id).kind)
    if kind in law_of.ASSEMBLIES:
        router.track_decides(proposal.track, kind).demand()
