"""LA1: three sessions missed without an excuse within twelve months."""

from datetime import date

import pytest

from council.rules.absences import Sitting, flagged, missed, months_before
from council.rules.rulebook import Override, default_book

BOOK = default_book()
TODAY = date(2026, 5, 1)
LA1 = BOOK.rule("LA1", TODAY)


def away(*days: date) -> list[Sitting]:
    return [Sitting(day, attended=False) for day in days]


NEAR = (date(2025, 8, 1), date(2026, 1, 10))


@pytest.mark.parametrize(
    ("third", "flag"),
    [
        (date(2025, 5, 1), False),  # a year ago to the day is over
        (date(2025, 5, 2), True),
        (date(2026, 5, 1), True),
        (date(2026, 5, 2), False),  # not yet held
    ],
)
def test_three_within_a_year(third: date, flag: bool) -> None:
    sittings = away(*NEAR, third)
    assert flagged(LA1, sittings, TODAY) is flag
    assert flagged(LA1, sittings[:2], TODAY) is False


def test_whoever_came_or_was_excused_missed_nothing() -> None:
    day = date(2026, 2, 1)
    for more in (Sitting(day, attended=True), Sitting(day, attended=False, excused=True)):
        assert missed(LA1, [*away(*reversed(NEAR)), more], TODAY) == NEAR
        assert not flagged(LA1, [*away(*NEAR), more], TODAY)


def test_a_community_may_ask_for_more() -> None:
    four = Override("LA1", "sessions", "4", "2026-001", TODAY)
    rule = BOOK.with_overrides([four]).rule("LA1", TODAY)
    sittings = away(*NEAR, date(2026, 2, 1), date(2026, 3, 1))
    assert flagged(rule, sittings, TODAY)
    assert not flagged(rule, sittings[1:], TODAY)


def test_months_end_where_the_day_is_missing() -> None:
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 12) == date(2025, 1, 15)
