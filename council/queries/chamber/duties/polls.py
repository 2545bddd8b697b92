"""Votes to cast and resolutions to record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, String, cast, exists, literal, or_

from council.models.base import tied
from council.models.bodies import Body
from council.models.mandates import Mandate
from council.models.meetings import AgendaItem
from council.models.polls import Ballot, Poll, PollVoter
from council.models.resolutions import Resolution
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.rules.meetings import ASSEMBLIES
from council.rules.rulebook import Rulebook


def parts(who: Who) -> Iterator[Part]:
    """What awaits a voter, and whoever records resolutions."""
    if who.may("poll.vote"):
        yield Part(_to_vote(who), _vote)
    if who.may("resolution.record"):
        yield Part(_to_record(who), _record)


def _to_vote(who: Who) -> Select[Any]:
    """Polls that take votes, in which a line waits for this person: their own, or by a mandate."""
    running = (
        Poll.closed_at.is_(None),
        Poll.ended_at.is_(None),
        Poll.suspended_at.is_(None),
        Poll.opened_at <= who.at,
        or_(Poll.closes_at.is_(None), Poll.closes_at > who.at),
    )
    return (
        columns(number=Poll.number, title=Poll.question, item=Poll.rule_id, due_at=Poll.closes_at)
        .where(Poll.community_id == who.community_id, *running, _waits(who))
        .order_by(Poll.opened_at)
    )


def _waits(who: Who) -> Any:
    """Whether a line of the roll waits for this person's vote."""
    cast_ = exists().where(
        Ballot.community_id == PollVoter.community_id,
        Ballot.poll_id == PollVoter.poll_id,
        Ballot.person_id == PollVoter.person_id,
        Ballot.line == PollVoter.line,
    )
    mine = or_(PollVoter.person_id == who.person_id, _holds(who))
    lines = (tied(Poll, PollVoter, "poll_id"), PollVoter.recused.is_(False))
    return exists().where(*lines, mine, ~cast_).correlate(Poll)


def _holds(who: Who) -> Any:
    """Whether this person holds the mandate of a line for this item."""
    place = literal(",") + cast(AgendaItem.position, String) + ","
    covers = or_(Mandate.scope == "", (literal(",") + Mandate.scope + ",").contains(place))
    return (
        exists()
        .where(
            Mandate.community_id == PollVoter.community_id,
            Mandate.meeting_id == Poll.meeting_id,
            Mandate.giver_id == PollVoter.person_id,
            Mandate.line == PollVoter.line,
            Mandate.holder_id == who.person_id,
            Mandate.revoked_at.is_(None),
            tied(AgendaItem, Poll, "item_id"),
            covers,
        )
        .correlate(Poll, PollVoter)
    )


def _vote(row: Row, _book: Rulebook) -> Duty:
    href = f"/chamber/polls/{row.number}"
    return Duty("poll.vote", row.title, href, row.number, due_at=row.due_at, rule=row.item)


def _to_record(who: Who) -> Select[Any]:
    recorded = exists().where(tied(Poll, Resolution, "poll_id"))
    return (
        columns(number=Poll.number, title=Poll.question, item=Poll.rule_id)
        .join(Body, tied(Body, Poll, "body_id"))
        .where(
            Poll.community_id == who.community_id,
            Poll.outcome.in_(("passed", "failed")),
            Poll.proposal_id.is_not(None),
            Poll.consultation.is_(False),
            Body.kind.in_([kind.value for kind in ASSEMBLIES]),
            ~recorded,
        )
        .order_by(Poll.closed_at)
    )


def _record(row: Row, _book: Rulebook) -> Duty:
    href = f"/chamber/polls/{row.number}#resolution"
    return Duty("resolution.record", row.title, href, row.number, rule=row.item)
