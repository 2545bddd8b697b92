"""How large the rolls of today would be, in sums only: what a vote would have to count against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, literal, or_, select, union_all

from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.people import Person
from council.models.places import Building, Compound, Ownership, Unit
from council.queries.public.owned import owned_units
from council.rules.meetings import BODY_RULES
from council.rules.powers import BodyKind
from council.rules.roll import owner_lines

OWNERS = "owners"


@dataclass(frozen=True, slots=True)
class Choice:
    """A roll that there is: of a body, or of the owners of a compound (``kind`` is ``OWNERS``).

    ``body_id`` is the owners' assembly of the compound, where there is one.
    """

    id: UUID
    kind: str
    name: str
    body_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Roll:
    """A roll in sums: of ``voters`` (as rules call them), area in hundredths of m² where all have.

    ``place`` is the building where only its owners decide. ``without_area`` and ``without_owner``
    count units that are not recorded completely.
    """

    voters: str
    heads: int
    area: int | None = None
    place: str = ""
    without_area: int = 0
    without_owner: int = 0


def choices(connection: Connection, community_id: UUID) -> list[Choice]:
    """Every body that meets by a rule, then every compound."""
    kinds = [kind for kind in BODY_RULES if kind != BodyKind.OWNERS_ASSEMBLY]
    bodies = select(
        Body.id, Body.kind, Body.name, Body.id.label("body"), literal(0), Body.position
    ).where(Body.community_id == community_id, Body.kind.in_(kinds))
    assembly = tied(Compound, Body, "compound_id")
    compounds = (
        select(Compound.id, literal(OWNERS), Compound.name, Body.id, literal(1), Compound.position)
        .outerjoin(Body, assembly)
        .where(Compound.community_id == community_id)
    )
    rows = connection.execute(union_all(bodies, compounds)).all()
    rows = sorted(rows, key=lambda row: (row[4], row[5], row[2]))
    return [Choice(*row[:4]) for row in rows]


def rolls(connection: Connection, community_id: UUID, chosen: Choice, on: date) -> tuple[Roll, ...]:
    """The rolls that a vote of this body, or of these owners, would have on the day."""
    if chosen.kind == OWNERS:
        return _of_owners(connection, community_id, chosen.id, on)
    if chosen.kind == BodyKind.RESIDENTS_ASSEMBLY:
        return _of_residents(connection, community_id)
    return (Roll("members", _holders(connection, community_id, chosen.id, on)),)


def _holders(connection: Connection, community_id: UUID, body_id: UUID, on: date) -> int:
    held = and_(
        tied(Office, Tenure, "office_id"),
        Tenure.starts_on <= on,
        or_(Tenure.ends_on.is_(None), Tenure.ends_on > on),
    )
    query = select(func.count(func.distinct(Tenure.person_id))).join(Office, held)
    mine = (Tenure.community_id == community_id, Office.body_id == body_id)
    return connection.execute(query.where(*mine)).scalar_one()


def _of_residents(connection: Connection, community_id: UUID) -> tuple[Roll, ...]:
    """Everybody of age who lives here, and the homes in which somebody of age lives."""
    people, homes = connection.execute(
        select(func.count(), func.count(func.distinct(Person.household_id))).where(
            Person.community_id == community_id,
            Person.household_id.is_not(None),
            Person.is_adult.is_(True),
            Person.moved_out.is_(False),
        )
    ).one()
    return Roll("residents", people), Roll("households", homes)


def _of_owners(
    connection: Connection, community_id: UUID, compound_id: UUID, on: date
) -> tuple[Roll, ...]:
    """All owners of the compound, then those of each building."""
    holds = and_(
        tied(Unit, Ownership, "unit_id"),
        Ownership.starts_on <= on,
        or_(Ownership.ends_on.is_(None), Ownership.ends_on > on),
    )
    rows = connection.execute(
        select(Unit.id, Building.name, Unit.area, Ownership.person_id, Ownership.developer)
        .join(Building, tied(Building, Unit, "building_id"))
        .outerjoin(Ownership, holds)
        .where(Unit.community_id == community_id, Building.compound_id == compound_id)
        .order_by(Building.position, func.length(Building.name), Building.name)
    ).all()
    buildings: dict[str, list[Any]] = {}
    for row in rows:
        buildings.setdefault(row.name, []).append(row)
    each = (_owners(mine, "owners_of_building", name) for name, mine in buildings.items())
    return (_owners(rows, OWNERS, ""), *each)


def _owners(rows: Iterable[Any], voters: str, place: str) -> Roll:
    owned, ownerless = owned_units(rows)
    lines = owner_lines(owned)
    missing = sum(unit.area == 0 for unit in owned)
    return Roll(
        voters=voters,
        heads=len(lines),
        area=None if missing else sum(line.area or 0 for line in lines),
        place=place,
        without_area=missing,
        without_owner=ownerless,
    )
