"""A dry run: attendance, items, speakers and a mock vote as plain data. Nothing of it is law.

The state is JSON-safe data::

    {"here": {person: minute}, "item": position or None, "done": [position …],
     "speaking": line or None, "since": instant, "waiting": [{"person": …, "side": …} …],
     "vote": None or {"open": bool, "yes": n, "no": n, "abstain": n}}

Every act takes the state and gives the next one; what cannot be is refused as it would be on the
day, so that whoever practises learns it here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from council.rules.verdict import Reason, Refused

State = dict[str, Any]
CHOICES = ("yes", "no", "abstain")
SIDES = ("for", "against", "neutral")
EMPTY: State = {
    "here": {},
    "item": None,
    "done": [],
    "speaking": None,
    "since": None,
    "waiting": [],
    "vote": None,
}


def attend(state: State, people: Collection[str], roll: Collection[str], at: datetime) -> State:
    """Who is here now, out of the roll; who was here already keeps the time."""
    was: Mapping[str, str] = state["here"]
    here = {person: was.get(person, at.isoformat()) for person in people if person in roll}
    waiting = [line for line in state["waiting"] if line["person"] in here]
    return state | {"here": here, "waiting": waiting}


def take_up(state: State, position: int, known: Collection[int]) -> State:
    """Go to an item; the list of speakers and the vote begin anew."""
    if position not in known:
        raise Refused([Reason("not_found", {"what": "agenda_item"})])
    done = [*state["done"]]
    if state["item"] is not None and state["item"] not in done:
        done.append(state["item"])
    fresh = {key: EMPTY[key] for key in ("speaking", "since", "waiting", "vote")}
    return state | fresh | {"item": position, "done": [n for n in done if n != position]}


def ask(state: State, person: str, side: str) -> State:
    """Put somebody who is here on the list of speakers."""
    if person not in state["here"]:
        raise Refused([Reason("rehearsal_not_here")])
    if side not in SIDES:
        raise Refused([Reason("value_unknown")])
    if any(line["person"] == person for line in state["waiting"]):
        raise Refused([Reason("speaker_waits")])
    return state | {"waiting": [*state["waiting"], {"person": person, "side": side}]}


def next_speaker(state: State, at: datetime) -> State:
    """The first of the list has the floor; with an empty list nobody has."""
    first, rest = (state["waiting"] or [None])[0], state["waiting"][1:]
    return state | {
        "speaking": first,
        "since": at.isoformat() if first else None,
        "waiting": rest,
    }


def vote(state: State, *, quorate: bool) -> State:
    """Open a mock vote on the item; refused without a quorum, as it would be on the day."""
    if state["item"] is None:
        raise Refused([Reason("rehearsal_no_item")])
    if not quorate:
        raise Refused([Reason("rehearsal_no_quorum")])
    return state | {"vote": {"open": True} | dict.fromkeys(CHOICES, 0)}


def count(state: State, hands: Sequence[int]) -> State:
    """Close the mock vote with these hands: yes, no, abstain; no more than are here."""
    if not state["vote"] or not state["vote"]["open"]:
        raise Refused([Reason("rehearsal_no_vote")])
    if len(hands) != len(CHOICES) or min(hands) < 0 or sum(hands) > len(state["here"]):
        raise Refused([Reason("rehearsal_hands", {"n": len(state["here"])})])
    return state | {"vote": {"open": False} | dict(zip(CHOICES, hands, strict=True))}
