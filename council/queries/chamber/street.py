"""What a street office has to look at in the communities that an account oversees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select

from council.models.acts import Appeal
from council.models.communities import Community
from council.models.proposals import Proposal
from council.rules.stages import Stage


@dataclass(frozen=True, slots=True)
class StreetMatter:
    """A matter that waits for the street office. ``kind``: ``appeal`` or ``escalated``."""

    kind: str
    number: str
    title: str
    since: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class StreetCommunity:
    """A community with what waits there, the most urgent first."""

    id: UUID
    slug: str
    name: str
    matters: tuple[StreetMatter, ...]


def overview(connection: Connection, ids: Sequence[UUID]) -> list[StreetCommunity]:
    """The communities with these ids and what waits for the street office in each."""
    found: dict[UUID, list[StreetMatter]] = {key: [] for key in ids}
    for community_id, *values in connection.execute(_appeals(ids)):
        found[community_id].append(StreetMatter("appeal", *values))
    for community_id, *values in connection.execute(_escalated(ids)):
        found[community_id].append(StreetMatter("escalated", *values))
    heads = connection.execute(
        select(Community.id, Community.slug, Community.name)
        .where(Community.id.in_(ids))
        .order_by(Community.name)
    )
    return [
        StreetCommunity(row[0], row[1], row[2], tuple(sorted(found[row[0]], key=_urgency)))
        for row in heads
    ]


def _urgency(matter: StreetMatter) -> tuple[datetime, str]:
    return matter.due_at or matter.since, matter.number


def _appeals(ids: Sequence[UUID]) -> Any:
    return (
        select(Appeal.community_id, Proposal.number, Proposal.title, Appeal.at, Appeal.due_at)
        .join(
            Proposal,
            and_(Proposal.community_id == Appeal.community_id, Proposal.id == Appeal.proposal_id),
        )
        .where(Appeal.community_id.in_(ids), Appeal.decided_at.is_(None))
    )


def _escalated(ids: Sequence[UUID]) -> Any:
    return select(
        Proposal.community_id,
        Proposal.number,
        Proposal.title,
        Proposal.escalated_at,
        Proposal.due_at,
    ).where(
        Proposal.community_id.in_(ids),
        Proposal.escalated_at.is_not(None),
        Proposal.stage == Stage.VETTING,
        Proposal.ending.is_(None),
    )
