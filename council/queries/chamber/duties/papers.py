"""Sheets to enter, sheets to account for, hands to count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select

from council.models.base import tied
from council.models.papers import PaperBallot, PaperEntry
from council.models.polls import HandCount, Poll
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.rules.rulebook import Rulebook


def parts(who: Who) -> Iterator[Part]:
    """What awaits tellers and whoever keeps the sheets."""
    if who.may("paper.enter"):
        yield Part(_to_enter(who), _enter)
    if who.may("paper.keep"):
        yield Part(_to_settle(who), _settle)
    if who.may("poll.tell"):
        yield Part(_to_tell(who), _tell)


def _to_enter(who: Who) -> Select[Any]:
    """Returned sheets of which this person has entered nothing in the present round."""
    of_sheet = tied(PaperBallot, PaperEntry, "paper_id")
    # a round is over once two have entered, so the number of entries tells the round
    entries = select(func.count()).select_from(PaperEntry).where(of_sheet)
    number = entries.correlate(PaperBallot).scalar_subquery() // 2 + 1
    mine = exists().where(
        of_sheet, PaperEntry.entered_by_id == who.person_id, PaperEntry.round == number
    )
    n = _count(PaperBallot, PaperBallot.state == "returned", ~mine.correlate(PaperBallot))
    return _polls(who, n)


def _enter(row: Row, _book: Rulebook) -> Duty:
    return _duty("paper.enter", row, "papers/enter")


def _to_settle(who: Who) -> Select[Any]:
    """Sheets that are still out when no more votes are taken."""
    over = or_(Poll.ended_at.is_not(None), Poll.closes_at <= who.at)
    return _polls(who, _count(PaperBallot, PaperBallot.state == "issued")).where(over)


def _settle(row: Row, _book: Rulebook) -> Duty:
    return _duty("paper.settle", row, "papers/")


def _to_tell(who: Who) -> Select[Any]:
    """Hands that one other teller has counted in the present round."""
    made = _count(HandCount)
    mine = exists().where(
        tied(Poll, HandCount, "poll_id"),
        HandCount.teller_id == who.person_id,
        HandCount.round == made // 2 + 1,
    )
    waits = and_(made % 2 == 1, ~mine.correlate(Poll))
    return _polls(who, made).where(waits)


def _tell(row: Row, _book: Rulebook) -> Duty:
    return _duty("poll.tell", row, "hands")


def _polls(who: Who, n: Any) -> Select[Any]:
    """Polls that are not counted yet, and have ``n`` of something."""
    return (
        columns(number=Poll.number, title=Poll.question, item=Poll.rule_id, n=n)
        .where(Poll.community_id == who.community_id, Poll.closed_at.is_(None), n > 0)
        .order_by(Poll.opened_at)
    )


def _count(model: Any, *where: Any) -> Any:
    query = select(func.count()).select_from(model).where(tied(Poll, model, "poll_id"), *where)
    return query.correlate(Poll).scalar_subquery()


def _duty(act: str, row: Row, page: str) -> Duty:
    href = f"/chamber/polls/{row.number}/{page}"
    return Duty(act, row.title, href, row.number, rule=row.item, facts={"n": row.n})
