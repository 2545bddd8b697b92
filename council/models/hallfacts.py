"""The roll of a meeting with its weights, and who was there when: for acts and pages alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.orm import Session

from council.models.base import tied
from council.models.bodies import Body
from council.models.mandates import Mandate
from council.models.meetings import Attendance, Presence
from council.models.places import Building, Ownership, Unit
from council.rules import presence as law_of
from council.rules.calendar import legal_day
from council.rules.meetings import Quorum
from council.rules.presence import Change, Stay
from council.rules.roll import OwnedUnit, owner_lines
from council.rules.rule import Rule
from council.rules.tally import Line

Source = Session | Connection
OWNERS = ("owners", "owners_of_building")
SIDES = "sides"


@dataclass(frozen=True, slots=True)
class HallRoll:
    """The roll of one body that meets (of a joint meeting: of all its sides together).

    ``people`` tells for each person on it the voters that are here when the person is; ``here``
    are the voters who are present now, in person or represented (``by_proxy`` those who are only
    represented); ``stays`` all that was noted.
    """

    body_id: UUID | None
    body: str
    lines: tuple[Line, ...]
    people: dict[UUID, tuple[str, ...]] = field(hash=False)
    here: frozenset[str]
    stays: tuple[Stay, ...]
    by_proxy: frozenset[str] = frozenset()

    def quorum(self, rule: Rule, without: Iterable[str] = ()) -> Quorum:
        """How the quorum stands now; ``without`` are voters who are recused."""
        gone = set(without)
        return law_of.quorum(rule, [x for x in self.lines if x.voter not in gone], self.here)

    def changes(
        self, rule: Rule, opened_at: datetime, closed_at: datetime | None = None
    ) -> list[Change]:
        """When the quorum was there at first, was lost and came back (for the minutes)."""
        return law_of.quorum_changes(
            rule, self.lines, self.stays, opened_at=opened_at, closed_at=closed_at
        )


def rolls(
    source: Source,
    community_id: UUID,
    meeting_id: UUID,
    rule: Rule,
    *,
    opened_at: datetime,
    position: int | None = None,
) -> list[HallRoll]:
    """The rolls of a meeting that has opened: one for each body, of a joint meeting one of sides.

    ``position`` names an item of the agenda: mandates for that item count too, else only those for
    the whole meeting. Four selects, five where owners meet.
    """
    read = Rolls.read(source, community_id, meeting_id, rule, opened_at=opened_at)
    return read.of(position)


@dataclass(frozen=True, slots=True)
class Rolls:
    """What the rolls of a meeting follow from, read once for all items of its agenda."""

    _bodies: list[_BodyLines]
    _stays: list[Any]
    _mandates: list[Any]
    _voters: dict[UUID, tuple[list[Line], dict[UUID, tuple[str, ...]]]]
    _by_sides: bool

    @classmethod
    def read(
        cls,
        source: Source,
        community_id: UUID,
        meeting_id: UUID,
        rule: Rule,
        *,
        opened_at: datetime,
        with_stays: bool = True,
    ) -> Rolls:
        """Three selects at most, one more where owners meet; ``with_stays`` for the minutes."""
        bodies = _bodies(source, community_id, meeting_id)
        voters: dict[UUID, tuple[list[Line], dict[UUID, tuple[str, ...]]]] = {}
        for body in bodies:
            if rule.voters in OWNERS and body.compound_id is not None:
                day = legal_day(opened_at)
                voters[body.id] = owners(source, community_id, body.compound_id, day)
            else:
                lines = [Line(line.person_id.hex) for line in body.lines]
                voters[body.id] = (
                    lines,
                    {line.person_id: (line.person_id.hex,) for line in body.lines},
                )
        return cls(
            bodies,
            _stays(source, community_id, meeting_id) if with_stays else [],
            _mandates(source, community_id, meeting_id) if rule.proxies.allowed else [],
            voters,
            rule.voters == SIDES,
        )

    def of(self, position: int | None = None) -> list[HallRoll]:
        """The rolls as they count on an item, or (None) on the whole; see :func:`rolls`."""
        if self._by_sides:
            return [_sides(self._bodies, self._stays)]
        mandates = _holding(self._mandates, position)
        return [_roll(body, *self._voters[body.id], self._stays, mandates) for body in self._bodies]


@dataclass(slots=True)
class _BodyLines:
    id: UUID
    name: str
    compound_id: UUID | None
    lines: list[Any]


def _bodies(source: Source, community_id: UUID, meeting_id: UUID) -> list[_BodyLines]:
    rows = source.execute(
        select(Body.id, Body.name, Body.compound_id, Attendance.person_id, Attendance.state)
        .join(Body, tied(Body, Attendance, "body_id"))
        .where(Attendance.community_id == community_id, Attendance.meeting_id == meeting_id)
        .order_by(Body.position, Body.name)
    )
    found: dict[UUID, _BodyLines] = {}
    for row in rows:
        body = found.setdefault(row.id, _BodyLines(row.id, row.name, row.compound_id, []))
        body.lines.append(row)
    return list(found.values())


def _stays(source: Source, community_id: UUID, meeting_id: UUID) -> list[Any]:
    return list(
        source.execute(
            select(Presence.person_id, Presence.arrived_at, Presence.left_at)
            .where(Presence.community_id == community_id, Presence.meeting_id == meeting_id)
            .order_by(Presence.arrived_at)
        )
    )


def _mandates(source: Source, community_id: UUID, meeting_id: UUID) -> list[Any]:
    """Who is represented by whom on which items, by mandates in force."""
    return list(
        source.execute(
            select(Mandate.giver_id, Mandate.holder_id, Mandate.scope).where(
                Mandate.community_id == community_id,
                Mandate.meeting_id == meeting_id,
                Mandate.revoked_at.is_(None),
            )
        )
    )


def _holding(mandates: list[Any], position: int | None) -> dict[UUID, UUID]:
    """The holder by the giver, of mandates for the whole meeting or for this item."""
    item = "" if position is None else str(position)
    return {
        giver: holder
        for giver, holder, scope in mandates
        if not scope or (item and item in scope.split(","))
    }


def _sides(bodies: list[_BodyLines], stays: list[Any]) -> HallRoll:
    """Of a joint meeting each side is one voter, here as long as somebody of it is."""
    people: dict[UUID, tuple[str, ...]] = {}
    here: set[str] = set()
    for body in bodies:
        for line in body.lines:
            people[line.person_id] = (*people.get(line.person_id, ()), body.id.hex)
            if line.state == "present":
                here.add(body.id.hex)
    lines = tuple(Line(body.id.hex) for body in bodies)
    names = "、".join(body.name for body in bodies)
    return HallRoll(None, names, lines, people, frozenset(here), tuple(_of(people, stays)))


def _roll(
    body: _BodyLines,
    lines: list[Line],
    people: dict[UUID, tuple[str, ...]],
    stays: list[Any],
    mandates: dict[UUID, UUID],
) -> HallRoll:
    present = {line.person_id for line in body.lines if line.state == "present"}
    given = {g: h for g, h in mandates.items() if g in people and h in people}
    stand = {giver for giver, holder in given.items() if holder in present}
    in_person = frozenset(voter for person in present for voter in people.get(person, ()))
    here = in_person.union(voter for person in stand for voter in people[person])
    own = _of(people, stays)
    stood = law_of.represented(
        [Stay(row.person_id.hex, row.arrived_at, row.left_at) for row in stays],
        {giver.hex: holder.hex for giver, holder in given.items()},
    )
    theirs = [
        Stay(voter, stay.arrived_at, stay.left_at)
        for stay in stood
        for voter in people[UUID(hex=stay.voter)]
    ]
    return HallRoll(
        body.id, body.name, tuple(lines), people, here, (*own, *theirs), here - in_person
    )


def _of(people: dict[UUID, tuple[str, ...]], stays: list[Any]) -> list[Stay]:
    return [
        Stay(voter, row.arrived_at, row.left_at)
        for row in stays
        for voter in people.get(row.person_id, ())
    ]


def owners(
    source: Source, community_id: UUID, compound_id: UUID | None, on: date
) -> tuple[list[Line], dict[UUID, tuple[str, ...]]]:
    """The owners of a compound on the day, each set with its area; any of them stands for it."""
    units: dict[UUID, list[Any]] = {}
    for row in source.execute(_units(community_id, compound_id, on)):
        units.setdefault(row.id, []).append(row)
    owned = [
        OwnedUnit(
            unit.hex,
            tuple(sorted(row.person_id.hex for row in rows)),
            rows[0].area or 0,
            any(row.developer for row in rows),
        )
        for unit, rows in units.items()
    ]
    people: dict[UUID, tuple[str, ...]] = {}
    for one in owned:
        for person in one.owners:
            key = UUID(hex=person)
            people[key] = tuple(dict.fromkeys((*people.get(key, ()), one.voter)))
    return list(owner_lines(owned)), people


def _units(community_id: UUID, compound_id: UUID | None, on: date) -> Any:
    holds = and_(
        tied(Unit, Ownership, "unit_id"),
        Ownership.starts_on <= on,
        or_(Ownership.ends_on.is_(None), Ownership.ends_on > on),
    )
    return (
        select(Unit.id, Unit.area, Ownership.person_id, Ownership.developer)
        .join(Building, tied(Building, Unit, "building_id"))
        .join(Ownership, holds)
        .where(Unit.community_id == community_id, Building.compound_id == compound_id)
        .order_by(Unit.id)
    )
