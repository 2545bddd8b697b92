"""The hall in clear, for the chair's screen: everything of the meeting by name."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from council.queries.public import hall
from council.queries.public.hall import HallNow, Telling
from council.rules.rulebook import Rulebook


def _as_is(text: str) -> str:
    return text


CLEAR = Telling(_as_is, _as_is, closed=True)


def now(
    connection: Connection,
    community_id: UUID,
    meeting_id: UUID,
    *,
    book: Rulebook | None = None,
    at: datetime | None = None,
) -> HallNow:
    """The hall at this moment with names and texts in clear; see ``public.hall.compose``."""
    return hall.compose(connection, community_id, meeting_id, CLEAR, book=book, at=at)
