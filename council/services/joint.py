"""联席会议: a side puts items on the agenda, says where it stands, and answers. Nobody votes."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.calling import MeetingSeries
from council.models.facts import holders_on
from council.models.hall import Position
from council.models.meetings import AgendaItem, Attendance, Meeting, MeetingBody
from council.rules import joint as law_of
from council.rules import meetings as sessions
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind
from council.rules.shapes import clean_line, clean_text
from council.rules.verdict import Reason, Refused
from council.services import attendance, law, notices
from council.services.unit import Actor, Work, unit


def put_item(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    *,
    side_id: UUID,
    title: str,
    topic: str,
    request_key: str,
    at: datetime,
) -> int:
    """A side puts an item on the agenda; gives its position.

    After the notice period has begun it may be talked about, and no agreement is recorded.

    Raises:
        Refused: ``side_of_others``, ``meeting_not_joint``, a meeting that is over, and others.
    """
    with unit(
        community_id, kind="meeting.side_item", actor=actor, at=at, power="meeting.side"
    ) as work:
        meeting = _joint(work, meeting_number)
        _demand_voice(work, meeting, side_id)
        known = work.all(AgendaItem, AgendaItem.meeting_id == meeting.id, order=AgendaItem.position)
        if work.done_before(request_key):
            return known[-1].position if known else 0
        if meeting.closed_at is not None or meeting.cancelled_at is not None:
            sessions.running(attendance.state_of(meeting)).demand()
        item = work.add(
            AgendaItem(
                meeting_id=meeting.id,
                position=1 + max((row.position for row in known), default=0),
                title=clean_line(title, 2, 160, "title"),
                for_decision=False,
                announced_at=work.at,
                kind="deliberation",
                side_id=side_id,
                topic=_one_of(topic, law_of.TOPICS),
                answer_due=answer_due(work, meeting),
            )
        )
        work.session.flush()
        notices.renew(work, meeting, notices.CHANGED)
        work.tell(number=meeting.number, item=item.position, topic=item.topic)
        return item.position


def state(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    position: int,
    *,
    side_id: UUID,
    stance: str,
    words: str = "",
    request_key: str,
    at: datetime,
) -> None:
    """A side says where it stands to an item; until the meeting closes it may say otherwise.

    Raises:
        Refused: ``sides_missing`` for an agreement while a side is not here, ``side_absent``,
            ``side_of_others``, ``position_needs_words``, ``late_item_no_agreement``, and others.
    """
    with unit(
        community_id, kind="meeting.position", actor=actor, at=at, power="meeting.side"
    ) as work:
        meeting = _joint(work, meeting_number)
        _demand_voice(work, meeting, side_id)
        item = item_of(work, meeting, position)
        if work.done_before(request_key):
            return
        sessions.running(attendance.state_of(meeting)).demand()
        _one_of(stance, law_of.STANCES)
        law_of.may_state(
            stance,
            side_id,
            sides_of(work, meeting),
            sides_here(work, meeting),
            announced=in_time(work, meeting, item),
        ).demand()
        said = clean_text(words, 0, 2000, "words")
        if stance != law_of.AGREE and not said:
            raise Refused([Reason("position_needs_words", {}, law_of.RULE)])
        _write(work, item, side_id, stance, said)
        work.tell(number=meeting.number, item=item.position, stance=stance)


def answer(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    position: int,
    *,
    side_id: UUID,
    text: str,
    request_key: str,
    at: datetime,
) -> None:
    """A side answers an item that another one put, once; late answers are taken and show as late.

    Raises:
        Refused: ``answer_own_item``, ``item_answered``, ``side_of_others``, and others.
    """
    with unit(
        community_id, kind="meeting.answer", actor=actor, at=at, power="meeting.side"
    ) as work:
        meeting = _joint(work, meeting_number)
        _demand_voice(work, meeting, side_id)
        item = item_of(work, meeting, position)
        if work.done_before(request_key):
            return
        if meeting.cancelled_at is not None:
            raise Refused([Reason("meeting_cancelled")])
        answered = item.answered_at is not None
        law_of.may_answer(item.side_id, side_id, answered=answered).demand()
        by = work.get(Body, side_id).name
        said = clean_text(text, 2, 1900, "answer")
        item.answer, item.answered_at = f"{by}：{said}", work.at
        work.tell(number=meeting.number, item=item.position)


def sides_of(work: Work, meeting: Meeting) -> list[UUID]:
    """The sides in their order."""
    rows = work.all(
        MeetingBody,
        MeetingBody.meeting_id == meeting.id,
        MeetingBody.role == law_of.SIDE,
        order=MeetingBody.position,
    )
    return [row.body_id for row in rows]


def sides_here(work: Work, meeting: Meeting) -> set[UUID]:
    """The bodies of which somebody is present now."""
    lines = work.all(Attendance, Attendance.meeting_id == meeting.id, Attendance.state == "present")
    return {line.body_id for line in lines}


def in_time(work: Work, meeting: Meeting, item: AgendaItem) -> bool:
    """Whether the item was announced long enough before the meeting."""
    rule = law.rule(work.session, work.community_id, meeting.rule_id, meeting.starts_at)
    return sessions.announced_in_time(item.announced_at, meeting.starts_at, rule)


def own_bodies(work: Work, person_id: UUID | None, on: date) -> frozenset[UUID]:
    """The bodies in which somebody holds an office on a day."""
    rows = work.session.scalars(
        select(Office.body_id)
        .join(Tenure, tied(Office, Tenure, "office_id"))
        .where(
            Office.community_id == work.community_id,
            Tenure.person_id == person_id,
            holders_on(on),
        )
    )
    return frozenset(rows)


def answer_due(work: Work, meeting: Meeting) -> date:
    """Until when an item of the meeting is owed its answer."""
    met_on = legal_day(meeting.starts_at)
    if meeting.series_id is None:
        return law_of.answer_due(met_on, None, None)
    later = work.all(
        Meeting,
        Meeting.series_id == meeting.series_id,
        Meeting.starts_at > meeting.starts_at,
        Meeting.cancelled_at.is_(None),
        order=Meeting.starts_at,
    )
    every = work.get(MeetingSeries, meeting.series_id).every
    return law_of.answer_due(met_on, every, legal_day(later[0].starts_at) if later else None)


def item_of(work: Work, meeting: Meeting, position: int) -> AgendaItem:
    """The item at this place of the agenda, or Refused ``not_found``."""
    where = (AgendaItem.meeting_id == meeting.id, AgendaItem.position == position)
    item = work.find(AgendaItem, *where)
    if item is None:
        raise Refused([Reason("not_found", {"what": "agenda_item"})])
    return item


def _joint(work: Work, number: str) -> Meeting:
    meeting = attendance.load_meeting(work, number)
    if meeting.kind != law_of.JOINT:
        raise Refused([Reason("meeting_not_joint")])
    return meeting


def _demand_voice(work: Work, meeting: Meeting, side_id: UUID) -> None:
    if side_id not in sides_of(work, meeting):
        raise Refused([Reason("not_found", {"what": "body"})])
    own = own_bodies(work, work.actor.person_id, legal_day(work.at))
    clerk = work.actor.office == OfficeKind.CLERK
    law_of.speaks_for(side_id, own, clerk=clerk).demand()


def _write(work: Work, item: AgendaItem, side_id: UUID, stance: str, said: str) -> None:
    known = work.find(Position, Position.item_id == item.id, Position.body_id == side_id)
    if known is None:
        known = work.add(Position(item_id=item.id, body_id=side_id))
    known.stance, known.words = stance, said
    known.person_id, known.at = work.actor.person_id, work.at


def _one_of(code: str, known: tuple[str, ...]) -> str:
    if code not in known:
        raise Refused([Reason("value_unknown")])
    return code
