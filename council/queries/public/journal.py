"""办理台账 as everybody may read it: act, office, matter and hashes. No person, no free text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.journal import JournalEntry

PAGE = 50
_NUMBER = re.compile(r"[0-9]{4}-[0-9]{3,6}")


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry. ``number`` is that of the matter, meeting or poll, or empty; ``rows``: changed."""

    seq: int
    at: datetime
    kind: str
    office: str
    title: str
    number: str
    rows: int
    sha256: str
    previous: str


def lines(
    connection: Connection, community_id: UUID, before: int | None = None, most: int = PAGE + 1
) -> list[EntryLine]:
    """Entries, newest first, those before the entry ``before``."""
    query = select(
        JournalEntry.seq,
        JournalEntry.at,
        JournalEntry.kind,
        JournalEntry.payload,
        JournalEntry.sha256,
        JournalEntry.previous,
    ).where(JournalEntry.community_id == community_id)
    if before is not None:
        query = query.where(JournalEntry.seq < before)
    rows = connection.execute(query.order_by(JournalEntry.seq.desc()).limit(most))
    return [_line(row) for row in rows]


def _line(row: Any) -> EntryLine:
    payload = json.loads(row.payload)
    by, facts = payload.get("by", {}), payload.get("facts", {})
    return EntryLine(
        row.seq,
        row.at,
        row.kind,
        by.get("office", ""),
        by.get("title", ""),
        _number(facts.get("number")),
        payload.get("row_count", 0),
        row.sha256,
        row.previous,
    )


def _number(value: Any) -> str:
    """The number where it is one of ours: nothing else of an entry's facts is published."""
    return value if isinstance(value, str) and _NUMBER.fullmatch(value) else ""
