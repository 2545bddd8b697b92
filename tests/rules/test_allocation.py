"""Sharing a fund, worked by hand: who is in, why, and what was missing; exactly at every border."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from council.rules.allocation import (
    BY_ID,
    CHEAPER,
    DEARER,
    LISTED,
    MORE_VOTES,
    POINTS,
    RANKING,
    Allocation,
    AllocationError,
    Ballot,
    Limits,
    Project,
    count,
    problems,
)
from council.rules.equal_shares import GREEDY_AFTER, MARKS, NONE, equal_shares
from council.rules.greedy import greedy
from council.rules.side_by_side import side_by_side
from tests.factories.funds import approvals, poll

# Six voters want A and B, four want C; there is money for two.
SPLIT = poll({"A": 50, "B": 50, "C": 40}, 100, approvals((6, "AB"), (4, "C")))


def why(found: Allocation, project_id: str) -> dict[str, object]:
    (one,) = [each for each in found.findings if each.project.id == project_id]
    return {"code": one.why.code, **one.why.params}


def test_greedy_takes_what_the_most_want() -> None:
    found = greedy(SPLIT)
    assert found.selected == ("A", "B")
    assert (found.cost, found.budget, found.ballots, found.represented) == (100, 100, 10, 6)
    assert found.votes == {"A": 6, "B": 6, "C": 4}
    assert why(found, "A")["left"] == 100
    assert why(found, "B")["left"] == 50
    # C comes third, finds nothing left, and would need to come before B.
    assert why(found, "C") == {
        "code": "fund_greedy_short", "rank": 3, "votes": 4, "score": 4, "fund_unit": "votes",
        "cost": 40, "left": 0, "short": 40, "more": 2,
    }  # fmt: skip


def test_equal_shares_gives_the_smaller_group_its_part() -> None:
    found = equal_shares(SPLIT)
    assert found.selected == ("A", "C")
    assert (found.cost, found.represented, found.share) == (90, 10, 10)
    assert why(found, "A")["payment"] == Fraction(50, 6)
    assert why(found, "C") == {
        "code": "fund_shares_in", "place": 2, "votes": 4, "cost": 40, "payment": 10,
        "in_full": 4, "share": 10,
    }  # fmt: skip
    # The six paid 50 of their 60 for A; four more with 10 each would make it 50 again.
    assert why(found, "B") == {
        "code": "fund_shares_short", "votes": 6, "cost": 50, "held": 10, "spent": 50, "short": 40,
        "share": 10, "more": 4,
    }  # fmt: skip
    assert found.end is not None
    assert (found.end.code, found.end.params) == ("fund_end_full", {"left": 10})


def test_side_by_side_pairs_the_findings() -> None:
    found = side_by_side(SPLIT)
    assert not found.agree
    pairs = [(g.project.id, g.selected, s.selected) for g, s in found.rows]
    assert pairs == [("A", True, True), ("B", True, False), ("C", False, True)]


def test_add_one_raises_the_shares_until_the_budget_is_used() -> None:
    given = poll({"A": 50, "C": 33}, 100, approvals((6, "A"), (3, "C"), (1, "")))
    assert equal_shares(given, completion=NONE).selected == ("A",)
    found = equal_shares(given)
    assert (found.selected, found.share) == (("A", "C"), 11)
    assert found.end is not None
    assert found.end.code == "fund_end_full"


def test_add_one_stops_before_it_would_overspend() -> None:
    given = poll(
        {"A": 60, "C": 45, "D": 20}, 100, approvals((1, "AD"), (5, "A"), (4, "C"))
    )  # C is paid from 45/4 on, that is from 12; then A and C would cost 105.
    found = equal_shares(given)
    assert (found.selected, found.share, found.cost) == (("A",), 11, 60)
    assert found.end is not None
    assert found.end.code == "fund_end_over"
    assert found.end.params == {"share": 12, "cost": 105, "budget": 100}
    assert why(found, "C")["short"] == 1
    filled = equal_shares(given, completion=GREEDY_AFTER)
    assert (filled.selected, filled.cost) == (("A", "D"), 80)
    assert why(filled, "D")["code"] == "fund_shares_filled"


def test_add_one_goes_by_units_of_the_currency() -> None:
    in_yuan = poll({"A": 50, "C": 33}, 100, approvals((6, "A"), (3, "C"), (1, "")))
    in_fen = replace(
        in_yuan,
        projects=tuple(replace(p, cost=p.cost * 100) for p in in_yuan.projects),
        budget=10_000,
        unit=100,
    )
    assert equal_shares(in_fen).share == 1100
    assert equal_shares(in_fen).selected == equal_shares(in_yuan).selected


def test_who_has_less_gives_all_and_the_others_share_the_rest() -> None:
    # Share 10. A takes 9 of four voters; then B (21) is paid with 1 + 10 + 10.
    given = poll({"A": 36, "B": 21}, 60, approvals((1, "AB"), (3, "A"), (2, "B")))
    found = equal_shares(given, completion=NONE)
    assert found.selected == ("A", "B")
    assert why(found, "B")["code"] == "fund_shares_in_part"
    assert (why(found, "B")["payment"], why(found, "B")["in_full"]) == (10, 2)


def test_what_a_project_is_worth_decides_the_order() -> None:
    # By cost, A is paid at 90/9 per head and 1/9 per unit of it; B at 8/4 and 1/4.
    given = poll({"A": 90, "B": 8}, 90, approvals((5, "A"), (4, "AB")))
    assert equal_shares(given, completion=NONE).selected == ("A",)
    # By marks, B comes first since it costs each of its supporters least.
    assert equal_shares(given, completion=NONE, utility=MARKS).selected == ("B",)


def test_points_weigh_who_pays_how_much() -> None:
    given = poll(
        {"A": 30},
        40,
        [Ballot("v0", ("A",), (2,)), Ballot("v1", ("A",), (1,))],
        kind=POINTS,
    )
    found = equal_shares(given, completion=NONE)
    assert (why(found, "A")["payment"], why(found, "A")["in_full"]) == (20, 2)


def test_nobody_voted() -> None:
    empty = replace(SPLIT, ballots=())
    for found in (greedy(empty), equal_shares(empty)):
        assert (found.selected, found.cost, found.ballots) == ((), 0, 0)
        assert {each.why.code for each in found.findings} == {"fund_out_no_support"}


def test_equal_ballots_may_be_put_together() -> None:
    piled = replace(SPLIT, ballots=(Ballot("x", ("A", "B"), times=6), Ballot("y", ("C",), times=4)))
    assert greedy(piled) == greedy(SPLIT)
    assert equal_shares(piled) == equal_shares(SPLIT)


# --- at the border ---


@pytest.mark.parametrize(("cost", "inside"), [(4999, True), (5000, True), (5001, False)])
def test_greedy_one_fen_too_much(cost: int, inside: bool) -> None:
    given = poll({"A": 5000, "B": cost}, 10_000, approvals((2, "AB"), (1, "A")), unit=100)
    found = greedy(given)
    assert ("B" in found.selected) is inside
    assert inside or why(found, "B")["short"] == 1


@pytest.mark.parametrize(("cost", "inside"), [(2999, True), (3000, True), (3001, False)])
def test_equal_shares_one_fen_too_much(cost: int, inside: bool) -> None:
    given = poll({"A": cost}, 10_000, approvals((3, "A"), (7, "")), unit=100)
    found = equal_shares(given, completion=NONE)
    assert ("A" in found.selected) is inside
    assert inside or why(found, "A")["short"] == 1


@pytest.mark.parametrize(("least", "inside"), [(3, True), (4, True), (5, False)])
def test_the_threshold_is_enough(least: int, inside: bool) -> None:
    given = replace(SPLIT, budget=1000, threshold=least)
    for found in (greedy(given), equal_shares(given)):
        assert ("C" in found.selected) is inside
        assert inside or why(found, "C") == {
            "code": "fund_out_threshold", "score": 4, "threshold": 5, "more": 1,
            "fund_unit": "votes",
        }  # fmt: skip


@pytest.mark.parametrize(("budget", "inside"), [(49, False), (50, True)])
def test_a_project_dearer_than_the_budget(budget: int, inside: bool) -> None:
    given = poll({"A": 50}, budget, approvals((3, "A")))
    for found in (greedy(given), equal_shares(given)):
        assert ("A" in found.selected) is inside
        assert inside or why(found, "A")["code"] == "fund_out_over_budget"


def test_what_nobody_supports_is_never_in() -> None:
    given = poll({"A": 5, "B": 5}, 100, approvals((3, "A")))
    for found in (greedy(given), equal_shares(given, completion=GREEDY_AFTER)):
        assert found.selected == ("A",)
        assert why(found, "B")["code"] == "fund_out_no_support"


def test_without_skipping_the_first_that_does_not_fit_ends_it() -> None:
    given = poll({"A": 60, "B": 50, "C": 30}, 100, approvals((3, "A"), (2, "B"), (1, "C")))
    assert greedy(given).selected == ("A", "C")
    found = greedy(given, skip=False)
    assert found.selected == ("A",)
    assert why(found, "B")["code"] == "fund_greedy_short"
    # One vote more makes C level with B and cheaper.
    assert why(found, "C")["code"] == "fund_greedy_stopped"
    assert (why(found, "C")["other"], why(found, "C")["more"]) == ("B", 1)


# --- scores and ties ---


def test_a_ranking_gives_points_by_place() -> None:
    ballots = (Ballot("v0", ("A", "B")), Ballot("v1", ("B",)))
    given = poll({"A": 1, "B": 1, "C": 1}, 3, ballots, kind=RANKING)
    assert {k: (s.votes, s.score) for k, s in count(given).items()} == {
        "A": (1, 3), "B": (2, 5), "C": (0, 0),
    }  # fmt: skip
    at_most_two = replace(given, limits=Limits(most=2))
    assert [s.score for s in count(at_most_two).values()] == [2, 3, 0]


def test_a_project_given_no_points_is_named_and_not_supported() -> None:
    given = poll({"A": 1}, 3, [Ballot("v0", ("A",), (0,))], kind=POINTS)
    assert (count(given)["A"].votes, count(given)["A"].score) == (1, 0)
    assert greedy(given).selected == equal_shares(given).selected == ()


@pytest.mark.parametrize(
    ("ties", "first"),
    [
        ((CHEAPER,), "C"),
        ((DEARER,), "B"),
        ((BY_ID,), "A"),
        ((LISTED,), "C"),
        ((), "C"),
        ((MORE_VOTES, DEARER), "B"),
    ],
)
def test_a_tie_goes_by_the_rule(ties: tuple[str, ...], first: str) -> None:
    given = poll({"C": 60, "B": 80, "A": 70}, 80, approvals((2, "ABC")))
    assert greedy(given, ties=ties).selected == (first,)


def test_lots_decide_before_the_list() -> None:
    given = poll({"A": 60, "B": 60}, 60, approvals((2, "AB")), lots=("B", "A"))
    assert greedy(given).selected == ("B",)
    assert equal_shares(given).selected == ("B",)


def test_an_unknown_rule_for_ties_is_refused() -> None:
    with pytest.raises(AllocationError, match="coin"):
        greedy(SPLIT, ties=("coin",))


# --- refused ---


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"projects": ()}, "no project"),
        ({"projects": (Project("A", 1), Project("A", 2))}, "listed twice"),
        ({"projects": (Project("A", 0),)}, "cost"),
        ({"budget": 0}, "budget"),
        ({"kind": "loud"}, "kind"),
        ({"lots": ("A",)}, "lots"),
        ({"ballots": (Ballot("v", ()), Ballot("v", ()))}, "twice"),
        ({"ballots": (Ballot("v", ("A",), times=0),)}, "not at all"),
        ({"ballots": (Ballot("v", ("X",)),)}, "no project 'X'"),
        ({"ballots": (Ballot("v", ("A", "A")),)}, "named twice"),
        ({"ballots": (Ballot("v", ("A",), (1,)),)}, "points"),
        ({"ballots": (Ballot("v", ("A",)),), "kind": POINTS}, "0 points for 1"),
    ],
)
def test_what_cannot_be_counted_is_refused(change: dict[str, Any], said: str) -> None:
    given = replace(SPLIT, **change)
    for method in (count, greedy, equal_shares):
        with pytest.raises(AllocationError, match=said) as error:
            method(given)
        assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("limits", "bad", "good"),
    [
        (Limits(most=1), "AB", "A"),
        (Limits(fewest=2), "A", "AB"),
        (Limits(most_cost=90), "AB", "BC"),
        (Limits(fewest_cost=90), "A", "AC"),
    ],
)
def test_a_ballot_keeps_to_the_limits(limits: Limits, bad: str, good: str) -> None:
    given = replace(SPLIT, limits=limits)
    assert list(problems(given, Ballot("v", tuple(bad))))
    assert not list(problems(given, Ballot("v", tuple(good))))


@pytest.mark.parametrize(
    ("limits", "bad", "good"),
    [
        (Limits(most_points=3), (4, 1), (3, 1)),
        (Limits(fewest_points=1), (0, 1), (1, 1)),
        (Limits(most_sum=5), (3, 3), (3, 2)),
        (Limits(fewest_sum=5), (2, 2), (3, 2)),
    ],
)
def test_points_keep_to_the_limits(
    limits: Limits, bad: tuple[int, int], good: tuple[int, int]
) -> None:
    given = replace(SPLIT, kind=POINTS, limits=limits)
    assert list(problems(given, Ballot("v", ("A", "B"), bad)))
    assert not list(problems(given, Ballot("v", ("A", "B"), good)))


def test_equal_shares_knows_its_options() -> None:
    for options in ({"utility": "joy"}, {"completion": "magic"}):
        with pytest.raises(ValueError, match="unknown"):
            equal_shares(SPLIT, **options)
