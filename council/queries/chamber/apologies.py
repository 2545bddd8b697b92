"""Apologies to a meeting ahead, and whether somebody sits in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from council.models.apologies import Apology
from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.facts import holders_on
from council.models.people import Person
from council.rules.powers import BodyKind


@dataclass(frozen=True, slots=True)
class ApologyLine:
    """Somebody who cannot come; the name in full, for those who keep the meeting."""

    person_id: UUID
    number: str
    name: str
    reason: str


def noted(connection: Connection, community_id: UUID, meeting_id: UUID) -> list[ApologyLine]:
    """The apologies to a meeting, in the order of the roster."""
    rows = connection.execute(
        select(Apology.person_id, Person.number, Person.name, Apology.reason)
        .join(Person, tied(Person, Apology, "person_id"))
        .where(Apology.community_id == community_id, Apology.meeting_id == meeting_id)
        .order_by(Person.number)
    )
    return [ApologyLine(*row) for row in rows]


def sits(
    connection: Connection,
    community_id: UUID,
    bodies: tuple[UUID | None, ...],
    person_id: UUID,
    on: date,
) -> bool:
    """Whether the person is expected where these bodies meet: by office, or as a resident."""
    holds = (
        select(Tenure.id)
        .join(Office, tied(Office, Tenure, "office_id"))
        .where(Office.body_id == Body.id, Tenure.person_id == person_id, holders_on(on))
        .exists()
    )
    lives_here = (
        select(Person.id)
        .where(
            Person.community_id == community_id,
            Person.id == person_id,
            Person.household_id.is_not(None),
            Person.is_adult,
            ~Person.moved_out,
        )
        .exists()
    )
    assembly = and_(Body.kind == BodyKind.RESIDENTS_ASSEMBLY.value, lives_here)
    query = select(Body.id).where(
        Body.community_id == community_id,
        Body.id.in_([body for body in bodies if body is not None]),
        or_(holds, assembly),
    )
    return connection.execute(query.limit(1)).first() is not None
