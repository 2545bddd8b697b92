"""Votes held over a period in the small community, called and opened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from council.models.polls import Poll, PollVoter
from council.models.proposals import Proposal
from council.services import ballots, written
from council.services.unit import SYSTEM, Actor, unit
from council.services.written import Question
from tests.factories.community import RESIDENTS, Handle
from tests.factories.hall import AT, stored
from tests.factories.owners import OWNERS, make_owners
from tests.factories.petitions import reached

STARTS = AT + timedelta(days=16)  # fifteen full days of notice lie between
ENDS = STARTS + timedelta(days=10)
PUMP = Question("是否使用维修资金更换3号楼水泵？", "fund_use")
CANDIDATES = [{"position": n, "label": f"候选人{n}"} for n in range(1, 5)]
ELECT = Question(
    "选举居民委员会委员两名",
    "election",
    {"kind": "election", "options": CANDIDATES, "seats": 2, "most": 2},
)

WHY = "投票箱被雨淋湿，先停一天。"


def poll_row(hall: Handle, number: str) -> Poll:
    """The poll as it is stored."""
    return stored(hall, Poll, Poll.number == number)[0]


def village(hall: Handle) -> Handle:
    """The community with owners and their assembly."""
    make_owners(hall)
    return hall


def call(hall: Handle, *questions: Question, **changes: Any) -> str:
    """An owners' assembly in writing, called in time by the clerk, the committee told."""
    given: dict[str, Any] = {
        "body_id": hall.bodies[changes.pop("body", OWNERS)],
        "rule_id": "OW1",
        "starts_at": STARTS,
        "ends_at": ENDS,
        "place": "物业服务中心",
        "questions": questions or (PUMP,),
        "told": True,
        "at": AT,
    } | changes
    who = given.pop("who", "clerk")
    if given["rule_id"] == "EL2" and "petition_id" not in given:
        given["petition_id"] = reached(hall, "residents_assembly", "EL2").id
    return written.call(hall.community_id, hall.actor(who), **given)


def elect(hall: Handle, *questions: Question, **changes: Any) -> str:
    """An election of the residents' committee by the registered voters."""
    given = {"body": "residents_assembly", "rule_id": "EL1"} | changes
    return call(hall, *(questions or (ELECT,)), **given)


def called(hall: Handle, *questions: Question, **changes: Any) -> str:
    """An election, or an owners' assembly, as the rule says."""
    caller = elect if changes.get("rule_id") == "EL1" else call
    return caller(hall, *questions, **changes)


def opened(hall: Handle, *questions: Question, **changes: Any) -> str:
    """The first poll of a vote that has begun."""
    meeting = called(hall, *questions, **changes)
    return written.open_polls(hall.community_id, hall.actor("clerk"), meeting, at=STARTS)[0]


def on_owners_track(hall: Handle, number: str = "2026-001") -> str:
    """Put a matter onto the owners' track."""
    with unit(hall.community_id, kind="proposal.import", actor=SYSTEM, at=AT) as work:
        proposal = work.find(Proposal, Proposal.number == number)
        assert proposal is not None
        proposal.track = "owners"
    return number


def voters(hall: Handle, poll: str) -> list[str]:
    """Keys of those on the roll."""
    from council.models.polls import Poll

    row = stored(hall, Poll, Poll.number == poll)[0]
    keys = {person: key for key, person in hall.people.items()}
    return sorted(keys[v.person_id] for v in stored(hall, PollVoter, PollVoter.poll_id == row.id))


def cast(hall: Handle, poll: str, people: Iterable[str], content: Any = "yes", **more: Any) -> None:
    """Vote online."""
    for key in people:
        ballots.vote(
            hall.community_id,
            Actor(hall.people[key], "owner"),
            poll,
            content,
            request_key=f"{poll} {key} key",
            at=more.get("at", STARTS + timedelta(hours=1)),
        )


__all__ = ["CANDIDATES", "RESIDENTS", "call", "cast", "elect", "opened", "village", "voters"]
