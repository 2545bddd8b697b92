"""One matter as the office holders need it: what its acts depend on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import aliased

from council.models.people import Person
from council.models.proposals import Proposal


@dataclass(frozen=True, slots=True)
class MatterForActs:
    """What panels ask of a matter. ``cost`` in fen; ``number`` is empty while a draft."""

    id: UUID
    community_id: UUID
    number: str
    title: str
    text: str
    track: str
    stage: str
    ending: str | None
    revision: int
    version: int
    round: int
    due_at: datetime | None
    stage_since: datetime
    escalated_at: datetime | None
    listed_at: datetime
    is_public: bool
    proposer_id: UUID
    proposer_name: str
    on_behalf: str
    cost: int | None
    category_id: UUID | None
    compound_id: UUID | None
    building_id: UUID | None
    place: str
    seconder_count: int
    contribution_count: int
    merged_into_id: UUID | None
    merged_into: str | None


_target = aliased(Proposal)
_PLAIN = (
    "id",
    "community_id",
    "title",
    "text",
    "track",
    "stage",
    "ending",
    "revision",
    "version",
    "round",
    "due_at",
    "stage_since",
    "escalated_at",
    "listed_at",
    "is_public",
    "proposer_id",
    "on_behalf",
    "cost",
    "category_id",
    "compound_id",
    "building_id",
    "place",
    "seconder_count",
    "contribution_count",
    "merged_into_id",
)
_QUERY = (
    select(
        *(getattr(Proposal, name) for name in _PLAIN),
        Proposal.number,
        Person.name.label("proposer_name"),
        _target.number.label("merged_into"),
    )
    .join(
        Person,
        and_(Person.community_id == Proposal.community_id, Person.id == Proposal.proposer_id),
    )
    .outerjoin(
        _target,
        and_(_target.community_id == Proposal.community_id, _target.id == Proposal.merged_into_id),
    )
)


def by_number(connection: Connection, community_id: UUID, number: str) -> MatterForActs | None:
    """The matter with this number, or None."""
    return _one(connection, Proposal.community_id == community_id, Proposal.number == number)


def by_id(connection: Connection, community_id: UUID, proposal_id: UUID) -> MatterForActs | None:
    """The matter with this id (drafts have no number), or None."""
    return _one(connection, Proposal.community_id == community_id, Proposal.id == proposal_id)


def _one(connection: Connection, *where: Any) -> MatterForActs | None:
    row = connection.execute(_QUERY.where(*where)).mappings().one_or_none()
    if row is None:
        return None
    return MatterForActs(**{**row, "number": row["number"] or ""})
