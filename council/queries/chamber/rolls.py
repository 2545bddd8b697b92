"""A roll as somebody on it sees it, and the objections to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.commitments import told
from council.models.people import Person
from council.models.places import Building, Ownership, Unit
from council.models.polls import PollVoter, RollObjection
from council.rules.placing import unit_label


@dataclass(frozen=True, slots=True)
class MyRollLine:
    """A line that concerns somebody; ``casts`` is False where a co-owner casts it.

    ``area`` is in hundredths of m²; ``basis`` says why (see ``PollVoter.basis``).
    """

    label: str
    office_title: str
    heads: int
    area: int | None
    recused: bool
    recusal: str
    basis: Mapping[str, Any] | None
    casts: bool = True


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection to a roll with its answer; ``person`` is the full name, for the chamber only."""

    id: UUID
    person_id: UUID
    person: str
    text: str
    at: datetime
    upheld: bool | None
    answer: str
    answered_at: datetime | None


_LINE = (
    PollVoter.label,
    PollVoter.office_title,
    PollVoter.heads,
    PollVoter.area,
    PollVoter.recused,
    PollVoter.recusal,
    PollVoter.basis,
)


def mine(
    connection: Connection, community_id: UUID, poll_id: UUID, person_id: UUID, on: date
) -> list[MyRollLine]:
    """The lines of somebody in a poll that was opened on the day ``on``, own ones first."""
    here = (PollVoter.community_id == community_id, PollVoter.poll_id == poll_id)
    own = connection.execute(
        select(*_LINE).where(*here, PollVoter.person_id == person_id).order_by(PollVoter.line)
    ).mappings()
    shared = _shared(connection, community_id, person_id, on)
    others = connection.execute(
        select(*_LINE).where(*here, PollVoter.person_id.in_(shared)).order_by(PollVoter.line)
    ).mappings()
    labels = {label for units in shared.values() for label in units}
    return [
        *(MyRollLine(**row) for row in own),
        *(MyRollLine(**row, casts=False) for row in others if _names(row["basis"], labels)),
    ]


def frozen(
    connection: Connection, community_id: UUID, poll_id: UUID, person_id: UUID
) -> list[dict[str, Any]]:
    """Somebody's own lines as they were frozen, each with its salt: what the journal committed to.

    Who has come is noted later, at the close of a poll in session; it is not part of it.
    """
    table: Any = PollVoter.__table__
    mine = (table.c.community_id, community_id), (table.c.poll_id, poll_id)
    rows = connection.execute(
        select(table)
        .where(*(column == value for column, value in mine), table.c.person_id == person_id)
        .order_by(table.c.line)
    ).mappings()
    return [
        {"salt": bytes(row["salt"]).hex(), "record": told(table, dict(row) | {"attended": False})}
        for row in rows
    ]


def objections(connection: Connection, community_id: UUID, poll_id: UUID) -> list[ObjectionLine]:
    """Every objection to the roll of a poll, in the order in which they were made."""
    rows = connection.execute(
        select(
            RollObjection.id,
            RollObjection.person_id,
            Person.name,
            RollObjection.text,
            RollObjection.at,
            RollObjection.upheld,
            RollObjection.answer,
            RollObjection.answered_at,
        )
        .join(Person, tied(Person, RollObjection, "person_id"))
        .where(RollObjection.community_id == community_id, RollObjection.poll_id == poll_id)
        .order_by(RollObjection.at, RollObjection.id)
    )
    return [ObjectionLine(*row) for row in rows]


def _shared(
    connection: Connection, community_id: UUID, person_id: UUID, on: date
) -> dict[UUID, set[str]]:
    """Who casts for units that the person owns with others on a day, and for which units."""
    caster = aliased(Ownership)
    rows = connection.execute(
        select(caster.person_id, Building.name, Unit.entrance, Unit.room)
        .select_from(Ownership)
        .join(
            caster,
            and_(
                caster.community_id == Ownership.community_id, caster.unit_id == Ownership.unit_id
            ),
        )
        .join(Unit, tied(Unit, Ownership, "unit_id"))
        .join(Building, tied(Building, Unit, "building_id"))
        .where(
            Ownership.community_id == community_id,
            Ownership.person_id == person_id,
            caster.person_id != person_id,
            caster.casts.is_(True),
            *_running(Ownership, on),
            *_running(caster, on),
        )
    )
    found: dict[UUID, set[str]] = {}
    for person, *place in rows:
        found.setdefault(person, set()).add(unit_label(*place))
    return found


def _running(owned: Any, on: date) -> tuple[Any, Any]:
    return owned.starts_on <= on, or_(owned.ends_on.is_(None), owned.ends_on > on)


def _names(basis: Mapping[str, Any] | None, labels: set[str]) -> bool:
    return any(unit["unit"] in labels for unit in (basis or {}).get("units", ()))
