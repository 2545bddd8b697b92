"""Plays the petitions for a meeting: opened, signed online, and a sheet entered by the clerk."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.demo.content import Moment
from council.demo.play import Event, Play
from council.models.bodies import Body
from council.models.people import Person
from council.rules.powers import BodyKind, OfficeKind
from council.services import law, petitions, signers
from council.services.unit import SYSTEM, Actor, Work

_FILE = Path(__file__).with_name("petitions.toml")


@dataclass(frozen=True)
class Story:
    """One petition of the owners of a compound."""

    key: str
    compound: str
    rule: str
    title: str
    text: str
    opened: Moment
    closes: Moment
    online: int
    paper: int
    entered: Moment


def stories() -> list[Story]:
    """All petitions of the story."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["petition"]
    moments = ("opened", "closes", "entered")
    return [Story(**row | {name: Moment.parse(row[name]) for name in moments}) for row in rows]


def events(play: Play, story: Story) -> Iterator[Event]:
    """Everything that happens in one petition."""
    opened, entered = play.settled.on(story.opened), play.settled.on(story.entered)
    yield Event(opened, partial(_open, play, story))
    step = (entered - opened) // (story.online + 1)
    for n in range(1, story.online):
        yield Event(opened + n * step, partial(_sign, play, story, n))
    yield Event(entered + timedelta(minutes=5), partial(_enter, play, story))


def _open(play: Play, story: Story, at: datetime) -> None:
    body = _body(play, story)
    play.voters[story.key] = _owners(play, story, body, at)
    play.numbers[story.key] = petitions.open_petition(
        play.cid,
        _actor(play, story, 0),
        body_id=body,
        rule_id=story.rule,
        title=story.title,
        text=story.text,
        closes_at=play.settled.on(story.closes),
        at=at,
    )


def _sign(play: Play, story: Story, n: int, at: datetime) -> None:
    petitions.sign(play.cid, _actor(play, story, n), play.numbers[story.key], at=at)


def _enter(play: Play, story: Story, at: datetime) -> None:
    people = play.voters[story.key][story.online : story.online + story.paper]
    with Session(db.engine) as session:
        numbers = session.scalars(
            select(Person.number).where(Person.community_id == play.cid, Person.id.in_(people))
        ).all()
    petitions.enter(play.cid, play.clerk(), play.numbers[story.key], sorted(numbers), at=at)


def _actor(play: Play, story: Story, n: int) -> Actor:
    return Actor(play.voters[story.key][n], OfficeKind.OWNER.value, "")


def _body(play: Play, story: Story) -> UUID:
    """The owners' assembly of the compound."""
    with Session(db.engine) as session:
        return session.scalars(
            select(Body.id).where(
                Body.community_id == play.cid,
                Body.kind == BodyKind.OWNERS_ASSEMBLY.value,
                Body.compound_id == play.settled.compounds[story.compound],
            )
        ).one()


def _owners(play: Play, story: Story, body_id: UUID, at: datetime) -> list[UUID]:
    """Who will sign: heads of households who may sign for the owners."""
    with Session(db.engine) as session:
        work = Work(session, play.cid, SYSTEM, "", at)
        rule = law.rule(session, play.cid, story.rule, at)
        may = signers.callers(work, work.get(Body, body_id), rule)["owners"].weights
    crowd = play.crowd(story.compound, len(play.settled.heads[story.compound]), story.key)
    return [person for person in crowd if person in may]
