"""The private address of one's own calendar: a secret of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from council.models.calling import CalendarKey
from council.services.unit import Actor, Work, unit

BYTES = 24
"""192 bits: nobody guesses it, so tries need not be counted."""


def key_hash(secret: str) -> str:
    """What is kept of a secret; it is as random as the hash, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make(community_id: UUID, actor: Actor, *, at: datetime) -> str:
    """A new secret for the actor's calendar; the one before ends. It is told this once."""
    secret = secrets.token_urlsafe(BYTES)
    with unit(
        community_id, kind="calendar.make", actor=actor, at=at, power="chamber.enter"
    ) as work:
        _end(work)
        work.add(CalendarKey(person_id=actor.person_id, key_hash=key_hash(secret), since=work.at))
    return secret


def revoke(community_id: UUID, actor: Actor, *, at: datetime) -> bool:
    """End the address of the actor's calendar; False where there is none."""
    with unit(
        community_id, kind="calendar.revoke", actor=actor, at=at, power="chamber.enter"
    ) as work:
        ended = _end(work)
        if not ended:
            work.repeat()
        return ended > 0


def _end(work: Work) -> int:
    mine = (CalendarKey.person_id == work.actor.person_id, CalendarKey.revoked_at.is_(None))
    rows = work.all(CalendarKey, *mine)
    for row in rows:
        row.revoked_at = work.at
    return len(rows)
