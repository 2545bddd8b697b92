"""What all acts of the story share: events in time, and what has been made so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.demo.content import Act, Matter
from council.demo.settle import Settled
from council.models.proposals import Proposal
from council.services.unit import Actor


@dataclass(frozen=True)
class Event:
    """One act at an instant; ``run`` gets that instant, ``what`` is for the log."""

    at: datetime
    run: Callable[[datetime], object]
    what: str = ""

    def named(self, what: str) -> Event:
        """The same event under a name."""
        return replace(self, what=what)


@dataclass
class Play:
    """The story while it is played: numbers and ids by the keys of the story."""

    settled: Settled
    uploads: Path
    numbers: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, UUID] = field(default_factory=dict)
    meetings: dict[str, str] = field(default_factory=dict)
    polls: dict[str, str] = field(default_factory=dict)
    ids: dict[tuple[str, str], UUID] = field(default_factory=dict)
    questions: dict[tuple[str, str], int] = field(default_factory=dict)
    voters: dict[str, list[UUID]] = field(default_factory=dict)
    money: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def cid(self) -> UUID:
        """The community."""
        return self.settled.community_id

    def dice(self, *seed: object) -> Random:
        """Dice that fall the same way on every machine; nothing here is a secret."""
        return Random(" ".join(map(str, seed)))  # noqa: S311

    def clerk(self) -> Actor:
        """The clerk, who keeps meetings and enters votes from the hall."""
        return self.settled.actor("tong", "staff")

    def resident(self, person: UUID) -> Actor:
        """Somebody of the households without a name in the story."""
        return Actor(person, "resident", "")

    def crowd(self, compound: str, size: int, *seed: object) -> list[UUID]:
        """``size`` nameless heads of households of a compound, without repetition."""
        return self.dice(*seed).sample(self.settled.heads[compound], size)

    def when(self, act: Act, **later: float) -> datetime:
        """The instant of an act, or some time after it."""
        return self.settled.on(act.at) + timedelta(**later)

    def stage(self, matter: Matter) -> str:
        """Where the matter stands now."""
        with Session(db.engine) as session:
            row = session.scalars(
                select(Proposal).where(
                    Proposal.community_id == self.cid,
                    Proposal.number == self.numbers[matter.key],
                )
            ).one()
            return row.stage

    def text(self, matter: Matter) -> str:
        """The matter's text as it reads now."""
        with Session(db.engine) as session:
            found = session.scalar(
                select(Proposal.text).where(
                    Proposal.community_id == self.cid,
                    Proposal.number == self.numbers[matter.key],
                )
            )
            return found or ""


Handler = Callable[[Play, Matter, Act], Iterator[Event]]


def at_once(run: Callable[[Play, Matter, Act, datetime], object]) -> Handler:
    """The handler of acts that are one call at their own instant."""

    def handler(play: Play, matter: Matter, act: Act) -> Iterator[Event]:
        yield Event(play.when(act), partial(run, play, matter, act))

    return handler
