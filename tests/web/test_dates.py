"""The words for days, deadlines, money and areas."""

from datetime import UTC, date, datetime

import pytest

from council.web import dates

MIDNIGHT = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)  # 28 November, 00:00 in Shanghai
EVENING = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai


def test_days_are_shanghai_days() -> None:
    assert dates.day(MIDNIGHT, "zh-Hans") == "11月28日"
    assert dates.day(date(2026, 11, 27), "zh-Hant") == "11月27日"
    assert dates.day(EVENING, "en") == "27 November"
    assert dates.full_day(EVENING, "zh-Hans") == "2026年11月27日"
    assert dates.full_day(EVENING, "en") == "27 November 2026"
    assert dates.weekday(date(2026, 11, 26), "zh-Hans") == "星期四"
    assert dates.weekday(date(2026, 11, 26), "en") == "Thursday"
    assert dates.month(date(2026, 11, 26), "en") == "Nov"


def test_midnight_ends_the_day_before() -> None:
    assert dates.deadline(MIDNIGHT, "zh-Hans") == "11月27日 24:00 止"
    assert dates.deadline(MIDNIGHT, "en") == "until 27 November 24:00"
    assert dates.deadline(EVENING, "zh-Hans") == "11月27日 18:00 止"
    assert dates.deadline(date(2026, 11, 27), "zh-Hans") == "11月27日 24:00 止"
    assert dates.deadline_day(MIDNIGHT, "en") == "27 Nov"
    assert dates.deadline_clock(MIDNIGHT, "zh-Hans") == "24:00 止"


def test_days_left_counts_legal_days() -> None:
    now = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)  # 22 November 23:59 in Shanghai
    assert dates.days_left(MIDNIGHT, now) == 5
    assert dates.days_left(now, now) == 0
    assert dates.days_left(date(2026, 11, 20), now) == -2


def test_moments() -> None:
    assert dates.moment(EVENING, "zh-Hans") == "11月27日 18:00"
    assert dates.full_moment(EVENING, "en") == "27 November 2026 18:00"
    assert dates.clock_time(EVENING) == "18:00"
    assert dates.iso(EVENING) == "2026-11-27T18:00+08:00"
    assert dates.iso(date(2026, 11, 27)) == "2026-11-27"


def test_nothing_is_written_as_nothing() -> None:
    for write in (
        dates.day,
        dates.full_day,
        dates.moment,
        dates.deadline,
        dates.weekday,
        dates.iso,
    ):
        assert write(None) == ""
    assert dates.yuan(None) == dates.sqm(None) == "—"


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        dates.day(datetime(2026, 11, 27), "zh-Hans")


@pytest.mark.parametrize(
    ("fen", "text"),
    [(3860000, "38,600"), (3860050, "38,600.50"), (5, "0.05"), (0, "0"), (-120000, "−1,200")],
)
def test_yuan(fen: int, text: str) -> None:
    assert dates.yuan(fen) == text


def test_areas_numbers_and_shares() -> None:
    assert dates.sqm(268439) == "2,684.39 m²"
    assert dates.sqm(8900) == "89.00 m²"
    assert dates.number(12345) == "12,345"
    assert dates.percent_of(61, 78) == "78.2%"
    assert dates.percent_of(1, 0) == "—"
    assert dates.percent_of(78, 78) == "100.0%"


def test_without_a_request_the_language_is_chinese() -> None:
    assert dates.day(date(2026, 1, 1)) == "1月1日"


def test_sentences_stand_apart_in_english_only() -> None:
    assert dates.sentences(["One.", "", "Two."], "en") == "One. Two."
    assert dates.sentences(["一。", "二。"], "zh-Hans") == "一。二。"


@pytest.mark.parametrize(
    ("n", "zh"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (45, "四十五"), (100, "100")]
)
def test_headings_are_counted_in_the_readers_way(n: int, zh: str) -> None:
    assert dates.numeral(n, "zh-Hans") == zh
    assert dates.numeral(n, "en") == str(n)


def test_a_sentence_ends_once() -> None:
    assert dates.ended("先修一区") == dates.ended("先修一区。") == "先修一区。"
    assert dates.ended("他说：“明年修。”") == "他说：“明年修。”"
    assert (dates.ended("几时修？"), dates.ended("")) == ("几时修？", "")
