"""Sharing a fund: what holds of every poll."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from council.rules.allocation import (
    APPROVAL,
    BY_ID,
    POINTS,
    TIES,
    Allocation,
    Ballot,
    FundPoll,
    Limits,
    barred,
    count,
    tie_order,
)
from council.rules.equal_shares import (
    ADD_ONE,
    COST,
    GREEDY_AFTER,
    MARKS,
    NONE,
    equal_shares,
)
from council.rules.greedy import greedy
from council.vocabulary.allocation import fund_sentence
from tests.factories.funds import polls

Method = Callable[..., Allocation]
METHODS: dict[str, Method] = {
    "greedy": greedy,
    "no-skip": lambda poll, **more: greedy(poll, skip=False, **more),
    "shares": lambda poll, **more: equal_shares(poll, completion=NONE, **more),
    "shares-by-marks": lambda poll, **more: equal_shares(poll, utility=MARKS, **more),
    "add-one": equal_shares,
    "add-one-greedy": lambda poll, **more: equal_shares(poll, completion=GREEDY_AFTER, **more),
}
calm = settings(deadline=None, max_examples=60)
every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


@every_method
@calm
@given(polls(threshold=True))
def test_the_budget_is_never_exceeded(method: Method, poll: FundPoll) -> None:
    found = method(poll)
    costs = {project.id: project.cost for project in poll.projects}
    assert found.cost == sum(costs[project_id] for project_id in found.selected) <= poll.budget
    assert len(set(found.selected)) == len(found.selected)


@every_method
@calm
@given(polls(threshold=True))
def test_every_project_has_its_reason(method: Method, poll: FundPoll) -> None:
    found = method(poll)
    assert [each.project for each in found.findings] == list(poll.projects)
    inside = {each.project.id: each.place for each in found.findings if each.selected}
    assert sorted(inside, key=inside.__getitem__) == list(found.selected)
    for each in found.findings:
        code = each.why.code
        assert each.selected == ("_in" in code or code == "fund_shares_filled")
        assert isinstance(each.why.params.get("short", 1), int | Fraction)
        assert each.why.params.get("short", 1) > 0  # type: ignore[operator]
        assert fund_sentence(each.why)


@every_method
@calm
@given(polls(threshold=True), st.randoms(use_true_random=False))
def test_the_order_of_ballots_never_matters(
    method: Method, poll: FundPoll, chance: random.Random
) -> None:
    mixed = list(poll.ballots)
    chance.shuffle(mixed)
    assert method(replace(poll, ballots=tuple(mixed))) == method(poll) == method(poll)


@every_method
@calm
@given(polls(), st.randoms(use_true_random=False))
def test_the_order_of_projects_matters_only_where_the_rule_for_ties_says_so(
    method: Method, poll: FundPoll, chance: random.Random
) -> None:
    listed = list(poll.projects)
    chance.shuffle(listed)
    mixed = replace(poll, projects=tuple(listed))
    assert method(mixed, ties=(BY_ID,)).selected == method(poll, ties=(BY_ID,)).selected


@every_method
@calm
@given(polls(), st.integers(2, 5))
def test_equal_ballots_count_the_same_one_by_one_and_together(
    method: Method, poll: FundPoll, times: int
) -> None:
    single = tuple(
        replace(ballot, voter=f"{ballot.voter}-{i}")
        for ballot in poll.ballots
        for i in range(times)
    )
    piled = tuple(replace(ballot, times=times) for ballot in poll.ballots)
    assert method(replace(poll, ballots=single)) == method(replace(poll, ballots=piled))


@calm
@given(polls(threshold=True))
def test_greedy_and_the_greedy_completion_leave_nothing_that_fits(poll: FundPoll) -> None:
    out = barred(poll, count(poll))
    for found in (greedy(poll), equal_shares(poll, completion=GREEDY_AFTER)):
        left = found.budget - found.cost
        for each in found.findings:
            assert each.selected or each.project.id in out or each.project.cost > left


@calm
@given(polls(kinds=(APPROVAL,), threshold=True), st.data())
def test_one_more_supporter_never_throws_a_greedy_project_out(
    poll: FundPoll, data: st.DataObject
) -> None:
    before = greedy(poll).selected
    project_id = data.draw(st.sampled_from([project.id for project in poll.projects]))
    more = replace(poll, ballots=(*poll.ballots, Ballot("more", (project_id,))))
    assert project_id not in before or project_id in greedy(more).selected


@calm
@given(polls(kinds=(APPROVAL,)), st.booleans(), st.sampled_from([TIES, (BY_ID,), ("dearer",)]))
def test_as_many_votes_more_as_greedy_says_and_not_one_less(
    poll: FundPoll, skip: bool, ties: tuple[str, ...]
) -> None:
    for each in greedy(poll, skip=skip, ties=ties).findings:
        more = each.why.params.get("more")
        if not isinstance(more, int):
            continue
        for votes, inside in ((more, True), (more - 1, False)):
            added = tuple(Ballot(f"more{i}", (each.project.id,)) for i in range(votes))
            again = greedy(replace(poll, ballots=poll.ballots + added), skip=skip, ties=ties)
            assert (each.project.id in again.selected) is inside


@calm
@given(polls())
def test_nobody_pays_more_than_the_share(poll: FundPoll) -> None:
    found = equal_shares(poll)
    share = found.share or 0
    for each in found.findings:
        params = each.why.params
        if "payment" in params:
            assert 0 < params["payment"] <= share  # type: ignore[operator]
        if "held" in params:
            assert params["held"] + params["short"] == params["cost"]  # type: ignore[operator]
    assert found.cost <= share * len(poll.ballots)


@calm
@given(polls(kinds=(APPROVAL,)))
def test_as_many_more_with_the_same_share_would_buy_it(poll: FundPoll) -> None:
    """The shares held, that many voters who want only this project see it bought."""
    found = equal_shares(poll)
    for each in found.findings:
        if each.why.code != "fund_shares_short":
            continue
        more = each.why.params["more"]
        assert isinstance(more, int)
        added = tuple(Ballot(f"more{i}", (each.project.id,)) for i in range(more))
        budget = (found.share or 0) * (len(poll.ballots) + more)
        again = replace(poll, ballots=poll.ballots + added, budget=budget)
        assert each.project.id in equal_shares(again, completion=NONE).selected


@calm
@given(polls((APPROVAL, POINTS), most_cost=90, voters=6), st.sampled_from([COST, MARKS]))
def test_steps_that_were_left_out_change_nothing(poll: FundPoll, utility: str) -> None:
    """Add-one, run plainly at every step, ends with the same."""
    found = equal_shares(poll, utility=utility, completion=ADD_ONE)
    out = barred(poll, count(poll))
    ranks = tie_order(poll, count(poll))
    lots = tuple(sorted(ranks, key=ranks.__getitem__))
    voters, costs = len(poll.ballots), {p.id: p.cost for p in poll.projects}
    able = replace(
        poll,
        projects=tuple(p for p in poll.projects if p.id not in out),
        limits=Limits(most=len(poll.projects)),
        ballots=tuple(_without(ballot, set(out)) for ballot in poll.ballots),
        lots=tuple(project_id for project_id in lots if project_id not in out),
    )
    if not able.projects:
        return
    last: tuple[str, ...] = ()
    for step in range(1000):
        raised = replace(able, budget=poll.budget + step * voters)
        now = equal_shares(raised, utility=utility, completion=NONE, ties=("listed",)).selected
        cost = sum(costs[project_id] for project_id in now)
        if cost > poll.budget:
            break
        last = now
        rest = [cost for project_id, cost in costs.items() if project_id not in {*now, *out}]
        if all(cost + other > poll.budget for other in rest):
            break
    assert last == found.selected


def _without(ballot: Ballot, out: set[str]) -> Ballot:
    kept = [i for i, choice in enumerate(ballot.choices) if choice not in out]
    points = tuple(ballot.points[i] for i in kept) if ballot.points else ()
    return replace(ballot, choices=tuple(ballot.choices[i] for i in kept), points=points)
