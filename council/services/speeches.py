"""The list of speakers of an item: asked for, started, stopped, written down by gist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from council.models.hall import Speech
from council.models.meetings import AgendaItem, Meeting
from council.rules import hall as law_of
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import hall, hallpeople
from council.services.hallpeople import Somebody
from council.services.unit import Actor, Work, unit

_BLOCKING = {
    "close_debate": "debate_closed",
    "put_off": "item_put_off",
    "adjourn": "item_adjourned",
}


def ask(
    community_id: UUID, actor: Actor, number: str, side: str, *, request_key: str, at: datetime
) -> int | None:
    """Ask to speak on the open item, from one's own seat; gives the place among those who wait.

    Raises:
        Refused: ``speaker_not_here``, ``speaker_waits``, ``speaker_turns_used``, ``list_closed``.
    """
    with unit(community_id, kind="speech.ask", actor=actor, at=at, power="meeting.speak") as work:
        if work.done_before(request_key):
            return None
        meeting = hall.running(work, number)
        return _put(work, meeting, hallpeople.present(work, meeting, actor.person_id), side)


def add(
    community_id: UUID,
    actor: Actor,
    number: str,
    key: str,
    side: str,
    *,
    name: str = "",
    title: str = "",
    request_key: str,
    at: datetime,
) -> int | None:
    """Put somebody on the list as the clerk sees hands go up: see ``hallpeople.somebody``."""
    with unit(community_id, kind="speech.add", actor=actor, at=at, power="meeting.keep") as work:
        if work.done_before(request_key):
            return None
        meeting = hall.running(work, number)
        return _put(work, meeting, hallpeople.somebody(work, meeting, key, name, title), side)


def withdraw(
    community_id: UUID,
    actor: Actor,
    number: str,
    position: int,
    *,
    by_clerk: bool = False,
    request_key: str,
    at: datetime,
) -> None:
    """Take a waiting line off the list: one's own, or any by whoever keeps the meeting."""
    power = "meeting.keep" if by_clerk else "meeting.speak"
    with unit(community_id, kind="speech.withdraw", actor=actor, at=at, power=power) as work:
        if work.done_before(request_key):
            return
        meeting = hall.running(work, number)
        speech = _speech(work, meeting, position)
        if not by_clerk and speech.person_id != actor.person_id:
            raise Refused([Reason("speech_of_another")])
        if speech.state != law_of.WAITING:
            raise Refused([Reason("speaker_not_waiting")])
        speech.state = law_of.WITHDRAWN
        work.tell(number=meeting.number, speech=position)


def start(
    community_id: UUID,
    actor: Actor,
    number: str,
    position: int | None = None,
    *,
    ruling: str = "",
    seen: int | None = None,
    request_key: str,
    at: datetime,
) -> int | None:
    """Give the floor to the next speaker, or to the one at ``position``; gives that position.

    Whoever speaks has finished by that. ``seen`` is the position of the speaker on the screen of
    whoever gives the floor (0: nobody), so that two who press at once do not skip somebody.
    ``ruling`` is the chair's written reason to depart from the order; it is recorded.

    Raises:
        Refused: ``speaker_out_of_turn`` (who is next and why), ``hall_moved``, ``list_empty``,
            ``order_first``, ``debate_closed``, ``item_put_off``.
    """
    with unit(community_id, kind="speech.start", actor=actor, at=at, power="meeting.keep") as work:
        if work.done_before(request_key):
            return None
        meeting = hall.running(work, number)
        item = hall.current(work, meeting)
        motions = hall.moved(work, meeting, item)
        law_of.orders_first(motions).demand()
        for topic in sorted(law_of.adopted(motions) & set(_BLOCKING)):
            raise Refused([Reason(_BLOCKING[topic])])
        lines = list_of(work, item)
        now = _finish(work, lines, seen)
        rules = hall.procedure(work)
        waiting = law_of.order(turns(lines), rules)
        if not waiting:
            raise Refused([Reason("list_empty")])
        by_position = {line.position: line for line in lines}
        first = by_position[waiting[0].turn.position]
        wanted = first.position if position is None else position
        reason = ruling.strip()
        law_of.may_start(waiting, wanted, first.name, ruling=reason).demand()
        speech = by_position[wanted]
        if speech is not first:
            hall.rule(work, meeting, item, law_of.OUT_OF_TURN, speech.name, reason)
        speech.state, speech.started_at = law_of.SPEAKING, work.at
        speech.seconds = rules.seconds
        speech.turn = 1 + sum(
            who(one) == who(speech) and one.state == law_of.SPOKEN for one in lines
        )
        work.tell(number=meeting.number, speech=wanted, after=now or 0)
        return wanted


