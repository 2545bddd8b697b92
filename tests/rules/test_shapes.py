"""What may be typed: clean, or refused with a code."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules.shapes import (
    check_date,
    clean_line,
    clean_text,
    parse_date,
    parse_hundredths,
    parse_integer,
    parse_moment,
    parse_time,
)
from council.rules.verdict import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")


def refusal(act, *args):
    with pytest.raises(Refused) as caught:
        act(*args)
    (reason,) = caught.value.reasons
    assert reason.params["field"] == "text"
    return reason


def text_refusal(raw, minimum=1, maximum=100):
    return refusal(clean_text, raw, minimum, maximum, "text").code


@pytest.mark.parametrize("raw", [None, "", "   ", "\r\n\t", "\u200b\ufeff", "\u3000"])
def test_an_empty_text_is_missing(raw):
    assert text_refusal(raw) == "text_missing"
    assert clean_text(raw, 0, 10, "text") == ""


def test_too_short_and_too_long():
    assert text_refusal("四个字啊", 5) == "text_too_short"
    assert clean_text("五个字好啊", 5, 5, "text") == "五个字好啊"
    reason = refusal(clean_text, "六个字不行了", 1, 5, "text")
    assert (reason.code, reason.params["maximum"], reason.params["length"]) == (
        "text_too_long",
        5,
        6,
    )
    assert text_refusal("长" * 1_000_000) == "text_too_long"
    assert text_refusal(" " * 1_000_000) == "text_too_long"


@pytest.mark.parametrize(
    "bad", ["\x00", "\x07", "\x1b[31m", "\x7f", "\x9b", "\ufffe", "\ufdd0", "\U000e0041"]
)
def test_control_characters_are_refused(bad):
    assert text_refusal(f"甲{bad}乙") == "text_control_characters"


@pytest.mark.parametrize("bad", ["\ud800", "\udfff", "\ud83d甲"])
def test_lone_surrogates_are_refused(bad):
    assert text_refusal(f"甲{bad}乙") == "text_lone_surrogates"


@pytest.mark.parametrize("bad", ["\u202e", "\u202a", "\u2066", "\u2069"])
def test_direction_controls_are_refused(bad):
    assert text_refusal(f"甲{bad}乙") == "text_direction_controls"


def test_lines_are_made_alike():
    assert clean_text("一 \r\n二\r三\u2028四\n\n\n\n五\n", 1, 100, "text") == "一\n二\n三\n四\n\n五"
    assert clean_line(" 一\u3000 二\n三 ", 1, 100, "text") == "一 二 三"


def test_composed_and_without_invisible_marks():
    assert clean_text("cafe\u0301\u200b\ufeff", 1, 10, "text") == "caf\u00e9"
    assert (
        clean_text("，（）6号楼𠮷👨\u200d👩\u200d👧", 1, 20, "text")
        == "，（）6号楼𠮷👨\u200d👩\u200d👧"
    )


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(raw):
    try:
        once = clean_text(raw, 0, 200, "text")
    except Refused:
        return
    assert clean_text(once, 0, 200, "text") == once
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "number"), [("12", 12), (" 1,200 ", 1200), ("１２", 12), ("-3", -3), (7, 7)]
)
def test_whole_numbers(raw, number):
    assert parse_integer(raw, -10, 10_000, "text") == number


@pytest.mark.parametrize(
    "raw",
    ["", None, "一", "1e3", "NaN", "inf", "0x1F", "12.5", "1,2", "١٢", "1 2", "9" * 40, True, "²"],
)
def test_numbers_that_are_not_numbers(raw):
    assert refusal(parse_integer, raw, 0, 9, "text").code == "number_unreadable"


def test_numbers_out_of_bounds():
    assert refusal(parse_integer, "-1", 0, 9, "text").code == "number_too_small"
    assert refusal(parse_integer, "10", 0, 9, "text").code == "number_too_large"
    assert parse_integer("9", 0, 9, "text") == 9


@pytest.mark.parametrize(
    ("raw", "hundredths"),
    [
        ("89.31", 8931),
        ("120.5", 12050),
        ("0", 0),
        ("18,500.50", 1850050),
        ("１．０５", 105),
        ("1.500", 150),
    ],
)
def test_hundredths(raw, hundredths):
    assert parse_hundredths(raw, 0, 10**9, "text") == hundredths


def test_hundredths_are_exact_or_refused():
    assert parse_hundredths("-0.05", -10, 10, "text") == -5
    for raw in ("1.005", ".5", "1.", "1.2.3", "约100", "100元", True):
        assert refusal(parse_hundredths, raw, 0, 10**9, "text").code == "number_unreadable"


@pytest.mark.parametrize(
    "raw", ["2026-05-01", "2026/5/1", "2026.5.1", "2026年5月1日", date(2026, 5, 1)]
)
def test_days(raw):
    assert parse_date(raw, "text") == date(2026, 5, 1)


@pytest.mark.parametrize("raw", ["1969-12-31", "2101-01-01", "0001-01-01", "9999-12-31"])
def test_days_nobody_means(raw):
    assert refusal(parse_date, raw, "text").code == "date_out_of_range"
    assert refusal(check_date, date.fromisoformat(raw), "text").code == "date_out_of_range"


@pytest.mark.parametrize(
    "raw", ["", None, "明天", "2026-02-30", "2026-13-01", "26-5-1", "20260501", "1.5"]
)
def test_days_that_are_not_days(raw):
    assert refusal(parse_date, raw, "text").code == "date_unreadable"


def test_first_and_last_day():
    assert parse_date("1970-01-01", "text") == date(1970, 1, 1)
    assert parse_date("2100-12-31", "text") == date(2100, 12, 31)


def test_times():
    assert parse_time("19:42", "text") == time(19, 42)
    assert parse_time("9：05", "text") == time(9, 5)
    for raw in ("24:00", "12:60", "noon", ""):
        assert refusal(parse_time, raw, "text").code == "time_unreadable"


def test_moments():
    ten = datetime(2026, 5, 1, 10, tzinfo=SHANGHAI)
    assert parse_moment("2026-05-01T10:00", SHANGHAI, "text") == ten
    assert parse_moment("2026/5/1 10:00:00", SHANGHAI, "text") == ten
    assert parse_moment(datetime(2026, 5, 1, 10), SHANGHAI, "text") == ten
    assert parse_moment(datetime(2026, 5, 1, 2, tzinfo=UTC), SHANGHAI, "text") == ten
    assert parse_moment("2026-05-01", SHANGHAI, "text") == datetime(2026, 5, 1, tzinfo=SHANGHAI)
