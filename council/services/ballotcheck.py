"""Do the ballots of a poll fit its marks? Asked of every poll, open or closed, of any channel.

Nothing is counted here and no choice is read: an open urn stays shut.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from council.models import paperfacts
from council.models.polls import Ballot, CountedBallot, Poll, UrnBallot
from council.rules.meetings import PAPER
from council.rules.written import ANNULLED
from council.services import counting, urn
from council.services.casting import HANDS, SEALED

_NUMBER = dict[tuple[str, str], int]


def offences(session: Session, poll: Poll) -> Iterator[str]:
    """What is off: ``marks_differ``, ``urn_not_empty``, ``urn_opened``, ``ballots_altered``."""
    inside, published = (_how_many(session, poll, model) for model in (UrnBallot, CountedBallot))
    if poll.closed_at is not None and inside:
        yield "urn_not_empty"
    if poll.closed_at is None and published:
        yield "urn_opened"
    if not _fits(session, poll, inside + published):
        yield "marks_differ"
    if poll.secret and poll.closed_at is not None and poll.outcome != ANNULLED:
        found = urn.published_hash(session, poll.community_id, poll.id)
        if found != poll.ballots_sha256:
            yield "ballots_altered"


def _fits(session: Session, poll: Poll, ballots: int) -> bool:
    """Whether there are as many ballots as marks, each of the kind that the poll knows."""
    marks = _marks(session, poll)
    sealed = sum(n for (choice, _), n in marks.items() if choice == SEALED)
    if not poll.secret:
        shown = sum(n for (choice, _), n in marks.items() if choice == HANDS)
        raised = counting.hands_of(session, poll) or {}
        return not sealed and not ballots and shown == sum(raised.values())
    if sealed != sum(marks.values()):
        return False
    if poll.outcome == ANNULLED:  # the urn was emptied, and nothing published
        return ballots == 0
    return ballots == sealed - _in_the_box(session, poll, marks)


def _in_the_box(session: Session, poll: Poll, marks: _NUMBER) -> int:
    """Marks whose sheet is not entered yet; none once the poll is closed."""
    on_paper = marks.get((SEALED, PAPER), 0)
    if not on_paper or poll.closed_at is not None:
        return 0
    sheets = paperfacts.sheets(session, poll.community_id, poll.id)
    return on_paper - sheets.counted - sheets.lost


def _marks(session: Session, poll: Poll) -> _NUMBER:
    rows = session.execute(
        select(Ballot.choice, Ballot.channel, func.count())
        .where(Ballot.community_id == poll.community_id, Ballot.poll_id == poll.id)
        .group_by(Ballot.choice, Ballot.channel)
    )
    return {(choice, channel): int(n) for choice, channel, n in rows}


def _how_many(session: Session, poll: Poll, model: Any) -> int:
    mine = (model.community_id == poll.community_id, model.poll_id == poll.id)
    return session.scalar(select(func.count()).select_from(model).where(*mine)) or 0
