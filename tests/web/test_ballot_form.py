"""The ballot's form reads back whatever it writes, and refuses everything else with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from council.rules.form import GRADES, MOTION, Form
from council.web.forms import ballot
from tests.factories.voting import APPRAISAL, CHOICE, ELECTION, FUND, POINTS, RANKING, SCORE

POSITIONS = st.sets(st.integers(1, 4), min_size=1, max_size=2).map(sorted)
FORMS = {
    "motion": (None, st.sampled_from([{"choice": c} for c in ("yes", "no", "abstain")])),
    "choice": (CHOICE, st.integers(1, 2).map(lambda p: {"marks": [p]})),
    "election": (ELECTION, POSITIONS.map(lambda marks: {"marks": marks})),
    "against": (ELECTION, st.sampled_from([{"choice": "no"}, {"choice": "abstain"}])),
    "appraisal": (
        APPRAISAL,
        st.dictionaries(st.sampled_from("12"), st.sampled_from(GRADES), min_size=1).map(
            lambda grades: {"grades": grades}
        ),
    ),
    "score": (
        SCORE,
        st.tuples(st.integers(0, 10), st.integers(0, 10)).map(
            lambda s: {"scores": {"1": s[0], "2": s[1]}}
        ),
    ),
    "points": (
        POINTS,
        st.tuples(st.integers(1, 3), st.integers(1, 2)).map(
            lambda s: {"points": {"1": s[0], "3": s[1]}}
        ),
    ),
    "ranking": (
        RANKING,
        st.permutations([1, 2, 3]).map(lambda order: {"order": list(order)[:2]}),
    ),
    "approval": (FUND, st.sampled_from([{"marks": [1, 2]}, {"marks": [3]}])),
}


@pytest.mark.parametrize("kind", FORMS)
def test_what_is_written_is_read(kind) -> None:
    ask, contents = FORMS[kind]
    form = MOTION if ask is None else Form.from_data(ask)

    @given(contents)
    def again(content) -> None:
        sheet = ballot.Sheet(form, content=content)
        read = ballot.read(form, MultiDict(sheet.pairs()))
        assert read.content == content and not read.reasons

    again()


NAMES = st.sampled_from(
    ["choice", "mark", "grade-1", "grade-2", "number-1", "number-2", "number-3", "other"]
)
VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["1", "2", "99", "-1", "yes", "no", "abstain", "spoiled", "excellent"]),
)


@pytest.mark.parametrize("kind", FORMS)
def test_anything_else_has_a_reason(app, kind) -> None:
    ask, _contents = FORMS[kind]
    form = MOTION if ask is None else Form.from_data(ask)

    @given(st.lists(st.tuples(NAMES, VALUES), max_size=8))
    def never_breaks(pairs) -> None:
        sheet = ballot.read(form, MultiDict(pairs))
        assert (sheet.content is None) == bool(sheet.reasons)
        assert sheet.content != {"choice": "spoiled"}
        with app.test_request_context():
            assert len(list(sheet)) == len(sheet.reasons)
            if sheet.content:
                again = ballot.read(form, MultiDict(sheet.pairs()))
                assert again.content == sheet.content

    never_breaks()
