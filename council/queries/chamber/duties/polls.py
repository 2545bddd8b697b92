"""Votes to cast and resolutions to record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, exists

from council.models.bodies import Body
from council.models.polls import Ballot, Poll, PollVoter
from council.models.resolutions import Resolution
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns, same
from council.rules.meetings import ASSEMBLIES
from council.rules.rulebook import Rulebook


def parts(who: Who) -> Iterator[Part]:
    """What awaits a voter, and whoever records resolutions."""
    if who.may("poll.vote"):
        yield Part(_to_vote(who), _vote)
    if who.may("resolution.record"):
        yield Part(_to_record(who), _record)


def _to_vote(who: Who) -> Select[Any]:
    cast = exists().where(
        Ballot.community_id == Poll.community_id,
        Ballot.poll_id == Poll.id,
        Ballot.person_id == who.person_id,
    )
    return (
        columns(number=Poll.number, title=Poll.question, item=Poll.rule_id)
        .join(
            PollVoter,
            and_(PollVoter.community_id == Poll.community_id, PollVoter.poll_id == Poll.id),
        )
        .where(
            Poll.community_id == who.community_id,
            Poll.closed_at.is_(None),
            PollVoter.person_id == who.person_id,
            PollVoter.recused.is_(False),
            ~cast,
        )
        .order_by(Poll.opened_at)
    )


def _vote(row: Row, _book: Rulebook) -> Duty:
    href = f"/chamber/polls/{row.number}"
    return Duty("poll.vote", row.title, href, row.number, rule=row.item)


def _to_record(who: Who) -> Select[Any]:
    recorded = exists().where(
        Resolution.community_id == Poll.community_id, Resolution.poll_id == Poll.id
    )
    return (
        columns(number=Poll.number, title=Poll.question, item=Poll.rule_id)
        .join(Body, same(Body, Poll, "body_id"))
        .where(
            Poll.community_id == who.community_id,
            Poll.outcome.in_(("passed", "failed")),
            Body.kind.in_([kind.value for kind in ASSEMBLIES]),
            ~recorded,
        )
        .order_by(Poll.closed_at)
    )


def _record(row: Row, _book: Rulebook) -> Duty:
    href = f"/chamber/polls/{row.number}#resolution"
    return Duty("resolution.record", row.title, href, row.number, rule=row.item)
