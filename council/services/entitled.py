"""Who is on the roll of a meeting, before and after it is frozen: for mandates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from council.db import db
from council.models.bodies import Body, Office, Tenure
from council.models.facts import holders_on
from council.models.meetings import Attendance, Meeting
from council.models.people import Person
from council.models.places import Building, Household, Unit
from council.models.polls import Ballot, Poll, PollVoter
from council.rules.calendar import legal_day
from council.rules.rule import Rule
from council.services import law, rolls
from council.services.unit import SYSTEM, Work


@dataclass(frozen=True, slots=True)
class Entitled:
    """A line of the roll: whose it is, and what stands against a mandate of it."""

    person_id: UUID
    line: int
    label: str
    is_present: bool = False
    has_voted: bool = False

    @property
    def voter(self) -> str:
        """The line as rules name it."""
        return f"{self.person_id.hex}/{self.line}" if self.line else self.person_id.hex


def of_meeting(work: Work, meeting: Meeting, body: Body, rule: Rule) -> list[Entitled]:
    """The lines of the frozen rolls; before that those of the hall, or who is expected today."""
    frozen = _frozen(work, meeting)
    if frozen:
        return frozen
    seats = work.all(Attendance, Attendance.meeting_id == meeting.id)
    if seats:
        return [
            Entitled(s.person_id, 0, s.office_title, is_present=s.state == "present") for s in seats
        ]
    rows = rolls.expected(work, meeting, body, rule)
    return [Entitled(row["person_id"], row["line"], row["label"]) for row in rows]


def lines_of(
    community_id: UUID, meeting_number: str, person_id: UUID, *, at: datetime
) -> list[tuple[int, str]]:
    """The lines that somebody has on the roll of a meeting, or would have today."""
    with Session(db.engine) as session:
        work = Work(session, community_id, SYSTEM, "", at)
        meeting = work.find(Meeting, Meeting.number == meeting_number)
        if meeting is None:
            return []
        body = work.get(Body, meeting.body_id)
        rule = law.rule(session, community_id, meeting.rule_id, meeting.starts_at)
        roll = of_meeting(work, meeting, body, rule)
    return [(entry.line, entry.label) for entry in roll if entry.person_id == person_id]


def _frozen(work: Work, meeting: Meeting) -> list[Entitled]:
    here = exists().where(
        Attendance.community_id == PollVoter.community_id,
        Attendance.meeting_id == meeting.id,
        Attendance.person_id == PollVoter.person_id,
        Attendance.state == "present",
    )
    voted = exists().where(
        Ballot.community_id == PollVoter.community_id,
        Ballot.poll_id == PollVoter.poll_id,
        Ballot.person_id == PollVoter.person_id,
        Ballot.line == PollVoter.line,
    )
    query = (
        select(PollVoter.person_id, PollVoter.line, PollVoter.label, here, voted)
        .join(Poll, and_(Poll.community_id == PollVoter.community_id, Poll.id == PollVoter.poll_id))
        .where(PollVoter.community_id == work.community_id, Poll.meeting_id == meeting.id)
        .order_by(PollVoter.id)
    )
    lines: dict[tuple[UUID, int], Entitled] = {}
    for person, line, label, is_present, has_voted in work.session.execute(query):
        before = lines.get((person, line))
        cast = has_voted and (before is None or before.has_voted)  # in every poll so far
        lines[person, line] = Entitled(person, line, label, is_present, cast)
    return list(lines.values())


def areas(work: Work, body: Body, rule: Rule, roll: Sequence[Entitled]) -> dict[str, str]:
    """The area of each: for owners their compound, else where they live, else their seat's group.

    Keyed by person, and by every line of a person.
    """
    if rule.voters in rolls.OWNERS:
        mine = body.compound_id.hex if body.compound_id else ""
        found = {line.person_id: mine for line in roll}
    else:
        found = _seats(work, body) | _homes(work)
    return {
        name: found[line.person_id]
        for line in roll
        if line.person_id in found
        for name in (line.person_id.hex, line.voter)
    }


def _homes(work: Work) -> dict[UUID, str]:
    rows = work.session.execute(
        select(Person.id, Building.compound_id)
        .join(
            Household,
            and_(
                Household.community_id == Person.community_id, Household.id == Person.household_id
            ),
        )
        .join(Unit, and_(Unit.community_id == Household.community_id, Unit.id == Household.unit_id))
        .join(
            Building,
            and_(Building.community_id == Unit.community_id, Building.id == Unit.building_id),
        )
        .where(Person.community_id == work.community_id)
    )
    return {person: compound.hex for person, compound in rows}


def _seats(work: Work, body: Body) -> dict[UUID, str]:
    rows = work.session.execute(
        select(Tenure.person_id, Office.seat)
        .join(
            Office, and_(Office.community_id == Tenure.community_id, Office.id == Tenure.office_id)
        )
        .where(
            Tenure.community_id == work.community_id,
            Office.body_id == body.id,
            holders_on(legal_day(work.at)),
        )
    )
    return {person: f"seat:{seat}" for person, seat in rows}
