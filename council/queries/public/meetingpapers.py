"""The papers of a meeting: for everybody those that are not closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, select

from council.models.base import tied
from council.models.bodies import Body
from council.models.hall import MeetingPaper
from council.models.meetings import AgendaItem, Meeting
from council.prepared import Prepared
from council.rules.masking import mask_text


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper: of the meeting, or of the item at ``position``; ``body`` has put it there."""

    id: UUID
    title: str
    sha256: str
    media_type: str
    size: int
    is_closed: bool
    uploader_id: UUID | None
    at: datetime
    position: int | None
    body: str | None


def lines(
    connection: Connection, community_id: UUID, meeting_id: UUID, *, inside: bool = False
) -> list[PaperLine]:
    """The papers in the order of the agenda, those of the whole meeting first."""
    asked = _of_meeting(inside=inside)
    rows = asked.rows(connection, community=community_id, meeting=meeting_id)
    found = [PaperLine(row[0], mask_text(row[1]), *row[2:]) for row in rows]
    return sorted(found, key=lambda line: (line.position or 0, line.at))


def find(
    connection: Connection,
    community_id: UUID,
    number: str,
    sha256: str,
    *,
    inside: bool = False,
) -> PaperLine | None:
    """A paper of the meeting with this number by its hash, where the reader may have it."""
    query = (
        _select(community_id)
        .join(Meeting, tied(Meeting, MeetingPaper, "meeting_id"))
        .where(Meeting.number == number, MeetingPaper.sha256 == sha256)
    )
    row = connection.execute(_open(query, inside).limit(1)).one_or_none()
    return None if row is None else PaperLine(row[0], mask_text(row[1]), *row[2:])


@cache
def _of_meeting(*, inside: bool) -> Prepared:
    """All papers of a meeting; put together once for each kind of reader."""
    query = _select(bindparam("community"))
    return Prepared(_open(query.where(MeetingPaper.meeting_id == bindparam("meeting")), inside))


def _select(community_id: Any) -> Any:
    return (
        select(
            MeetingPaper.id,
            MeetingPaper.title,
            MeetingPaper.sha256,
            MeetingPaper.media_type,
            MeetingPaper.size,
            MeetingPaper.is_closed,
            MeetingPaper.uploader_id,
            MeetingPaper.at,
            AgendaItem.position,
            Body.name,
        )
        .outerjoin(AgendaItem, tied(AgendaItem, MeetingPaper, "item_id"))
        .outerjoin(Body, tied(Body, MeetingPaper, "body_id"))
        .where(MeetingPaper.community_id == community_id, MeetingPaper.withdrawn_at.is_(None))
    )


def _open(query: Any, inside: bool) -> Any:
    """Without what is closed; an item that was closed later closes its papers, too."""
    if inside:
        return query
    return query.where(and_(MeetingPaper.is_closed.is_(False), AgendaItem.is_closed.is_not(True)))
