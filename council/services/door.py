"""The door of the hall: the code of the day, coming in by it, and the signed list on paper."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from council.models.meetings import Meeting, Presence
from council.models.minutes import Minutes
from council.models.polls import Ballot, Poll
from council.rules import meetings as law_of
from council.rules import presence as presence_law
from council.rules.calendar import legal_day, midnight
from council.rules.meetings import HALL
from council.rules.presence import Stay
from council.rules.shapes import clean_line
from council.rules.verdict import Reason, Refused
from council.services import attendance, presence
from council.services.meetings import bodies
from council.services.unit import Actor, Work, unit

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 8
WAITING, HERE = "waiting", "here"


def show(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> str:
    """The code that lets people in today, made where there is none of today; gives the code."""
    return _code(community_id, actor, meeting_number, at, anew=False)


def renew(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> str:
    """Another code from now on: whoever has a picture of the old one is refused."""
    return _code(community_id, actor, meeting_number, at, anew=True)


def code_of(stored: str, day: date) -> str:
    """The code of a stored one if it was made on this legal day, else an empty text."""
    made, _, code = stored.partition("-")
    return code if made == f"{day:%Y%m%d}" else ""


def come_in(
    community_id: UUID, actor: Actor, meeting_number: str, code: str, *, at: datetime
) -> str:
    """Somebody on the roll has scanned the code in the hall; gives ``here`` or ``waiting``.

    Before the meeting opens, who would stand on its roll today is noted as waiting, and is present
    from the opening on, with the minute of the arrival: people come before it begins. Who had left
    and scans again has come back.

    Raises:
        Refused: ``door_code_wrong``, ``door_code_old``, ``door_not_yet``, ``not_on_meeting_roll``.
    """
    with unit(
        community_id, kind="meeting.attend", actor=actor, at=at, power="chamber.enter"
    ) as work:
        meeting = attendance.load_meeting(work, meeting_number)
        _demand_day(meeting, work.at)
        _demand_code(meeting, code, legal_day(work.at))
        person = actor.person_id
        if person is None:
            raise Refused([Reason("not_on_meeting_roll")])
        work.tell(number=meeting.number, channel=HALL)
        if meeting.opened_at is None:
            return _wait(work, meeting, person)
        if not attendance.come(work, meeting, person, HALL, presence.QR):
            work.repeat()
        return HERE


@dataclass(frozen=True, slots=True)
class Signed:
    """One person's line on the list: from when until when (None: to the end), several times over.

    Without times the person was not here: ``state`` then is ``excused`` or ``absent``.
    """

    person_id: UUID
    times: tuple[tuple[datetime, datetime | None], ...] = ()
    state: str = "absent"
    reason: str = ""


def enter_list(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    lines: Sequence[Signed],
    *,
    request_key: str,
    at: datetime,
) -> int:
    """Enter a signed list afterwards; gives how many lines. Replaces what was noted of each.

    Allowed from the opening until the minutes are sent to be signed.

    Raises:
        Refused: ``attendance_signed``, ``presence_times``, ``voted_so_present``,
            ``not_on_meeting_roll``, ``meeting_not_open``.
    """
    with unit(
        community_id, kind="meeting.attendance", actor=actor, at=at, power="meeting.keep"
    ) as work:
        if work.done_before(request_key):
            return len(lines)
        meeting = attendance.load_meeting(work, meeting_number)
        if meeting.opened_at is None or meeting.cancelled_at is not None:
            law_of.running(attendance.state_of(meeting)).demand()
        for line in lines:
            _enter_one(work, meeting, line)
        work.tell(number=meeting.number, lines=len(lines), via=presence.PAPER)
        return len(lines)


def demand_open_minutes(work: Work, meeting: Meeting) -> None:
    """That attendance may still be put right: the minutes are not being signed."""
    if minutes_state(work, meeting) not in presence_law.MINUTES_OPEN:
        raise Refused([Reason("attendance_signed")])


def minutes_state(work: Work, meeting: Meeting) -> str:
    """The state of the meeting's minutes; empty while there are none."""
    found = work.find(Minutes, Minutes.meeting_id == meeting.id)
    return found.state if found else ""


