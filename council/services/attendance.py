"""The roll of a meeting, frozen when it opens, and who came: in the hall or online."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select

from council.models import facts, hallfacts
from council.models.apologies import Apology
from council.models.bodies import Body
from council.models.meetings import Attendance, Meeting
from council.models.people import Person
from council.models.polls import Ballot, Poll
from council.rules import meetings as law_of
from council.rules.calendar import legal_day
from council.rules.meetings import HALL, ONLINE
from council.rules.powers import BodyKind, OfficeKind
from council.rules.shapes import clean_line
from council.rules.verdict import Reason, Refused
from council.services import presence
from council.services.unit import Actor, Work, unit

STATES = ("expected", "present", "excused", "absent", "left")


@dataclass(frozen=True, slots=True)
class Mark:
    """What the clerk notes of one person: a state, and for somebody present the channel."""

    person_id: UUID
    state: str
    channel: str = HALL
    reason: str = ""
    arrived_at: datetime | None = None
    left_at: datetime | None = None


def mark(
    community_id: UUID, actor: Actor, meeting_number: str, marks: Sequence[Mark], *, at: datetime
) -> int:
    """Note who is present (in the hall or online), excused, absent or has left.

    Gives how many lines changed. Whoever sits in both committees is marked in both. Arrivals and
    departures are kept as stays; who is put back to ``expected``, ``excused`` or ``absent`` was
    never here.
    """
    with unit(
        community_id, kind="meeting.attendance", actor=actor, at=at, power="meeting.keep"
    ) as work:
        meeting = load_meeting(work, meeting_number)
        law_of.running(state_of(meeting)).demand()
        changed = sum(_mark_one(work, meeting, entry) for entry in marks)
        if not changed:
            work.repeat()
        work.tell(number=meeting.number, lines=changed)
        return changed


def attend_online(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> None:
    """Somebody on the roll joins online and counts as present from now on."""
    with unit(
        community_id, kind="meeting.attend", actor=actor, at=at, power="chamber.enter"
    ) as work:
        meeting = load_meeting(work, meeting_number)
        law_of.running(state_of(meeting)).demand()
        if actor.person_id is None:
            raise Refused([Reason("not_on_meeting_roll")])
        if not come_online(work, meeting, actor.person_id):
            work.repeat()
        work.tell(number=meeting.number, channel=ONLINE)


def go(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> None:
    """Somebody who is here leaves before the end, and says so."""
    with unit(
        community_id, kind="meeting.attendance", actor=actor, at=at, power="chamber.enter"
    ) as work:
        meeting = load_meeting(work, meeting_number)
        law_of.running(state_of(meeting)).demand()
        if actor.person_id is None:
            raise Refused([Reason("not_on_meeting_roll")])
        here = [x for x in lines_of(work, meeting, actor.person_id) if x.state == "present"]
        if not here:
            work.repeat()
            return
        presence.leave(work, meeting, actor.person_id, work.at, since=here[0].arrived_at)
        for line in here:
            line.state = "left"
        work.tell(number=meeting.number, lines=len(here))


def load_meeting(work: Work, number: str) -> Meeting:
    """The meeting with this number, or Refused ``not_found``."""
    meeting = work.find(Meeting, Meeting.number == number)
    if meeting is None:
        raise Refused([Reason("not_found", {"what": "meeting"})])
    return meeting


def state_of(meeting: Meeting) -> law_of.State:
    """Where the meeting stands, as the rules ask."""
    return law_of.State(
        meeting.starts_at, meeting.opened_at, meeting.closed_at, meeting.cancelled_at
    )


def come_online(work: Work, meeting: Meeting, person_id: UUID) -> bool:
    """Note somebody who was not yet here as present online; False where they were here already."""
    return come(work, meeting, person_id, ONLINE, presence.ONLINE)


def come(work: Work, meeting: Meeting, person_id: UUID, channel: str, via: str) -> bool:
    """Note somebody on the roll as present from now on; False where they were here already."""
    absent = [x for x in lines_of(work, meeting, person_id) if x.state != "present"]
    for line in absent:
        line.state, line.channel, line.reason = "present", channel, ""
        line.arrived_at = line.arrived_at or work.at
    if absent:
        presence.arrive(work, meeting, person_id, channel, via, work.at)
    return bool(absent)


def roll(work: Work, meeting: Meeting, body_id: UUID) -> Sequence[Attendance]:
    """The frozen roll of one body at the meeting."""
    return work.all(Attendance, Attendance.meeting_id == meeting.id, Attendance.body_id == body_id)


def freeze_roll(work: Work, meeting: Meeting, body: Body) -> int:
    """Write the roll of one body as it stands on the legal day of the opening.

    Who sent apologies stands on it as excused, with the reason; who has come in by the code at the
    door is present from the opening on.
    """
    seats: dict[UUID, facts.Member | _Resident] = {}
    for member in members(work, meeting, body):
        seats.setdefault(member.person_id, member)
    if not seats:
        raise Refused([Reason("roll_empty", {}, meeting.rule_id)])
    sent = work.all(Apology, Apology.meeting_id == meeting.id)
    reasons = {apology.person_id: apology.reason for apology in sent}
    waiting = presence.waiting(work, meeting)
    for seat in seats.values():
        line = Attendance(
            meeting_id=meeting.id,
            body_id=body.id,
            person_id=seat.person_id,
            tenure_id=seat.tenure_id,
            office=seat.kind,
            office_title=seat.title,
            state="excused" if seat.person_id in reasons else "expected",
            reason=reasons.get(seat.person_id, ""),
        )
        if stay := waiting.get(seat.person_id):
            line.state, line.channel, line.reason = "present", stay.channel, ""
            line.arrived_at = stay.arrived_at
        work.add(line)
    work.session.flush()
    return len(seats)


def members(
    work: Work, meeting: Meeting, body: Body
) -> Sequence[facts.Member] | Sequence[_Resident]:
    """Who sits in the body at the meeting, by the rule it meets under, today."""
    if body.kind == BodyKind.RESIDENTS_ASSEMBLY:
        return _residents(work, meeting.rule_id)
    if body.kind == BodyKind.OWNERS_ASSEMBLY:
        people = hallfacts.owners(
            work.session, work.community_id, body.compound_id, legal_day(work.at)
        )[1]
        return [_Resident(person, kind=OfficeKind.OWNER.value) for person in people]
    return facts.members_of(work.session, work.community_id, body.id, legal_day(work.at))


@dataclass(frozen=True, slots=True)
class _Resident:
    person_id: UUID
    tenure_id: UUID | None = None
    kind: str = OfficeKind.RESIDENT.value
    title: str = ""


def _residents(work: Work, rule_id: str) -> list[_Resident]:
    """Everybody of age who lives here, or under RA2 one delegate per household."""
    where = [
        Person.community_id == work.community_id,
        Person.household_id.is_not(None),
        Person.is_adult.is_(True),
        Person.moved_out.is_(False),
    ]
    if rule_id == "RA2":
        where.append(Person.is_delegate.is_(True))
    rows = work.session.execute(
        select(Person.id, Person.household_id).where(and_(*where)).order_by(Person.number)
    ).all()
    if rule_id != "RA2":
        return [_Resident(person) for person, _ in rows]
    first: dict[UUID | None, UUID] = {}
    for person, household in rows:
        first.setdefault(household, person)
    return [_Resident(person) for person in first.values()]


def _mark_one(work: Work, meeting: Meeting, entry: Mark) -> int:
    if entry.state not in STATES or entry.channel not in (HALL, ONLINE):
        raise Refused([Reason("value_unknown")])
    came = entry.arrived_at
    if came is not None and not (meeting.opened_at or work.at) <= came <= work.at:
        raise Refused([Reason("arrival_before_opening")])
    if entry.left_at is not None and not (meeting.opened_at or work.at) <= entry.left_at <= work.at:
        raise Refused([Reason("arrival_before_opening")])
    if entry.state not in ("present", "left") and _has_voted(work, meeting, entry.person_id):
        raise Refused([Reason("voted_so_present")])
    lines = lines_of(work, meeting, entry.person_id)
    changed = sum([_change(work, line, entry) for line in lines])
    if changed:
        _note_stay(work, meeting, entry, lines[0])
    return changed


def _note_stay(work: Work, meeting: Meeting, entry: Mark, line: Attendance) -> None:
    """Keep the coming or going; whoever never was here leaves no stay behind."""
    if entry.state == "present":
        came = entry.arrived_at or work.at
        presence.arrive(work, meeting, entry.person_id, entry.channel, presence.CLERK, came)
    elif entry.state == "left":
        left = entry.left_at or work.at
        presence.leave(work, meeting, entry.person_id, left, since=line.arrived_at)
    else:
        presence.forget(work, meeting, entry.person_id)


def _change(work: Work, line: Attendance, entry: Mark) -> bool:
    """Write the note into one line of the roll; False where it says nothing new."""
    channel: str | None
    arrived: datetime | None
    if entry.state == "present":
        channel, arrived = entry.channel, entry.arrived_at or line.arrived_at or work.at
    elif entry.state == "left":
        channel, arrived = line.channel, line.arrived_at
    else:
        channel, arrived = None, None
    reason = clean_line(entry.reason, 0, 120, "reason")
    new = (entry.state, channel, reason, arrived)
    if new == (line.state, line.channel, line.reason, line.arrived_at):
        return False
    line.state, line.channel, line.reason, line.arrived_at = new
    return True


def _has_voted(work: Work, meeting: Meeting, person_id: UUID) -> bool:
    query = select(Ballot.id).join(
        Poll, and_(Poll.community_id == Ballot.community_id, Poll.id == Ballot.poll_id)
    )
    mine = (Ballot.community_id == work.community_id, Ballot.person_id == person_id)
    return work.session.scalar(query.where(*mine, Poll.meeting_id == meeting.id)) is not None


def lines_of(work: Work, meeting: Meeting, person_id: UUID) -> Sequence[Attendance]:
    """The lines of one person on the roll, or Refused ``not_on_meeting_roll``."""
    lines = work.all(
        Attendance, Attendance.meeting_id == meeting.id, Attendance.person_id == person_id
    )
    if not lines:
        raise Refused([Reason("not_on_meeting_roll")])
    return lines
