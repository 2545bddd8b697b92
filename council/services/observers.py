"""列席: who attends a meeting without a vote, from when until when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.bodies import Body
from council.models.meetings import Meeting, Observer
from council.models.people import Person
from council.rules.shapes import clean_line
from council.rules.verdict import Reason, Refused
from council.services import attendance
from council.services.door import demand_open_minutes
from council.services.unit import Actor, Work, unit


def add(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    *,
    name: str,
    title: str = "",
    person_id: UUID | None = None,
    body_id: UUID | None = None,
    arrived_at: datetime | None = None,
    request_key: str,
    at: datetime,
) -> None:
    """Note somebody who attends without a vote: the name, the organisation and office.

    Before the opening it says who is expected (no time); from then on the time of arrival.

    Raises:
        Refused: ``meeting_cancelled``, ``attendance_signed``, ``presence_times``.
    """
    with unit(community_id, kind="meeting.observer", actor=actor, at=at, power="meeting.keep") as w:
        if w.done_before(request_key):
            return
        meeting = _load(w, meeting_number)
        if person_id is not None:
            w.get(Person, person_id)
        if body_id is not None:
            w.get(Body, body_id)
        came = arrived_at or (w.at if _running(meeting) else None)
        if came is not None and came > w.at:
            raise Refused([Reason("presence_times", {"from": meeting.starts_at})])
        w.add(
            Observer(
                meeting_id=meeting.id,
                name=clean_line(name, 1, 60, "name"),
                title=clean_line(title, 0, 80, "title"),
                person_id=person_id,
                body_id=body_id,
                arrived_at=came,
            )
        )
        w.tell(number=meeting.number)


def move(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    observer_id: UUID,
    *,
    what: str,
    at: datetime,
) -> None:
    """``what``: ``arrived`` (came, or came back), ``left``, or ``removed`` (entered by mistake).

    Raises:
        Refused: ``value_unknown``, ``not_found``, ``attendance_signed``.
    """
    with unit(community_id, kind="meeting.observer", actor=actor, at=at, power="meeting.keep") as w:
        meeting = _load(w, meeting_number)
        row = w.get(Observer, observer_id)
        if row.meeting_id != meeting.id:
            raise Refused([Reason("not_found", {"what": "observer"})])
        if what == "removed":
            w.session.delete(row)
        elif what == "left":
            row.arrived_at = row.arrived_at or meeting.opened_at or w.at
            row.left_at = w.at
        elif what == "arrived":
            row.arrived_at, row.left_at = row.arrived_at or w.at, None
        else:
            raise Refused([Reason("value_unknown")])
        w.tell(number=meeting.number)


def _load(work: Work, number: str) -> Meeting:
    meeting = attendance.load_meeting(work, number)
    if meeting.cancelled_at is not None:
        raise Refused([Reason("meeting_cancelled")])
    demand_open_minutes(work, meeting)
    return meeting


def _running(meeting: Meeting) -> bool:
    return meeting.opened_at is not None and meeting.closed_at is None
