"""The chair's screen: one item at a time, opened, written down, closed with a conclusion."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from council.models.hall import Motion, Speech
from council.models.meetings import AgendaItem, Meeting
from council.models.minutes import Minutes
from council.models.people import Person
from council.models.polls import Poll
from council.rules import hall as law_of
from council.rules import meetings as meetings_law
from council.rules.calendar import legal_day
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import attendance, law
from council.services.unit import Actor, Work, unit

MOST_WORDS = 20_000


class Stale(Refused):
    """What was typed rests on an older text; ``text`` is the newer one, at ``version``."""

    def __init__(self, text: str, version: int) -> None:
        super().__init__([Reason("text_stale", {"version": version})])
        self.text, self.version = text, version


def open_item(
    community_id: UUID, actor: Actor, number: str, position: int, *, request_key: str, at: datetime
) -> None:
    """Take up an item.

    Raises:
        Refused: ``item_other_open``, ``item_done`` (an item that is over is taken up again by
            :func:`reopen_item`), ``order_first``, and what a meeting that is not open says.
    """
    with unit(community_id, kind="item.open", actor=actor, at=at, power="meeting.keep") as work:
        if work.done_before(request_key):
            return
        meeting = running(work, number)
        item = item_of(work, meeting, position)
        _demand_free(work, meeting, position)
        law_of.orders_first(moved(work, meeting, None)).demand()
        if item.ended_at is not None:
            raise Refused([Reason("item_done", {"n": position})])
        item.started_at = work.at
        work.tell(number=meeting.number, item=position)


def reopen_item(
    community_id: UUID,
    actor: Actor,
    number: str,
    position: int,
    reason: str,
    *,
    request_key: str,
    at: datetime,
) -> None:
    """Go back to an item that is over, or take up again one that was put off or adjourned.

    The chair's written reason is recorded; points of order adopted before no longer bind.
    """
    with unit(community_id, kind="item.reopen", actor=actor, at=at, power="meeting.keep") as work:
        if work.done_before(request_key):
            return
        meeting = running(work, number)
        item = item_of(work, meeting, position)
        if item.started_at is None:
            raise Refused([Reason("item_not_open")])
        if item.ended_at is None and not law_of.adopted(moved(work, meeting, item)):
            raise Refused([Reason("item_open_already", {"n": position})])
        if item.ended_at is not None:
            _demand_free(work, meeting, position)
            item.ended_at = None
            item.version += 1
        rule(work, meeting, item, law_of.REOPENED, item.title, reason)
        work.tell(number=meeting.number, item=position)


def close_item(
    community_id: UUID,
    actor: Actor,
    number: str,
    position: int,
    conclusion: str,
    *,
    version: int,
    request_key: str,
    at: datetime,
) -> None:
    """End an item with what was concluded; whoever still waits to speak is struck off the list.

    Raises:
        Stale: where somebody else has written a conclusion since ``version``.
        Refused: ``item_not_open``, ``item_motions_open``, ``item_poll_open``.
    """
    with unit(community_id, kind="item.close", actor=actor, at=at, power="meeting.keep") as work:
        if work.done_before(request_key):
            return
        meeting = running(work, number)
        item = current(work, meeting, position)
        waiting = law_of.in_order(moved(work, meeting, item))
        if waiting:
            raise Refused([Reason("item_motions_open", {"n": len(waiting)})])
        poll = work.all(Poll, Poll.item_id == item.id, Poll.closed_at.is_(None))
        if poll:
            raise Refused([Reason("item_poll_open", {"number": poll[0].number})])
        said = clean_text(conclusion, 2, 4000, "conclusion")
        if item.version != version and item.conclusion not in ("", said):
            raise Stale(item.conclusion, item.version)
        for speech in work.all(Speech, Speech.item_id == item.id):
            if speech.state == law_of.SPEAKING:
                speech.state, speech.ended_at = law_of.SPOKEN, work.at
            elif speech.state == law_of.WAITING:
                speech.state = law_of.WITHDRAWN
        item.conclusion, item.ended_at = said, work.at
        item.version += 1
        work.tell(number=meeting.number, item=position)


def write_record(
    community_id: UUID,
    actor: Actor,
    number: str,
    position: int,
    record: str,
    *,
    version: int,
    request_key: str,
    at: datetime,
) -> int:
    """What the clerk writes down of an item, while it is open or after; gives the new version.

    Raises:
        Stale: where somebody else has written since ``version``; nothing is overwritten.
    """
    with unit(community_id, kind="item.record", actor=actor, at=at, power="meeting.keep") as work:
        meeting = writable(work, number)
        item = item_of(work, meeting, position)
        if work.done_before(request_key):
            return item.version
        if write(work, item, "record", clean_text(record, 0, MOST_WORDS, "record"), version):
            work.tell(number=meeting.number, item=position)
        return item.version


def write(work: Work, row: AgendaItem | Speech, field: str, said: str, version: int) -> bool:
    """Put a text in the place of the one that was seen at ``version``; False: it says the same.

    Raises:
        Stale: where somebody else has written since.
    """
    before = getattr(row, field)
    if said == before:
        work.repeat()
        return False
    if row.version != version:
        raise Stale(before, row.version)
    setattr(row, field, said)
    row.version += 1
    return True


def running(work: Work, number: str) -> Meeting:
    """The meeting in session with this number, open now."""
    meeting = attendance.load_meeting(work, number)
    if meeting.form == meetings_law.WRITTEN:
        raise Refused([Reason("meeting_written", {}, meeting.rule_id)])
    meetings_law.running(attendance.state_of(meeting)).demand()
    return meeting


def writable(work: Work, number: str) -> Meeting:
    """The meeting while its clerk still writes: from the opening until the minutes go round."""
    meeting = attendance.load_meeting(work, number)
    if meeting.opened_at is None:
        meetings_law.running(attendance.state_of(meeting)).demand()
    minutes = work.find(Minutes, Minutes.meeting_id == meeting.id)
    if minutes is not None and minutes.state != "draft":
        raise Refused([Reason("minutes_circulated")])
    return meeting


def item_of(work: Work, meeting: Meeting, position: int) -> AgendaItem:
    """The item at this position of the agenda."""
    mine = (AgendaItem.meeting_id == meeting.id, AgendaItem.position == position)
    found = work.find(AgendaItem, *mine)
    if found is None:
        raise Refused([Reason("not_found", {"what": "agenda_item"})])
    return found


def open_item_of(work: Work, meeting: Meeting) -> AgendaItem | None:
    """The item that is open now."""
    return work.find(
        AgendaItem,
        AgendaItem.meeting_id == meeting.id,
        AgendaItem.started_at.is_not(None),
        AgendaItem.ended_at.is_(None),
    )


def current(work: Work, meeting: Meeting, position: int | None = None) -> AgendaItem:
    """The open item, and that it is the one at ``position``; else Refused ``item_not_open``."""
    item = open_item_of(work, meeting)
    if item is None or (position is not None and item.position != position):
        raise Refused([Reason("item_not_open")])
    return item


def moved(work: Work, meeting: Meeting, item: AgendaItem | None) -> list[law_of.Moved]:
    """The motions on the item and on the meeting itself, as their order depends on them."""
    own: list[UUID] = [item.id] if item is not None else []
    mine = or_(Motion.item_id.is_(None), Motion.item_id.in_(own))
    return [
        law_of.Moved(m.position, m.kind, m.topic, m.state, m.decided_at)
        for m in work.all(Motion, Motion.meeting_id == meeting.id, mine)
    ]


def procedure(work: Work) -> law_of.Procedure:
    """The community's rules of procedure today."""
    book = law.book(work.session, work.community_id)
    day = legal_day(work.at)
    return law_of.Procedure.of(book.rule(law_of.TURNS, day), book.rule(law_of.PROCEDURE, day))


def rule(
    work: Work, meeting: Meeting, item: AgendaItem, topic: str, about: str, reason: str
) -> Motion:
    """Record a ruling of the chair with its written reason."""
    said = clean_text(reason, 2, 1000, "reason")
    person = work.get(Person, work.actor.person_id) if work.actor.person_id else None
    return work.add(
        Motion(
            meeting_id=meeting.id,
            item_id=item.id,
            position=last_position(work, Motion, meeting) + 1,
            kind=law_of.ORDER,
            topic=topic,
            person_id=work.actor.person_id,
            name=person.name if person else work.actor.title,
            text=about,
            state=law_of.RULED,
            method=law_of.CHAIR,
            reason=said,
            at=work.at,
            decided_at=work.at,
        )
    )


def last_position(work: Work, model: type[Speech] | type[Motion], meeting: Meeting) -> int:
    """The last position taken in the meeting."""
    mine = (model.community_id == work.community_id, model.meeting_id == meeting.id)
    return work.session.scalar(select(func.max(model.position)).where(*mine)) or 0


def _demand_free(work: Work, meeting: Meeting, position: int) -> None:
    """One item at a time."""
    item = open_item_of(work, meeting)
    law_of.may_open_item([item.position] if item else [], position).demand()
