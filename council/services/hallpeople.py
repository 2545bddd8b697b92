"""Who speaks or moves in the hall: on the roll, attending without a vote, or by name only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement

from council.models.meetings import Attendance, Meeting, Observer
from council.models.people import Person
from council.rules.shapes import clean_line
from council.rules.verdict import Reason, Refused
from council.services.unit import Work


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who speaks or moves: on the roll, attending without a vote, or by name only."""

    person_id: UUID | None
    name: str
    title: str
    body_id: UUID | None


def somebody(work: Work, meeting: Meeting, key: str, name: str = "", title: str = "") -> Somebody:
    """Who is meant: a person's id, ``o-`` and an observer's, or nothing and a name.

    Raises:
        Refused: ``speaker_not_here`` where somebody known is not in the room.
    """
    if not key:
        return Somebody(
            None, clean_line(name, 1, 60, "name"), clean_line(title, 0, 80, "title"), None
        )
    try:
        found_id = UUID(hex=key.removeprefix("o-"))
    except ValueError:
        raise Refused([Reason("value_unknown")]) from None
    if key.startswith("o-"):
        return _observer(work, meeting, Observer.id == found_id)
    return present(work, meeting, found_id)


def present(work: Work, meeting: Meeting, person_id: UUID | None) -> Somebody:
    """A person who is here: on the roll, or attending without a vote."""
    if person_id is None:
        raise Refused([Reason("speaker_not_here")])
    lines = work.all(
        Attendance, Attendance.meeting_id == meeting.id, Attendance.person_id == person_id
    )
    here = next((line for line in lines if line.state == "present"), None)
    if here is None:
        return _observer(work, meeting, Observer.person_id == person_id)
    return Somebody(person_id, work.get(Person, person_id).name, here.office_title, here.body_id)


def _observer(work: Work, meeting: Meeting, which: ColumnElement[bool]) -> Somebody:
    here = work.all(
        Observer,
        Observer.meeting_id == meeting.id,
        which,
        Observer.arrived_at.is_not(None),
        Observer.left_at.is_(None),
    )
    if not here:
        raise Refused([Reason("speaker_not_here")])
    one = here[0]
    return Somebody(one.person_id, one.name, one.title, one.body_id)
