"""The hall at a moment as frozen values: item, speakers, motions, counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from council.models.hallfacts import HallRoll
from council.queries.public.polls import PollLine
from council.rules import hall as law
from council.rules.meetings import Quorum, quorum
from council.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class ItemNow:
    """One item of the agenda. A closed one (``is_closed``) has neither title nor texts here.

    ``state`` is ahead, open or done; ``planned`` is in minutes; ``proposal`` is the number of its
    public matter.
    """

    id: UUID
    position: int
    title: str
    kind: str
    topic: str
    for_decision: bool
    is_closed: bool
    proposal: str | None
    planned: int | None
    announced_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    record: str
    conclusion: str
    version: int
    stage: str | None = None
    track: str = "standard"

    @property
    def state(self) -> str:
        """ahead, open or done."""
        if self.started_at is None:
            return "ahead"
        return "open" if self.ended_at is None else "done"


@dataclass(frozen=True, slots=True)
class SpeakerNow:
    """Somebody on the list of the current item.

    ``seconds`` is the time allowed, from ``started_at``; ``turn`` which speech on this item it is;
    ``why`` (of who waits) tells the place: first, other_side, asked; ``spoken`` how often before.
    """

    id: UUID
    position: int
    person_id: UUID | None
    name: str
    title: str
    side: str
    turn: int
    seconds: int
    asked_at: datetime
    started_at: datetime | None = None
    why: str = ""
    spoken: int = 0


@dataclass(frozen=True, slots=True)
class MotionNow:
    """A motion on the current item, or on the meeting. ``topic``: of an order or amendment."""

    id: UUID
    position: int
    kind: str
    topic: str
    name: str
    text: str
    state: str
    method: str
    yes: int | None
    no: int | None
    abstain: int | None
    at: datetime
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class CountNow:
    """Who is here of one body: ``present`` of ``entitled``, ``need`` for its quorum.

    ``represented`` of them by a written mandate; ``area`` (hundredths of m²) where owners meet.
    ``roll`` is what was weighed, where the rule knows mandates or area.
    """

    body_id: UUID
    body: str
    present: int
    hall: int
    online: int
    entitled: int
    need: int
    met: bool
    represented: int = 0
    area: Quorum | None = None
    roll: HallRoll | None = field(default=None, compare=False, repr=False)

    @property
    def in_person(self) -> int:
        """Those who are here themselves."""
        return self.present - self.represented

    def quorum(self, recused: Iterable[UUID], rule: Rule, entitled: int, present: int) -> Quorum:
        """How it stands without the people ``recused``.

        ``entitled`` and ``present`` are the figures without them, for a rule by heads in person.
        """
        if self.roll is None:
            return quorum(present, entitled, rule)
        gone = {voter for who in recused for voter in self.roll.people.get(who, ())}
        return self.roll.quorum(rule, gone)


@dataclass(frozen=True, slots=True)
class HallNow:
    """The hall at this moment.

    ``item`` is the open one; ``speaker`` has the floor, ``waiting`` are the next in their order;
    ``motions`` the open ones in lawful order, ``decided`` those of this item that are done;
    ``orders`` the points of order in force (close_list, close_debate …); ``poll`` the running or
    latest vote on the item; ``done`` the last items that were concluded, the latest first.
    """

    id: UUID
    number: str
    title: str
    state: str
    kind: str
    rule_id: str
    starts_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    procedure: law.Procedure
    items: tuple[ItemNow, ...]
    item: ItemNow | None
    speaker: SpeakerNow | None
    waiting: tuple[SpeakerNow, ...]
    motions: tuple[MotionNow, ...]
    decided: tuple[MotionNow, ...]
    orders: frozenset[str]
    poll: PollLine | None
    counts: tuple[CountNow, ...]
    done: tuple[ItemNow, ...]

    @property
    def quorate(self) -> bool:
        """Whether every body that meets has its quorum."""
        return all(count.met for count in self.counts)
