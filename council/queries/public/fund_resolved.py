"""What resolutions allow and what finished matters cost, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select

from council.models.base import tied
from council.models.implementation import OutcomeReport, Project
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules.masking import mask_text


@dataclass(frozen=True, slots=True)
class FundLine:
    """One matter that costs money; amounts in fen, ``spent`` None until its outcome is reported."""

    proposal: str
    title: str
    stage: str
    ending: str | None
    resolution: str
    reference: str
    resolved_at: datetime
    allowed: int
    contractor: str
    spent: int | None
    reported_at: datetime | None


def _latest(model: Any, column: Any) -> Any:
    mine = (
        model.community_id == Resolution.community_id,
        model.proposal_id == Resolution.proposal_id,
    )
    query = select(column).where(*mine).order_by(model.round.desc()).limit(1)
    return query.correlate(Resolution).scalar_subquery()


def year(
    connection: Connection, community_id: UUID, start: datetime, end: datetime
) -> list[FundLine]:
    """Matters resolved from ``start`` until before ``end`` that cost something, oldest first."""
    rows = connection.execute(
        select(
            Proposal.number,
            Proposal.title,
            Proposal.stage,
            Proposal.ending,
            Resolution.number,
            Resolution.reference,
            Resolution.at,
            func.coalesce(Resolution.cost, 0),
            func.coalesce(_latest(Project, Project.contractor), ""),
            _total(),
            _latest(OutcomeReport, OutcomeReport.at),
        )
        .join(Proposal, tied(Proposal, Resolution, "proposal_id"))
        .where(
            Resolution.community_id == community_id,
            Resolution.outcome == "passed",
            Resolution.at >= start,
            Resolution.at < end,
            or_(Resolution.cost > 0, _total() > 0),
            Proposal.is_public.is_(True),
        )
        .order_by(Resolution.at, Resolution.number)
    )
    return [_line(row) for row in rows]


def _total() -> Any:
    """What the matter cost in all rounds that were reported."""
    mine = (
        OutcomeReport.community_id == Resolution.community_id,
        OutcomeReport.proposal_id == Resolution.proposal_id,
    )
    query = select(func.sum(OutcomeReport.cost)).where(*mine)
    return query.correlate(Resolution).scalar_subquery()


def _line(row: Any) -> FundLine:
    values = list(row)
    values[1], values[8] = mask_text(row[1]), mask_text(row[8])
    values[9] = None if row[9] is None else int(row[9])
    return FundLine(*values)


def span(connection: Connection, community_id: UUID) -> tuple[datetime, datetime] | None:
    """The first and the last passed resolution, or None."""
    query = select(func.min(Resolution.at), func.max(Resolution.at)).where(
        Resolution.community_id == community_id, Resolution.outcome == "passed"
    )
    first, last = connection.execute(query).one()
    return (first, last) if first is not None else None
