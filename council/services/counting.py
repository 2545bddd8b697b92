"""Counting a poll from what is stored: the same when it closes and whenever somebody checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from council.models.polls import Ballot, Poll, PollVoter
from council.rules import counting
from council.rules.form import canonical
from council.rules.rule import Rule
from council.rules.tally import Line
from council.services import casting, urn
from council.services.casting import HANDS, MARKED
from council.services.unit import plain


def recount(session: Session, poll: Poll) -> dict[str, Any]:
    """Count the poll anew from its roll, its ballots and its snapshot of the rule, as JSON data.

    Equal to ``poll.tally`` wherever nothing was changed behind the program's back.

    Raises:
        CountError: where ballots and marks differ, or the roll cannot be counted.
    """
    session.flush()
    voters = session.execute(_of(_VOTERS, PollVoter, poll)).all()
    marks = session.execute(_of(_MARKS, Ballot, poll)).all()
    voted = [_key(person, line) for person, line, *_ in marks]
    found = counting.count(
        Rule.from_snapshot(poll.rule),
        casting.asked(poll),
        [Line(_key(v.person_id, v.line), v.heads, v.area, v.recused) for v in voters],
        urn.pile(session, poll) if poll.secret else _cast(marks),
        voted=voted,
        present=[_key(v.person_id, v.line) for v in voters if v.attended],
        hands=hands_of(session, poll) if any(m.choice == HANDS for m in marks) else None,
        channels=_channels(session, poll) if poll.secret else None,
    )
    tidy: dict[str, Any] = plain(found)
    return tidy


def hands_of(session: Session, poll: Poll) -> dict[str, int] | None:
    """The show of hands on which two tellers agreed, or None."""
    from council.services import hands  # tellers are asked only where hands were shown

    return hands.agreed(session, poll)


def _cast(marks: Sequence[Any]) -> list[counting.Cast]:
    return [
        counting.Cast(
            _key(person, line),
            canonical(content) if choice == MARKED else _CHOICES[choice],
            channel,
        )
        for person, line, choice, channel, content in marks
        if choice != HANDS
    ]


_CHOICES = {c: canonical({"choice": c}) for c in ("yes", "no", "abstain", "spoiled")}


def _key(person: Any, line: int) -> str:
    """A voter of the roll: the person, and which of the person's lines."""
    return f"{person.hex}/{line}" if line else person.hex


def _channels(session: Session, poll: Poll) -> dict[str, int]:
    rows = session.execute(_of(_CHANNELS, Ballot, poll).group_by(Ballot.channel))
    return {str(channel): int(n) for channel, n in rows}


_VOTERS = select(
    PollVoter.person_id,
    PollVoter.line,
    PollVoter.heads,
    PollVoter.area,
    PollVoter.recused,
    PollVoter.attended,
)
_MARKS = select(Ballot.person_id, Ballot.line, Ballot.choice, Ballot.channel, Ballot.content)
_CHANNELS = select(Ballot.channel, func.count())


def _of(query: Any, model: Any, poll: Poll) -> Any:
    return query.where(model.community_id == poll.community_id, model.poll_id == poll.id)
