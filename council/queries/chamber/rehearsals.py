"""The dry run of a meeting, and the roll as it would be frozen today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, or_, select

from council.models import hallfacts
from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.facts import holders_on
from council.models.hall import Rehearsal
from council.models.meetings import Meeting, MeetingBody
from council.models.people import Person
from council.rules.powers import BodyKind


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who would be on the roll today."""

    person_id: UUID
    name: str
    title: str
    body: str


def state(connection: Connection, community_id: UUID, meeting_id: UUID) -> dict[str, Any] | None:
    """The state of the dry run (see ``rules.rehearsal``), or None where none runs."""
    found: dict[str, Any] | None = connection.scalar(
        select(Rehearsal.state).where(
            Rehearsal.community_id == community_id, Rehearsal.meeting_id == meeting_id
        )
    )
    return found


def roll(connection: Connection, community_id: UUID, meeting_id: UUID, on: date) -> list[Seat]:
    """Everybody who would be on the roll of the meeting if it opened on the day, once each."""
    found: dict[UUID, Seat] = {}
    for body in connection.execute(_bodies(community_id, meeting_id)):
        for seat in _seats(connection, community_id, body, on):
            found.setdefault(seat.person_id, seat)
    return list(found.values())


def _bodies(community_id: UUID, meeting_id: UUID) -> Any:
    further = select(MeetingBody.body_id).where(
        MeetingBody.community_id == community_id,
        MeetingBody.meeting_id == meeting_id,
        MeetingBody.role != "invited",
    )
    return (
        select(Body.id, Body.kind, Body.name, Body.compound_id, Meeting.rule_id)
        .join(
            Meeting,
            (Meeting.community_id == Body.community_id)
            & or_(
                Meeting.body_id == Body.id,
                Meeting.joint_body_id == Body.id,
                Body.id.in_(further),
            ),
        )
        .where(Meeting.community_id == community_id, Meeting.id == meeting_id)
        .order_by(Body.position, Body.name)
    )


def _seats(connection: Connection, community_id: UUID, body: Any, on: date) -> list[Seat]:
    if body.kind == BodyKind.RESIDENTS_ASSEMBLY:
        where = [
            Person.household_id.is_not(None),
            Person.is_adult.is_(True),
            Person.moved_out.is_(False),
        ]
        if body.rule_id == "RA2":
            where.append(Person.is_delegate.is_(True))
    elif body.kind == BodyKind.OWNERS_ASSEMBLY:
        people = hallfacts.owners(connection, community_id, body.compound_id, on)[1]
        where = [Person.id.in_(list(people))]
    else:
        rows = connection.execute(
            select(Person.id, Person.name, Office.title)
            .join(Tenure, tied(Person, Tenure, "person_id"))
            .join(Office, tied(Office, Tenure, "office_id"))
            .where(Tenure.community_id == community_id, Office.body_id == body.id, holders_on(on))
            .order_by(Office.number)
        )
        return [Seat(*row, body.name) for row in rows]
    rows = connection.execute(
        select(Person.id, Person.name)
        .where(Person.community_id == community_id, *where)
        .order_by(Person.number)
    )
    return [Seat(row[0], row[1], body.name, body.name) for row in rows]
