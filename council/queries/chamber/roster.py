"""The roster as the clerk keeps it: offices with their terms, people, buildings; full names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select

from council.models.accounts import AccountCode
from council.models.bodies import Body, Office, Tenure
from council.models.people import Person
from council.models.places import Building, Compound, Household, Unit


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One office today."""

    id: UUID
    body: str
    title: str
    seat: str
    number: int
    holder: str


@dataclass(frozen=True, slots=True)
class Term:
    """One tenure with its last day (None: open)."""

    id: UUID
    person: str
    number: str
    starts_on: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Figures:
    """How much the roster holds."""

    units: int
    households: int
    people: int
    adults: int
    accounts: int


def offices(connection: Connection, community_id: UUID, on: date) -> list[OfficeLine]:
    """Every office with its holder on a day."""
    rows = connection.execute(
        select(Office.id, Body.name, Office.title, Office.seat, Office.number, Person.name)
        .join(Body, and_(Body.community_id == Office.community_id, Body.id == Office.body_id))
        .outerjoin(
            Tenure,
            and_(
                Tenure.community_id == Office.community_id,
                Tenure.office_id == Office.id,
                Tenure.starts_on <= on,
                or_(Tenure.ends_on.is_(None), Tenure.ends_on > on),
            ),
        )
        .outerjoin(
            Person,
            and_(Person.community_id == Tenure.community_id, Person.id == Tenure.person_id),
        )
        .where(Office.community_id == community_id)
        .order_by(Body.position, Body.name, Office.number)
    )
    return [OfficeLine(*row[:5], holder=row[5] or "") for row in rows]


def terms(connection: Connection, community_id: UUID, office_id: UUID) -> list[Term]:
    """Everybody who held, holds or will hold an office, newest first."""
    rows = connection.execute(
        select(Tenure.id, Person.name, Person.number, Tenure.starts_on, Tenure.ends_on)
        .join(
            Person,
            and_(Person.community_id == Tenure.community_id, Person.id == Tenure.person_id),
        )
        .where(Tenure.community_id == community_id, Tenure.office_id == office_id)
        .order_by(Tenure.starts_on.desc())
    )
    return [Term(*row[:4], last_day=row[4] and row[4] - timedelta(days=1)) for row in rows]


def bodies(connection: Connection, community_id: UUID) -> list[tuple[UUID, str]]:
    """Id and name of every body."""
    rows = connection.execute(
        select(Body.id, Body.name)
        .where(Body.community_id == community_id)
        .order_by(Body.position, Body.name)
    )
    return [(row[0], row[1]) for row in rows]


def who(connection: Connection, community_id: UUID, said: str) -> list[UUID]:
    """The people whose number is ``said``, or else whose name is."""
    people = select(Person.id).where(Person.community_id == community_id)
    for column in (Person.number, Person.name):
        found = list(connection.execute(people.where(column == said).limit(3)).scalars())
        if found:
            return found
    return []


def buildings(connection: Connection, community_id: UUID) -> list[tuple[UUID, str]]:
    """Id and full name of every building, in order."""
    rows = connection.execute(
        select(Building.id, Compound.name, Building.name)
        .join(
            Compound,
            and_(
                Compound.community_id == Building.community_id,
                Compound.id == Building.compound_id,
            ),
        )
        .where(Building.community_id == community_id)
        .order_by(Compound.position, Building.position, Building.name)
    )
    return [(row[0], f"{row[1]} {row[2]}") for row in rows]


def figures(connection: Connection, community_id: UUID) -> Figures:
    """How many units, households, people, adults and account holders there are."""

    def count(model: Any, *where: Any) -> Any:
        query = select(func.count()).select_from(model)
        return query.where(model.community_id == community_id, *where).scalar_subquery()

    here = ~Person.moved_out
    row = connection.execute(
        select(
            count(Unit),
            count(Household),
            count(Person, here),
            count(Person, here, Person.is_adult, Person.household_id.is_not(None)),
            count(Person, here, Person.account_id.is_not(None)),
        )
    ).one()
    return Figures(*row)


def open_codes(connection: Connection, community_id: UUID, at: datetime) -> int:
    """How many one-time codes can still be redeemed."""
    query = select(func.count()).where(
        AccountCode.community_id == community_id,
        AccountCode.used_at.is_(None),
        AccountCode.withdrawn_at.is_(None),
        AccountCode.expires_at > at,
    )
    return int(connection.execute(query).scalar_one())
