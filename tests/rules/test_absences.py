"""Who stayed away too often (LA1): at the figure, one below, at both ends of the period."""

from __future__ import annotations

from datetime import date, timedelta

from council.rules.absences import Session, flagged, since

TODAY = date(2026, 5, 6)
FIRST = date(2025, 5, 7)


def absent(*days: date) -> list[Session]:
    return [Session(day, "absent") for day in days]


def test_three_within_a_year_are_flagged_two_are_not() -> None:
    days = [TODAY - timedelta(days=30 * n) for n in range(1, 4)]
    found = flagged({"li": absent(*days), "wang": absent(*days[:2])}, TODAY, sessions=3, months=12)
    assert found == {"li": tuple(days)}


def test_the_period_begins_the_day_after_the_corresponding_day() -> None:
    assert since(TODAY, 12) == FIRST
    inside = absent(TODAY, TODAY - timedelta(days=1), FIRST)
    outside = absent(TODAY, TODAY - timedelta(days=1), FIRST - timedelta(days=1))
    assert flagged({"li": inside}, TODAY, sessions=3, months=12)
    assert not flagged({"li": outside}, TODAY, sessions=3, months=12)


def test_a_month_without_that_day_takes_its_last() -> None:
    assert since(date(2026, 5, 31), 3) == date(2026, 3, 1)
    assert since(date(2024, 2, 29), 12) == date(2023, 3, 1)


def test_excused_present_left_and_entrusted_do_not_count() -> None:
    day = TODAY - timedelta(days=9)
    mine = [
        *absent(day, day),
        Session(day, "excused"),
        Session(day, "present"),
        Session(day, "left"),
        Session(day, "absent", entrusted=True),
        Session(TODAY + timedelta(days=1), "absent"),
    ]
    assert not flagged({"li": mine}, TODAY, sessions=3, months=12)
    assert flagged({"li": mine}, TODAY, sessions=2, months=12)
