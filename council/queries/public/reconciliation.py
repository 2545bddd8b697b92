"""The protocol of reconciliation as it is published with the result of a poll."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from council.models import paperfacts
from council.models.papers import PaperBallot
from council.rules.masking import mask_text
from council.rules.reconciliation import Protocol, protocol

MOST_LISTED = 1000


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The lines, and every sheet that was set aside, with why (a code of ``aside``, or words)."""

    protocol: Protocol
    set_aside: tuple[tuple[str, str], ...]


def load(
    connection: Connection,
    community_id: UUID,
    poll_id: UUID,
    *,
    secret: bool,
    tally: dict[str, Any] | None,
) -> Reconciled:
    """The protocol of a poll; nothing in it tells how anybody voted."""
    figures = paperfacts.figures(connection, community_id, poll_id, secret=secret, tally=tally)
    rows = connection.execute(
        select(PaperBallot.serial, PaperBallot.reason)
        .where(
            PaperBallot.community_id == community_id,
            PaperBallot.poll_id == poll_id,
            PaperBallot.state == "set_aside",
        )
        .order_by(func.length(PaperBallot.serial), PaperBallot.serial)
        .limit(MOST_LISTED)
    )
    aside = tuple((str(serial), mask_text(reason)) for serial, reason in rows)
    return Reconciled(protocol(figures), aside)
