"""What was done to a poll over a period while it ran: suspended, extended, annulled, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.journal import JournalEntry
from council.rules.masking import mask_text

_STEERED = ("poll.suspend", "poll.resume", "poll.extend", "poll.annul", "poll.end")


@dataclass(frozen=True, slots=True)
class Steered:
    """One act with its reason, masked; ``title`` is the office that did it, empty for the clock."""

    kind: str
    at: datetime
    title: str
    reason: str


def of_poll(connection: Connection, community_id: UUID, number: str) -> list[Steered]:
    """What the journal says was done to this poll, oldest first."""
    rows = connection.execute(
        select(JournalEntry.kind, JournalEntry.at, JournalEntry.payload)
        .where(
            JournalEntry.community_id == community_id,
            JournalEntry.kind.in_(_STEERED),
            JournalEntry.payload.contains(f'"number":"{number}"', autoescape=True),
        )
        .order_by(JournalEntry.seq)
    )
    found = ((kind, at, json.loads(payload)) for kind, at, payload in rows)
    return [
        Steered(kind, at, told["by"].get("title", ""), mask_text(told["facts"].get("reason", "")))
        for kind, at, told in found
        if told["facts"].get("number") == number
    ]
