"""Serials, double entry, keys, hands and the protocol: what is refused, agreed, and adds up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules import double_entry, hands, keying, reconciliation, serials
from council.rules.double_entry import Entry
from council.rules.form import MOTION, Form, Option
from council.rules.hands import Count
from council.rules.reconciliation import Figures, Sheets
from council.rules.rulebook import default_book
from council.rules.verdict import Refused

pytestmark = pytest.mark.one_database
POLL = "2026-014"
DAY = date(2026, 5, 6)
THREE = tuple(Option(n, f"方案{n}") for n in (1, 2, 3))
YES, NO = {"choice": "yes"}, {"choice": "no"}


def refused(call) -> list[str]:
    with pytest.raises(Refused) as caught:
        call()
    return [reason.code for reason in caught.value.reasons]


# --- serials ---


def test_the_check_digit_is_damms() -> None:
    assert serials.check_digit("572") == "4"


@given(sheet=st.integers(1, serials.MOST), data=st.data())
def test_every_wrong_digit_is_found(sheet: int, data) -> None:
    made = serials.serial(POLL, sheet)
    at = data.draw(st.sampled_from([i for i, c in enumerate(made) if c.isdigit() and i > 8]))
    other = data.draw(st.sampled_from([c for c in "0123456789" if c != made[at]]))
    with pytest.raises(Refused):
        serials.read(made[:at] + other + made[at + 1 :], POLL)


@given(st.integers(1, serials.MOST))
def test_a_serial_is_read_however_it_is_typed(sheet: int) -> None:
    made = serials.serial(POLL, sheet)
    end = made[9:]
    scanned = f"https://example.org/c/a/polls/{POLL}?sheet={made}"
    wide = made.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789-"})
    for typed in (made, f" {made} ", scanned, end, end.replace("-", ""), wide, f"{sheet}{end[-1]}"):
        assert serials.read(typed, POLL) == made


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "serial_unreadable"),
        ("abc", "serial_unreadable"),
        ("0", "serial_unreadable"),
        ("00", "serial_unreadable"),
        ("2026-014-0001-5", "serial_wrong"),
        ("0001-5", "serial_wrong"),
        (serials.serial(POLL, 60001).replace("-6", "-0"), "serial_wrong"),
        (serials.serial("2026-015", 1), "serial_of_another"),
    ],
)
def test_what_is_no_serial_of_this_poll(typed: str, code: str) -> None:
    assert refused(lambda: serials.read(typed, POLL)) == [code]


# --- entered twice ---


def entries(*given) -> list[Entry]:
    return [Entry(*entry) for entry in given]


@pytest.mark.parametrize(
    ("given", "round_", "content"),
    [
        ([], 1, None),
        ([(1, "a", YES)], 1, None),
        ([(1, "a", YES), (1, "b", YES)], 1, YES),
        ([(1, "a", YES), (1, "b", NO)], 2, None),
        # a third person agrees with one of the two
        ([(1, "a", YES), (1, "b", NO), (2, "c", NO)], 2, NO),
        # one of the two again is not enough, whatever they say
        ([(1, "a", YES), (1, "b", NO), (2, "a", NO)], 2, None),
        # both again
        ([(1, "a", YES), (1, "b", NO), (2, "a", NO), (2, "b", NO)], 2, NO),
        # a third reading of a third kind, then somebody who reads the same
        ([(1, "a", YES), (1, "b", NO), (2, "c", {"choice": "spoiled"})], 2, None),
        ([(1, "a", YES), (1, "b", NO), (2, "a", NO), (2, "b", YES)], 3, None),
        ([(1, "a", YES), (1, "b", NO), (2, "a", NO), (2, "b", YES), (3, "c", YES)], 3, YES),
    ],
)
def test_when_two_entries_make_a_ballot(given, round_: int, content) -> None:
    for order in (entries(*given), entries(*given)[::-1]):
        found = double_entry.standing(order)
        assert (found.round, found.content) == (round_, content)


def test_nobody_enters_twice_in_a_round() -> None:
    one = entries((1, "a", YES))
    assert [r.code for r in double_entry.may_enter(one, "a").reasons] == ["entered_already"]
    assert double_entry.may_enter(one, "b").lawful
    differing = entries((1, "a", YES), (1, "b", NO))
    assert double_entry.may_enter(differing, "a").lawful
    equal = entries((1, "a", YES), (1, "b", YES))
    assert [r.code for r in double_entry.may_enter(equal, "c").reasons] == ["sheet_counted"]


@pytest.mark.parametrize(
    ("one", "other", "positions"),
    [
        (YES, YES, ()),
        (YES, NO, (0,)),
        ({"marks": [1, 2]}, {"marks": [2, 3]}, (1, 3)),
        ({"marks": [1]}, {"choice": "spoiled"}, (0,)),
        ({"order": [3, 1]}, {"order": [3, 2]}, (1, 2)),
        ({"order": [3, 1]}, {"order": [1, 3]}, (1, 3)),
        ({"scores": {"1": 90, "2": 5}}, {"scores": {"1": 90, "2": 6}}, (2,)),
        ({"grades": {"1": "basic"}}, {"grades": {"2": "basic"}}, (1, 2)),
    ],
)
def test_differences_are_listed_by_position(one, other, positions) -> None:
    assert double_entry.differences(one, other) == positions
    assert double_entry.differences(other, one) == positions


# --- keys ---


@pytest.mark.parametrize(
    ("form", "typed", "content"),
    [
        (MOTION, "1", YES),
        (MOTION, " ２ ", NO),
        (MOTION, "3", {"choice": "abstain"}),
        (MOTION, "0", {"choice": "spoiled"}),
        (Form("choice", THREE, most=2), "3 1", {"marks": [1, 3]}),
        (Form("choice", THREE, most=2), "*", NO),
        (Form("election", THREE, most=2), "2，3", {"marks": [2, 3]}),
        (Form("appraisal", THREE), "1 0 4", {"grades": {"1": "excellent", "3": "incompetent"}}),
        (Form("appraisal", THREE), "004", {"grades": {"3": "incompetent"}}),
        (Form("score", THREE), "90 0 7", {"scores": {"1": 90, "2": 0, "3": 7}}),
        (Form("budget", THREE, style="points", points=9), "3 0 2", {"points": {"1": 3, "3": 2}}),
        (Form("budget", THREE, style="ranking", most=3), "3 1", {"order": [3, 1]}),
        (Form("score", THREE), "/", {"choice": "abstain"}),
    ],
)  # fmt: skip
def test_keys_say_what_stands_on_a_sheet(form, typed: str, content) -> None:
    assert keying.read(form, typed) == content
    assert keying.read(form, keying.typed(form, content)) == content


@pytest.mark.parametrize(
    ("form", "typed", "code"),
    [
        (MOTION, "", "keys_unreadable"),
        (MOTION, "4", "keys_unreadable"),
        (MOTION, "11", "keys_unreadable"),
        (Form("choice", THREE), "1 2", "too_many_marks"),
        (Form("choice", THREE), "4", "option_not_offered"),
        (Form("choice", THREE), "-1", "keys_unreadable"),
        (Form("score", THREE), "1 2", "keys_too_few"),
        (Form("score", THREE), "1 2 300", "score_out_of_scale"),
        (Form("score", THREE), "*", "keys_unreadable"),
        (Form("appraisal", THREE), "1 2 5", "grade_unknown"),
    ],
)
def test_keys_that_say_nothing(form, typed: str, code: str) -> None:
    found = refused(lambda: keying.read(form, typed))
    assert code in found or (typed == "*" and found == ["choice_not_offered"])


# --- hands ---


def test_two_tellers_count_alike() -> None:
    one, other = Count(1, "a", 3, 1, 0), Count(1, "b", 3, 1, 0)
    assert hands.standing([]) == (1, False, None)
    assert hands.standing([one]) == (1, True, None)
    assert hands.standing([one, other]).agreed.numbers == (3, 1, 0)
    assert hands.standing([one, Count(1, "b", 4, 0, 0)]) == (2, False, None)
    again = [one, Count(1, "b", 4, 0, 0), Count(2, "a", 4, 0, 0), Count(2, "b", 4, 0, 0)]
    assert hands.standing(again).agreed.numbers == (4, 0, 0)


def test_hands_have_to_add_up() -> None:
    reason = hands.may_count([], "a", 5, 4).reasons[0]
    assert (reason.code, reason.params["have"], reason.params["need"]) == ("hands_sum", 5, 4)
    one = [Count(1, "a", 3, 1, 0)]
    assert [r.code for r in hands.may_count(one, "a", 4, 4).reasons] == ["hands_counted_already"]
    done = [*one, Count(1, "b", 3, 1, 0)]
    assert [r.code for r in hands.may_count(done, "c", 4, 4).reasons] == ["hands_agreed"]


@pytest.mark.parametrize(
    ("rule", "form", "more", "codes"),
    [
        ("RC1", MOTION, {}, []),
        ("OW1", MOTION, {}, ["hands_area"]),
        ("RC1", MOTION, {"secret": True}, ["hands_secret"]),
        ("RC1", MOTION, {"session": False}, ["hands_no_session"]),
        ("RC1", MOTION, {"one_head_each": False}, ["hands_weighed"]),
        ("RC1", Form("choice", THREE), {}, ["hands_not_motion"]),
    ],
)
def test_where_hands_are_offered(rule: str, form, more, codes) -> None:
    given = {"secret": False, "session": True, "one_head_each": True} | more
    found = hands.offered(default_book().rule(rule, DAY), form, **given)
    assert [reason.code for reason in found.reasons] == codes


# --- the protocol ---


def test_everything_is_accounted_for() -> None:
    sheets = Sheets(
        printed=12, left=1, void=1, issued=10, spoiled=1, missing=2, returned=7, set_aside=1,
        counted=6,
    )  # fmt: skip
    figures = Figures(
        secret=False,
        entitled=20,
        marks={"paper": 6, "online": 4, "hall": 3},
        ballots={"paper": 6, "online": 4, "hall": 3},
        hands=3,
        raised=3,
        sheets=sheets,
    )
    found = reconciliation.protocol(figures)
    assert found.closes and all(line.difference == 0 for line in found.lines)
    assert [line.code for line in found.lines] == [
        "roll", "stock", "issued", "returned", "paper_marks",
        "channel_online", "channel_paper", "channel_hall", "hands",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"printed": 13}, "stock"),
        ({"issued": 11, "printed": 13}, "issued"),
        ({"out": 1, "missing": 1}, "issued"),
        ({"waiting": 1, "counted": 5}, "returned"),
        ({"counted": 5, "set_aside": 2}, "paper_marks"),
    ],
)
def test_what_does_not_add_up_is_named(wrong, line: str) -> None:
    right = {
        "printed": 12, "left": 1, "void": 1, "issued": 10, "spoiled": 1, "missing": 2,
        "returned": 7, "set_aside": 1, "counted": 6,
    }  # fmt: skip
    figures = Figures(
        secret=False,
        entitled=20,
        marks={"paper": 6},
        ballots={"paper": 6},
        sheets=Sheets(**(right | wrong)),
    )
    found = reconciliation.protocol(figures)
    assert not found.closes
    assert line in [each.code for each in found.lines if not each.agrees]


def test_a_secret_urn_has_a_ballot_for_every_mark() -> None:
    short = Figures(secret=True, entitled=20, marks={"online": 12}, urn=11)
    assert [e.code for e in reconciliation.protocol(short).lines if not e.agrees] == ["urn"]
    assert reconciliation.protocol(
        Figures(secret=True, entitled=20, marks={"online": 12}, urn=12)
    ).closes
