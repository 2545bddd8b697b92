"""Who owns which unit from which day, with which area, and who casts a co-owned unit's vote.

A running vote keeps the roll that was frozen when it opened: a sale changes neither the roll nor
a vote that was cast. Source: 民法典 278; 区分所有权解释 8, 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from council.models.base import new_id
from council.models.bodies import Body
from council.models.people import Person
from council.models.places import Building, Compound, Ownership, Unit
from council.models.polls import Poll, PollVoter
from council.rules.owning import Stake, owning
from council.rules.powers import BodyKind
from council.rules.shapes import check_date
from council.rules.verdict import Reason, Refused
from council.services.unit import Actor, Work, unit

POWER = "owners.keep"
SOURCES = ("certificate", "survey", "contract")
"""Where a unit's area comes from: the register, a survey, the contract of sale."""
MOST_AREA = 10_000_000
"""Hundredths of m²."""


def record(
    community_id: UUID,
    unit_id: UUID,
    owners: Sequence[UUID],
    *,
    starts_on: date,
    casts: UUID | None = None,
    developer: bool = False,
    actor: Actor,
    at: datetime,
) -> None:
    """Record who owns a unit from a day on; the first record of a compound makes its assembly.

    ``developer``: the unit is unsold, or sold and not handed over; the owner named is the
    developer. ``casts`` names who casts where there are several.

    Raises:
        Refused: ``ownership_overlap`` where somebody owns it already (then record a sale), others.
    """
    with unit(community_id, kind="ownership.record", actor=actor, at=at, power=POWER) as work:
        home = work.get(Unit, unit_id)
        if _stands(work, home, owners, starts_on, casts, developer=developer):
            work.repeat()
            return
        begin(work, home, owners, starts_on, casts, developer=developer)
        work.tell(unit=unit_id, owners=len(owners), starts_on=starts_on, developer=developer)


def sell(
    community_id: UUID,
    unit_id: UUID,
    buyers: Sequence[UUID],
    *,
    on: date,
    casts: UUID | None = None,
    developer: bool = False,
    actor: Actor,
    at: datetime,
) -> tuple[str, ...]:
    """End the ownership that runs and begin the buyers' on the same day.

    Gives the numbers of the running polls on whose frozen roll the former owners stay.

    Raises:
        Refused: ``ownership_none`` where nobody owns the unit before that day, and others.
    """
    with unit(community_id, kind="ownership.sell", actor=actor, at=at, power=POWER) as work:
        home = work.get(Unit, unit_id)
        check_date(on, "sold_on")
        if _stands(work, home, buyers, on, casts, developer=developer):
            work.repeat()
            return ()
        former = [row for row in _running(work, home.id, on) if row.starts_on < on]
        if not former:
            raise Refused([Reason("ownership_none")])
        for row in former:
            row.ends_on = on
        work.session.flush()
        begin(work, home, buyers, on, casts, developer=developer)
        polls = _running_polls(work, home, [row.person_id for row in former])
        work.tell(unit=unit_id, on=on, owners=len(buyers), polls=list(polls))
        return polls


def name_caster(
    community_id: UUID, unit_id: UUID, person_id: UUID, *, on: date, actor: Actor, at: datetime
) -> None:
    """Record which of the owners casts the unit's vote from now on.

    Raises:
        Refused: ``not_an_owner`` for anybody who does not own the unit on the day ``on``.
    """
    with unit(community_id, kind="ownership.caster", actor=actor, at=at, power=POWER) as work:
        rows = _running(work, work.get(Unit, unit_id).id, on)
        if person_id not in {row.person_id for row in rows}:
            raise Refused([Reason("not_an_owner")])
        for row in rows:
            if row.casts != (row.person_id == person_id):
                row.casts = not row.casts
        work.tell(unit=unit_id)
        work.repeat()


def set_area(
    community_id: UUID, unit_id: UUID, area: int, source: str, *, actor: Actor, at: datetime
) -> None:
    """Record a unit's exclusive floor area in hundredths of m², and where it comes from.

    Raises:
        Refused: ``area_not_positive`` or ``area_too_large``, ``value_unknown`` for the source.
    """
    if area <= 0:
        raise Refused([Reason("area_not_positive")])
    if area > MOST_AREA:
        raise Refused([Reason("area_too_large")])
    if source not in SOURCES:
        raise Refused([Reason("value_unknown")])
    with unit(community_id, kind="unit.area", actor=actor, at=at, power=POWER) as work:
        home = work.get(Unit, unit_id)
        if (home.area, home.area_source) != (area, source):
            home.area, home.area_source = area, source
        work.tell(unit=unit_id, area=area, source=source)
        work.repeat()


