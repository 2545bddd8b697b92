"""Votes in play: what a test that plays at random knows of each poll, kept apart from the program.

A :class:`Play` foretells what the services must do: who may vote now, what blocks the close, what
the count has to be. It never asks the program.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from council.db import db
from council.models.polls import PollVoter
from council.rules.form import canonical
from tests.factories.community import Handle
from tests.factories.hall import REPRESENTATIVES, call, make_matter, stored
from tests.factories.voting import poll_of
from tests.factories.written import STARTS, elect, village
from tests.factories.written import call as call_owners

Voter = tuple[UUID, int]
HERE = REPRESENTATIVES[:4]
"""Who sits in the hall; the fifth votes from afar, the sixth is recused."""
KINDS = ("owners", "election", "session", "secret session")


@dataclass
class Sheet:
    """A sheet of paper: who holds it (in a secret poll nobody), and what was read from it."""

    state: str = "issued"
    voter: Voter | None = None
    read: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Play:
    """One poll as it must be."""

    id: UUID
    number: str
    kind: str
    lines: dict[Voter, UUID]
    recused: set[Voter]
    roll: str
    closes_at: datetime | None
    phase: str = "running"
    suspended_at: datetime | None = None
    marks: dict[Voter, tuple[str, datetime]] = field(default_factory=dict)
    said: Counter[str] = field(default_factory=Counter)
    keys: dict[Voter, tuple[str, Any, str]] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    mandates: dict[UUID, UUID] = field(default_factory=dict)
    hands: list[tuple[int, int]] = field(default_factory=list)
    shown: bool = False
    objections: dict[UUID, str] = field(default_factory=dict)
    outcome: str = ""

    @property
    def secret(self) -> bool:
        """Whether ballots lie in an urn."""
        return self.kind in ("election", "secret session")

    @property
    def session(self) -> bool:
        """Whether the chair ends it, not the clock."""
        return self.closes_at is None

    @property
    def done(self) -> bool:
        """Counted or annulled."""
        return self.phase in ("closed", "annulled")

    def contents(self) -> list[dict[str, Any]]:
        """What may stand on a ballot."""
        if self.kind == "election":
            return [{"marks": [1, 2]}, {"marks": [3]}, {"choice": "abstain"}]
        return [{"choice": c} for c in ("yes", "no", "abstain")]

    def wrong_contents(self) -> list[tuple[dict[str, Any], str]]:
        """What may not, and why."""
        if self.kind == "election":
            return [
                ({"marks": [1, 2, 3]}, "too_many_marks"),
                ({"marks": [9]}, "option_not_offered"),
            ]
        return [
            ({"choice": "perhaps"}, "choice_not_offered"),
            ({"marks": [1]}, "ballot_unreadable"),
        ]

    def over(self, now: datetime) -> bool:
        """Whether no more votes are taken, for good."""
        return self.phase == "ended" or (self.closes_at is not None and now >= self.closes_at)

    def shut(self, now: datetime) -> set[str]:
        """Why no vote is taken now; empty: votes are taken."""
        if self.done:
            return {"poll_closed"}
        found = {"poll_ended"} if self.over(now) else set()
        return found | ({"poll_suspended"} if self.phase == "suspended" else set())

    def paper_in(self, voter: Voter) -> bool:
        """Whether this voter's sheet has come back."""
        return any(s.voter == voter and s.state == "returned" for s in self.sheets.values())

    def against(self, voter: Voter, now: datetime) -> set[str]:
        """Every code that may refuse this voter; empty: the ballot must be taken."""
        if voter not in self.lines:
            return {"not_on_roll"}
        found = self.shut(now)
        found |= {"voter_recused"} if voter in self.recused else set()
        found |= {"already_voted"} if voter in self.marks else set()
        return found | ({"paper_is_in"} if self.paper_in(voter) else set())

    def raises(self, hall: Handle) -> list[Voter]:
        """Who may raise a hand now."""
        seats = [(hall.people[who], 0) for who in HERE]
        out = {*self.marks, *self.recused}
        return [v for v in seats if v not in out and not self.paper_in(v)]

    def mark(self, voter: Voter, channel: str, now: datetime, content: Mapping | None) -> None:
        """This voter has voted."""
        assert voter not in self.marks and voter not in self.recused
        self.marks[voter] = (channel, now)
        if content is not None:
            self.said[canonical(content)] += 1

    def blocks(self) -> set[str]:
        """What has to be settled before the close."""
        states = Counter(sheet.state for sheet in self.sheets.values())
        found = {"papers_out"} if states["issued"] else set()
        found |= {"papers_to_enter", "papers_differ"} if states["returned"] else set()
        found |= {"hands_unfinished"} if self.hands and not self.shown else set()
        boxed = sum(channel == "paper" for channel, _ in self.marks.values())
        if self.secret and self.sheets and boxed != states["returned"] + states["counted"]:
            found.add("box_differs")
        found |= {"roll_objections_open"} if "open" in self.objections.values() else set()
        return found | ({"roll_objection_upheld"} if "late" in self.objections.values() else set())


def set_up(hall: Handle) -> None:
    """Owners, a matter before the representatives, and three meetings called in time."""
    from council.services import review
    from tests.factories.hall import AT

    village(hall)
    make_matter(hall, "resolution")
    review.declare_interest(
        hall.community_id, hall.actor("representative6"), "2026-001", "亲属投标", at=AT
    )
    call_owners(hall)
    elect(hall, starts_at=STARTS + timedelta(hours=1))
    call(hall, "representatives", starts=STARTS)


def watched(hall: Handle, number: str, kind: str) -> Play:
    """The poll that has just been opened, with its frozen roll."""
    poll = poll_of(hall, number)
    rows = stored(hall, PollVoter, PollVoter.poll_id == poll.id)
    return Play(
        poll.id,
        number,
        kind,
        {(row.person_id, row.line): row.id for row in rows},
        {(row.person_id, row.line) for row in rows if row.recused},
        poll.roll_sha256,
        poll.closes_at,
    )


def rows_of(play: Play, model: type) -> list[Any]:
    """What lies in a table for the poll."""
    table = model.__table__  # type: ignore[attr-defined]
    with db.engine.connect() as connection:
        return list(connection.execute(select(table).where(table.c.poll_id == play.id)))
