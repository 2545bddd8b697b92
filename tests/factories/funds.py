"""Polls over projects, small enough to be counted by hand or thrown by hypothesis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from council.rules.allocation import (
    APPROVAL,
    POINTS,
    RANKING,
    Amount,
    Ballot,
    FundPoll,
    Limits,
    Project,
)


def approvals(*groups: tuple[int, str]) -> tuple[Ballot, ...]:
    """Ballots from (how many voters, ids such as "AB")."""
    marks = [tuple(ids) for voters, ids in groups for _ in range(voters)]
    return tuple(Ballot(f"v{i}", choices) for i, choices in enumerate(marks))


def poll(
    costs: dict[str, Amount], budget: Amount, ballots: Iterable[Ballot], **more: Any
) -> FundPoll:
    """A poll in whole units of money unless ``unit`` says else."""
    projects = tuple(Project(project_id, cost) for project_id, cost in costs.items())
    given = {"unit": 1, **more}
    return FundPoll(projects, budget, ballots=tuple(ballots), **given)


@st.composite
def polls(
    draw: st.DrawFn,
    kinds: tuple[str, ...] = (APPROVAL, POINTS, RANKING),
    most_cost: int = 40,
    voters: int = 8,
    threshold: bool = False,
) -> FundPoll:
    """Any poll of up to six projects, each within the budget."""
    kind = draw(st.sampled_from(kinds))
    costs = draw(st.lists(st.integers(1, most_cost), min_size=1, max_size=6))
    budget = draw(st.integers(max(costs), max(sum(costs), max(costs) + 1)))
    ids = [chr(65 + i) for i in range(len(costs))]
    ballots = []
    for number in range(draw(st.integers(1, voters))):
        choices = draw(st.lists(st.sampled_from(ids), unique=True, max_size=len(ids)))
        size = len(choices) if kind == POINTS else 0
        points = draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))
        ballots.append(Ballot(f"v{number}", tuple(choices), tuple(points)))
    return FundPoll(
        projects=tuple(Project(i, cost) for i, cost in zip(ids, costs, strict=True)),
        budget=budget,
        kind=kind,
        ballots=tuple(ballots),
        limits=Limits(),
        threshold=draw(st.integers(1, 4)) if threshold else None,
        unit=1,
    )
