"""Plays the sessions of the representatives' assembly: notice, roll, votes, resolutions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from council.demo.content import Item, Session
from council.demo.play import Event, Play
from council.demo.play_review import convene
from council.services import attendance, ballots, meetings, polls, resolutions
from council.services.attendance import Mark
from council.services.unit import Actor

SPARED = "ding"  # votes last, so that a visitor who plays this representative still can


def events(play: Play, session: Session) -> Iterator[Event]:
    """Everything that happens in and before one session."""
    starts, closes = play.settled.on(session.at), play.settled.on(session.closes)
    yield Event(play.settled.on(session.noticed), partial(_notice, play, session, starts))
    if session.at.day > 0:
        return
    yield Event(starts, partial(_open, play, session))
    running = session.closes.day > 0
    for place, item in enumerate(session.items):
        if item.cast:
            yield from _item(play, session, place, item, starts, closes, running)
    if not running:
        yield Event(closes, partial(_close, play, session))


def _item(
    play: Play,
    session: Session,
    place: int,
    item: Item,
    starts: datetime,
    closes: datetime,
    running: bool,
) -> Iterator[Event]:
    """One item: twenty minutes in the hall, or days online."""
    opens = starts + timedelta(minutes=10 + 18 * place)
    yield Event(opens, partial(_open_poll, play, session, place))
    voters, choices = _voters(play, session), _choices(play, item)
    step = timedelta(minutes=17) if running else timedelta(seconds=25)
    for n in range(item.online):
        vote = partial(_vote, play, item, voters[n], choices[n])
        yield Event(opens + timedelta(minutes=1) + n * step, vote)
    hall = dict(zip(voters[item.online :], choices[item.online :], strict=False))
    counted = opens + (timedelta(hours=10) if running else timedelta(minutes=14))
    yield Event(counted, partial(_hall, play, item, hall))
    if not running:
        yield Event(opens + timedelta(minutes=16), partial(_close_poll, play, item))
        done = closes + timedelta(minutes=1 + place)
        yield Event(done, partial(_resolve, play, item))


def present(play: Play, session: Session) -> list[UUID]:
    """Who came: other people each time, the spared one last."""
    everybody = play.settled.representatives
    spared = play.settled.people[SPARED]
    others = [person for person in everybody if person != spared]
    came = play.dice(session.key).sample(others, session.present - 1)
    return [*came, spared]


def _voters(play: Play, session: Session) -> list[UUID]:
    return present(play, session)


def _choices(play: Play, item: Item) -> list[str]:
    """The votes in the order of the voters; a spoiled one can only come from the hall."""
    choices = ["yes"] * item.yes + ["no"] * item.no + ["abstain"] * item.abstain
    play.dice(item.matter).shuffle(choices)
    return choices + ["spoiled"] * item.spoiled


def _notice(play: Play, session: Session, starts: datetime, at: datetime) -> None:
    numbers = [play.numbers[item.matter] for item in session.items]
    play.meetings[session.key] = convene(play, "assembly", starts, numbers, session.place, at)


def _open(play: Play, session: Session, at: datetime) -> None:
    clerk, number = play.clerk(), play.meetings[session.key]
    meetings.open_meeting(play.cid, clerk, number, at=at)
    online = max(item.online for item in session.items)
    marks = [
        Mark(person, "present", "online" if n < online else "hall")
        for n, person in enumerate(present(play, session))
    ]
    attendance.mark(play.cid, clerk, number, marks, at=at + timedelta(minutes=5))


def _open_poll(play: Play, session: Session, place: int, at: datetime) -> None:
    item = session.items[place]
    number = play.meetings[session.key]
    play.polls[item.matter] = polls.open_poll(
        play.cid, play.clerk(), number, place + 1, question=f"是否通过：{item.text}", at=at
    )


def _vote(play: Play, item: Item, voter: UUID, choice: str, at: datetime) -> None:
    actor = Actor(voter, "representative", "居民代表")
    key = f"demo {item.matter} {voter.hex[-12:]}"
    ballots.vote(play.cid, actor, play.polls[item.matter], choice, request_key=key, at=at)


def _hall(play: Play, item: Item, votes: dict[UUID, str], at: datetime) -> None:
    poll = play.polls[item.matter]
    key = f"demo {item.matter} hall"
    ballots.enter_hall(play.cid, play.clerk(), poll, votes, request_key=key, at=at)


def _close_poll(play: Play, item: Item, at: datetime) -> None:
    polls.close_poll(play.cid, play.clerk(), play.polls[item.matter], at=at)


def _resolve(play: Play, item: Item, at: datetime) -> None:
    text = f"{item.title}\n{item.text}"
    resolutions.record(play.cid, play.clerk(), play.polls[item.matter], text, at=at)


def _close(play: Play, session: Session, at: datetime) -> None:
    number = play.meetings[session.key]
    meetings.close_meeting(play.cid, play.clerk(), number, remark=session.words, at=at)
