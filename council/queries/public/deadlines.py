"""Every public deadline that still runs: of stages, postings, objections and appeals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, literal, select, union_all

from council.models.acts import Appeal
from council.models.base import tied
from council.models.proposals import Proposal
from council.models.resolutions import Announcement, Objection
from council.rules.masking import mask_text

MOST = 2000


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """One deadline. kind: ``stage``, ``decision``, ``outcome``, ``objection``, ``appeal``."""

    kind: str
    stage: str
    until: datetime
    number: str
    title: str


def _of(model: Any, kind: Any, until: Any, *where: Any) -> Any:
    query = select(
        kind.label("kind"), Proposal.stage, until.label("until"), Proposal.number, Proposal.title
    )
    if model is not Proposal:
        query = query.join(model, tied(Proposal, model, "proposal_id"))
    return query.where(Proposal.is_public.is_(True), *where)


def lines(connection: Connection, community_id: UUID, since: datetime) -> list[DeadlineLine]:
    """Deadlines that end after ``since`` and are not met yet, the nearest first."""
    here = Proposal.community_id == community_id
    found = union_all(
        _of(Proposal, literal("stage"), Proposal.due_at, here, Proposal.due_at > since),
        _of(
            Announcement,
            Announcement.kind,
            Announcement.until_at,
            here,
            Announcement.until_at > since,
            Announcement.closed_at.is_(None),
        ),
        _of(
            Objection,
            literal("objection"),
            Objection.due_at,
            here,
            Objection.due_at > since,
            Objection.answered_at.is_(None),
        ),
        _of(
            Appeal,
            literal("appeal"),
            Appeal.due_at,
            here,
            Appeal.due_at > since,
            Appeal.decision.is_(None),
        ),
    ).subquery()
    rows = connection.execute(select(found).order_by(found.c.until, found.c.number).limit(MOST))
    seen: dict[tuple[datetime, str], DeadlineLine] = {}
    for row in rows:
        # A stage that lasts as long as its posting has one deadline, not two.
        line = DeadlineLine(row[0], row[1], row[2], row[3], mask_text(row[4]))
        if line.kind == "stage":
            seen.setdefault((line.until, line.number), line)
        else:
            seen[line.until, line.number] = line
    return list(seen.values())
