"""The ownership rows of a roster: whose unit it is from which day, and what they clash with."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from council.models.base import new_id
from council.models.people import Person
from council.models.places import Ownership, Unit
from council.rules.owning import owning
from council.rules.verdict import Reason
from council.services import owners
from council.services.rosterfile import OwnershipRow
from council.services.rostertaking import People, Tally, whom
from council.services.unit import Work

_COLUMN = {
    "casters_two": "投票人",
    "developer_mixed": "建设单位",
    "ownership_order": "产权止",
}


@dataclass
class Owners:
    """Ownership known so far, by unit."""

    work: Work
    tally: Tally
    homes: People
    of_unit: dict[UUID, list[Ownership]] = field(default_factory=dict)

    def take(self, rows: tuple[OwnershipRow, ...]) -> None:
        """Take over all rows, then see whether the units' owners can stand beside each other."""
        if not rows:
            return
        for known in self.work.all(Ownership, order=Ownership.starts_on):
            self.of_unit.setdefault(known.unit_id, []).append(known)
        read = [(row, self._entered(row)) for row in rows]
        for row, entered in read:
            if entered is not None:
                self._check(row, entered)
        if not self.tally.faults:
            self._assemblies({mine.unit_id for _, mine in read if mine is not None})

    def _entered(self, row: OwnershipRow) -> Ownership | None:
        home, person = self._home(row), whom(self.tally, self.homes.people, row)
        if home is None or person is None:
            return None
        mine = self.of_unit.setdefault(home.id, [])
        for known in mine:
            if (known.person_id, known.starts_on) == (person.id, row.starts_on):
                return self._same(row, known)
        return self._new(row, home, person, mine)

    def _new(
        self, row: OwnershipRow, home: Unit, person: Person, mine: list[Ownership]
    ) -> Ownership:
        made = Ownership(
            id=new_id(),
            community_id=self.work.community_id,
            unit_id=home.id,
            person_id=person.id,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            developer=bool(row.developer),
            casts=bool(row.casts),
        )
        mine.append(made)
        self.tally.add("ownership", made)
        return made

    def _same(self, row: OwnershipRow, known: Ownership) -> Ownership | None:
        """A row that is known: an open end may be set, who casts may change."""
        if row.ends_on is not None and known.ends_on not in (None, row.ends_on):
            until = Reason("roster_owned", {"until": known.ends_on})
            self.tally.fault(row.origin, "产权止", until)
            return None
        given = {"ends_on": row.ends_on, "developer": row.developer, "casts": row.casts}
        said = {name: value for name, value in given.items() if value is not None}
        self.tally.change("ownership", known, said)
        return known

    def _check(self, row: OwnershipRow, entered: Ownership) -> None:
        others = [owners.stake_of(o) for o in self.of_unit[entered.unit_id] if o is not entered]
        for reason in owning(owners.stake_of(entered), others).reasons:
            self.tally.fault(row.origin, _COLUMN.get(reason.code, "产权起"), reason)

    def _home(self, row: OwnershipRow) -> Unit | None:
        found = self.homes.known_unit(row.place)
        if found is None:
            self.tally.fault(row.origin, "房号", Reason("roster_unit_unknown"))
        return found

    def _assemblies(self, units: set[UUID]) -> None:
        """The owners' assembly of each compound whose ownership is recorded."""
        self.work.session.flush()
        compounds = {b.id: b.compound_id for b in self.homes.buildings.values()}
        buildings = {u.id: u.building_id for u in self.homes.units.values()}
        for compound_id in dict.fromkeys(compounds[buildings[unit]] for unit in units):
            owners.assembly(self.work, compound_id)
