"""Resolutions of the assemblies, passed or not, with the days on which they were posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, tuple_

from council.models.base import tied
from council.models.bodies import Body
from council.models.fundprojects import FundProject
from council.models.meetings import Meeting
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.models.resolutions import Announcement, Resolution
from council.rules.masking import mask_text

PAGE = 30


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One resolution. ``cost`` in fen; the posting is empty where there was none.

    ``project`` is the first project of the fund that stands on it (only where one is loaded).
    """

    number: str
    reference: str
    outcome: str
    text: str
    cost: int | None
    at: datetime
    proposal: str
    title: str
    body: str
    body_kind: str
    meeting: str
    meeting_title: str
    poll: str
    rule_id: str
    posted_at: datetime | None
    until_at: datetime | None
    project: str | None = None


def _posting(column: Any) -> Any:
    """The first posting of the matter's decision at or after the resolution."""
    return (
        select(func.min(column))
        .where(
            Announcement.community_id == Resolution.community_id,
            Announcement.proposal_id == Resolution.proposal_id,
            Announcement.kind == "decision",
            Announcement.posted_at >= Resolution.at,
        )
        .correlate(Resolution)
        .scalar_subquery()
    )


def _project() -> Any:
    """The first project of the fund that the resolution allows."""
    return (
        select(func.min(FundProject.number))
        .where(
            FundProject.community_id == Resolution.community_id,
            FundProject.resolution_id == Resolution.id,
        )
        .correlate(Resolution)
        .scalar_subquery()
    )


_LINE = (
    select(
        Resolution.number,
        Resolution.reference,
        Resolution.outcome,
        Resolution.text,
        Resolution.cost,
        Resolution.at,
        Proposal.number,
        Proposal.title,
        Body.name,
        Body.kind,
        Meeting.number,
        Meeting.title,
        Poll.number,
        Poll.rule_id,
        _posting(Announcement.posted_at),
        _posting(Announcement.until_at),
    )
    .join(Proposal, tied(Proposal, Resolution, "proposal_id"))
    .join(Body, tied(Body, Resolution, "body_id"))
    .join(Meeting, tied(Meeting, Resolution, "meeting_id"))
    .join(Poll, tied(Poll, Resolution, "poll_id"))
    .where(Proposal.is_public.is_(True))
)
_NEWEST = (Resolution.at.desc(), Resolution.number.desc())


def lines(
    connection: Connection,
    community_id: UUID,
    after: tuple[datetime, str] | None = None,
    most: int = PAGE + 1,
) -> list[DecisionLine]:
    """Resolutions, newest first; ``after`` is the key of the last one already seen."""
    query = _LINE.where(Resolution.community_id == community_id)
    if after:
        query = query.where(tuple_(Resolution.at, Resolution.number) < tuple_(*after))
    return [_line(row) for row in connection.execute(query.order_by(*_NEWEST).limit(most))]


def load(connection: Connection, community_id: UUID, number: str) -> DecisionLine | None:
    """The resolution with this number, or None."""
    query = _LINE.add_columns(_project())
    query = query.where(Resolution.community_id == community_id, Resolution.number == number)
    row = connection.execute(query).one_or_none()
    return _line(row) if row else None


def _line(row: Any) -> DecisionLine:
    values = list(row)
    values[3], values[7], values[11] = mask_text(row[3]), mask_text(row[7]), mask_text(row[11])
    return DecisionLine(*values)
