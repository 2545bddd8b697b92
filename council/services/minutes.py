"""Minutes until they are signed: completed by the clerk, sent round, corrected by who spoke.

What is written stands where it belongs (the item, the speech); :func:`composed` puts it together.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models import minutesfacts
from council.models.hall import Speech
from council.models.meetings import Meeting
from council.models.minutes import Minutes, MinutesCorrection, MinutesSignature
from council.models.people import Person
from council.rules import minutes as composing
from council.rules import minuteslife as life
from council.rules.calendar import deadline
from council.rules.meetings import WRITTEN
from council.rules.minutes import Minutes as Value
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import attendance, law, search_meetings
from council.services.hall import MOST_WORDS, Stale, item_of
from council.services.unit import Actor, Work, unit

MOST_CONCLUSION, MOST_GIST = 4000, 4000


def write_item(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    position: int,
    *,
    record: str,
    conclusion: str,
    version: int,
    request_key: str,
    closed: bool | None = None,
    at: datetime,
) -> int:
    """Write down an item: what was said and done, what was concluded. Gives the new version.

    ``version`` is that of the text which the clerk saw. ``closed`` keeps the item out of what is
    published; None leaves that as it is.

    Raises:
        Stale: where somebody else has written since ``version``; nothing is overwritten.
        Refused: once they are being signed.
    """
    texts = (
        clean_text(record, 0, MOST_WORDS, "record"),
        clean_text(conclusion, 0, MOST_CONCLUSION, "conclusion"),
    )
    with unit(community_id, kind="minutes.item", actor=actor, at=at, power="minutes.write") as work:
        item = item_of(work, writable(work, meeting_number), position)
        wanted = (*texts, item.is_closed if closed is None else closed)
        if wanted == (item.record, item.conclusion, item.is_closed):
            work.repeat()
            return item.version
        if work.done_before(request_key):
            return item.version
        if item.version != version:
            raise Stale(item.record, item.version)
        hidden = item.is_closed != wanted[2]
        item.record, item.conclusion, item.is_closed = wanted
        item.version += 1
        if hidden:
            search_meetings.index_meeting(work, work.get(Meeting, item.meeting_id))
        work.tell(number=meeting_number, item=position, version=item.version)
        return item.version


def name_officers(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    *,
    chair_id: UUID | None,
    recorder_id: UUID | None,
    at: datetime,
) -> None:
    """Note who chaired the meeting and who keeps its minutes."""
    with unit(
        community_id, kind="minutes.officers", actor=actor, at=at, power="minutes.write"
    ) as work:
        meeting = writable(work, meeting_number)
        for person_id in (chair_id, recorder_id):
            if person_id is not None:
                work.get(Person, person_id)
        if (meeting.chair_id, meeting.recorder_id) == (chair_id, recorder_id):
            work.repeat()
        meeting.chair_id, meeting.recorder_id = chair_id, recorder_id
        work.tell(number=meeting_number)


def circulate(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> datetime:
    """Send the draft round to those who took part; gives the end of the term to correct (MN1).

    Raises:
        Refused: ``minutes_meeting_open``, ``minutes_sent_round``.
    """
    with unit(
        community_id, kind="minutes.circulate", actor=actor, at=at, power="minutes.write"
    ) as work:
        meeting = load_meeting(work, meeting_number)
        minutes = of_meeting(work, meeting) or work.add(Minutes(meeting_id=meeting.id))
        state = minutes.state or life.DRAFT
        life.may_circulate(state, closed=meeting.closed_at is not None).demand()
        rule = law.rule(work.session, work.community_id, life.RULE, work.at)
        until = deadline(work.at, rule.number("correct_days"))
        minutes.state, minutes.author_id = life.CORRECTING, work.actor.person_id
        minutes.circulated_at, minutes.corrections_until = work.at, until
        minutes.content = composing.to_data(composed(work, meeting))
        minutes.version = (minutes.version or 0) + 1
        work.tell(number=meeting_number, until=until)
        return until


def correct(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    speech_position: int,
    *,
    text: str,
    version: int,
    at: datetime,
) -> int:
    """Put one's own words right, while the minutes are sent round. Gives the new version.

    Raises:
        Refused: ``minutes_not_your_words``, ``minutes_correction_over``.
        Stale: where the words were changed since ``version``.
    """
    words = clean_text(text, 1, MOST_GIST, "gist")
    with unit(
        community_id, kind="minutes.correct", actor=actor, at=at, power="minutes.correct"
    ) as work:
        meeting = load_meeting(work, meeting_number)
        speech = speech_at(work, meeting, speech_position)
        minutes = of_meeting(work, meeting) or Minutes(state=life.DRAFT, corrections_until=None)
        own = speech.person_id is not None and speech.person_id == work.actor.person_id
        life.may_correct(minutes.state, minutes.corrections_until, work.at, own=own).demand()
        if speech.gist == words:
            work.repeat()
            return speech.version
        if speech.version != version:
            raise Stale(speech.gist, speech.version)
        _keep_correction(work, minutes, speech, words)
        speech.gist = words
        speech.version += 1
        minutes.version += 1
        work.tell(number=meeting_number, speech=speech_position, version=speech.version)
        return speech.version


def withdraw(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> None:
    """Take the minutes back to be completed, as long as nobody has signed."""
    with unit(
        community_id, kind="minutes.withdraw", actor=actor, at=at, power="minutes.write"
    ) as work:
        minutes = demanded(work, load_meeting(work, meeting_number))
        signed = work.all(MinutesSignature, MinutesSignature.minutes_id == minutes.id)
        life.may_withdraw(minutes.state, len(signed)).demand()
        minutes.state, minutes.content, minutes.sha256 = life.DRAFT, None, ""
        minutes.circulated_at = minutes.corrections_until = None
        minutes.version += 1
        work.tell(number=meeting_number)


def submit(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> str:
    """Put the minutes up for signing: from now on they stand. Gives their SHA-256.

    Raises:
        Refused: ``minutes_correction_running``, ``minutes_incomplete``.
    """
    with unit(
        community_id, kind="minutes.submit", actor=actor, at=at, power="minutes.write"
    ) as work:
        meeting = load_meeting(work, meeting_number)
        minutes = demanded(work, meeting)
        value = composed(work, meeting)
        gaps = life.missing(value) if minutes.state == life.CORRECTING else ()
        life.may_submit(minutes.state, minutes.corrections_until, work.at, gaps).demand()
        minutes.content = composing.to_data(value)
        minutes.sha256 = composing.seal(minutes.content)
        minutes.state = life.SIGNING
        minutes.version += 1
        work.tell(number=meeting_number, sha256=minutes.sha256)
        return minutes.sha256


def composed(work: Work, meeting: Meeting) -> Value:
    """The minutes as they follow from what is stored now."""
    work.session.flush()
    book = law.book(work.session, work.community_id)
    facts = minutesfacts.gather(work.session, work.community_id, meeting.id, book)
    return composing.compose(facts)


def load_meeting(work: Work, number: str) -> Meeting:
    """A meeting in session that was held, or is; a vote in writing has no minutes.

    Raises:
        Refused: ``not_found``, ``meeting_written``, ``meeting_not_open``.
    """
    meeting = attendance.load_meeting(work, number)
    if meeting.form == WRITTEN:
        raise Refused([Reason("meeting_written", {}, meeting.rule_id)])
    if meeting.opened_at is None:
        raise Refused([Reason("meeting_not_open")])
    return meeting


def writable(work: Work, number: str) -> Meeting:
    """The meeting, while its minutes may still be completed."""
    meeting = load_meeting(work, number)
    known = of_meeting(work, meeting)
    life.may_write(known.state if known else life.DRAFT).demand()
    return meeting


def of_meeting(work: Work, meeting: Meeting) -> Minutes | None:
    """The minutes of the meeting, once they were sent round."""
    return work.find(Minutes, Minutes.meeting_id == meeting.id)


def demanded(work: Work, meeting: Meeting) -> Minutes:
    """The minutes of the meeting, or Refused ``minutes_not_sent_round``."""
    minutes = of_meeting(work, meeting)
    if minutes is None:
        raise Refused([Reason("minutes_not_sent_round", {}, life.RULE)])
    return minutes


def speech_at(work: Work, meeting: Meeting, position: int) -> Speech:
    """The speech with this number in the meeting, or Refused ``not_found``."""
    speech = work.find(Speech, Speech.meeting_id == meeting.id, Speech.position == position)
    if speech is None:
        raise Refused([Reason("not_found", {"what": "speech"})])
    return speech


def _keep_correction(work: Work, minutes: Minutes, speech: Speech, words: str) -> None:
    known = work.all(MinutesCorrection, MinutesCorrection.minutes_id == minutes.id)
    work.add(
        MinutesCorrection(
            minutes_id=minutes.id,
            position=len(known) + 1,
            speech_id=speech.id,
            person_id=work.actor.person_id,
            before=speech.gist,
            after=words,
            at=work.at,
        )
    )
