"""Who is in the hall, by name: for the clerk's lists, and one's own line for the phone page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from council.models.base import tied
from council.models.mandates import Mandate
from council.models.meetings import Attendance, Meeting, Observer, Presence
from council.models.minutes import Minutes
from council.models.people import Person
from council.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own line: ``state`` as on the roll, ``observer`` without a vote, ``waiting`` at the
    door before the opening.
    """

    state: str
    channel: str | None
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stayed:
    """Somebody was here from when until when; ``via`` how that is known."""

    person_id: UUID
    name: str
    channel: str
    via: str
    arrived_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Guest:
    """列席: somebody who attends without a vote."""

    id: UUID
    name: str
    title: str
    arrived_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stood:
    """A mandate in force: who stands for whom; ``scope`` empty means for everything."""

    giver_id: UUID
    holder_id: UUID
    holder: str
    scope: str


def mine(
    connection: Connection, community_id: UUID, meeting_id: UUID, person_id: UUID
) -> Mine | None:
    """The person's line in the meeting, or None for somebody who is not expected there."""
    line = connection.execute(
        select(Attendance.state, Attendance.channel, Attendance.arrived_at)
        .where(
            Attendance.community_id == community_id,
            Attendance.meeting_id == meeting_id,
            Attendance.person_id == person_id,
        )
        .limit(1)
    ).first()
    if line is not None:
        return Mine(*line)
    for model, state in ((Observer, "observer"), (Presence, "waiting")):
        came = connection.execute(
            select(model.arrived_at)
            .where(
                model.community_id == community_id,
                model.meeting_id == meeting_id,
                model.person_id == person_id,
            )
            .limit(1)
        ).first()
        if came is not None:
            return Mine(state, None, came[0])
    return None


def expected(connection: Connection, community_id: UUID, number: str, person_id: UUID) -> bool:
    """Whether the person stands on the roll of the meeting with this number."""
    row = _EXPECTED.row(connection, community=community_id, number=number, person=person_id)
    return row is not None


_EXPECTED = Prepared(
    select(Meeting.id)
    .join(Attendance, tied(Meeting, Attendance, "meeting_id"))
    .where(
        Meeting.community_id == bindparam("community"),
        Meeting.number == bindparam("number"),
        Attendance.person_id == bindparam("person"),
    )
    .limit(1)
)


def stays(connection: Connection, community_id: UUID, meeting_id: UUID) -> list[Stayed]:
    """All stays of a meeting, the earliest arrival first."""
    rows = connection.execute(
        select(
            Presence.person_id,
            Person.name,
            Presence.channel,
            Presence.via,
            Presence.arrived_at,
            Presence.left_at,
        )
        .join(Person, tied(Person, Presence, "person_id"))
        .where(Presence.community_id == community_id, Presence.meeting_id == meeting_id)
        .order_by(Presence.arrived_at, Person.number)
    )
    return [Stayed(*row) for row in rows]


def guests(connection: Connection, community_id: UUID, meeting_id: UUID) -> list[Guest]:
    """Who attends without a vote, in the order of arrival."""
    rows = connection.execute(
        select(Observer.id, Observer.name, Observer.title, Observer.arrived_at, Observer.left_at)
        .where(Observer.community_id == community_id, Observer.meeting_id == meeting_id)
        .order_by(Observer.arrived_at, Observer.name)
    )
    return [Guest(*row) for row in rows]


def mandates(connection: Connection, community_id: UUID, meeting_id: UUID) -> list[Stood]:
    """Mandates in force, with the holder's name."""
    rows = connection.execute(
        select(Mandate.giver_id, Mandate.holder_id, Person.name, Mandate.scope)
        .join(Person, tied(Person, Mandate, "holder_id"))
        .where(
            Mandate.community_id == community_id,
            Mandate.meeting_id == meeting_id,
            Mandate.revoked_at.is_(None),
        )
        .order_by(Mandate.number)
    )
    return [Stood(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Door:
    """What the door page needs of a meeting: the stored code, and how far its minutes are."""

    door_code: str
    minutes: str


def door(connection: Connection, community_id: UUID, meeting_id: UUID) -> Door:
    """The code at the door as it is stored, and the state of the minutes (empty: none yet)."""
    row = connection.execute(
        select(Meeting.door_code, Minutes.state)
        .outerjoin(
            Minutes,
            (Minutes.community_id == Meeting.community_id) & (Minutes.meeting_id == Meeting.id),
        )
        .where(Meeting.community_id == community_id, Meeting.id == meeting_id)
    ).one()
    return Door(row[0], row[1] or "")