def stop(
    community_id: UUID, actor: Actor, number: str, position: int, *, request_key: str, at: datetime
) -> None:
    """Stop the clock of whoever speaks."""
    with unit(community_id, kind="speech.stop", actor=actor, at=at, power="meeting.keep") as work:
        if work.done_before(request_key):
            return
        meeting = hall.running(work, number)
        speech = _speech(work, meeting, position)
        if speech.state != law_of.SPEAKING:
            raise Refused([Reason("hall_moved")])
        speech.state, speech.ended_at = law_of.SPOKEN, work.at
        work.tell(number=meeting.number, speech=position)


def write_gist(
    community_id: UUID,
    actor: Actor,
    number: str,
    position: int,
    gist: str,
    *,
    version: int,
    request_key: str,
    at: datetime,
) -> int:
    """What was said, by gist, as the clerk writes it down; gives the new version.

    Raises:
        Stale: where somebody else has written since ``version``; nothing is overwritten.
    """
    with unit(community_id, kind="speech.gist", actor=actor, at=at, power="meeting.keep") as work:
        meeting = hall.writable(work, number)
        speech = _speech(work, meeting, position)
        if work.done_before(request_key):
            return speech.version
        if hall.write(work, speech, "gist", clean_text(gist, 0, 4000, "gist"), version):
            work.tell(number=meeting.number, speech=position)
        return speech.version


def list_of(work: Work, item: AgendaItem) -> Sequence[Speech]:
    """All speeches on the item, asked for or held."""
    return work.all(Speech, Speech.item_id == item.id, order=Speech.position)


def who(speech: Speech | Somebody) -> str:
    """The same for all speeches of one speaker."""
    return speech.person_id.hex if speech.person_id is not None else f"name:{speech.name}"


def turns(lines: Sequence[Speech]) -> list[law_of.Turn]:
    """The list as the rules ask."""
    return [
        law_of.Turn(one.position, who(one), one.side, one.state, one.asked_at, one.started_at)
        for one in lines
    ]


def _put(work: Work, meeting: Meeting, speaker: Somebody, side: str) -> int:
    if side not in law_of.SIDES:
        raise Refused([Reason("value_unknown")])
    item = hall.current(work, meeting)
    lines = list_of(work, item)
    closed = bool(law_of.adopted(hall.moved(work, meeting, item)) & {"close_list", *_BLOCKING})
    rules = hall.procedure(work)
    law_of.may_ask(turns(lines), who(speaker), rules, closed=closed).demand()
    mine = [one for one in lines if who(one) == who(speaker) and one.state != law_of.WITHDRAWN]
    speech = Speech(
        meeting_id=meeting.id,
        item_id=item.id,
        position=hall.last_position(work, Speech, meeting) + 1,
        person_id=speaker.person_id,
        name=speaker.name,
        title=speaker.title,
        body_id=speaker.body_id,
        side=side,
        turn=len(mine) + 1,
        seconds=rules.seconds,
        asked_at=work.at,
    )
    work.add(speech)
    speech.state = law_of.WAITING
    work.tell(number=meeting.number, item=item.position, speech=speech.position)
    waiting = law_of.order(turns([*lines, speech]), rules)
    return 1 + [one.turn.position for one in waiting].index(speech.position)


def _finish(work: Work, lines: Sequence[Speech], seen: int | None) -> int | None:
    """End the speech that is being held; Refused ``hall_moved`` where it is not the one seen."""
    speaking = next((one for one in lines if one.state == law_of.SPEAKING), None)
    position = speaking.position if speaking else None
    if seen is not None and seen != (position or 0):
        raise Refused([Reason("hall_moved")])
    if speaking is not None:
        speaking.state, speaking.ended_at = law_of.SPOKEN, work.at
    return position


def _speech(work: Work, meeting: Meeting, position: int) -> Speech:
    mine = (Speech.meeting_id == meeting.id, Speech.position == position)
    found = work.find(Speech, *mine)
    if found is None:
        raise Refused([Reason("not_found", {"what": "speech"})])
    return found
