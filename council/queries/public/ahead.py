"""The rolls that the questions of a vote ahead would have today: in sums only, without names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select

from council.models.acts import Interest
from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.meetings import AgendaItem, Meeting
from council.models.people import Person
from council.models.places import Building, Ownership, Unit
from council.queries.public.owned import owned_units
from council.rules.masking import mask_text
from council.rules.meetings import WRITTEN
from council.rules.roll import owner_lines
from council.rules.rule import Rule

OWNERS = ("owners", "owners_of_building")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a vote ahead; ``building`` is the one whose owners decide."""

    position: int
    question: str
    building: str | None
    building_id: UUID | None
    proposal_id: UUID | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """A vote in writing that is announced and not open, with what it asks."""

    number: str
    title: str
    starts_at: datetime
    rule_id: str
    body_id: UUID
    joint_body_id: UUID | None
    compound_id: UUID | None
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """The roll of one question as it would be frozen today; area in hundredths of m², where it is
    counted and every unit has one.

    ``recused`` lines are not among ``heads``. The ``without_…`` count what is not recorded
    completely: units without owner or area, homes without exactly one delegate.
    """

    heads: int
    area: int | None = None
    recused: int = 0
    without_owner: int = 0
    without_area: int = 0
    without_delegate: int = 0


def load(connection: Connection, community_id: UUID, number: str) -> Ahead | None:
    """The vote in writing with this number, while it is ahead; else None."""
    rows = connection.execute(_wanted(community_id, number)).all()
    if not rows:
        return None
    head = rows[0]
    return Ahead(
        head.number,
        mask_text(head.title),
        head.starts_at,
        head.rule_id,
        head.body_id,
        head.joint_body_id,
        head.compound_id,
        tuple(Asked(row.position, mask_text(row.question), *row[-3:]) for row in rows),
    )


def _wanted(community_id: UUID, number: str) -> Any:
    """The meeting's columns with each of its questions."""
    item, building = AgendaItem, Building
    own = tied(building, item, "building_id")
    head = ("number", "title", "starts_at", "rule_id", "body_id", "joint_body_id")
    return (
        select(
            *(getattr(Meeting, name) for name in head),
            Body.compound_id,
            item.position,
            func.coalesce(item.question, item.title).label("question"),
            building.name.label("building"),
            item.building_id,
            item.proposal_id,
        )
        .join(Body, tied(Body, Meeting, "body_id"))
        .join(item, tied(Meeting, item, "meeting_id"))
        .outerjoin(building, own)
        .where(
            Meeting.community_id == community_id,
            Meeting.number == number,
            Meeting.form == WRITTEN,
            Meeting.opened_at.is_(None),
            Meeting.closed_at.is_(None),
            Meeting.cancelled_at.is_(None),
            item.for_decision.is_(True),
        )
        .order_by(item.position)
    )


def today(
    connection: Connection, community_id: UUID, ahead: Ahead, rule: Rule, on: date
) -> list[Today]:
    """The roll of every question, as things stand on the day."""
    matters = {asked.proposal_id for asked in ahead.asked if asked.proposal_id}
    found = _concerned(connection, community_id, matters)
    gone = [found.get(asked.proposal_id, set()) for asked in ahead.asked]
    if rule.voters in OWNERS:
        units = _units(connection, community_id, ahead.compound_id, on)
        whole = rule.voters == "owners"
        return [
            _of_owners([u for u in units if whole or u.building_id == one.building_id], out, rule)
            for one, out in zip(ahead.asked, gone, strict=True)
        ]
    people = _people(connection, community_id, ahead, rule, on)
    count = _of_homes if rule.voters == "households" else _of_people
    return [count(people, out) for out in gone]


def _concerned(
    connection: Connection, community_id: UUID, matters: Collection[UUID]
) -> dict[UUID | None, set[UUID]]:
    """Who declared an interest in which matter."""
    found: dict[UUID | None, set[UUID]] = {}
    if matters:
        mine = (Interest.community_id == community_id, Interest.proposal_id.in_(matters))
        for matter, person in connection.execute(
            select(Interest.proposal_id, Interest.person_id).where(*mine)
        ):
            found.setdefault(matter, set()).add(person)
    return found


def _units(
    connection: Connection, community_id: UUID, compound_id: UUID | None, on: date
) -> Sequence[Any]:
    """Every unit of the compound with each of its owners on the day."""
    holds = and_(
        tied(Unit, Ownership, "unit_id"),
        Ownership.starts_on <= on,
        or_(Ownership.ends_on.is_(None), Ownership.ends_on > on),
    )
    building = tied(Building, Unit, "building_id")
    return connection.execute(
        select(Unit.id, Unit.building_id, Unit.area, Ownership.person_id, Ownership.developer)
        .join(Building, building)
        .outerjoin(Ownership, holds)
        .where(Unit.community_id == community_id, Building.compound_id == compound_id)
    ).all()


def _people(
    connection: Connection, community_id: UUID, ahead: Ahead, rule: Rule, on: date
) -> Sequence[Any]:
    """Adults who live here with their home, or who holds an office of the body."""
    if rule.voters in ("residents", "registered_voters", "households"):
        adults = select(Person.id, Person.household_id, Person.is_delegate).where(
            Person.community_id == community_id,
            Person.household_id.is_not(None),
            Person.is_adult.is_(True),
            Person.moved_out.is_(False),
        )
        return connection.execute(adults).all()
    bodies = [key for key in (ahead.body_id, ahead.joint_body_id) if key]
    office = tied(Office, Tenure, "office_id")
    query = (
        select(Tenure.person_id.label("id"))
        .distinct()
        .join(Office, office)
        .where(
            Tenure.community_id == community_id,
            Office.body_id.in_(bodies),
            Tenure.starts_on <= on,
            or_(Tenure.ends_on.is_(None), Tenure.ends_on > on),
        )
    )
    return connection.execute(query).all()


def _of_people(people: Iterable[Any], concerned: Collection[UUID]) -> Today:
    everybody = {row.id for row in people}
    gone = everybody.intersection(concerned)
    return Today(len(everybody) - len(gone), recused=len(gone))


def _of_homes(people: Iterable[Any], concerned: Collection[UUID]) -> Today:
    homes: dict[UUID, list[UUID]] = {}
    for row in people:
        delegates = homes.setdefault(row.household_id, [])
        if row.is_delegate:
            delegates.append(row.id)
    gone = sum(len(who) == 1 and who[0] in concerned for who in homes.values())
    missing = sum(len(who) != 1 for who in homes.values())
    return Today(len(homes) - gone, recused=gone, without_delegate=missing)


def _of_owners(rows: Iterable[Any], concerned: Collection[UUID], rule: Rule) -> Today:
    owned, ownerless = owned_units(rows)
    out = {person.hex for person in concerned}
    gone = {unit.voter for unit in owned if out.intersection(unit.owners)}
    lines = owner_lines([unit for unit in owned if unit.voter not in gone])
    missing = sum(unit.area == 0 for unit in owned) if rule.counts_area else 0
    counted = rule.counts_area and not missing
    return Today(
        len(lines),
        area=sum(line.area or 0 for line in lines) if counted else None,
        recused=len(gone),
        without_owner=ownerless,
        without_area=missing,
    )
