"""What time moves in votes held over a period: they open, they end, and they are over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, select

from council.db import db
from council.models.meetings import AgendaItem, Meeting
from council.models.polls import Poll
from council.rules.meetings import WRITTEN
from council.rules.verdict import Reason, Refused
from council.services import calling, steering
from council.services.unit import SYSTEM, unit

_LIVE = and_(Meeting.form == WRITTEN, Meeting.closed_at.is_(None), Meeting.cancelled_at.is_(None))


def due(community_id: UUID, at: datetime) -> int:
    """Open what begins, end what is over, close what is counted; returns how many acts.

    What cannot be done now stays a duty of whoever keeps the vote.
    """
    from council.services import written  # it opens polls, and asks here what waits

    done = 0
    for number in _begun(community_id, at):
        for position in waiting(community_id, number):
            done += _attempt(written.open_poll, community_id, SYSTEM, number, position, at=at)
    for number in _run_out(community_id, at):
        done += _attempt(steering.end_voting, community_id, SYSTEM, number, at=at)
    for number in _over(community_id, at):
        done += _attempt(finish, community_id, number, at=at)
    return done


def finish(community_id: UUID, meeting_number: str, *, at: datetime) -> None:
    """Close a written meeting whose time is over and whose polls, if any, are all counted.

    Raises:
        Refused: ``meeting_polls_open`` while its time runs or a poll has to be counted.
    """
    with unit(community_id, kind="meeting.close", actor=SYSTEM, at=at) as work:
        meeting = calling.load(work, meeting_number)
        if meeting.closed_at is not None:
            raise Refused([Reason("meeting_closed")])
        held = work.all(Poll, Poll.meeting_id == meeting.id)
        running = [poll for poll in held if poll.closed_at is None]
        if running or meeting.ends_at is None or work.at < meeting.ends_at:
            raise Refused([Reason("meeting_polls_open", {"n": len(running)}, meeting.rule_id)])
        meeting.closed_at = work.at
        work.tell(number=meeting.number)


def waiting(community_id: UUID, meeting_number: str) -> list[int]:
    """Positions of the items of a written meeting on which no poll was opened.

    Raises:
        Refused: ``not_found``, ``meeting_in_session``.
    """
    mine = (Meeting.community_id == community_id, Meeting.number == meeting_number)
    forms = _column(select(Meeting.form).where(*mine))
    if not forms:
        raise Refused([Reason("not_found", {"what": "meeting"})])
    if forms[0] != WRITTEN:
        raise Refused([Reason("meeting_in_session")])
    polled = exists().where(
        Poll.community_id == AgendaItem.community_id, Poll.item_id == AgendaItem.id
    )
    query = (
        select(AgendaItem.position)
        .join(
            Meeting,
            and_(
                Meeting.community_id == AgendaItem.community_id,
                Meeting.id == AgendaItem.meeting_id,
            ),
        )
        .where(*mine, AgendaItem.for_decision.is_(True), ~polled)
        .order_by(AgendaItem.position)
    )
    return _column(query)


def _begun(community_id: UUID, at: datetime) -> list[str]:
    """Written meetings in whose time ``at`` lies."""
    return _column(
        select(Meeting.number).where(
            Meeting.community_id == community_id,
            _LIVE,
            Meeting.starts_at <= at,
            Meeting.ends_at > at,
        )
    )


def _run_out(community_id: UUID, at: datetime) -> list[str]:
    """Polls whose time is over and that take votes all the same."""
    return _column(
        select(Poll.number).where(
            Poll.community_id == community_id,
            Poll.closed_at.is_(None),
            Poll.ended_at.is_(None),
            Poll.suspended_at.is_(None),
            Poll.closes_at <= at,
        )
    )


def _over(community_id: UUID, at: datetime) -> list[str]:
    """Written meetings whose time is over and of whose polls none is left to count."""
    running = exists().where(
        Poll.community_id == Meeting.community_id,
        Poll.meeting_id == Meeting.id,
        Poll.closed_at.is_(None),
    )
    return _column(
        select(Meeting.number).where(
            Meeting.community_id == community_id,
            _LIVE,
            Meeting.ends_at <= at,
            ~running,
        )
    )


def _column(query: Any) -> list[Any]:
    with db.engine.connect() as connection:
        return list(connection.scalars(query))


def _attempt(act: Callable[..., object], *given: object, at: datetime) -> bool:
    try:
        act(*given, at=at)
    except Refused:
        return False
    return True
