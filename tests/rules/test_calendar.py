"""Legal days (CT1) against dates looked up in the State Council's yearly orders."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules import calendar
from council.rules.calendar import SHANGHAI

INSTANTS = st.datetimes(datetime(1970, 1, 2), datetime(2099, 12, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-02T00:00", 1, "2026-03-04T00:00"),
        ("2026-03-02T23:59", 1, "2026-03-04T00:00"),
        ("2026-03-02T09:00", 7, "2026-03-10T00:00"),
        # Sunday 2026-03-08 moves to Monday.
        ("2026-03-01T09:00", 7, "2026-03-10T00:00"),
        # The National Day week is off up to 7 October 2026.
        ("2026-09-24T09:00", 7, "2026-10-09T00:00"),
        # Saturday 2026-02-14 is a make-up workday: nothing moves.
        ("2026-02-07T09:00", 7, "2026-02-15T00:00"),
        # Over the end of the published years.
        ("2026-12-25T09:00", 7, "2027-01-05T00:00"),
    ],
)
def test_a_period_ends_at_24_00_of_its_last_working_day(start: str, days: int, end: str) -> None:
    assert calendar.deadline(at(start), days) == at(end)


def test_the_day_is_the_one_in_shanghai() -> None:
    assert calendar.legal_day(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert calendar.legal_day(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar.legal_day(datetime(2026, 3, 1))
    with pytest.raises(ValueError, match="time zone"):
        calendar.deadline_hours(datetime(2026, 3, 1), 48)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 4), True),  # a Sunday worked in exchange
        (date(2026, 10, 10), True),  # a Saturday worked in exchange
        (date(2026, 5, 9), True),
        (date(2026, 3, 7), False),
        (date(2026, 3, 9), True),
        (date(1999, 6, 1), True),  # before the package's first year
        (date(1999, 6, 5), False),
    ],
)
def test_working_days(day: date, working: bool) -> None:
    assert calendar.is_working_day(day) is working


def test_a_year_without_an_order_has_weekends_and_fixed_holidays_only(monkeypatch) -> None:
    monkeypatch.setattr(calendar, "_PUBLISHED", frozenset({2026}))
    assert not calendar.is_published(2027)
    assert [d for d in range(1, 11) if not calendar.is_working_day(date(2027, 10, d))] == [
        1, 2, 3, 9, 10,
    ]  # fmt: skip
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.is_working_day(date(2027, 2, 8))  # spring festival week: not known


def test_notice_counts_full_days_between_sending_and_meeting() -> None:
    sent = at("2026-03-01T23:00")
    assert calendar.notice_days_between(sent, at("2026-03-07T08:00")) == 5
    assert calendar.notice_days_between(sent, at("2026-03-06T23:59")) == 4
    assert calendar.notice_days_between(sent, at("2026-03-01T23:30")) == 0
    assert calendar.notice_days_between(sent, at("2026-02-01T00:00")) == 0
    assert calendar.earliest_meeting(sent, 5) == at("2026-03-07T00:00")


@given(sent=INSTANTS, days=st.integers(1, 60))
def test_the_earliest_meeting_has_exactly_the_notice(sent: datetime, days: int) -> None:
    first = calendar.earliest_meeting(sent, days)
    assert calendar.notice_days_between(sent, first) == days
    assert calendar.notice_days_between(sent, first - timedelta(seconds=1)) == days - 1


@given(start=INSTANTS, days=st.integers(0, 90))
def test_a_deadline_is_never_early_and_ends_on_a_working_day(start: datetime, days: int) -> None:
    end = calendar.deadline(start, days)
    last = calendar.legal_day(end) - timedelta(days=1)
    assert (last - calendar.legal_day(start)).days >= days
    assert calendar.is_working_day(last)
    assert (end.hour, end.minute, end.second) == (0, 0, 0)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31T09:00", 1, "2026-03-01T00:00"),  # 28 February, a make-up workday
        ("2026-03-09T09:00", 12, "2027-03-10T00:00"),
        ("2026-12-15T09:00", 1, "2027-01-16T00:00"),
    ],
)
def test_months_end_on_the_corresponding_day(start: str, months: int, end: str) -> None:
    assert calendar.deadline_months(at(start), months) == at(end)


def test_hours_run_from_the_instant_even_over_days_off() -> None:
    assert calendar.deadline_hours(at("2026-10-01T10:30"), 48) == at("2026-10-03T10:30")


def test_a_posting_counts_days_that_are_over() -> None:
    posted = at("2026-03-02T09:00")
    assert calendar.full_days_posted(posted, at("2026-03-09T23:59")) == 6
    assert calendar.full_days_posted(posted, at("2026-03-10T00:00")) == 7
