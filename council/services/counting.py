"""Counting a poll from what is stored: the same when it closes and whenever somebody checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, bindparam, cast, select
from sqlalchemy.orm import Session

from council.models.commitments import plain
from council.models.polls import Ballot, Poll, PollVoter
from council.rules import counting
from council.rules.form import canonical
from council.rules.rule import Rule
from council.rules.tally import Line
from council.services import casting, urn
from council.services.casting import HANDS, MARKED


def recount(session: Session, poll: Poll) -> dict[str, Any]:
    """Count the poll anew from its roll, its ballots and its snapshot of the rule, as JSON data.

    Equal to ``poll.tally`` wherever nothing was changed behind the program's back.

    Raises:
        CountError: where ballots and marks differ, or the roll cannot be counted.
    """
    session.flush()
    keys = {"community": poll.community_id, "poll": poll.id}
    connection = session.connection()
    voters = connection.execute(_VOTERS, keys).all()
    marks = connection.execute(_MARKS, keys).all()
    voted = [_key(person, line) for person, line, *_ in marks]
    found = counting.count(
        Rule.from_snapshot(poll.rule),
        casting.asked(poll),
        [Line(_key(who, line), heads, area, out) for who, line, heads, area, out, _ in voters],
        urn.pile(session, poll) if poll.secret else _cast(marks),
        voted=voted,
        present=[_key(who, line) for who, line, _h, _a, _r, attended in voters if attended],
        hands=hands_of(session, poll) if any(m.choice == HANDS for m in marks) else None,
        channels=dict(Counter(m.channel for m in marks)) if poll.secret else None,
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


def _key(person: str, line: int) -> str:
    """A voter of the roll: the person, and which of the person's lines."""
    return f"{person}/{line}" if line else person


def _rows(table: Any, *columns: str) -> Any:
    """What a count needs of a poll's rows; persons as text, a hundred thousand at once."""
    mine = (
        table.c.community_id == bindparam("community"),
        table.c.poll_id == bindparam("poll"),
    )
    person = cast(table.c.person_id, String).label("person")
    return select(person, *(table.c[name] for name in columns)).where(*mine)


_VOTERS = _rows(PollVoter.__table__, "line", "heads", "area", "recused", "attended")
_MARKS = _rows(Ballot.__table__, "line", "choice", "channel", "content")
