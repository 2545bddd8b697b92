"""Compounds, buildings, units and households."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.base import new_id
from council.models.places import Building, Compound, Household, Unit
from council.rules import words
from council.rules.verdict import Reason, Refused
from council.services.unit import Actor, Work, unit


def compound(work: Work, name: str) -> Compound:
    """The compound of that name, made where it is new."""
    row = work.find(Compound, Compound.name == name)
    if row is None:
        words.field("compound", name, 60).demand()
        position = len(work.all(Compound))
        row = work.add(Compound(id=new_id(), name=name, position=position))
        work.session.flush()
    return row


def building(work: Work, compound_name: str, name: str) -> Building:
    """The building of that compound, made where it is new."""
    within = compound(work, compound_name).id
    row = work.find(Building, Building.compound_id == within, Building.name == name)
    if row is None:
        words.field("building", name, 40).demand()
        position = len(work.all(Building, Building.compound_id == within))
        row = work.add(Building(id=new_id(), compound_id=within, name=name, position=position))
        work.session.flush()
    return row


def add_unit(
    community_id: UUID,
    compound_name: str,
    building_name: str,
    entrance: str,
    room: str,
    *,
    actor: Actor,
    at: datetime,
    area: int | None = None,
    area_source: str | None = None,
) -> UUID:
    """Add a unit; ``area`` is its exclusive floor area in hundredths of m²."""
    (words.field("entrance", entrance, 20, required=False) + words.field("room", room, 20)).demand()
    with unit(community_id, kind="unit.add", actor=actor, at=at, power="roster.keep") as work:
        within = building(work, compound_name, building_name).id
        here = (Unit.building_id == within, Unit.entrance == entrance, Unit.room == room)
        if work.find(Unit, *here) is not None:
            raise Refused([Reason("unit_exists", {"room": room})])
        row = work.add(
            Unit(
                id=new_id(),
                building_id=within,
                entrance=entrance,
                room=room,
                area=area,
                area_source=area_source,
            )
        )
        work.tell(unit=row.id)
        return row.id


def add_household(
    community_id: UUID, number: str, unit_id: UUID, *, actor: Actor, at: datetime
) -> UUID:
    """Add a household in a unit; ``number`` is unique in the community."""
    words.field("household_number", number, 40).demand()
    with unit(community_id, kind="household.add", actor=actor, at=at, power="roster.keep") as work:
        work.get(Unit, unit_id)
        if work.find(Household, Household.number == number) is not None:
            raise Refused([Reason("number_taken", {"number": number})])
        row = work.add(Household(id=new_id(), number=number, unit_id=unit_id))
        work.tell(household=row.id)
        return row.id
