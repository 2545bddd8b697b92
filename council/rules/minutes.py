"""会议纪要 as one frozen value, composed from what happened: for page, paper and signature alike.

Everything is kept as it was noted, with the names of people; :mod:`council.rules.minutesmask` makes
of it what is published. Instants are aware and exact to the second.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import rfc8785

from council.rules import frozen
from council.rules.minuteparts import (
    ABSENT,
    EXCUSED,
    HERE,
    REPRESENTED,
    Attendee,
    Guest,
    Item,
    Moved,
    Notice,
    Proxy,
    QuorumChange,
    Somebody,
    Spoken,
    Stance,
    Task,
    Turnout,
    Vote,
)

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of one meeting, whole. ``planned_at`` is when it was called for."""

    community: str
    street: str
    number: str
    title: str
    kind: str
    bodies: tuple[str, ...]
    place: str
    planned_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    rule: str
    statutes: tuple[str, ...]
    notice: Notice
    chair: Somebody | None = None
    recorder: Somebody | None = None
    chair_side: str = ""
    remark: str = ""
    attendees: tuple[Attendee, ...] = ()
    guests: tuple[Guest, ...] = ()
    proxies: tuple[Proxy, ...] = ()
    turnout: tuple[Turnout, ...] = ()
    quorum: tuple[QuorumChange, ...] = ()
    items: tuple[Item, ...] = ()
    motions: tuple[Moved, ...] = ()
    tasks: tuple[Task, ...] = ()
    format: int = FORMAT

    def of_state(self, *states: str) -> tuple[Attendee, ...]:
        """The lines of the roll in these states."""
        return tuple(one for one in self.attendees if one.state in states)

    @property
    def all_tasks(self) -> tuple[Task, ...]:
        """Every task, in the order of the items."""
        return (*(task for item in self.items for task in item.tasks), *self.tasks)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stored of a meeting, item by item (key: position; None: of no item)."""

    head: Minutes
    items: Sequence[Item]
    speeches: Mapping[int | None, Sequence[Spoken]] = field(default_factory=dict)
    motions: Mapping[int | None, Sequence[Moved]] = field(default_factory=dict)
    votes: Mapping[int | None, Sequence[Vote]] = field(default_factory=dict)
    stances: Mapping[int | None, Sequence[Stance]] = field(default_factory=dict)
    tasks: Mapping[int | None, Sequence[Task]] = field(default_factory=dict)
    papers: Mapping[int | None, Sequence[str]] = field(default_factory=dict)
    needs: Mapping[str, int] = field(default_factory=dict)


def compose(facts: Facts) -> Minutes:
    """The minutes as they follow from what happened."""
    head = facts.head
    attendees = _represented(head)
    return replace(
        head,
        attendees=attendees,
        turnout=_turnout(attendees, facts.needs),
        items=tuple(_item(facts, one) for one in sorted(facts.items, key=lambda i: i.position)),
        motions=tuple(facts.motions.get(None, ())),
        tasks=tuple(facts.tasks.get(None, ())),
    )


def _item(facts: Facts, item: Item) -> Item:
    at = item.position
    return replace(
        item,
        speeches=tuple(sorted(facts.speeches.get(at, ()), key=lambda s: s.position)),
        motions=tuple(sorted(facts.motions.get(at, ()), key=lambda m: m.position)),
        votes=tuple(facts.votes.get(at, ())),
        stances=tuple(facts.stances.get(at, ())),
        tasks=tuple(facts.tasks.get(at, ())),
        papers=tuple(facts.papers.get(at, ())),
    )


def _represented(head: Minutes) -> tuple[Attendee, ...]:
    """The roll, with those marked who did not come and whose mandate stood.

    It stood where it was used, or where its holder came and it is for the whole meeting: so the
    hall counts its quorum, too.
    """
    came = {one.name for one in head.attendees if one.state in HERE}
    stood = {p.giver for p in head.proxies if p.used or (not p.items and p.holder in came)}
    return tuple(
        replace(one, state=REPRESENTED) if one.state not in HERE and one.name in stood else one
        for one in head.attendees
    )


def _turnout(attendees: Sequence[Attendee], needs: Mapping[str, int]) -> tuple[Turnout, ...]:
    """By body: who came, through which channel, and who let another act for them."""
    found = []
    for body in dict.fromkeys(one.body for one in attendees):
        lines = [one for one in attendees if one.body == body]
        came = Counter(one.channel or "hall" for one in lines if one.state in HERE)
        states = Counter(one.state for one in lines)
        proxy = states[REPRESENTED]
        here, need = came.total() + proxy, needs.get(body, 0)
        found.append(
            Turnout(
                *(body, len(lines), came["hall"], came["online"], proxy),
                *(states[EXCUSED], states[ABSENT], need, here >= need),
            )
        )
    return tuple(found)


def to_data(minutes: Minutes) -> dict[str, Any]:
    """The minutes as JSON-safe data: what is kept and signed."""
    data: dict[str, Any] = frozen.plain(minutes)
    return data


def from_data(data: Mapping[str, Any]) -> Minutes:
    """The minutes that :func:`to_data` described; ValueError for data of another shape."""
    return frozen.read(Minutes, data)


def seal(data: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the canonical JSON (RFC 8785) of the minutes: what is signed."""
    return hashlib.sha256(rfc8785.dumps(dict(data))).hexdigest()
