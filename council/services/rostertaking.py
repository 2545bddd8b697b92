"""The rows of a roster beside the rows that are known: what is new, what differs, what clashes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from council.models.base import new_id
from council.models.people import Person
from council.models.places import Building, Compound, Household, Unit
from council.rules.verdict import Reason
from council.services.rosterfile import PersonRow, Place, Roster, UnitRow
from council.services.sheetrows import Origin
from council.services.tables import Fault
from council.services.unit import Work


@dataclass
class Tally:
    """Rows added, changed and found as they were, by kind; and what is wrong."""

    work: Work
    faults: list[Fault] = field(default_factory=list)
    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, row: Any) -> Any:
        """Add a row."""
        self.added[kind] += 1
        return self.work.add(row)

    def change(self, kind: str, row: Any, values: Mapping[str, object]) -> None:
        """Set what differs."""
        differ = {name: value for name, value in values.items() if getattr(row, name) != value}
        (self.changed if differ else self.same)[kind] += 1
        for name, value in differ.items():
            setattr(row, name, value)

    def fault(self, origin: Origin, column: str, reason: Reason) -> None:
        """Name what cannot be taken over."""
        self.faults.append(Fault(origin.sheet, origin.row, column, reason))


@dataclass
class People:
    """Places and people known so far, so that no row of the file costs a query."""

    work: Work
    tally: Tally

    def __post_init__(self) -> None:
        work = self.work
        self.compounds = {row.name: row for row in work.all(Compound)}
        self.buildings = {(row.compound_id, row.name): row for row in work.all(Building)}
        self.units = {(r.building_id, r.entrance, r.room): r for r in work.all(Unit)}
        households = work.all(Household, order=Household.number)
        self.households = {row.number: row for row in households}
        self.of_unit = {row.unit_id: row for row in reversed(households)}
        self.people = {row.number: row for row in work.all(Person)}

    def take(self, roster: Roster) -> None:
        """Take over units, households and people, parents before children."""
        for unit_row in roster.units:
            self._unit(unit_row)
        for row in roster.people:
            self._dwelling(row)
        self.work.session.flush()
        homes = [self._home(row) for row in roster.people]
        self.work.session.flush()
        for row, home in zip(roster.people, homes, strict=True):
            self._person(row, home)
        self.work.session.flush()

    def known_unit(self, place: Place) -> Unit | None:
        """The unit at a place, if there is one by now."""
        compound = self.compounds.get(place[0])
        building = self.buildings.get((compound.id, place[1])) if compound else None
        return self.units.get((building.id, place[2], place[3])) if building else None

    def _unit(self, row: UnitRow) -> Unit:
        key = (self._building(row.place).id, row.place[2], row.place[3])
        found = self.units.get(key)
        if found is None:
            found = self.units[key] = self.tally.add(
                "unit",
                Unit(
                    id=new_id(),
                    building_id=key[0],
                    entrance=key[1],
                    room=key[2],
                    area=row.area,
                    area_source=row.area_source,
                ),
            )
        else:
            given = {"area": row.area, "area_source": row.area_source}
            self.tally.change("unit", found, {k: v for k, v in given.items() if v is not None})
        return found

    def _building(self, place: Place) -> Building:
        compound = self.compounds.get(place[0])
        if compound is None:
            compound = Compound(id=new_id(), name=place[0], position=len(self.compounds))
            self.compounds[place[0]] = self.tally.add("compound", compound)
            self.work.session.flush()
        key = (compound.id, place[1])
        if key not in self.buildings:
            position = len(self.buildings)
            building = Building(
                id=new_id(), compound_id=compound.id, name=place[1], position=position
            )
            self.buildings[key] = self.tally.add("building", building)
            self.work.session.flush()
        return self.buildings[key]

    def _dwelling(self, row: PersonRow) -> None:
        """Make the unit that only the people sheet names."""
        if row.place is not None:
            key = (self._building(row.place).id, row.place[2], row.place[3])
            if key not in self.units:
                self._unit(UnitRow(row.place, origin=row.origin))

    def _home(self, row: PersonRow) -> Household | None:
        if row.place is None:
            return None
        home = self.units[self._building(row.place).id, row.place[2], row.place[3]]
        found = self.households.get(row.household) if row.household else self.of_unit.get(home.id)
        if found is None:
            number = row.household or _household_number(row.place)
            found = Household(id=new_id(), number=number, unit_id=home.id)
            self.tally.add("household", found)
            self.households[number] = self.of_unit[home.id] = found
        elif found.unit_id != home.id:
            self.tally.fault(
                row.origin, "户号", Reason("roster_household", {"number": found.number})
            )
        return found

    def _person(self, row: PersonRow, home: Household | None) -> None:
        values = {
            "name": row.name,
            "phone": row.phone,
            "household_id": home.id if home else None,
            "is_delegate": row.is_delegate,
            "is_adult": row.is_adult,
            "is_registered": row.is_registered,
        }
        found = self.people.get(row.number)
        if found is not None:
            self.tally.change("person", found, values)
            return
        made = Person(id=new_id(), number=row.number, moved_out=False, **values)
        self.people[row.number] = self.tally.add("person", made)


class Named(Protocol):
    """A row that names somebody by number, by name, or both."""

    @property
    def person(self) -> str:
        """The number; may be empty."""

    @property
    def name(self) -> str:
        """The name; may be empty."""

    @property
    def origin(self) -> Origin:
        """Where the row stands."""


def whom(tally: Tally, people: Mapping[str, Person], row: Named) -> Person | None:
    """Who is meant: by number (and then the name must agree), or by a name that is unique."""
    if row.person:
        found = [people[row.person]] if row.person in people else []
    else:
        found = [p for p in people.values() if p.name == row.name and not p.moved_out]
    if len(found) == 1 and (not row.name or found[0].name == row.name):
        return found[0]
    code = "roster_person_many" if len(found) > 1 else "roster_person_unknown"
    tally.fault(row.origin, "姓名", Reason(code, {"name": row.person or row.name}))
    return None


def _household_number(place: Place) -> str:
    whole = "".join(place)
    if len(whole) <= 40:
        return whole
    return f"{whole[:23]}-{hashlib.sha256('|'.join(place).encode()).hexdigest()[:16]}"
