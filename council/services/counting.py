"""Counting a poll from what is stored: the same when it closes and whenever somebody checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.models.polls import Ballot, Poll, PollVoter
from council.rules import meetings as law_of
from council.rules import tally
from council.rules.meetings import HALL, ONLINE
from council.rules.rule import Rule
from council.services.unit import plain


def recount(session: Session, poll: Poll) -> dict[str, Any]:
    """Count the poll anew from its roll, its ballots and its snapshot of the rule, as JSON data.

    Equal to ``poll.tally`` wherever nothing was changed behind the program's back.
    """
    session.flush()
    rule = Rule.from_snapshot(poll.rule)
    voters = _of_poll(session, PollVoter, poll)
    ballots = _of_poll(session, Ballot, poll)
    lines = [tally.Line(v.person_id.hex, v.heads, v.area, v.recused) for v in voters]
    votes = [tally.Vote(b.person_id.hex, b.choice, b.channel) for b in ballots]
    here = {v.person_id.hex for v in voters if v.attended and not v.recused}
    counted = tally.tally(rule, lines, votes, here)
    found = _described(counted)
    found["present"] = len(here | {b.person_id.hex for b in ballots})
    found["by_channel"] = {
        channel: {
            choice: sum(b.channel == channel and b.choice == choice for b in ballots)
            for choice in law_of.CHOICES
        }
        for channel in (HALL, ONLINE)
    }
    return found


def _described(counted: tally.Outcome) -> dict[str, Any]:
    """The count as the record keeps it."""
    found: dict[str, Any] = {
        "rule": counted.rule,
        "outcome": counted.outcome,
        "participation": _share(counted.participation),
        "approval": _share(counted.approval),
        "counts": dict(counted.counts),
        "channels": dict(counted.channels),
        "recused": counted.recused,
        "reasons": [{"code": r.code, "params": dict(r.params)} for r in counted.reasons],
        "statutes": list(counted.statutes),
        "lines": [{"code": s.code, "params": dict(s.params)} for s in counted.steps],
    }
    tidy: dict[str, Any] = plain(found)
    return tidy


def _share(share: tally.Share) -> dict[str, Any]:
    found: dict[str, Any] = {"met": share.met}
    for name, measured in share.measures:
        found[name] = {
            "have": tally.amount(name, measured.have),
            "of": tally.amount(name, measured.of),
            "need": str(measured.threshold.share),
            "inclusive": measured.threshold.inclusive,
        }
    return found


def _of_poll(session: Session, model: Any, poll: Poll) -> Sequence[Any]:
    mine = (model.community_id == poll.community_id, model.poll_id == poll.id)
    return session.scalars(select(model).where(*mine).order_by(model.id)).all()
