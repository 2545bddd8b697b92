"""What minutes are made of: people, attendance, speeches, motions, votes, tasks, items.

Names stand as they are; instants are aware.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

PRESENT, LEFT, EXCUSED, ABSENT = "present", "left", "excused", "absent"
REPRESENTED = "represented"
HERE = (PRESENT, LEFT)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person named in the minutes with office; ``id`` is empty for somebody from outside."""

    name: str
    title: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """From when until when somebody was here; without an end: until the close."""

    arrived_at: datetime
    left_at: datetime | None = None
    channel: str = "hall"


@dataclass(frozen=True, slots=True)
class Attendee:
    """One line of the frozen roll.

    ``state``: ``present``, ``left``, ``represented`` by the holder of a mandate, ``excused``,
    ``absent``.
    """

    name: str
    title: str
    body: str
    state: str
    channel: str = ""
    reason: str = ""
    stays: tuple[Stay, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """列席: attends without a vote; ``title`` is organisation and office."""

    name: str
    title: str = ""
    arrived_at: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proxy:
    """A written mandate: for all items, or for those at ``items`` (positions)."""

    giver: str
    holder: str
    items: tuple[int, ...] = ()
    used: bool = False


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of a body's roll came; ``need`` is the quorum in heads, 0 where there is none."""

    body: str
    entitled: int
    hall: int
    online: int
    proxy: int
    excused: int
    absent: int
    need: int = 0
    met: bool = True

    @property
    def present(self) -> int:
        """Heads present in person or online."""
        return self.hall + self.online


@dataclass(frozen=True, slots=True)
class QuorumChange:
    """When the quorum of a body was lost (``met`` False) or regained, with the figures."""

    at: datetime
    body: str
    met: bool
    have: int
    need: int
    of: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """One speech by gist, in the order in which it was held; ``side``: for, against, neutral."""

    position: int
    speaker: Somebody
    side: str
    turn: int
    gist: str
    started_at: datetime | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A motion and how it ended; see :class:`council.models.hall.Motion` for the codes."""

    position: int
    kind: str
    topic: str
    mover: Somebody
    text: str
    state: str
    method: str = ""
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    poll: str = ""
    reason: str = ""
    at: datetime | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """A poll. ``tally`` is the count as it may be told (``council.rules.counting.count``).

    It has ``counts`` (yes, no, abstain, spoiled), ``channels``, ``participation``, ``approval``,
    ``reasons``, ``lines`` (the computation), for elections ``results``; ``withheld`` where a secret
    result is too small. ``approval_of`` is the base of the approval, ``resolution`` the number of
    the resolution that followed.
    """

    number: str
    question: str
    body: str
    secret: bool
    rule: str
    statutes: tuple[str, ...]
    outcome: str
    tally: dict[str, Any] | None
    form: str = "motion"
    approval_of: str = "participants"
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    resolution: str = ""
    consultation: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """Votes by what they say; empty where they are withheld or were never counted."""
        return dict((self.tally or {}).get("counts", {}))


@dataclass(frozen=True, slots=True)
class Stance:
    """What a side of a joint meeting says: ``agree``, ``dissent``, ``reserve``, in its words."""

    side: str
    stance: str
    words: str


@dataclass(frozen=True, slots=True)
class Task:
    """Who does what by when; ``holder`` is the office or side as it is published."""

    number: str
    text: str
    holder: str
    due_on: date
    person: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda and all that happened in it. Of a ``closed`` one nothing is published.

    ``kind``: report, deliberation, decision, election, other. ``proposal`` is the matter's number.
    """

    position: int
    title: str
    kind: str
    closed: bool = False
    proposal: str = ""
    question: str = ""
    side: str = ""
    topic: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    record: str = ""
    conclusion: str = ""
    speeches: tuple[Spoken, ...] = ()
    motions: tuple[Moved, ...] = ()
    votes: tuple[Vote, ...] = ()
    stances: tuple[Stance, ...] = ()
    tasks: tuple[Task, ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """When the meeting was noticed: full ``days`` before it, ``need`` under the rule.

    ``delivered`` is how many members a notice reached, ``petition`` the number of the petition on
    which it was called and ``signatures`` how many signed.
    """

    noticed_at: datetime
    days: int
    need: int
    delivered: int = 0
    petition: str = ""
    signatures: int = 0
