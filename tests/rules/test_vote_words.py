"""Every code that a count, a form or an outlook tells has a sentence, and all figures in it."""

from datetime import date

import pytest

from council import vocabulary
from council.rules.counting import Cast, count
from council.rules.form import GRADES, KINDS, METHODS, MOTION, STYLES, TIES, Form, Option
from council.rules.rulebook import default_book
from council.rules.tally import Line
from council.rules.verdict import Reason

pytestmark = pytest.mark.one_database
BOOK = default_book()
MAY = date(2026, 5, 1)
OPTIONS = tuple(Option(i, "甲乙丙丁"[i - 1], 1000 * i) for i in range(1, 5))
ELECTION = Form("election", OPTIONS, seats=2, most=3, tie="listed")
CHOICE = Form("choice", OPTIONS, most=2, tie="listed")
APPRAISAL = Form("appraisal", (Option(1, "甲", previous=("incompetent",)), *OPTIONS[1:]))
SCORE = Form("score", OPTIONS, tie="listed")
FUNDS = [
    Form("budget", OPTIONS, most=3, budget=4000, tie="listed", method=method, least=2)
    for method in METHODS
]
GRADED = {"1": "incompetent", "2": "excellent", "3": "incompetent"}
POLLS = [
    ("OW2", MOTION, [{"choice": c} for c in ("yes", "no", "abstain", "spoiled")]),
    ("EL1", ELECTION, [{"marks": m} for m in ([1, 2, 3], [1, 2, 3], [1], [4])]),
    ("EL1", ELECTION, [{"marks": m} for m in ([1, 2, 3], [1, 2, 3], [1, 2], [1])]),
    ("OW1", CHOICE, [{"marks": m} for m in ([1, 2], [2], [3], [2])]),
    ("EV1", APPRAISAL, [{"grades": GRADED}] * 3 + [{"grades": {"4": "basic"}}]),
    ("RC1", SCORE, [{"scores": {"1": 9, "2": 9, "3": 8, "4": 7}}] * 3),
    ("RC1", SCORE, [{"scores": {"1": 9, "2": 8, "3": 8, "4": 7}}, *[{"choice": "abstain"}] * 3]),
    *(("FD1", form, [{"marks": m} for m in ([1, 2], [2, 3], [1, 3], [3])]) for form in FUNDS),
]


def told(counted: dict) -> list[dict]:
    return [
        *counted["lines"],
        *counted["reasons"],
        *(result["why"] for result in counted.get("results", ())),
    ]


@pytest.mark.parametrize("number", [4, 9])
@pytest.mark.parametrize(("rule_id", "form", "contents"), POLLS)
def test_every_line_is_a_sentence(app_context, rule_id, form, contents, number: int) -> None:
    """With a quorum and without one."""
    lines = [Line(f"v{i}", 1, 100 if i else 200) for i in range(number)]
    cast = [Cast(f"v{i}", content) for i, content in enumerate(contents)]
    voted = [one.voter for one in cast]
    counted = count(BOOK.rule(rule_id, MAY), form, lines, cast, voted=voted)
    for line in told(counted):
        sentence = vocabulary.reason(Reason(line["code"], line["params"]))
        assert sentence.endswith("。")
        assert "None" not in sentence
        assert "%" not in sentence.replace("%，", "").replace("%；", "").replace("%。", "")


@pytest.mark.parametrize(
    ("group", "codes"),
    [("form", KINDS), ("form_style", STYLES), ("form_method", METHODS), ("tie", TIES),
     ("grade", (*GRADES, "none")), ("choice", ("yes", "no", "abstain", "spoiled", "valid"))],
)  # fmt: skip
def test_every_code_has_a_word(app_context, group: str, codes) -> None:
    for code in codes:
        assert vocabulary.word(group, code)


def test_every_figure_of_the_book_has_a_word(app_context) -> None:
    for rule_id in BOOK.ids:
        for rule in BOOK.versions(rule_id):
            for name in rule.figures:
                assert vocabulary.word("figure", name)
