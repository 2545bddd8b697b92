"""The urn of a secret poll: what lies in it while the poll is open, what is published at the close.

This is the one module that knows how secret ballots are kept. It protects against everybody who
works with the program: nothing in the record leads from a voter to a ballot, and no page, export
or command opens the urn before the close. It does not protect against somebody who reads the
server's disk all the time and compares it vote by vote.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from council.models.polls import CountedBallot, Poll, UrnBallot
from council.services.unit import Work

_URN: Any = UrnBallot.__table__
_COUNTED: Any = CountedBallot.__table__


def pile(session: Session, poll: Poll) -> Counter[str]:
    """Equal ballots put together: canonical content → how many; of the urn or as published."""
    table = _URN if poll.closed_at is None else _COUNTED
    mine = (table.c.community_id == poll.community_id, table.c.poll_id == poll.id)
    rows = session.execute(
        select(table.c.content, func.count()).where(*mine).group_by(table.c.content)
    )
    return Counter({str(content): int(n) for content, n in rows})


def empty(work: Work, poll: Poll) -> str:
    """Publish the ballots in the order of their trackers and empty the urn; gives their hash."""
    mine = (_URN.c.community_id == poll.community_id, _URN.c.poll_id == poll.id)
    columns = [_URN.c[c.key] for c in _COUNTED.columns]
    rows = select(*columns).where(*mine).order_by(_URN.c.tracker)
    work.session.execute(insert(_COUNTED).from_select([c.key for c in columns], rows))
    work.session.execute(delete(_URN).where(*mine))
    return published_hash(work.session, poll.community_id, poll.id)


def published_hash(session: Session, community_id: UUID, poll_id: UUID) -> str:
    """SHA-256 over the published ballots of a poll, one line each: tracker, tab, content."""
    rows = session.execute(
        select(_COUNTED.c.tracker, _COUNTED.c.content).where(
            _COUNTED.c.community_id == community_id, _COUNTED.c.poll_id == poll_id
        )
    )
    return lines_hash((tracker, content) for tracker, content in rows)


def lines_hash(ballots: Iterable[tuple[str, str]]) -> str:
    """The hash over ballots in the order of their trackers' code points (the same everywhere)."""
    lines = sorted(f"{tracker}\t{content}\n" for tracker, content in ballots)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
