"""Meetings as a calendar holds them: when, how long, where, what about. Masked; no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.meetings import AgendaItem, Meeting
from council.rules.masking import mask_text

LENGTH = timedelta(hours=2)
"""How long a meeting takes for a calendar, where neither notice nor agenda tells."""


@dataclass(frozen=True, slots=True)
class MeetingEvent:
    """One meeting; ``changes`` counts what was added after the notice, and the cancellation.

    ``agenda`` holds the titles in their order, an empty one where the item is closed.
    """

    number: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    changes: int
    link: str
    agenda: tuple[str, ...]


def one(connection: Connection, community_id: UUID, number: str) -> MeetingEvent | None:
    """The meeting with this number, without its link: that is for members."""
    found = events(connection, community_id, Meeting.number == number)
    return found[0] if found else None


def events(
    connection: Connection, community_id: UUID, *where: Any, linked: bool = False
) -> list[MeetingEvent]:
    """The meetings that fulfil ``where``, by their date: two queries, however many there are."""
    rows = connection.execute(
        select(
            *(Meeting.id, Meeting.number, Meeting.title, Meeting.place, Meeting.starts_at),
            *(Meeting.ends_at, Meeting.cancelled_at, Meeting.noticed_at, Meeting.link),
        )
        .where(Meeting.community_id == community_id, *where)
        .order_by(Meeting.starts_at, Meeting.number)
    ).all()
    items: dict[UUID, list[Any]] = {row.id: [] for row in rows}
    for item in _items(connection, community_id, list(items)):
        items[item.meeting_id].append(item)
    return [_event(row, items[row.id], row.link if linked else "") for row in rows]


def _items(connection: Connection, community_id: UUID, meetings: Sequence[UUID]) -> Sequence[Any]:
    query = (
        select(
            *(AgendaItem.meeting_id, AgendaItem.position, AgendaItem.title),
            *(AgendaItem.planned, AgendaItem.announced_at, AgendaItem.is_closed),
        )
        .where(AgendaItem.community_id == community_id, AgendaItem.meeting_id.in_(meetings))
        .order_by(AgendaItem.meeting_id, AgendaItem.position)
    )
    return connection.execute(query).all() if meetings else []


def _event(row: Any, items: Sequence[Any], link: str) -> MeetingEvent:
    planned = sum(item.planned or 0 for item in items)
    length = timedelta(minutes=planned) if planned else LENGTH
    later = sum(item.announced_at > row.noticed_at for item in items)
    return MeetingEvent(
        row.number,
        mask_text(row.title),
        mask_text(row.place),
        row.starts_at,
        row.ends_at or row.starts_at + length,
        row.cancelled_at is not None,
        later + (row.cancelled_at is not None),
        link,
        tuple("" if item.is_closed else mask_text(item.title) for item in items),
    )
