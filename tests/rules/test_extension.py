"""A vote that fell short: extended for at most three months, then the topic rests for a year."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from council.rules.calendar import SHANGHAI
from council.rules.extension import barred_until, latest_extension, may_extend, may_repeat
from council.rules.rulebook import Override, default_book

BOOK = default_book()
MAY = date(2026, 5, 1)
OW1, OW2, RC1 = (BOOK.rule(name, MAY) for name in ("OW1", "OW2", "RC1"))


def at(month: int, day: int, hour: int = 18, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


FIRST = at(4, 9)


def codes(rule, **more) -> list[str]:
    given = {"participation_met": False, "first_close": FIRST, "closes": FIRST} | more
    return [reason.code for reason in may_extend(rule, **given).reasons]


@pytest.mark.parametrize("rule", [OW1, OW2])
def test_three_months_to_the_day(rule) -> None:
    """From 9 April: until the end of 9 July, a Thursday."""
    latest = datetime(2026, 7, 10, tzinfo=SHANGHAI)
    assert latest_extension(rule, FIRST) == latest
    assert codes(rule, until=latest) == []
    assert codes(rule, until=latest + timedelta(microseconds=1)) == ["extension_too_long"]


def test_a_last_day_off_moves_on() -> None:
    """From 1 July: 1 October is a holiday as are the days to the 7th; the 8th is the last day."""
    assert latest_extension(OW1, at(7, 1)) == datetime(2026, 10, 9, tzinfo=SHANGHAI)


def test_the_months_count_from_the_first_close_however_often_it_is_extended() -> None:
    assert codes(OW1, closes=at(7, 1), until=at(7, 9)) == []
    assert codes(OW1, closes=at(7, 1), until=at(7, 10)) == ["extension_too_long"]


def test_an_extension_is_later_and_needed() -> None:
    assert codes(OW1, until=FIRST) == ["extension_not_later"]
    assert codes(OW1, until=at(5, 1), participation_met=True) == ["extension_not_needed"]


def test_where_the_rule_has_no_extension() -> None:
    assert codes(RC1, until=at(5, 1)) == ["extension_not_provided"]
    none = Override("OW1", "extension_months", "0", "2026-001", MAY)
    assert codes(BOOK.with_overrides([none]).rule("OW1", MAY), until=at(5, 1)) == [
        "extension_not_provided"
    ]


def test_a_topic_is_barred_for_a_year_where_its_extended_vote_fell_short() -> None:
    closed = at(7, 9)
    short = {"participation_met": False, "extended": True, "closed": closed}
    barred = barred_until(OW1, **short)
    assert barred == datetime(2027, 7, 10, tzinfo=SHANGHAI)
    assert [r.code for r in may_repeat(OW1, barred, barred - timedelta(1)).reasons] == [
        "topic_barred"
    ]
    assert may_repeat(OW1, barred, barred).lawful
    for changed in ({"participation_met": True}, {"extended": False}):
        assert barred_until(OW1, **(short | changed)) is None
    assert barred_until(RC1, **short) is None
    assert barred_until(replace(OW1, figures={}), **short) is None
    assert may_repeat(OW1, None, closed).lawful


def test_the_law_of_before_2021_knows_no_extension() -> None:
    old = BOOK.rule("OW1", date(2020, 12, 31))
    assert latest_extension(old, FIRST) is None
