"""The life of minutes, what is missing for signing, and the term for corrections (MN1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from council.rules.calendar import SHANGHAI, deadline
from council.rules.minuteparts import Attendee, Item, Moved, Somebody, Spoken, Task, Vote
from council.rules.minutes import Minutes
from council.rules.minuteslife import (
    STATES,
    Gap,
    may_annex,
    may_circulate,
    may_correct,
    may_publish,
    may_sign,
    may_submit,
    may_withdraw,
    may_write,
    missing,
    role_of,
)
from council.rules.rulebook import Override, default_book
from council.rules.verdict import Refused, Verdict
from tests.rules.test_minutes import AT, example

MOVED = Moved(1, "main", "", Somebody("赵敏"), "今晚表决", "moved")
UNTIL = AT + timedelta(days=5)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def one_item(item: Item) -> Minutes:
    return replace(example(), items=(item,), motions=(), tasks=())


def whole() -> Minutes:
    return one_item(Item(1, "充电棚", "deliberation", record="大家讨论了。", conclusion="同意。"))


def test_nothing_is_missing_in_whole_minutes() -> None:
    assert missing(whole()) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "gap_title"),
        ({"opened_at": None}, "gap_opened"),
        ({"closed_at": None}, "gap_closed"),
        ({"place": ""}, "gap_place"),
        ({"chair": None}, "gap_chair"),
        ({"recorder": None}, "gap_recorder"),
        ({"recorder": Somebody("李芳芳", "居委会主任", "a1")}, "gap_same_person"),
        ({"attendees": ()}, "gap_attendance"),
        ({"items": ()}, "gap_agenda"),
        ({"motions": (MOVED,)}, "gap_motion"),
        ({"tasks": (Task("2026-001", "询价", "", date(2026, 12, 5)),)}, "gap_task"),
        ({"remark": "王-小明主持了一段"}, "gap_name"),
    ],
)
def test_each_field_in_use_is_missed(changes: dict[str, object], code: str) -> None:
    assert [gap.code for gap in missing(replace(whole(), **changes))] == [code]


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (Item(1, "x", "report", record="听了。"), ["gap_conclusion"]),
        (Item(1, "x", "report", conclusion="无异议。"), ["gap_record"]),
        (Item(1, "x", "report", record=" ", conclusion="\n"), ["gap_record", "gap_conclusion"]),
        (
            Item(1, "x", "other", speeches=(Spoken(3, Somebody("赵敏"), "for", 1, ""),)),
            ["gap_record", "gap_conclusion", "gap_gist"],
        ),
        (
            Item(
                *(1, "x", "decision"),
                votes=(Vote("2026-009", "?", "会", False, "RC1", (), "", None),),
            ),
            ["gap_vote"],
        ),
        (
            Item(
                *(1, "x", "decision"),
                votes=(Vote("2026-009", "?", "会", False, "RC1", (), "passed", {}),),
            ),
            [],
        ),
    ],
)
def test_each_item_needs_a_record_and_an_end(item: Item, found: list[str]) -> None:
    assert [gap.code for gap in missing(one_item(item))] == found


def test_a_gap_tells_where_it_is() -> None:
    item = Item(2, "x", "other", record="a", conclusion="b")
    silent = replace(item, speeches=(Spoken(7, Somebody("赵敏"), "for", 1, " "),))
    assert missing(one_item(silent)) == (Gap("gap_gist", 2, 7, "赵敏"),)


def test_only_open_minutes_are_written() -> None:
    assert {state: codes(may_write(state)) for state in STATES} == {
        "draft": [],
        "correcting": [],
        "signing": ["minutes_in_signing"],
        "signed": ["minutes_signed"],
        "published": ["minutes_signed"],
    }


def test_sent_round_once_and_after_the_meeting() -> None:
    assert may_circulate("draft", closed=True).lawful
    assert codes(may_circulate("draft", closed=False)) == ["minutes_meeting_open"]
    assert codes(may_circulate("signed", closed=True)) == ["minutes_sent_round"]


@pytest.mark.parametrize(("early", "found"), [(1, []), (0, ["minutes_correction_over"])])
def test_own_words_until_before_the_end_of_the_term(early: int, found: list[str]) -> None:
    at = UNTIL - timedelta(seconds=early)
    assert codes(may_correct("correcting", UNTIL, at, own=True)) == found


def test_nobody_corrects_another() -> None:
    assert codes(may_correct("correcting", UNTIL, AT, own=False)) == ["minutes_not_your_words"]
    assert codes(may_correct("signing", UNTIL, AT, own=True)) == ["minutes_correction_over"]
    assert codes(may_correct("draft", None, AT, own=True)) == ["minutes_not_sent_round"]


@pytest.mark.parametrize(("early", "found"), [(1, ["minutes_correction_running"]), (0, [])])
def test_signing_begins_when_the_term_is_over(early: int, found: list[str]) -> None:
    at = UNTIL - timedelta(seconds=early)
    assert codes(may_submit("correcting", UNTIL, at, ())) == found


def test_what_is_missing_blocks_signing() -> None:
    verdict = may_submit("correcting", UNTIL, UNTIL, (Gap("gap_chair"), Gap("gap_gist", 1, 2)))
    assert codes(verdict) == ["minutes_incomplete"]
    assert verdict.reasons[0].params["n"] == 2
    assert codes(may_submit("draft", None, AT, ())) == ["minutes_not_sent_round"]
    assert codes(may_submit("signing", UNTIL, UNTIL, ())) == ["minutes_in_signing"]


def test_who_signs_and_once() -> None:
    made = replace(whole(), attendees=(Attendee("王小明", "", "会", "present", id="p1"),))
    roles = {who: role_of(made, who) for who in ("a1", "a2", "p1", "x", "")}
    assert roles == {"a1": "chair", "a2": "recorder", "p1": "member", "x": "", "": ""}
    assert may_sign("signing", role="chair", signed=False).lawful
    assert may_sign("published", role="member", signed=False).lawful
    assert codes(may_sign("signing", role="chair", signed=True)) == ["minutes_signed_already"]
    assert codes(may_sign("signing", role="", signed=False)) == ["minutes_not_yours_to_sign"]
    assert codes(may_sign("draft", role="chair", signed=False)) == ["minutes_not_for_signing"]
    absent = replace(made, attendees=(Attendee("王小明", "", "会", "absent", id="p1"),))
    assert role_of(absent, "p1") == ""


def test_published_once_signed_masked_and_told() -> None:
    assert may_publish("signed", 0, hidden=False).lawful
    assert codes(may_publish("signing", 0, hidden=False)) == ["minutes_unsigned"]
    assert codes(may_publish("published", 0, hidden=False)) == ["minutes_published"]
    assert codes(may_publish("signed", 1, hidden=True)) == [
        "minutes_names_unmasked",
        "minutes_result_hidden",
    ]


def test_annexes_after_the_signing_and_taking_back_before() -> None:
    assert [state for state in STATES if may_annex(state).lawful] == ["signed", "published"]
    assert [state for state in STATES if may_withdraw(state, 0).lawful] == ["correcting", "signing"]
    assert not may_withdraw("signing", 1).lawful


def test_the_term_is_a_figure_that_a_community_replaces_within_bounds() -> None:
    on = date(2026, 11, 19)
    book = default_book()
    assert book.rule("MN1", on).number("correct_days") == 5
    for value in ("1", "30"):
        made = book.with_overrides([Override("MN1", "correct_days", value, "2026-003", on)])
        assert made.rule("MN1", on).number("correct_days") == int(value)
    for value in ("0", "31"):
        with pytest.raises(Refused):
            book.with_overrides([Override("MN1", "correct_days", value, "2026-003", on)])


def test_the_last_day_counts_whole_and_moves_from_a_day_off() -> None:
    sent = AT.astimezone(SHANGHAI)  # Thursday, 19 November 2026
    assert deadline(sent, 5).astimezone(SHANGHAI).date() == date(2026, 11, 25)
    assert deadline(sent, 2).astimezone(SHANGHAI).date() == date(2026, 11, 24)
