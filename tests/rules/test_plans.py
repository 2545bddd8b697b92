"""The joint rank, the ballot of a plan, and what a counted vote chose."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules import plans
from council.rules.casting import Cast
from council.rules.counting import count
from council.rules.form import canonical
from council.rules.plans import Candidate, Choice, Ranked
from council.rules.rulebook import default_book
from council.rules.tally import Line
from council.rules.verdict import Refused

FD1 = default_book().rule("FD1", date(2026, 5, 6))
THREE = [
    Candidate(1, "2026-001", "充电棚", 6_000_000),
    Candidate(2, "2026-002", "扶手", 3_000_000),
    Candidate(3, "2026-003", "长椅", 2_000_000),
]


def test_sums_then_seconders_then_numbers() -> None:
    wishes = [
        Ranked("2026-003", 1, 4, 10),  # 5
        Ranked("2026-001", 3, 2, 30),  # 5, more seconders
        Ranked("2026-004", 4, 1, 10),  # 5, later number
        Ranked("2026-002", 2, 2, 0),  # 4
    ]
    assert plans.joint_rank(wishes) == ["2026-002", "2026-001", "2026-003", "2026-004"]


@given(st.permutations(range(1, 7)), st.permutations(range(1, 7)), st.data())
def test_the_joint_rank_is_fair(party, residents, data) -> None:
    """Every wish is there once; ahead in both orders is ahead in the joint one."""
    seconders = data.draw(st.lists(st.integers(0, 3), min_size=6, max_size=6))
    wishes = [
        Ranked(f"2026-{n:03d}", *places)
        for n, places in enumerate(zip(party, residents, seconders, strict=True))
    ]
    order = plans.joint_rank(wishes)
    assert sorted(order) == sorted(wish.number for wish in wishes)
    for one in wishes:
        for other in wishes:
            if one.party < other.party and one.committee < other.committee:
                assert order.index(one.number) < order.index(other.number)


@pytest.mark.parametrize(
    "places", [{}, {"a": 1}, {"a": 1, "b": 1}, {"a": 0, "b": 1}, {"a": 1, "b": 3},
               {"a": 1, "c": 2}, {"a": 1, "b": 2, "c": 3}],
)  # fmt: skip
def test_an_order_names_each_once_without_a_gap(places) -> None:
    with pytest.raises(Refused):
        plans.demand_order(places, ["a", "b"])


def test_a_whole_order() -> None:
    plans.demand_order({"a": 2, "b": 1}, ["a", "b"])
    plans.demand_order({}, [])


def test_the_ballot_lists_wishes_by_rank_with_their_numbers() -> None:
    form = plans.ballot(THREE, 8_000_000, "greedy")
    assert (form.kind, form.budget, form.most) == ("budget", 8_000_000, 3)
    assert [(o.position, o.label, o.cost, o.note) for o in form.options] == [
        (c.rank, c.title, c.cost, c.number) for c in THREE
    ]
    assert form.check(FD1, drawn=False).lawful
    with pytest.raises(Refused):
        plans.ballot(THREE, 8_000_000, "items")


def test_wishes_of_one_title_are_told_apart() -> None:
    alike = [Candidate(n, f"2026-00{n}", "路灯", 100) for n in (1, 2)]
    form = plans.ballot(alike, 1000, "greedy")
    assert [o.label for o in form.options] == ["路灯（2026-001）", "路灯（2026-002）"]
    assert form.check(FD1, drawn=False).lawful


def test_a_counted_vote_says_what_is_chosen() -> None:
    from dataclasses import replace

    form = replace(plans.ballot(THREE, 8_000_000, "greedy"), draw=(1, 2, 3))
    lines = [Line(str(n), 1, None, False) for n in range(4)]
    marks = ([1, 2], [2], [2, 3], [3])
    cast = [Cast(str(n), canonical({"marks": m}), "hall") for n, m in enumerate(marks)]
    tally = count(FD1, form, lines, cast, voted=[line.voter for line in lines])
    assert plans.shared(tally) == [
        Choice(1, False, "not_selected", 1),
        Choice(2, True, "selected", 3),
        Choice(3, True, "selected", 2),
    ]


def test_item_by_item_skips_what_is_too_dear() -> None:
    outcomes = {1: (True, 5), 2: (False, 2), 3: (True, 4)}
    assert plans.by_items(THREE, outcomes, 7_000_000) == [
        Choice(1, True, "item_passed", 5),
        Choice(2, False, "item_failed", 2),
        Choice(3, False, "money_gone", 4),
    ]
    assert [c.chosen for c in plans.by_items(THREE, outcomes, 8_000_000)] == [True, False, True]


@given(
    st.lists(st.tuples(st.integers(1, 50), st.booleans()), min_size=1, max_size=8),
    st.integers(1, 120),
)
def test_item_by_item_never_overspends(items, budget) -> None:
    candidates = [Candidate(n, str(n), str(n), cost) for n, (cost, _) in enumerate(items, 1)]
    outcomes = {n: (passed, 1) for n, (_, passed) in enumerate(items, 1)}
    chosen = {c.rank for c in plans.by_items(candidates, outcomes, budget) if c.chosen}
    spent = sum(c.cost for c in candidates if c.rank in chosen)
    assert spent <= budget
    for c in candidates:
        if outcomes[c.rank][0] and c.rank not in chosen:
            before = sum(d.cost for d in candidates if d.rank in chosen and d.rank < c.rank)
            assert before + c.cost > budget


def test_what_costs_more_than_the_plan() -> None:
    assert plans.within(100, 100).lawful
    assert [r.code for r in plans.within(101, 100).reasons] == ["wish_above_budget"]
