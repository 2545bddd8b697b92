"""The notice board: everything posted, with objections, their answers and outcome reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, select, tuple_

from council.models.base import tied
from council.models.implementation import OutcomeReport
from council.models.proposals import Proposal
from council.models.resolutions import Announcement, Objection, Resolution
from council.rules.masking import mask_text

PAGE = 30


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """One objection, without its author."""

    title: str
    text: str
    at: datetime
    due_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class PostingLine:
    """One posting. ``reference`` and ``resolution`` belong to the matter's latest resolution."""

    id: UUID
    kind: str
    round: int
    posted_at: datetime
    until_at: datetime
    closed_at: datetime | None
    proposal: str
    title: str
    resolution: str | None
    reference: str | None
    report: str
    cost: int | None
    objections: list[ObjectionLine] = field(default_factory=list)

    @property
    def key(self) -> str:
        """A name that stays: matter, kind and round."""
        return f"{self.proposal}-{self.kind}-{self.round}"


def _resolution(column: Any) -> Any:
    mine = (
        Resolution.community_id == Announcement.community_id,
        Resolution.proposal_id == Announcement.proposal_id,
        Resolution.at <= Announcement.posted_at,
    )
    query = select(column).where(*mine).order_by(Resolution.at.desc()).limit(1)
    return query.correlate(Announcement).scalar_subquery()


_LINE = (
    select(
        Announcement.id,
        Announcement.kind,
        Announcement.round,
        Announcement.posted_at,
        Announcement.until_at,
        Announcement.closed_at,
        Proposal.number,
        Proposal.title,
        _resolution(Resolution.number),
        _resolution(Resolution.reference),
        func.coalesce(OutcomeReport.text, ""),
        OutcomeReport.cost,
    )
    .join(Proposal, tied(Proposal, Announcement, "proposal_id"))
    .outerjoin(
        OutcomeReport,
        and_(
            OutcomeReport.community_id == Announcement.community_id,
            OutcomeReport.proposal_id == Announcement.proposal_id,
            OutcomeReport.round == Announcement.round,
            Announcement.kind == "outcome",
        ),
    )
    .where(Proposal.is_public.is_(True))
)
_NEWEST = (Announcement.posted_at.desc(), Announcement.id.desc())


def lines(
    connection: Connection,
    community_id: UUID,
    after: tuple[datetime, UUID] | None = None,
    most: int = PAGE + 1,
) -> list[PostingLine]:
    """Postings, newest first, each with its objections; two queries."""
    query = _LINE.where(Announcement.community_id == community_id)
    if after:
        query = query.where(tuple_(Announcement.posted_at, Announcement.id) < tuple_(*after))
    found = [_line(row) for row in connection.execute(query.order_by(*_NEWEST).limit(most))]
    _attach(connection, community_id, {line.id: line for line in found})
    return found


def _line(row: Any) -> PostingLine:
    values = list(row)
    values[7], values[10] = mask_text(row[7]), mask_text(row[10])
    return PostingLine(*values)


def _attach(connection: Connection, community_id: UUID, by_id: dict[UUID, PostingLine]) -> None:
    """Put the objections with their postings (a thousand at a time: databases limit parameters)."""
    keys = list(by_id)
    for start in range(0, len(keys), 1000):
        query = (
            select(
                Objection.announcement_id,
                Objection.title,
                Objection.text,
                Objection.at,
                Objection.due_at,
                Objection.answer,
                Objection.answered_title,
                Objection.answered_at,
            )
            .where(
                Objection.community_id == community_id,
                Objection.announcement_id.in_(keys[start : start + 1000]),
            )
            .order_by(Objection.at)
        )
        for row in connection.execute(query):
            line = ObjectionLine(
                mask_text(row[1]), mask_text(row[2]), row[3], row[4], mask_text(row[5]), *row[6:]
            )
            by_id[row[0]].objections.append(line)
