"""Whom a clerk may mean by a name: people of the roster, with what tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, and_, select

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
            .outerjoin(
                Household,
                and_(
                    Household.community_id == Person.community_id,
                    Household.id == Person.household_id,
                ),
            )
            .outerjoin(
                Unit,
                and_(Unit.community_id == Household.community_id, Unit.id == Household.unit_id),
            )
            .outerjoin(
                Building,
                and_(Building.community_id == Unit.community_id, Building.id == Unit.building_id),
            )
            .outerjoin(
                Compound,
                and_(
                    Compound.community_id == Building.community_id,
                    Compound.id == Building.compound_id,
                ),
            )
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
