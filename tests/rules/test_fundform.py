"""A form about projects and a budget, counted by its method; and what its findings say."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from council.rules import fundform
from council.rules.allocation import AllocationError
from council.rules.form import MOTION, Form, Option
from council.rules.marking import canonical
from council.rules.verdict import Reason, Refused
from council.vocabulary.allocation import fund_sentence

pytestmark = pytest.mark.one_database

OPTIONS = (Option(1, "路灯", 50_00), Option(2, "长椅", 50_00), Option(3, "花坛", 40_00))
FORM = Form("budget", OPTIONS, most=2, budget=100_00, draw=(2, 1, 3))


def pile(*heaps: tuple[dict[str, object], int]) -> dict[str, int]:
    return {canonical(content): times for content, times in heaps}


SPLIT = pile(
    ({"marks": [1, 2]}, 6), ({"marks": [3]}, 4), ({"choice": "abstain"}, 5), ({"marks": [1]}, 0)
)


def test_the_method_of_the_form_decides() -> None:
    # Level projects go by the lots: 2 before 1.
    assert fundform.decide(FORM, SPLIT).selected == ("2", "1")
    found = fundform.decide(replace(FORM, method="equal-shares"), SPLIT)
    assert found.selected == ("2", "3")
    # Those who abstain have no share: ten voters, ten yuan each.
    assert (found.ballots, found.share) == (10, 10_00)


def test_by_the_order_of_the_list_where_the_form_says_so() -> None:
    assert fundform.decide(replace(FORM, tie="listed"), SPLIT).selected == ("1", "2")


@pytest.mark.parametrize(("least", "selected"), [(4, ("2", "1", "3")), (5, ("2", "1"))])
def test_the_threshold_of_the_form(least: int, selected: tuple[str, ...]) -> None:
    form = replace(FORM, method="greedy-threshold", least=least, budget=500_00)
    assert fundform.decide(form, SPLIT).selected == selected


def test_both_methods_side_by_side() -> None:
    found = fundform.compare(FORM, SPLIT)
    assert (found.greedy.selected, found.shares.selected) == (("2", "1"), ("2", "3"))


def test_points_and_rankings() -> None:
    form = replace(FORM, style="points", points=10)
    found = fundform.decide(form, pile(({"points": {"1": 3, "3": 7}}, 2)))
    assert [each.support.score for each in found.findings] == [6, 0, 14]
    form = replace(FORM, style="ranking")
    found = fundform.decide(form, pile(({"order": [3, 1]}, 2)))
    assert [each.support.score for each in found.findings] == [2, 0, 4]


def test_single_ballots_for_an_export() -> None:
    cast = [("a", '{"marks":[1,2]}'), ("b", '{"choice":"spoiled"}'), ("c", '{"marks":[1,2]}')]
    found = fundform.fund_poll_of(FORM, cast)
    assert [(b.voter, b.choices, b.times) for b in found.ballots] == [
        ("a", ("1", "2"), 1),
        ("c", ("1", "2"), 1),
    ]


def test_what_is_no_budget_is_refused() -> None:
    for form in (MOTION, replace(FORM, budget=None)):
        with pytest.raises(AllocationError):
            fundform.fund_poll(form, {})
    with pytest.raises(Refused):
        fundform.fund_poll(FORM, pile(({"marks": [9]}, 1)))


def test_every_finding_is_a_sentence_with_its_money() -> None:
    both = fundform.compare(FORM, SPLIT)
    said = [fund_sentence(each.why) for row in both.rows for each in row]
    assert all("%(" not in sentence for sentence in said)
    assert both.shares.end is not None
    assert "10.00" in fund_sentence(both.shares.end)
    [flowers] = [row for row in both.rows if row[0].project.id == "3"]
    assert fund_sentence(flowers[0].why) == (
        "得 4 票，排第 3。轮到它时只剩 0.00 元，费用 40.00 元，还差 40.00 元，没有入选。"
        "再多 3 票就能入选。"
    )


@pytest.mark.parametrize("amount", [Fraction(2501, 3), "2501/3"])
def test_parts_of_a_fen_never_make_less_of_what_is_missing(amount: object) -> None:
    params = dict.fromkeys(("spent", "held", "cost", "short", "share"), amount)
    said = fund_sentence(Reason("fund_shares_short", {**params, "votes": 1, "more": 2}))
    assert "还差 8.34 元" in said
    assert "还剩 8.33 元" in said
