"""The annual plan: the joint rank of the wishes, what a ballot asks, and what a vote has chosen.

The rules stated to the public: each committee puts all wishes in an order of its own; the joint
rank follows the sum of both places, equal sums the number of residents who second the wish, then
the earlier number. The ballot lists the wishes in the joint rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from council.rules.form import Form, Option
from council.rules.verdict import Reason, Refused, Verdict

GREEDY, EQUAL_SHARES, ITEMS = "greedy", "equal-shares", "items"
METHODS = (GREEDY, EQUAL_SHARES, ITEMS)
PARTY, RESIDENTS = "party", "residents"
COMMITTEES = (PARTY, RESIDENTS)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A wish by its number, with the place that each committee gave it and who seconds it."""

    number: str
    party: int
    committee: int
    seconders: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wish as the ballot offers it: ``cost`` in fen, at its joint ``rank`` from 1."""

    rank: int
    number: str
    title: str
    cost: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What came out for a wish: ``why`` is a code of the ``wish_why`` words."""

    rank: int
    chosen: bool
    why: str
    votes: int | None = None


def joint_rank(wishes: Sequence[Ranked]) -> list[str]:
    """Numbers from the first to the last."""
    order = sorted(wishes, key=lambda w: (w.party + w.committee, -w.seconders, w.number))
    return [wish.number for wish in order]


def demand_order(places: Mapping[str, int], wishes: Sequence[str]) -> None:
    """Every wish has one place, from 1 without a gap.

    Raises:
        Refused: ``rank_numbers``.
    """
    if set(places) != set(wishes) or sorted(places.values()) != list(range(1, len(wishes) + 1)):
        raise Refused([Reason("rank_numbers", {"n": len(wishes)})])


def within(estimate: int, budget: int) -> Verdict:
    """A wish that costs more than the whole plan cannot be on its ballot."""
    if estimate <= budget:
        return Verdict()
    return Verdict((Reason("wish_above_budget", {"sum": budget, "asked": estimate}, "FD1"),))


def ballot(candidates: Sequence[Candidate], budget: int, method: str) -> Form:
    """What is asked: mark as many wishes as one likes; the lots for ties are still to be drawn.

    Raises:
        Refused: ``plan_by_items`` where every item has a vote of its own.
    """
    if method == ITEMS:
        raise Refused([Reason("plan_by_items")])
    labels = [candidate.title for candidate in candidates]
    options = tuple(
        Option(c.rank, _label(c, labels), cost=c.cost, note=c.number) for c in candidates
    )
    return Form("budget", options, most=max(1, len(options)), budget=budget, method=method)


def _label(candidate: Candidate, labels: Sequence[str]) -> str:
    """Two wishes with one title are told apart by their numbers."""
    alike = labels.count(candidate.title) > 1
    return f"{candidate.title}（{candidate.number}）" if alike else candidate.title


def shared(tally: Mapping[str, Any]) -> list[Choice]:
    """What a counted vote over the budget chose, in the order of the ballot."""
    return [
        Choice(
            int(result["position"]),
            bool(result["selected"]),
            "selected" if result["selected"] else "not_selected",
            int(result["votes"]),
        )
        for result in tally["results"]
    ]


def by_items(
    candidates: Sequence[Candidate], outcomes: Mapping[int, tuple[bool, int]], budget: int
) -> list[Choice]:
    """What votes item by item chose: in the joint rank, as long as the money lasts.

    ``outcomes`` gives by rank whether the item passed and how many said yes. One that is too dear
    for what is left is passed over, and the next is looked at.
    """
    left, found = budget, []
    for candidate in sorted(candidates, key=lambda c: c.rank):
        passed, votes = outcomes[candidate.rank]
        chosen = passed and candidate.cost <= left
        if chosen:
            left -= candidate.cost
        why = "item_passed" if chosen else "money_gone" if passed else "item_failed"
        found.append(Choice(candidate.rank, chosen, why, votes))
    return found
