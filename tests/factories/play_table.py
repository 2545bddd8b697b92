"""The table at which votes are played: who acts, what is tried, what must come of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.meetings import Meeting
from council.models.polls import Poll
from council.rules.verdict import Refused
from council.services import (
    ballots,
)
from council.services.unit import Actor
from tests.factories.community import Handle
from tests.factories.playing import KINDS, Play, Voter

WHY = "投票箱被雨淋湿，先停一天。"
TELLERS = ("clerk", "grid", "block")
KIND = st.sampled_from(KINDS)
SEEDS = st.integers(0, 2**32)
PICK = SEEDS.map(lambda seed: Random(seed).randrange(61))  # evenly: small numbers come too often


ACTS: list[tuple[str, dict[str, Any]]] = []


def act(weight: int = 1, **given: Any) -> Callable[[Any], Any]:
    """One kind of step. Rules of their own would be switched off by lots in each example."""

    def keep(method: Any) -> Any:
        ACTS.extend([(method.__name__, given)] * weight)
        return method

    return keep


class CrashError(RuntimeError):
    """Planted: the process dies before the commit."""


class Table:
    """What all steps share."""

    hall: Handle
    now: datetime
    at: dict[str, Play]
    n: int

    @property
    def clerk(self) -> Actor:
        return self.hall.actor("clerk")

    @property
    def where(self) -> UUID:
        return self.hall.community_id

    def attempt(self, act: Callable[[], Any]) -> tuple[str, Any]:
        """Do it; gives the code of the refusal, or nothing and what came of it."""
        try:
            return "", act()
        except Refused as no:
            return no.reasons[0].code, no

    def voter(self, play: Play, pick: int) -> Voter:
        """Somebody of the roll, now and then somebody who is not on it."""
        strangers = [(self.hall.people[who], 0) for who in ("child", "operator")]
        everybody = [*sorted(play.lines, key=lambda v: (v[0].hex, v[1])), *strangers]
        return everybody[pick % len(everybody)]

    def play(self, kind: str) -> Play | None:
        """The poll of this kind; where it was not opened or is over, mostly another that runs."""
        running = [play for play in self.at.values() if not play.done]
        wanted = self.at.get(kind)
        if running and (wanted is None or (wanted.done and self.n % 4)):
            return running[KINDS.index(kind) % len(running)]
        return wanted

    def key(self) -> str:
        self.n += 1
        return f"key {self.n:028}"

    def judge(self, code: str, against: set[str]) -> bool:
        """Refused for one of the foretold reasons, or taken if and only if there is none."""
        assert (code in against) if against else not code, (code, against)
        return not code

    def _cast(self, number: str, voter: Voter, content: Any, key: str, **more: Any) -> Any:
        actor = Actor(more.pop("by", voter[0]), "resident")
        return ballots.vote(
            self.where, actor, number, content,
            request_key=key, at=self.now, line=voter[1], **more,
        )  # fmt: skip

    def _meeting_of(self, play: Play) -> str:
        with Session(db.engine) as session:
            query = select(Meeting.number).join(Poll, Poll.meeting_id == Meeting.id)
            return session.scalars(query.where(Poll.number == play.number)).one()
