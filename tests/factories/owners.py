"""Owners of the small community's first compound, and polls of theirs put straight into place."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from council.models.base import new_id
from council.models.bodies import Body
from council.models.meetings import AgendaItem, Meeting
from council.models.places import Building, Compound, Ownership, Unit
from council.models.polls import Poll
from council.rules import rulebook
from council.rules.calendar import legal_day
from council.services.unit import SYSTEM, Work, unit
from tests.factories.community import COMPOUNDS, STARTS, Handle
from tests.factories.hall import AT, LATER

OWNERS = "owners_assembly"


def house(
    work: Work, building: UUID, room: str, area: int | None = 9000, source: str | None = "survey"
) -> Unit:
    """A further unit in a building."""
    row = work.add(
        Unit(
            id=new_id(), building_id=building, entrance="2单元", room=room,
            area=area, area_source=source,
        )
    )  # fmt: skip
    work.session.flush()
    return row


def own(
    work: Work,
    unit_id: UUID,
    *people: UUID,
    casts: UUID | None = None,
    developer: bool = False,
    starts_on: date = STARTS,
    ends_on: date | None = None,
) -> None:
    """Put ownership straight into place."""
    for person in people:
        work.add(
            Ownership(
                unit_id=unit_id, person_id=person, starts_on=starts_on, ends_on=ends_on,
                developer=developer, casts=person == casts,
            )
        )  # fmt: skip
    work.session.flush()


def make_owners(hall: Handle, compound: str = COMPOUNDS[0], at: datetime = AT) -> dict[str, UUID]:
    """Everybody in the compound owns the unit they live in; gives the units by resident's key.

    The owners' assembly of the compound is made too (``hall.bodies["owners_assembly"]``).
    """
    from council.models.people import Person
    from council.models.places import Household

    units: dict[str, UUID] = {}
    with unit(hall.community_id, kind="roster.import", actor=SYSTEM, at=at) as work:
        within = work.find(Compound, Compound.name == compound)
        assert within is not None
        body = work.find(Body, Body.compound_id == within.id) or work.add(
            Body(
                id=new_id(), kind=OWNERS, name=f"{compound}业主大会", position=50,
                compound_id=within.id,
            )
        )  # fmt: skip
        hall.bodies[OWNERS] = body.id
        buildings = {b.id for b in work.all(Building, Building.compound_id == within.id)}
        owned = {row.unit_id for row in work.all(Ownership)}
        for key, person in hall.people.items():
            row = work.get(Person, person)
            if row.household_id is None or key == "child":
                continue
            flat = work.get(Unit, work.get(Household, row.household_id).unit_id)
            if flat.building_id in buildings:
                units[key] = flat.id
                if flat.id not in owned:
                    own(work, flat.id, person)
    return units


def place_poll(
    work: Work,
    body_id: UUID,
    rule_id: str = "OW1",
    *,
    building_id: UUID | None = None,
    number: str = "2026-090",
    at: datetime = LATER,
    **more: Any,
) -> tuple[Poll, Meeting, Body]:
    """A meeting with one item and a poll on it, without a roll."""
    body = work.get(Body, body_id)
    form, ends_at = more.pop("form", "written"), more.get("closes_at")
    meeting = work.add(
        Meeting(
            id=new_id(), number=number, body_id=body.id, rule_id=rule_id, title=body.name,
            place="活动室", starts_at=at, noticed_at=AT, opened_at=at, form=form,
            ends_at=ends_at,
        )
    )  # fmt: skip
    work.session.flush()
    item = work.add(
        AgendaItem(
            id=new_id(), meeting_id=meeting.id, position=1, title="换水泵", for_decision=True,
            announced_at=AT,
        )
    )  # fmt: skip
    work.session.flush()
    rule = rulebook.default_book().rule(rule_id, legal_day(at))
    poll = work.add(
        Poll(
            id=new_id(), number=number, meeting_id=meeting.id, item_id=item.id, body_id=body.id,
            rule_id=rule_id, rule=rule.snapshot(), question="是否换水泵", version=1, opened_at=at,
            building_id=building_id, **more,
        )
    )  # fmt: skip
    work.session.flush()
    return poll, meeting, body


def units_of(work: Work, building: UUID) -> list[Unit]:
    """The units of a building as the session knows them."""
    query = select(Unit).where(Unit.building_id == building).order_by(Unit.room)
    return list(work.session.scalars(query))
