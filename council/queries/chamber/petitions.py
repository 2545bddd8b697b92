"""Petitions for those whom they concern: one's signature, who signed, what waits to be called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.base import tied
from council.models.bodies import Body
from council.models.calling import Petition, PetitionSignature
from council.models.people import Person
from council.rules.petitions import REACHED

MOST = 2000


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, when and how: for the clerk who checks the sheets, never for the public."""

    name: str
    number: str
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A petition that is reached, for a meeting that nobody has called yet."""

    id: UUID
    number: str
    title: str
    body_id: UUID
    body: str
    rule_id: str


def has_signed(
    connection: Connection, community_id: UUID, petition_id: UUID, person_id: UUID
) -> bool:
    """Whether this person's signature stands."""
    query = select(PetitionSignature.id).where(
        PetitionSignature.community_id == community_id,
        PetitionSignature.petition_id == petition_id,
        PetitionSignature.person_id == person_id,
        PetitionSignature.withdrawn_at.is_(None),
    )
    return connection.execute(query).first() is not None


def signatures(connection: Connection, community_id: UUID, petition_id: UUID) -> list[Signature]:
    """Who signed, the latest first."""
    rows: Any = connection.execute(
        select(Person.name, Person.number, PetitionSignature.channel, PetitionSignature.at)
        .join(Person, tied(Person, PetitionSignature, "person_id"))
        .where(
            PetitionSignature.community_id == community_id,
            PetitionSignature.petition_id == petition_id,
            PetitionSignature.withdrawn_at.is_(None),
        )
        .order_by(PetitionSignature.at.desc(), Person.number)
        .limit(MOST)
    )
    return [Signature(*row) for row in rows]


def waiting(connection: Connection, community_id: UUID) -> list[Waiting]:
    """What is reached and not called yet, the longest waiting first."""
    rows: Any = connection.execute(
        select(
            Petition.id,
            Petition.number,
            Petition.title,
            Petition.body_id,
            Body.name,
            Petition.rule_id,
        )
        .join(Body, tied(Body, Petition, "body_id"))
        .where(Petition.community_id == community_id, Petition.state == REACHED)
        .order_by(Petition.reached_at)
    )
    return [Waiting(*row) for row in rows]
