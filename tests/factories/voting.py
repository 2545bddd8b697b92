"""Polls of every kind straight into place, with a frozen roll, and ballots cast in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from council.models.polls import Poll
from council.services import ballots, polls, rolls
from council.services.unit import SYSTEM, unit
from tests.factories.community import Handle
from tests.factories.hall import LATER, stored
from tests.factories.owners import place_poll

CLOSES = LATER + timedelta(days=7)
CANDIDATES = ("甲", "乙", "丙", "丁")


def options(*labels: str, **more: Any) -> list[dict[str, Any]]:
    """Options of a form, numbered from 1."""
    return [{"position": n, "label": label} | more for n, label in enumerate(labels, 1)]


ELECTION = {
    "kind": "election",
    "options": options(*CANDIDATES),
    "seats": 2,
    "most": 2,
    "draw": [3, 1, 2, 4],
}
CHOICE = {"kind": "choice", "options": options("方案一", "方案二"), "draw": [2, 1]}
APPRAISAL = {"kind": "appraisal", "options": options("主任", "委员")}
SCORE = {"kind": "score", "options": options("公司一", "公司二"), "scale": [0, 10], "draw": [1, 2]}
FUND = {
    "kind": "budget",
    "options": [
        {"position": 1, "label": "充电棚", "cost": 6_000_000},
        {"position": 2, "label": "扶手", "cost": 3_000_000},
        {"position": 3, "label": "长椅", "cost": 2_000_000},
    ],
    "most": 2,
    "budget": 8_000_000,
    "draw": [1, 2, 3],
}
POINTS = FUND | {"style": "points", "points": 5}
RANKING = FUND | {"style": "ranking", "method": "equal-shares"}
KINDS: dict[str, Mapping[str, Any] | None] = {
    "motion": None,
    "choice": CHOICE,
    "election": ELECTION,
    "appraisal": APPRAISAL,
    "score": SCORE,
    "approval": FUND,
    "points": POINTS,
    "ranking": RANKING,
}


def begin(
    hall: Handle,
    ask: Mapping[str, Any] | None = None,
    *,
    body: str = "residents_assembly",
    rule: str = "RA1",
    number: str = "2026-090",
    at: datetime = LATER,
    **more: Any,
) -> str:
    """A written poll that runs, with the roll of its rule."""
    with unit(hall.community_id, kind="poll.open", actor=SYSTEM, at=at) as work:
        values = {"closes_at": CLOSES, "ask": dict(ask) if ask else None} | more
        poll, meeting, voters = place_poll(
            work, hall.bodies[body], rule, number=number, at=at, **values
        )
        rolls.freeze(work, poll, meeting, voters)
        work.tell(number=number)
    return number


def vote(
    hall: Handle,
    who: str,
    number: str,
    content: Mapping[str, Any] | str,
    *,
    at: datetime = LATER,
    **more: Any,
) -> ballots.BallotReceipt:
    """Somebody's ballot."""
    key = f"{who}-{more.get('line', 0)}-{number}".rjust(16, "-")
    return ballots.vote(
        hall.community_id, hall.actor(who), number, content, request_key=key, at=at, **more
    )


def close(hall: Handle, number: str, *, at: datetime = CLOSES) -> str:
    """The poll counted."""
    return polls.close_poll(hall.community_id, hall.actor("clerk"), number, at=at)


def poll_of(hall: Handle, number: str) -> Poll:
    """The poll as it is stored now."""
    found: Poll = stored(hall, Poll, Poll.number == number)[0]
    return found
