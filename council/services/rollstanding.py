"""What objections to the roll stand against counting a poll."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select

from council.models.journal import JournalEntry
from council.models.papers import PaperBallot
from council.models.polls import Ballot, Poll, RollObjection
from council.rules import objecting
from council.rules.objecting import Standing
from council.rules.verdict import Verdict
from council.services.unit import Work


def against_closing(work: Work, poll: Poll) -> Verdict:
    """What objections to the roll stand against counting the poll."""
    rows = work.all(RollObjection, RollObjection.poll_id == poll.id)
    upheld = [row for row in rows if row.upheld and poll.closes_at is not None]
    corrected = _corrected(work) if upheld else set()
    return objecting.may_count(
        Standing(
            waiting=sum(row.answered_at is None for row in rows),
            upheld=sum(row.id.hex not in corrected for row in upheld),
        )
    )


def _corrected(work: Work) -> set[str]:
    """Objections whose answer froze a roll anew: the journal knows the order, a clock may not."""
    mine = (JournalEntry.community_id == work.community_id, JournalEntry.kind == "roll.answer")
    told = map(json.loads, work.session.scalars(select(JournalEntry.payload).where(*mine)))
    return {entry["facts"]["objection"] for entry in told if entry["facts"]["corrected"]}


def begun(work: Work, poll: Poll, until: datetime) -> bool:
    """Whether by then somebody had voted, or been given a paper."""
    cast = select(Ballot.id).where(
        Ballot.community_id == work.community_id, Ballot.poll_id == poll.id, Ballot.at <= until
    )
    issued = select(PaperBallot.id).where(
        PaperBallot.community_id == work.community_id,
        PaperBallot.poll_id == poll.id,
        PaperBallot.issued_at <= until,
    )
    return any(work.session.scalar(query.limit(1)) is not None for query in (cast, issued))
