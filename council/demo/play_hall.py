"""Plays the meetings that were talked through: sides, speeches, positions, promises, answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from council.demo.hallstory import HallStory, Promise, Series, Sitting, Speech, Stance, Talk
from council.demo.play import Event, Play
from council.services import (
    attendance,
    followups,
    hall,
    joint,
    meetings,
    meetingtasks,
    series,
    speeches,
)
from council.services.agenda import Plan
from council.services.attendance import Mark
from council.services.unit import Actor

KEEPERS = {"council": ("gao", "party")}
"""Who calls a meeting of the body, and in which office; the others are called by the clerk."""


def events(play: Play, story: HallStory) -> Iterator[Event]:
    """Everything before, in and after the meetings."""
    yield Event(play.settled.on(story.series.started), partial(_begin, play, story.series))
    for sitting in story.meetings:
        yield from _before(play, story.series, sitting)
        if sitting.present:
            yield from _in_session(play, sitting)
            yield from _after(play, sitting)


def _before(play: Play, of: Series, sitting: Sitting) -> Iterator[Event]:
    yield Event(play.settled.on(sitting.noticed), partial(_notice, play, of, sitting))
    for item in sitting.items:
        if item.added is not None:
            yield Event(play.settled.on(item.added), partial(_put, play, sitting, item))


def _in_session(play: Play, sitting: Sitting) -> Iterator[Event]:
    starts = play.settled.on(sitting.at)
    yield Event(starts, partial(_open, play, sitting))
    now = starts + timedelta(minutes=6)
    for position, item in enumerate(_ordered(sitting), 1):
        yield from _item(play, sitting, position, item, now)
        now += timedelta(minutes=item.minutes)
    yield Event(play.settled.on(sitting.closes), partial(_close, play, sitting))


def _item(
    play: Play, sitting: Sitting, position: int, item: Talk, opens: datetime
) -> Iterator[Event]:
    """One item: speakers three minutes apart, then the sides, the promises, the conclusion."""
    yield Event(opens, partial(_take_up, play, sitting, position))
    now = opens
    for speech in item.speeches:
        now += timedelta(minutes=3)
        yield Event(now, partial(_speak, play, sitting, speech))
    for stance in item.stances:
        now += timedelta(minutes=1)
        yield Event(now, partial(_state, play, sitting, position, stance))
    for number, promise in enumerate(item.promises):
        now += timedelta(minutes=1)
        name = f"{sitting.key}.{position}.{number}"
        yield Event(now, partial(_promise, play, sitting, position, promise, name))
    done = opens + timedelta(minutes=item.minutes - 1)
    yield Event(done, partial(_conclude, play, sitting, position, item))


def _after(play: Play, sitting: Sitting) -> Iterator[Event]:
    for position, item in enumerate(_ordered(sitting), 1):
        if item.answer is not None:
            at = play.settled.on(item.answer.at)
            yield Event(at, partial(_answer, play, sitting, position, item))
        for number, promise in enumerate(item.promises):
            name = f"{sitting.key}.{position}.{number}"
            if promise.reported is not None:
                at = play.settled.on(promise.reported)
                yield Event(at, partial(_report, play, promise, name))
            if promise.marked is not None:
                at = play.settled.on(promise.marked)
                yield Event(at, partial(_judge, play, promise, name))


def _ordered(sitting: Sitting) -> list[Talk]:
    """The items in the order of the agenda: what was added later stands last."""
    return sorted(sitting.items, key=lambda item: item.added is not None)


def _key(*parts: object) -> str:
    return "demo hall " + ".".join(map(str, parts))


def _person(play: Play, who: str, body: str) -> Actor:
    return play.settled.actor(who, body)


def _begin(play: Play, of: Series, at: datetime) -> None:
    bodies = play.settled.bodies
    found = series.start(
        play.cid,
        play.clerk(),
        name=of.name,
        every=of.every,
        sides=[bodies[side] for side in of.sides],
        invited=[bodies[body] for body in of.invited],
        place=of.place,
        started_on=play.settled.on(of.first).date(),
        request_key=_key(of.key),
        at=at,
    )
    if found is not None:
        play.ids["series", of.key] = found


def _notice(play: Play, of: Series, sitting: Sitting, at: datetime) -> None:
    bodies = play.settled.bodies
    plans = [
        Plan(
            "deliberation",
            title=item.title,
            planned=item.minutes,
            side_id=bodies[item.side] if item.side else None,
            topic=item.topic,
        )
        for item in sitting.items
        if item.added is None
    ]
    starts, place = play.settled.on(sitting.at), sitting.place
    if not sitting.series:
        play.meetings[sitting.key] = meetings.convene(
            play.cid,
            play.settled.actor(*KEEPERS[sitting.body]),
            body_id=bodies[sitting.body],
            starts_at=starts,
            place=place,
            plans=plans,
            at=at,
        )
        return
    sides = [bodies[side] for side in of.sides]
    play.meetings[sitting.key] = meetings.convene(
        play.cid,
        play.clerk(),
        kind="joint",
        body_id=sides[0],
        sides=sides,
        invited=[bodies[body] for body in of.invited],
        chair_body_id=bodies[sitting.chair],
        series_id=play.ids["series", of.key],
        title=of.name,
        starts_at=starts,
        place=place,
        plans=plans,
        at=at,
    )


def _put(play: Play, sitting: Sitting, item: Talk, at: datetime) -> None:
    joint.put_item(
        play.cid,
        _person(play, item.by, item.side),
        play.meetings[sitting.key],
        side_id=play.settled.bodies[item.side],
        title=item.title,
        topic=item.topic,
        request_key=_key(sitting.key, item.title[:4]),
        at=at,
    )


def _open(play: Play, sitting: Sitting, at: datetime) -> None:
    clerk, number = play.clerk(), play.meetings[sitting.key]
    meetings.open_meeting(play.cid, clerk, number, at=at)
    marks = [Mark(play.settled.people[who], "present") for who in sitting.present]
    attendance.mark(play.cid, clerk, number, marks, at=at)


def _take_up(play: Play, sitting: Sitting, position: int, at: datetime) -> None:
    number = play.meetings[sitting.key]
    key = _key(sitting.key, position, "open")
    hall.open_item(play.cid, play.clerk(), number, position, request_key=key, at=at)


def _speak(play: Play, sitting: Sitting, speech: Speech, at: datetime) -> None:
    """Somebody speaks for two minutes at most; the clerk writes the gist down."""
    number, clerk = play.meetings[sitting.key], play.clerk()
    key = _key(sitting.key, speech.who, at.strftime("%H%M"))
    person = play.settled.people[speech.who].hex
    speeches.add(play.cid, clerk, number, person, "neutral", request_key=f"{key} ask", at=at)
    place = speeches.start(play.cid, clerk, number, request_key=f"{key} go", at=at)
    if place is None:
        return
    ends = at + timedelta(seconds=110)
    speeches.stop(play.cid, clerk, number, place, request_key=f"{key} end", at=ends)
    speeches.write_gist(
        play.cid, clerk, number, place, speech.gist, version=0, request_key=f"{key} gist", at=ends
    )


def _state(play: Play, sitting: Sitting, position: int, said: Stance, at: datetime) -> None:
    joint.state(
        play.cid,
        _person(play, said.by, said.side),
        play.meetings[sitting.key],
        position,
        side_id=play.settled.bodies[said.side],
        stance=said.stance,
        words=said.words,
        request_key=_key(sitting.key, position, said.side),
        at=at,
    )


def _promise(
    play: Play, sitting: Sitting, position: int, promise: Promise, name: str, at: datetime
) -> None:
    side: UUID = play.settled.bodies[promise.side]
    number = meetingtasks.set_task(
        play.cid,
        play.clerk(),
        play.meetings[sitting.key],
        promise.text,
        meetingtasks.Owner(body_id=side),
        play.settled.today + timedelta(days=promise.due),
        position=position,
        request_key=_key(name),
        at=at,
    )
    play.numbers[name] = number or ""


def _conclude(play: Play, sitting: Sitting, position: int, item: Talk, at: datetime) -> None:
    hall.close_item(
        play.cid,
        play.clerk(),
        play.meetings[sitting.key],
        position,
        item.conclusion,
        version=0,
        request_key=_key(sitting.key, position, "close"),
        at=at,
    )


def _close(play: Play, sitting: Sitting, at: datetime) -> None:
    number = play.meetings[sitting.key]
    meetings.close_meeting(play.cid, play.clerk(), number, remark=sitting.words, at=at)


def _answer(play: Play, sitting: Sitting, position: int, item: Talk, at: datetime) -> None:
    reply = item.answer
    if reply is None:
        return
    joint.answer(
        play.cid,
        _person(play, reply.by, reply.side),
        play.meetings[sitting.key],
        position,
        side_id=play.settled.bodies[reply.side],
        text=reply.text,
        request_key=_key(sitting.key, position, "answer"),
        at=at,
    )


def _report(play: Play, promise: Promise, name: str, at: datetime) -> None:
    who = _person(play, promise.by, promise.side)
    number, key = play.numbers[name], _key(name, "report")
    followups.report(play.cid, who, number, promise.report, request_key=key, at=at)


def _judge(play: Play, promise: Promise, name: str, at: datetime) -> None:
    followups.evaluate(
        play.cid,
        _person(play, promise.judge, "owners_xinglinyuan"),
        play.numbers[name],
        promise.mark,
        promise.remark,
        request_key=_key(name, "judge"),
        at=at,
    )
