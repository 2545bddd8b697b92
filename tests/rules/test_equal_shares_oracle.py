"""Equal shares against pabutools, the library of those who study the method, on random polls."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pabutools.election import (
    ApprovalBallot,
    ApprovalProfile,
    CardinalBallot,
    CardinalProfile,
    Instance,
)
from pabutools.election import Project as TheirProject
from pabutools.election.satisfaction import AdditiveSatisfaction, Cardinality_Sat, Cost_Sat
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule, lexico_tie_breaking

from council.rules.allocation import APPROVAL, BY_ID, POINTS, RANKING, FundPoll, barred, count
from council.rules.equal_shares import ADD_ONE, COST, MARKS, NONE, equal_shares
from council.rules.greedy import greedy
from tests.factories.funds import polls

CHEAPER_FIRST = TieBreakingRule(lambda instance, profile, project: (project.cost, project.name))


class PointsSat(AdditiveSatisfaction):
    """A project is worth its points."""

    def __init__(self, instance, profile, ballot):
        super().__init__(instance, profile, ballot, lambda i, p, b, project, x: b.get(project, 0))


class CostPointsSat(AdditiveSatisfaction):
    """A project is worth its points times its cost."""

    def __init__(self, instance, profile, ballot):
        super().__init__(
            instance, profile, ballot, lambda i, p, b, project, x: b.get(project, 0) * project.cost
        )


SATISFACTION = {
    (True, COST): Cost_Sat,
    (True, MARKS): Cardinality_Sat,
    (False, COST): CostPointsSat,
    (False, MARKS): PointsSat,
}


def theirs(poll: FundPoll):
    projects = {p.id: TheirProject(p.id, p.cost) for p in poll.projects}
    instance = Instance(projects.values(), budget_limit=poll.budget)
    if poll.kind == APPROVAL:
        ballots = [ApprovalBallot(projects[c] for c in b.choices) for b in poll.ballots]
        return instance, ApprovalProfile(ballots, instance=instance)
    marks = [CardinalBallot({projects[c]: m for c, m in poll.marks(b)}) for b in poll.ballots]
    return instance, CardinalProfile(marks, instance=instance)


@settings(deadline=None, max_examples=300)
@given(
    polls((APPROVAL, POINTS, RANKING)),
    st.sampled_from([COST, MARKS]),
    st.sampled_from([NONE, ADD_ONE]),
    st.sampled_from([((BY_ID,), lexico_tie_breaking), (("cheaper", BY_ID), CHEAPER_FIRST)]),
)
def test_equal_shares_as_pabutools(poll, utility, completion, ties) -> None:
    ours, rule = ties
    found = equal_shares(poll, utility=utility, completion=completion, ties=ours)
    instance, profile = theirs(poll)
    expected = method_of_equal_shares(
        instance,
        profile,
        SATISFACTION[poll.kind == APPROVAL, utility],
        tie_breaking=rule,
        voter_budget_increment=1 if completion == ADD_ONE else None,
    )
    assert set(found.selected) == {project.name for project in expected}


@settings(deadline=None)
@given(polls((APPROVAL,)))
def test_greedy_as_pabutools(poll) -> None:
    instance, profile = theirs(poll)
    # Theirs goes by utility per cost: with cost utilities that is by votes.
    expected = greedy_utilitarian_welfare(
        instance, profile, Cost_Sat, tie_breaking=lexico_tie_breaking
    )
    unsupported = set(barred(poll, count(poll)))
    chosen = {project.name for project in expected} - unsupported
    assert set(greedy(poll, ties=(BY_ID,)).selected) == chosen


@pytest.mark.parametrize("times", [1, 7])
@settings(deadline=None, max_examples=30)
@given(poll=polls((APPROVAL, POINTS), voters=40))
def test_with_more_voters(times: int, poll: FundPoll) -> None:
    many = replace(poll, ballots=tuple(replace(b, times=times) for b in poll.ballots))
    single = tuple(replace(b, voter=f"{b.voter}.{i}") for b in poll.ballots for i in range(times))
    instance, profile = theirs(replace(poll, ballots=single))
    expected = method_of_equal_shares(
        instance, profile, SATISFACTION[poll.kind == APPROVAL, COST], voter_budget_increment=1
    )
    assert set(equal_shares(many, ties=(BY_ID,)).selected) == {p.name for p in expected}
