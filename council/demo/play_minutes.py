"""Plays the minutes: sent round, put right by who spoke, signed, published, annexed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from council.demo.hallstory import HallStory, Record, Sitting
from council.demo.play import Event, Play
from council.rules.verdict import Refused
from council.services import minutes, signing


def events(play: Play, story: HallStory) -> Iterator[Event]:
    """The minutes of every meeting whose story goes that far."""
    for sitting in story.meetings:
        if sitting.minutes is not None:
            yield from _kept(play, sitting, sitting.minutes)


def _kept(play: Play, sitting: Sitting, record: Record) -> Iterator[Event]:
    on = play.settled.on
    yield Event(on(record.circulated), partial(_circulate, play, sitting, record))
    if record.corrected is not None:
        yield Event(on(record.corrected), partial(_correct, play, sitting, record))
    yield Event(on(record.submitted), partial(_submit, play, sitting))
    if record.recorder_signed is not None:
        who = (record.recorder, "staff")
        yield Event(on(record.recorder_signed), partial(_sign, play, sitting, *who))
    if record.chair_signed is not None:
        who = (record.chair, record.chair_body)
        yield Event(on(record.chair_signed), partial(_sign, play, sitting, *who))
    if record.published is not None:
        yield Event(on(record.published), partial(_publish, play, sitting))
    if record.annexed is not None:
        yield Event(on(record.annexed), partial(_annex, play, sitting, record.annex))


def _circulate(play: Play, sitting: Sitting, record: Record, at: datetime) -> None:
    number, people = play.meetings[sitting.key], play.settled.people
    chair, recorder = people[record.chair], people[record.recorder]
    officers = {"chair_id": chair, "recorder_id": recorder}
    minutes.name_officers(play.cid, play.clerk(), number, **officers, at=at)
    minutes.circulate(play.cid, play.clerk(), number, at=at)


def _correct(play: Play, sitting: Sitting, record: Record, at: datetime) -> None:
    """Whoever spoke puts right what was written down once."""
    who, number = play.settled.actor(record.by, sitting.body), play.meetings[sitting.key]
    minutes.correct(play.cid, who, number, record.speech, text=record.words, version=1, at=at)


def _submit(play: Play, sitting: Sitting, at: datetime) -> None:
    """Put the minutes up for signing; where holidays put it off, they wait as they would."""
    number = play.meetings[sitting.key]
    try:
        play.numbers[_seal(sitting)] = minutes.submit(play.cid, play.clerk(), number, at=at)
    except Refused as no:
        if {reason.code for reason in no.reasons} != {"minutes_correction_running"}:
            raise


def _sign(play: Play, sitting: Sitting, who: str, body: str, at: datetime) -> None:
    if _seal(sitting) not in play.numbers:
        return
    signing.sign(
        play.cid,
        play.settled.actor(who, body),
        play.meetings[sitting.key],
        name=play.settled.story.people[who].name,
        sha256=play.numbers[_seal(sitting)],
        at=at,
    )


def _publish(play: Play, sitting: Sitting, at: datetime) -> None:
    if _seal(sitting) in play.numbers:
        signing.publish(play.cid, play.clerk(), play.meetings[sitting.key], at=at)


def _annex(play: Play, sitting: Sitting, text: str, at: datetime) -> None:
    if _seal(sitting) in play.numbers:
        signing.annex(play.cid, play.clerk(), play.meetings[sitting.key], text=text, at=at)


def _seal(sitting: Sitting) -> str:
    return f"{sitting.key} minutes"
