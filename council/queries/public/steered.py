"""What was done to a poll over a period while it ran: suspended, extended, annulled, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.journal import JournalEntry
from council.rules.masking import mask_text

STEERED = ("poll.suspend", "poll.resume", "poll.extend", "poll.annul", "poll.end")


@dataclass(frozen=True, slots=True)
class Steered:
    """One act with its reason; ``title`` is the office that did it, empty for the clock."""

    kind: str
    at: datetime
    title: str
    reason: str


def of_poll(connection: Connection, community_id: UUID, number: str) -> list[Steered]:
    """What the journal says was done to this poll, oldest first; reasons are masked."""
    mine = JournalEntry.payload.contains(f'"number":"{number}"', autoescape=True)
    found = acts(connection, community_id, mine).get(number, [])
    return [replace(act, reason=mask_text(act.reason)) for act in found]


def acts(connection: Connection, community_id: UUID, *where: Any) -> dict[str, list[Steered]]:
    """What was done to polls, by their number, oldest first, reasons in full."""
    rows = connection.execute(
        select(JournalEntry.kind, JournalEntry.at, JournalEntry.payload)
        .where(JournalEntry.community_id == community_id, JournalEntry.kind.in_(STEERED), *where)
        .order_by(JournalEntry.seq)
    )
    found: dict[str, list[Steered]] = {}
    for kind, at, payload in rows:
        told = json.loads(payload)
        facts, title = told["facts"], told["by"].get("title", "")
        found.setdefault(facts["number"], []).append(
            Steered(kind, at, title, facts.get("reason", ""))
        )
    return found
