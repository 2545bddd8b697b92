"""Who votes for the owners of a compound or of a building, with which area, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from council.models.bodies import Body
from council.models.places import Building, Ownership, Unit
from council.rules.calendar import legal_day
from council.rules.placing import natural, unit_label, units_label
from council.rules.roll import OwnedUnit
from council.rules.rule import Rule
from council.rules.verdict import Reason, Refused
from council.services.unit import Work

LAWFUL_SOURCES = ("certificate", "survey", "contract")
"""Where an area may come from: register, else survey, else contract. Source: 区分所有权解释 8."""


@dataclass(slots=True)
class Home:
    """A unit with those who own it on the day; ``casters`` are marked to cast its vote."""

    id: UUID
    building: str
    label: str
    area: int | None
    source: str | None
    order: tuple[Any, ...]
    owners: list[UUID] = field(default_factory=list)
    casters: list[UUID] = field(default_factory=list)
    developer: bool = False

    @property
    def owned(self) -> OwnedUnit:
        """The unit as the rules count it."""
        owners = tuple(person.hex for person in self.owners)
        return OwnedUnit(self.label, owners, self.area or 0, self.developer)


def owner_rows(
    work: Work,
    body: Body,
    rule: Rule,
    recusals: Mapping[UUID, str],
    building_id: UUID | None = None,
    *,
    strict: bool = True,
) -> list[dict[str, Any]]:
    """The lines of the roll, one for each owner or set of owners, not yet numbered.

    Without ``strict`` those who cannot be on a roll yet are left out.

    Raises:
        Refused: with every unit that keeps somebody off the roll, and why.
    """
    homes = _homes(work, building_id, body, rule)
    reasons = {home.id: list(_wrong(home, rule)) for home in homes}
    sets: dict[str, list[Home]] = {}
    for home in homes:
        if not reasons[home.id]:
            sets.setdefault(home.owned.voter, []).append(home)
    found = [reason for wrong in reasons.values() for reason in wrong]
    found = found or [reason for mine in sets.values() for reason in _unclear(mine, rule)]
    if strict and found:
        raise Refused(found)
    return [_row(mine, rule, recusals) for mine in sets.values() if len(_casters(mine)) == 1]


def _homes(work: Work, building_id: UUID | None, body: Body, rule: Rule) -> list[Home]:
    """All units concerned, with their owners on the legal day, in the order of the houses."""
    if rule.voters == "owners_of_building":
        if building_id is None:
            raise Refused([Reason("roll_no_building", {}, rule.id)])
        where = Unit.building_id == building_id
    elif body.compound_id is None:
        raise Refused([Reason("roll_no_compound", {"body": body.name}, rule.id)])
    else:
        where = Building.compound_id == body.compound_id
    return homes_where(work, where)


def homes_where(work: Work, *where: Any) -> list[Home]:
    """Units with their owners on the legal day of the act, in the order of the houses."""
    on = legal_day(work.at)
    holds = and_(
        Ownership.community_id == Unit.community_id,
        Ownership.unit_id == Unit.id,
        Ownership.starts_on <= on,
        or_(Ownership.ends_on.is_(None), Ownership.ends_on > on),
    )
    query = (
        select(
            Unit.id,
            Building.name,
            Building.position,
            Unit.entrance,
            Unit.room,
            Unit.area,
            Unit.area_source,
            Ownership.person_id,
            Ownership.casts,
            Ownership.developer,
        )
        .join(
            Building,
            and_(Building.community_id == Unit.community_id, Building.id == Unit.building_id),
        )
        .outerjoin(Ownership, holds)
        .where(Unit.community_id == work.community_id, *where)
    )
    return sorted(_gathered(work.session.execute(query)), key=lambda home: home.order)


def _gathered(rows: Iterable[Any]) -> list[Home]:
    homes: dict[UUID, Home] = {}
    for unit, building, position, entrance, room, area, source, person, casts, developer in rows:
        home = homes.get(unit)
        if home is None:
            label = unit_label(building, entrance, room)
            order = (position, natural(building), natural(entrance), natural(room))
            home = homes[unit] = Home(unit, building, label, area, source, order)
        if person is not None and person not in home.owners:
            home.owners.append(person)
            home.developer = home.developer or developer
            if casts:
                home.casters.append(person)
    return list(homes.values())


def _wrong(home: Home, rule: Rule) -> Iterator[Reason]:
    """What keeps a unit off the roll."""
    codes = (
        ("roll_unit_no_owner", not home.owners),
        ("roll_unit_no_area", rule.counts_area and not home.area),
        (
            "roll_unit_no_source",
            rule.counts_area and bool(home.area) and home.source not in LAWFUL_SOURCES,
        ),
        (
            "roll_no_caster",
            len(home.owners) > 1 and len(home.casters) != 1 and not home.developer,
        ),
    )
    for code, wrong in codes:
        if wrong:
            yield Reason(code, {"unit": home.label}, rule.id, rule.statutes)


def _unclear(homes: Sequence[Home], rule: Rule) -> Iterator[Reason]:
    """One vote, one person who casts it: the same for all units of the same owners."""
    if len(_casters(homes)) != 1:
        units = "、".join(home.label for home in homes)
        yield Reason("roll_casters_differ", {"units": units}, rule.id, rule.statutes)


def _casters(homes: Sequence[Home]) -> set[UUID]:
    """Who would cast; for the developer's units who is marked, if several people are named."""
    if not homes[0].developer:
        return {home.owners[0] if len(home.owners) == 1 else home.casters[0] for home in homes}
    marked = {person for home in homes for person in home.casters}
    return marked or {person for home in homes for person in home.owners}


def _row(homes: Sequence[Home], rule: Rule, recusals: Mapping[UUID, str]) -> dict[str, Any]:
    owners = dict.fromkeys(person for home in homes for person in home.owners)
    concerned = [person for person in owners if person in recusals]
    units = [
        {"unit": home.label, "building": home.building, "area": home.area, "source": home.source}
        for home in homes
    ]
    return {
        "person_id": next(iter(_casters(homes))),
        "office_title": "",
        "heads": 1,
        "area": sum(home.area or 0 for home in homes) if rule.counts_area else None,
        "recused": bool(concerned),
        "recusal": recusals[concerned[0]] if concerned else "",
        "label": units_label([home.label for home in homes])[:200],
        "basis": {"kind": _kind(homes[0]), "units": units},
    }


def _kind(home: Home) -> str:
    if home.developer:
        return "developer"
    return "owner" if len(home.owners) == 1 else "co-owners"
