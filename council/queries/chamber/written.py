"""What is needed to call and keep a vote over a period."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.facts import holders_on
from council.models.journal import JournalEntry
from council.models.people import Person
from council.models.places import Building, Compound
from council.models.proposals import Proposal
from council.queries.chamber.rules import rule
from council.rules.calendar import legal_day
from council.rules.powers import BodyKind, OfficeKind
from council.rules.stages import Stage

MOST = 200
_OFFICES = (OfficeKind.COMMITTEE_CHAIR, OfficeKind.COMMITTEE_MEMBER)


@dataclass(frozen=True, slots=True)
class MatterChoice:
    """A matter that waits for a resolution."""

    number: str
    title: str
    track: str


@dataclass(frozen=True, slots=True)
class Named:
    """Something to choose by its name."""

    id: UUID
    name: str


def matters(connection: Connection, community_id: UUID) -> list[MatterChoice]:
    """Matters that wait for a resolution, longest waiting first."""
    rows = connection.execute(
        select(Proposal.number, Proposal.title, Proposal.track)
        .where(
            Proposal.community_id == community_id,
            Proposal.stage == Stage.RESOLUTION.value,
            Proposal.number.is_not(None),
        )
        .order_by(Proposal.stage_since)
        .limit(MOST)
    )
    return [MatterChoice(row[0] or "", row[1], row[2]) for row in rows]


def buildings(connection: Connection, community_id: UUID) -> list[Named]:
    """All buildings, compound by compound."""
    rows = connection.execute(
        select(Building.id, Compound.name, Building.name)
        .join(Compound, tied(Compound, Building, "compound_id"))
        .where(Building.community_id == community_id)
        .order_by(Compound.position, Building.position)
    )
    return [Named(row[0], f"{row[1]}{row[2]}") for row in rows]


def recallable(connection: Connection, community_id: UUID, at: datetime) -> list[Named]:
    """The terms of the residents' committee that run today."""
    rows = connection.execute(
        select(Tenure.id, Office.title, Person.name)
        .join(Office, tied(Office, Tenure, "office_id"))
        .join(Body, tied(Body, Office, "body_id"))
        .join(Person, tied(Person, Tenure, "person_id"))
        .where(
            Tenure.community_id == community_id,
            Body.kind == BodyKind.RESIDENTS_COMMITTEE.value,
            Office.kind.in_([kind.value for kind in _OFFICES]),
            holders_on(legal_day(at)),
        )
        .order_by(Office.number)
    )
    return [Named(row[0], f"{row[1]} {row[2]}") for row in rows]


def online(connection: Connection, community_id: UUID, at: datetime) -> bool:
    """Whether the community switched voting online on (OV1)."""
    return rule(connection, community_id, "OV1", at).number("online") == 1


def reserved(connection: Connection, community_id: UUID, at: datetime) -> bool:
    """Whether owners' online votes are reserved for the city's own platform (OP1)."""
    return rule(connection, community_id, "OP1", at).number("reserved") == 1


def ending_open(connection: Connection, community_id: UUID, poll_number: str) -> bool:
    """Whether an office that a result ended still runs: no entry of the journal ended it."""
    rows = connection.execute(
        select(JournalEntry.payload).where(
            JournalEntry.community_id == community_id, JournalEntry.kind == "office.end"
        )
    )
    return all(json.loads(payload)["facts"].get("number") != poll_number for (payload,) in rows)
