"""What a poll may ask, and what a ballot may say."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules.form import GRADES, MOTION, Form, Option, canonical, read_content
from council.rules.rulebook import default_book
from council.rules.tally import CountError
from council.rules.verdict import Refused

BOOK = default_book()
MAY = date(2026, 5, 1)


def options(number: int, **more) -> tuple[Option, ...]:
    return tuple(Option(i, f"第{i}项", **more) for i in range(1, number + 1))


CHOICE = Form("choice", options(4), most=2, tie="listed")
ELECTION = Form("election", options(5), seats=3, most=3, draw=(3, 1, 5, 2, 4))
APPRAISAL = Form("appraisal", options(2))
SCORE = Form("score", options(3), scale=(0, 10), tie="listed")
FUND = Form("budget", options(3, cost=1000), most=2, budget=2500, tie="listed")
POINTS = replace(FUND, style="points", points=5)
RANKING = replace(FUND, style="ranking")


def codes(form: Form, rule_id: str, **more) -> list[str]:
    return [reason.code for reason in form.check(BOOK.rule(rule_id, MAY), **more).reasons]


@pytest.mark.parametrize(
    ("form", "rule_id"),
    [(MOTION, "RC1"), (MOTION, "OW2"), (MOTION, "EL2"), (CHOICE, "OW1"), (CHOICE, "RC1"),
     (ELECTION, "EL1"), (ELECTION, "OW1"), (APPRAISAL, "EV1"), (SCORE, "RC1"), (FUND, "FD1"),
     (POINTS, "FD1"), (RANKING, "RC1")],
)  # fmt: skip
def test_what_may_be_asked(form: Form, rule_id: str) -> None:
    assert codes(form, rule_id) == []
    assert Form.from_data(json.loads(json.dumps(form.as_data()))) == form


@pytest.mark.parametrize(
    ("form", "rule_id", "found"),
    [
        (MOTION, "SV1", ["form_rule_without_vote"]),
        (replace(MOTION, options=options(2)), "RC1", ["form_options_without_use"]),
        (replace(CHOICE, options=options(1), most=1), "RC1", ["form_options_too_few"]),
        (replace(CHOICE, options=(*options(2), Option(3, " "))), "RC1", ["form_option_unnamed"]),
        (
            replace(CHOICE, options=(Option(1, "甲 公司"), Option(2, "甲  公司 "))),
            "RC1",
            ["form_option_twice"],
        ),
        (replace(CHOICE, options=(Option(1, "甲"), Option(1, "乙"))), "RC1", ["form_positions"]),
        (replace(CHOICE, options=(Option(0, "甲"), Option(1, "乙"))), "RC1", ["form_positions"]),
        (replace(CHOICE, most=0), "RC1", ["form_most"]),
        (replace(CHOICE, most=5), "RC1", ["form_most"]),
        (replace(CHOICE, seats=5), "RC1", ["form_seats"]),
        (replace(ELECTION, seats=0), "EL1", ["form_seats"]),
        # More candidates than seats: five for four are enough, five for five are not.
        (replace(ELECTION, seats=4), "EL1", []),
        (replace(ELECTION, seats=5), "EL1", ["form_candidates_too_few"]),
        (replace(ELECTION, draw=()), "EL1", ["form_not_drawn"]),
        (replace(ELECTION, draw=(3, 1, 5, 2)), "EL1", ["form_not_drawn"]),
        (replace(ELECTION, draw=(3, 1, 5, 2, 2)), "EL1", ["form_not_drawn"]),
        (APPRAISAL, "OW1", ["form_heads_only"]),
        (SCORE, "OW1", ["form_heads_only"]),
        (replace(SCORE, scale=(5, 5)), "RC1", ["form_scale"]),
        (replace(SCORE, scale=(-1, 5)), "RC1", ["form_scale"]),
        (replace(FUND, budget=None), "FD1", ["form_budget_missing"]),
        (replace(FUND, budget=999), "FD1", ["form_cost_over_budget"] * 3),
        (replace(FUND, options=options(2)), "FD1", ["form_cost_missing"] * 2),
        (replace(POINTS, points=0), "FD1", ["form_points"]),
        (replace(FUND, method="greedy-threshold"), "FD1", ["form_least"]),
    ],
)
def test_what_may_not_be_asked(form: Form, rule_id: str, found: list[str]) -> None:
    assert codes(form, rule_id) == found


def test_lots_may_be_drawn_later_but_not_after_the_poll_has_opened() -> None:
    assert codes(replace(ELECTION, draw=()), "EL1", drawn=False) == []


def test_a_vote_by_area_cannot_be_secret() -> None:
    secret = replace(BOOK.rule("OW1", MAY), secret=True)
    assert [reason.code for reason in MOTION.check(secret).reasons] == ["form_secret_area"]


@pytest.mark.parametrize(
    ("form", "content", "read"),
    [
        (MOTION, {"choice": "yes"}, {"choice": "yes"}),
        (CHOICE, {"marks": [4, 1]}, {"marks": [1, 4]}),
        (CHOICE, {"marks": (3,)}, {"marks": [3]}),
        (CHOICE, {"choice": "no"}, {"choice": "no"}),
        (ELECTION, {"choice": "abstain"}, {"choice": "abstain"}),
        (APPRAISAL, {"grades": {"2": "basic", "1": "excellent"}},
         {"grades": {"1": "excellent", "2": "basic"}}),
        (APPRAISAL, {"grades": {"2": "basic"}}, {"grades": {"2": "basic"}}),
        (SCORE, {"scores": {"1": 0, "2": 10, "3": 5}}, {"scores": {"1": 0, "2": 10, "3": 5}}),
        (FUND, {"marks": [2]}, {"marks": [2]}),
        (POINTS, {"points": {"1": 3, "3": 2, "2": 0}}, {"points": {"1": 3, "3": 2}}),
        (RANKING, {"order": [3, 1]}, {"order": [3, 1]}),
    ],
)  # fmt: skip
def test_a_ballot_has_one_writing(form: Form, content: dict, read: dict) -> None:
    assert read_content(form, content) == read
    assert read_content(form, json.loads(canonical(read))) == read


@pytest.mark.parametrize(
    "form", [MOTION, CHOICE, ELECTION, APPRAISAL, SCORE, FUND, POINTS, RANKING]
)
def test_every_ballot_may_abstain_or_be_spoiled(form: Form) -> None:
    for choice in ("abstain", "spoiled"):
        assert read_content(form, {"choice": choice}) == {"choice": choice}


@pytest.mark.parametrize(
    ("form", "content", "code"),
    [
        (MOTION, {"choice": "maybe"}, "choice_not_offered"),
        (MOTION, {"choice": ["yes"]}, "choice_not_offered"),
        (MOTION, {"choice": None}, "choice_not_offered"),
        (MOTION, {}, "ballot_unreadable"),
        (MOTION, {"choice": "yes", "why": "so"}, "ballot_unreadable"),
        (MOTION, {"marks": [1]}, "ballot_unreadable"),
        (MOTION, ["yes"], "ballot_unreadable"),
        (CHOICE, {"choice": "yes"}, "choice_not_offered"),
        (SCORE, {"choice": "no"}, "choice_not_offered"),
        (CHOICE, {"marks": [5]}, "option_not_offered"),
        (CHOICE, {"marks": [0]}, "option_not_offered"),
        (CHOICE, {"marks": [1, 2, 3]}, "too_many_marks"),
        (CHOICE, {"marks": [2, 2]}, "mark_twice"),
        (CHOICE, {"marks": []}, "ballot_empty"),
        (CHOICE, {"marks": "12"}, "ballot_unreadable"),
        (CHOICE, {"marks": [True]}, "ballot_unreadable"),
        (CHOICE, {"marks": [1.0]}, "ballot_unreadable"),
        (CHOICE, {"marks": ["1"]}, "ballot_unreadable"),
        (ELECTION, {"marks": [1, 2, 3, 4]}, "too_many_marks"),
        (APPRAISAL, {"grades": {"1": "splendid"}}, "grade_unknown"),
        (APPRAISAL, {"grades": {"1": None}}, "grade_unknown"),
        (APPRAISAL, {"grades": {"1": []}}, "grade_unknown"),
        (APPRAISAL, {"grades": {"3": "basic"}}, "option_not_offered"),
        (APPRAISAL, {"grades": {"01": "basic"}}, "ballot_unreadable"),
        (APPRAISAL, {"grades": {"-1": "basic"}}, "ballot_unreadable"),
        (APPRAISAL, {"grades": {"1" * 5000: "basic"}}, "ballot_unreadable"),
        (APPRAISAL, {"grades": {}}, "ballot_empty"),
        (APPRAISAL, {"grades": ["basic"]}, "ballot_unreadable"),
        (SCORE, {"scores": {"1": 11, "2": 0, "3": 0}}, "score_out_of_scale"),
        (SCORE, {"scores": {"1": -1, "2": 0, "3": 0}}, "score_out_of_scale"),
        (SCORE, {"scores": {"1": 9.5, "2": 0, "3": 0}}, "score_out_of_scale"),
        (SCORE, {"scores": {"1": True, "2": 0, "3": 0}}, "score_out_of_scale"),
        (SCORE, {"scores": {"1": 9, "2": 8}}, "score_missing"),
        (POINTS, {"points": {"1": 3, "2": 3}}, "too_many_points"),
        (POINTS, {"points": {"1": -3, "2": 8}}, "points_not_whole"),
        (POINTS, {"points": {"1": 1.5}}, "points_not_whole"),
        (POINTS, {"points": {"1": 0}}, "ballot_empty"),
        (POINTS, {"marks": [1]}, "ballot_unreadable"),
        (RANKING, {"order": [1, 1]}, "mark_twice"),
        (RANKING, {"order": [1, 2, 3]}, "too_many_marks"),
        (FUND, {"order": [1, 2]}, "ballot_unreadable"),
    ],
)  # fmt: skip
def test_a_ballot_that_cannot_be_taken(form: Form, content: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_content(form, content)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_every_reason_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read_content(CHOICE, {"marks": [1, 1, 9]})
    found = [reason.code for reason in refused.value.reasons]
    assert found == ["option_not_offered", "mark_twice", "too_many_marks"]


@pytest.mark.parametrize(
    "data",
    [
        [], {}, {"kind": 1}, {"kind": "lottery"}, {"kind": "motion", "surprise": 1},
        {"kind": "choice", "options": {}}, {"kind": "choice", "options": ["甲"]},
        {"kind": "choice", "options": [{"label": "甲"}]},
        {"kind": "choice", "options": [{"position": 1}]},
        {"kind": "choice", "options": [{"position": True, "label": "甲"}]},
        {"kind": "choice", "options": [{"position": 1, "label": "甲", "colour": "red"}]},
        {"kind": "budget", "options": [{"position": 1, "label": "甲", "cost": 1.5}]},
        {"kind": "appraisal", "options": [{"position": 1, "label": "甲", "previous": ["bad"]}]},
        {"kind": "choice", "seats": "1"}, {"kind": "choice", "seats": 1.0},
        {"kind": "choice", "most": None}, {"kind": "score", "scale": [0]},
        {"kind": "score", "scale": [0, "9"]}, {"kind": "choice", "tie": "chance"},
        {"kind": "budget", "style": "guess"}, {"kind": "budget", "method": ["greedy"]},
        {"kind": "choice", "draw": "123"}, {"kind": "choice", "seats": 10**30},
    ],
    ids=str,
)  # fmt: skip
def test_a_form_that_cannot_be_read(data: object) -> None:
    with pytest.raises(CountError) as refused:
        Form.from_data(data)
    assert "\n" not in str(refused.value)


LABELS = st.text(min_size=1, max_size=8)


@given(
    st.builds(
        Form,
        kind=st.sampled_from(["choice", "election", "appraisal", "score", "budget"]),
        options=st.lists(
            st.builds(
                Option,
                position=st.integers(1, 99),
                label=LABELS,
                cost=st.none() | st.integers(1, 10**12),
                note=st.text(max_size=8),
                previous=st.lists(st.sampled_from([*GRADES, "none"]), max_size=3).map(tuple),
            ),
            max_size=5,
        ).map(tuple),
        seats=st.integers(1, 9),
        most=st.integers(1, 9),
        points=st.integers(0, 100),
        budget=st.none() | st.integers(1, 10**12),
        tie=st.sampled_from(["lot", "listed"]),
        draw=st.permutations([1, 2, 3]).map(tuple),
    )
)
def test_a_form_survives_its_data(form: Form) -> None:
    assert Form.from_data(json.loads(json.dumps(form.as_data()))) == form