def _code(
    community_id: UUID, actor: Actor, meeting_number: str, at: datetime, *, anew: bool
) -> str:
    with unit(community_id, kind="meeting.door", actor=actor, at=at, power="meeting.keep") as work:
        meeting = attendance.load_meeting(work, meeting_number)
        _demand_day(meeting, work.at)
        day = legal_day(work.at)
        known = code_of(meeting.door_code, day)
        if known and not anew:
            work.repeat()
            return known
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        meeting.door_code = f"{day:%Y%m%d}-{code}"
        work.tell(number=meeting.number)
        return code


def _demand_day(meeting: Meeting, at: datetime) -> None:
    """On the day of a meeting that is neither called off nor over, and gathers people."""
    if meeting.form == law_of.WRITTEN:
        raise Refused([Reason("meeting_written", {}, meeting.rule_id)])
    if meeting.cancelled_at is not None or meeting.closed_at is not None:
        law_of.running(attendance.state_of(meeting)).demand()
    day = legal_day(meeting.starts_at)
    if meeting.opened_at is None and legal_day(at) < day:
        raise Refused([Reason("door_not_yet", {"day": day})])


def _demand_code(meeting: Meeting, code: str, day: date) -> None:
    given = code.strip().upper().encode()
    today = code_of(meeting.door_code, day)
    if today and hmac.compare_digest(given, today.encode()):
        return
    known = meeting.door_code.partition("-")[2]
    old = bool(known) and not today and hmac.compare_digest(given, known.encode())
    raise Refused([Reason("door_code_old" if old else "door_code_wrong")])


def _wait(work: Work, meeting: Meeting, person_id: UUID) -> str:
    """Before the opening: on the roll as it would be frozen now."""
    seats = {
        seat.person_id
        for body in bodies(work, meeting)
        for seat in attendance.members(work, meeting, body)
    }
    if person_id not in seats:
        raise Refused([Reason("not_on_meeting_roll")])
    if presence.open_stay(work, meeting, person_id) is not None:
        work.repeat()
    else:
        presence.arrive(work, meeting, person_id, HALL, presence.QR, work.at)
    return WAITING


def _enter_one(work: Work, meeting: Meeting, line: Signed) -> None:
    seats = attendance.lines_of(work, meeting, line.person_id)
    stays = [Stay(line.person_id.hex, came, left) for came, left in line.times]
    presence_law.paper_times(
        stays,
        day_begins=midnight(legal_day(meeting.opened_at or meeting.starts_at)),
        closed_at=meeting.closed_at,
        now=work.at,
        minutes=minutes_state(work, meeting),
        voted_at=_voted_here(work, meeting, line.person_id),
    ).demand()
    presence.forget(work, meeting, line.person_id)
    work.put(Presence, [_row(work, meeting, line.person_id, stay) for stay in stays])
    reason = clean_line(line.reason, 0, 120, "reason")
    for seat in seats:
        if stays:
            seat.state, seat.reason, seat.channel = _state(meeting, stays), "", HALL
            seat.arrived_at = stays[0].arrived_at
        else:
            if line.state not in ("excused", "absent"):
                raise Refused([Reason("value_unknown")])
            seat.state, seat.reason, seat.channel = line.state, reason, None
            seat.arrived_at = None


def _state(meeting: Meeting, stays: Sequence[Stay]) -> str:
    """Here to the end, or gone before."""
    left = stays[-1].left_at
    stayed = left is None or (meeting.closed_at is not None and left >= meeting.closed_at)
    return "present" if stayed else "left"


def _row(work: Work, meeting: Meeting, person_id: UUID, stay: Stay) -> dict[str, object]:
    return {
        "meeting_id": meeting.id,
        "person_id": person_id,
        "channel": HALL,
        "via": presence.PAPER,
        "arrived_at": stay.arrived_at,
        "left_at": stay.left_at,
        "entered_by_id": work.actor.person_id,
    }


def _voted_here(work: Work, meeting: Meeting, person_id: UUID) -> list[datetime]:
    """When the person's own ballots were cast in this meeting, in the hall or online."""
    query = (
        select(Ballot.at)
        .join(Poll, and_(Poll.community_id == Ballot.community_id, Poll.id == Ballot.poll_id))
        .where(
            Ballot.community_id == work.community_id,
            Ballot.person_id == person_id,
            Ballot.holder_id.is_(None),
            or_(Ballot.channel == law_of.HALL, Ballot.channel == law_of.ONLINE),
            Poll.meeting_id == meeting.id,
        )
    )
    return list(work.session.scalars(query))
