"""Objections and appeals that wait for an answer, and what limits there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.acts import Appeal
from council.models.base import tied
from council.models.debate import Contribution
from council.models.proposals import Proposal
from council.models.resolutions import Objection
from council.rules.masking import mask_text

MOST = 100


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Something that waits for an answer. ``due_at`` is None where no limit runs."""

    proposal: str
    matter: str
    title: str
    at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything open: objections to postings, appeals, questions in the debate."""

    objections: list[WaitingLine]
    appeals: list[WaitingLine]
    questions: list[WaitingLine]


def load(connection: Connection, community_id: UUID) -> Waiting:
    """What is open, the most urgent first."""
    return Waiting(
        _objections(connection, community_id),
        _appeals(connection, community_id),
        _questions(connection, community_id),
    )


def _objections(connection: Connection, community_id: UUID) -> list[WaitingLine]:
    query = (
        select(Proposal.number, Proposal.title, Objection.title, Objection.at, Objection.due_at)
        .join(Proposal, tied(Proposal, Objection, "proposal_id"))
        .where(
            Objection.community_id == community_id,
            Objection.answered_at.is_(None),
            Proposal.is_public.is_(True),
        )
        .order_by(Objection.due_at, Objection.at)
        .limit(MOST)
    )
    return [
        WaitingLine(row[0] or "", mask_text(row[1]), mask_text(row[2]), row[3], row[4])
        for row in connection.execute(query)
    ]


def _appeals(connection: Connection, community_id: UUID) -> list[WaitingLine]:
    query = (
        select(Proposal.number, Proposal.title, Appeal.at, Appeal.due_at)
        .join(Proposal, tied(Proposal, Appeal, "proposal_id"))
        .where(
            Appeal.community_id == community_id,
            Appeal.decision.is_(None),
            Proposal.is_public.is_(True),
        )
        .order_by(Appeal.due_at, Appeal.at)
        .limit(MOST)
    )
    return [
        WaitingLine(row[0] or "", mask_text(row[1]), "", row[2], row[3])
        for row in connection.execute(query)
    ]


def _questions(connection: Connection, community_id: UUID) -> list[WaitingLine]:
    query = (
        select(Proposal.number, Proposal.title, Contribution.text, Contribution.at)
        .join(Proposal, tied(Proposal, Contribution, "proposal_id"))
        .where(
            Contribution.community_id == community_id,
            Contribution.kind == "question",
            Contribution.answered_at.is_(None),
            Proposal.stage == "debate",
            Proposal.is_public.is_(True),
        )
        .order_by(Contribution.at)
        .limit(MOST)
    )
    return [
        WaitingLine(row[0] or "", mask_text(row[1]), mask_text(row[2]), row[3], None)
        for row in connection.execute(query)
    ]
