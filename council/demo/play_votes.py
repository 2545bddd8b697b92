"""Plays the votes held over a period: notice, opening, ballots, count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.demo.content import Vote
from council.demo.play import Event, Play
from council.models.polls import Poll, PollVoter
from council.services import ballots, periods, polls, written
from council.services.unit import Actor
from council.services.written import Question


def events(play: Play, vote: Vote) -> Iterator[Event]:
    """Everything that happens in one vote."""
    opens = play.settled.on(vote.opens)
    yield Event(play.settled.on(vote.noticed), partial(_notice, play, vote))
    yield Event(opens, partial(_open, play, vote))
    over = play.settled.on(vote.closes) if vote.counted else opens + timedelta(days=3, hours=10)
    step = (over - opens - timedelta(hours=1)) // max(1, vote.cast)
    for n in range(vote.cast):
        yield Event(opens + timedelta(minutes=7) + n * step, partial(_cast, play, vote, n))
    if vote.counted is not None:
        at = play.settled.on(vote.counted)
        yield Event(play.settled.on(vote.closes), partial(_elapse, play))
        yield Event(at, partial(_count, play, vote))
        yield Event(at + timedelta(minutes=1), partial(_elapse, play))


def _notice(play: Play, vote: Vote, at: datetime) -> None:
    subject = vote.subject
    ask = {"kind": "appraisal"} if vote.grades else None
    matter = play.numbers[vote.matter] if vote.matter else None
    play.meetings[vote.key] = written.call(
        play.cid,
        play.settled.actor(vote.by, vote.office),
        body_id=play.settled.bodies[vote.body],
        rule_id=vote.rule,
        starts_at=play.settled.on(vote.opens),
        ends_at=play.settled.on(vote.closes),
        place=vote.place,
        title=vote.title,
        questions=[Question(vote.question, subject, ask, matter)],
        told=True,
        at=at,
    )


def _open(play: Play, vote: Vote, at: datetime) -> None:
    [play.polls[vote.key]] = written.open_polls(
        play.cid, play.clerk(), play.meetings[vote.key], at=at
    )


def _cast(play: Play, vote: Vote, n: int, at: datetime) -> None:
    poll = play.polls[vote.key]
    person = _voters(play, vote)[n]
    content = _content(play, vote, n)
    actor = Actor(person, "representative" if vote.grades else "owner", "")
    key = f"demo {vote.key} {person.hex[-12:]}"
    ballots.vote(play.cid, actor, poll, content, request_key=key, at=at)


def _content(play: Play, vote: Vote, n: int) -> Any:
    """What the nth voter says: the same on every machine."""
    dice = play.dice(vote.key, n)
    if vote.grades:
        seats = _seats(play, vote)
        return {"grades": {str(seat): dice.choice(vote.grades) for seat in seats}}
    said = ["yes"] * vote.yes + ["no"] * vote.no
    said += ["abstain"] * (vote.cast - len(said))
    play.dice(vote.key).shuffle(said)
    return said[n]


def _seats(play: Play, vote: Vote) -> list[int]:
    with Session(db.engine) as session:
        ask = session.scalar(select(Poll.ask).where(*_poll(play, vote))) or {}
    return [option["position"] for option in ask["options"]]


def _voters(play: Play, vote: Vote) -> list[UUID]:
    """Who votes: drawn from those whose only line of the roll is the first."""
    if vote.key not in play.voters:
        with Session(db.engine) as session:
            mine = select(Poll.id).where(*_poll(play, vote)).scalar_subquery()
            rows = session.execute(
                select(PollVoter.person_id, PollVoter.line)
                .where(
                    PollVoter.community_id == play.cid,
                    PollVoter.poll_id == mine,
                    PollVoter.recused.is_(False),
                )
                .order_by(PollVoter.id)
            ).all()
        people = list(dict.fromkeys(person for person, line in rows if line == 0))
        play.voters[vote.key] = play.dice(vote.key, "who").sample(people, vote.cast)
    return play.voters[vote.key]


def _poll(play: Play, vote: Vote) -> tuple[Any, Any]:
    return Poll.community_id == play.cid, Poll.number == play.polls[vote.key]


def _count(play: Play, vote: Vote, at: datetime) -> None:
    polls.close_poll(play.cid, play.clerk(), play.polls[vote.key], at=at)


def _elapse(play: Play, at: datetime) -> None:
    periods.due(play.cid, at)
