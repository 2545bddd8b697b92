"""Units with their owners as the clerk keeps them: full names, areas and their source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, case, func, or_, select

from council.models.base import tied
from council.models.people import Person
from council.models.places import Building, Compound, Ownership, Unit
from council.rules.placing import natural, unit_label

PAGE = 50


@dataclass(frozen=True, slots=True)
class BuildingLine:
    """A building, and how many of its units would keep somebody off a roll."""

    id: UUID
    compound: str
    name: str
    units: int
    no_owner: int
    no_area: int
    no_caster: int


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns or owned a unit; ``ends_on`` is the first day on which they do not any more."""

    person_id: UUID
    name: str
    number: str
    starts_on: date
    ends_on: date | None
    casts: bool
    developer: bool


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with its owners; ``area`` in hundredths of m²."""

    id: UUID
    building_id: UUID
    compound: str
    label: str
    area: int | None
    source: str | None
    owners: tuple[Owner, ...] = field(default=())


def buildings(connection: Connection, community_id: UUID, on: date) -> list[BuildingLine]:
    """Every building with what its records lack on a day."""
    held = (
        select(
            Ownership.unit_id,
            func.count().label("owners"),
            func.sum(case((Ownership.casts.is_(True), 1), else_=0)).label("casters"),
        )
        .where(Ownership.community_id == community_id, *_running(on))
        .group_by(Ownership.unit_id)
        .subquery()
    )
    owners = func.coalesce(held.c.owners, 0)
    rows = connection.execute(
        select(
            Building.id,
            Compound.name,
            Building.name,
            func.count(Unit.id),
            _count(and_(Unit.id.is_not(None), owners == 0)),
            _count(and_(Unit.id.is_not(None), or_(Unit.area.is_(None), ~_lawful()))),
            _count(and_(owners > 1, func.coalesce(held.c.casters, 0) != 1)),
        )
        .join(Compound, tied(Compound, Building, "compound_id"))
        .outerjoin(Unit, tied(Building, Unit, "building_id"))
        .outerjoin(held, held.c.unit_id == Unit.id)
        .where(Building.community_id == community_id)
        .group_by(Building.id, Compound.name, Building.name, Compound.position, Building.position)
        .order_by(Compound.position, Building.position, Building.name)
    )
    return [BuildingLine(*(row[:4]), *(int(n or 0) for n in row[4:])) for row in rows]


def units(
    connection: Connection, community_id: UUID, building_id: UUID, on: date
) -> list[UnitLine]:
    """The units of a building with their owners on a day, in the order of the house."""
    return _units(connection, community_id, Unit.building_id == building_id, *_running(on))


def unit(connection: Connection, community_id: UUID, unit_id: UUID) -> UnitLine | None:
    """One unit with everybody who owns, owned or will own it."""
    found = _units(connection, community_id, Unit.id == unit_id)
    return found[0] if found else None


def _units(connection: Connection, community_id: UUID, where: Any, *running: Any) -> list[UnitLine]:
    rows = connection.execute(
        select(
            Unit.id,
            Unit.building_id,
            Compound.name.label("compound"),
            Building.name.label("building"),
            Unit.entrance,
            Unit.room,
            Unit.area,
            Unit.area_source,
            Person.id.label("person_id"),
            Person.name,
            Person.number,
            Ownership.starts_on,
            Ownership.ends_on,
            Ownership.casts,
            Ownership.developer,
        )
        .join(Building, tied(Building, Unit, "building_id"))
        .join(Compound, tied(Compound, Building, "compound_id"))
        .outerjoin(
            Ownership,
            and_(tied(Unit, Ownership, "unit_id"), *running),
        )
        .outerjoin(Person, tied(Person, Ownership, "person_id"))
        .where(Unit.community_id == community_id, where)
        .order_by(Ownership.starts_on.desc(), Person.number)
    ).all()
    return _gathered(sorted(rows, key=lambda row: (natural(row.entrance), natural(row.room))))


def _gathered(rows: Iterable[Any]) -> list[UnitLine]:
    heads: dict[UUID, Any] = {}
    owners: dict[UUID, list[Owner]] = {}
    for row in rows:
        heads.setdefault(row.id, row)
        mine = owners.setdefault(row.id, [])
        if row.person_id is not None:
            mine.append(Owner(*row[8:]))
    return [
        UnitLine(
            row.id,
            row.building_id,
            row.compound,
            unit_label(row.building, row.entrance, row.room),
            row.area,
            row.area_source,
            tuple(owners[row.id]),
        )
        for row in heads.values()
    ]


def _running(on: date) -> tuple[Any, Any]:
    return Ownership.starts_on <= on, or_(Ownership.ends_on.is_(None), Ownership.ends_on > on)


def _lawful() -> Any:
    """The area comes from register, survey or contract."""
    return func.coalesce(Unit.area_source, "").in_(("certificate", "survey", "contract"))


def _count(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
