"""Every state of a public proposal's text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.base import tied
from council.models.proposals import Proposal, ProposalVersion
from council.rules.masking import mask_text

MOST = 100


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the text; ``cost`` in fen, ``reason`` why it was changed."""

    version: int
    title: str
    text: str
    cost: int | None
    reason: str
    at: datetime


def of(connection: Connection, community_id: UUID, number: str) -> list[Version]:
    """The versions of a public proposal, oldest first (the last MOST); empty: no such one."""
    rows = connection.execute(
        select(
            ProposalVersion.version,
            ProposalVersion.title,
            ProposalVersion.text,
            ProposalVersion.cost,
            ProposalVersion.reason,
            ProposalVersion.at,
        )
        .join(Proposal, tied(Proposal, ProposalVersion, "proposal_id"))
        .where(
            Proposal.community_id == community_id,
            Proposal.number == number,
            Proposal.is_public,
        )
        .order_by(ProposalVersion.version.desc())
        .limit(MOST)
    )
    return [_version(row) for row in rows][::-1]


def _version(row: Any) -> Version:
    return Version(row[0], mask_text(row[1]), mask_text(row[2]), row[3], mask_text(row[4]), row[5])
