"""Bodies and their offices, and who held them on a day; names masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from council.models.bodies import Body, Office, Tenure
from council.models.people import Person
from council.rules.masking import mask_name


@dataclass(frozen=True, slots=True)
class Seat:
    """One office on a day; ``holder`` is masked, and empty where the office was vacant."""

    title: str
    seat: str
    number: int
    holder: str
    since: date | None


@dataclass(frozen=True, slots=True)
class BodyView:
    """One body with its seats in their order."""

    id: UUID
    kind: str
    name: str
    seats: tuple[Seat, ...]

    @property
    def held(self) -> int:
        """How many seats were held: who was entitled on that day."""
        return sum(1 for seat in self.seats if seat.holder)


def bodies(connection: Connection, community_id: UUID, on: date) -> list[BodyView]:
    """Every body with all its offices as they were on a day."""
    rows = connection.execute(
        select(
            Body.id,
            Body.kind,
            Body.name,
            Office.title,
            Office.seat,
            Office.number,
            Person.name,
            Tenure.starts_on,
        )
        .outerjoin(
            Office, and_(Office.community_id == Body.community_id, Office.body_id == Body.id)
        )
        .outerjoin(Tenure, running(on))
        .outerjoin(
            Person,
            and_(Person.community_id == Tenure.community_id, Person.id == Tenure.person_id),
        )
        .where(Body.community_id == community_id)
        .order_by(Body.position, Body.name, Office.number)
    ).all()
    seats: dict[UUID, list[Seat]] = {}
    for row in rows:
        mine = seats.setdefault(row[0], [])
        if row[3] is not None:
            mine.append(Seat(row[3], row[4], row[5], mask_name(row[6] or ""), row[7]))
    heads = {row[0]: row for row in rows}
    return [BodyView(key, row[1], row[2], tuple(seats[key])) for key, row in heads.items()]


def running(on: date) -> Any:
    """Joins an office to the tenure that ran on a day."""
    return and_(
        Tenure.community_id == Office.community_id,
        Tenure.office_id == Office.id,
        Tenure.starts_on <= on,
        or_(Tenure.ends_on.is_(None), Tenure.ends_on > on),
    )
