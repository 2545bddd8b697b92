"""What still has to be done before a poll with paper or raised hands can be closed and counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from council.models import paperfacts
from council.models.polls import Poll
from council.rules import hands
from council.rules.verdict import Reason

_NAMED = 5


def outstanding(session: Session, poll: Poll) -> list[Reason]:
    """Everything that blocks the close: sheets, differences, the box, an unfinished count of hands.

    Empty where the poll knows neither paper nor hands.
    """
    session.flush()
    return list(_found(session, poll))


def _found(session: Session, poll: Poll) -> Iterator[Reason]:
    counts = paperfacts.hand_counts(session, poll.community_id, poll.id)
    if counts and hands.standing(counts).agreed is None:
        yield Reason("hands_unfinished", {}, poll.rule_id)
    sheets = paperfacts.sheets(session, poll.community_id, poll.id)
    if not sheets.printed:
        return
    open_ones = paperfacts.waiting(session, poll.community_id, poll.id)
    differing = [one.serial for one in open_ones if one.standing.positions]
    if differing:
        yield Reason("papers_differ", {"n": len(differing), "serials": _some(differing)})
    rest = [one.serial for one in open_ones if not one.standing.positions]
    if rest:
        yield Reason("papers_to_enter", {"n": len(rest), "serials": _some(rest)})
    if sheets.out:
        yield Reason("papers_out", {"n": sheets.out})
    figures = paperfacts.figures(session, poll.community_id, poll.id, secret=poll.secret)
    marks = figures.marks.get("paper", 0)
    came = sheets.waiting + sheets.counted + sheets.lost
    if poll.secret and marks != came:
        yield Reason("box_differs", {"marks": marks, "sheets": came})


def _some(serials: Sequence[str]) -> str:
    """The first few serials, for a sentence."""
    more = "…" if len(serials) > _NAMED else ""
    return "、".join(serials[:_NAMED]) + more