def assembly(work: Work, compound_id: UUID) -> Body:
    """The owners' assembly of a compound, made where it is new."""
    found = work.find(
        Body, Body.compound_id == compound_id, Body.kind == BodyKind.OWNERS_ASSEMBLY.value
    )
    if found is not None:
        return found
    name = f"{work.get(Compound, compound_id).name[:56]}业主大会"
    known = {body.name: body for body in work.all(Body)}
    if name in known:
        return _adopted(known[name], compound_id)
    made = Body(
        id=new_id(),
        kind=BodyKind.OWNERS_ASSEMBLY.value,
        name=name,
        position=len(known),
        compound_id=compound_id,
    )
    work.add(made)
    work.session.flush()
    return made


def begin(
    work: Work,
    home: Unit,
    owners: Sequence[UUID],
    starts_on: date,
    casts: UUID | None,
    *,
    developer: bool = False,
) -> None:
    """Begin the ownership of a set of owners inside an act."""
    people = list(dict.fromkeys(owners))
    if not people:
        raise Refused([Reason("owners_nobody")])
    if casts is not None and casts not in people:
        raise Refused([Reason("not_an_owner")])
    check_date(starts_on, "owned_from")
    known = [stake_of(row) for row in work.all(Ownership, Ownership.unit_id == home.id)]
    for person in people:
        work.get(Person, person)
        stake = Stake(person.hex, starts_on, None, person == casts, developer)
        owning(stake, known).demand()
        known.append(stake)
        work.add(
            Ownership(
                unit_id=home.id,
                person_id=person,
                starts_on=starts_on,
                developer=developer,
                casts=person == casts,
            )
        )
    assembly(work, work.get(Building, home.building_id).compound_id)
    work.session.flush()


def _stands(
    work: Work,
    home: Unit,
    owners: Sequence[UUID],
    on: date,
    casts: UUID | None,
    *,
    developer: bool,
) -> bool:
    """Whether exactly this was recorded already: a second click is no second act."""
    asked = {(person, person == casts, developer) for person in owners}
    rows = work.all(Ownership, Ownership.unit_id == home.id, Ownership.starts_on == on)
    return bool(rows) and asked == {(row.person_id, row.casts, row.developer) for row in rows}


def stake_of(row: Ownership) -> Stake:
    """A stored ownership as the rules know it."""
    return Stake(row.person_id.hex, row.starts_on, row.ends_on, row.casts, row.developer)


def _adopted(body: Body, compound_id: UUID) -> Body:
    """A body of that name that was made by hand becomes the compound's assembly."""
    if body.kind != BodyKind.OWNERS_ASSEMBLY or body.compound_id is not None:
        raise Refused([Reason("body_exists", {"name": body.name})])
    body.compound_id = compound_id
    return body


def _running(work: Work, unit_id: UUID, on: date) -> Sequence[Ownership]:
    return work.all(
        Ownership,
        Ownership.unit_id == unit_id,
        Ownership.starts_on <= on,
        or_(Ownership.ends_on.is_(None), Ownership.ends_on > on),
    )


def _running_polls(work: Work, home: Unit, owners: Sequence[UUID]) -> tuple[str, ...]:
    """Owners' polls that are open and have one of these people on their roll."""
    compound = work.get(Building, home.building_id).compound_id
    query = (
        select(Poll.number)
        .join(Body, and_(Body.community_id == Poll.community_id, Body.id == Poll.body_id))
        .join(
            PollVoter,
            and_(PollVoter.community_id == Poll.community_id, PollVoter.poll_id == Poll.id),
        )
        .where(
            Poll.community_id == work.community_id,
            Poll.closed_at.is_(None),
            Body.compound_id == compound,
            PollVoter.person_id.in_(owners),
        )
        .distinct()
        .order_by(Poll.number)
    )
    return tuple(work.session.scalars(query))
