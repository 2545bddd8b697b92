"""Whom a clerk may mean by a name: people of the roster, with what tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.base import tied
from council.models.people import Person
from council.models.places import Building, Compound, Household, Unit
from council.models.proposals import ProposalAuthor

MOST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person of the roster; ``home`` is empty for who only works here."""

    id: UUID
    name: str
    number: str
    home: str


def candidates(connection: Connection, community_id: UUID, said: str) -> list[Candidate]:
    """The people here with this number in the roster, or else with exactly this name."""
    for column in (Person.number, Person.name):
        rows = connection.execute(
            select(
                Person.id,
                Person.name,
                Person.number,
                Compound.name,
                Building.name,
                Unit.entrance,
                Unit.room,
            )
            .outerjoin(Household, tied(Household, Person, "household_id"))
            .outerjoin(Unit, tied(Unit, Household, "unit_id"))
            .outerjoin(Building, tied(Building, Unit, "building_id"))
            .outerjoin(Compound, tied(Compound, Building, "compound_id"))
            .where(Person.community_id == community_id, column == said, ~Person.moved_out)
            .order_by(Person.number)
            .limit(MOST)
        ).all()
        if rows:
            return [Candidate(*row[:3], " ".join(filter(None, row[3:]))) for row in rows]
    return []


def helped(connection: Connection, community_id: UUID, proposal_id: UUID) -> UUID | None:
    """The person of the roster for whom a clerk wrote the proposal."""
    query = select(ProposalAuthor.person_id).where(
        ProposalAuthor.community_id == community_id,
        ProposalAuthor.proposal_id == proposal_id,
        ProposalAuthor.role == "helped",
    )
    return connection.execute(query).scalar()
