"""From which day something counts as unexplained, and how loudly it is said."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest

from council.rules import unexplained as law_of
from council.rules.rulebook import default_book
from council.rules.unexplained import AMBER, KINDS, RED, Figures

TODAY = date(2026, 6, 3)
FIGURES = Figures.of(default_book(), TODAY)
DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(1096)]
"""Three years, one of them a leap year."""


def test_the_figures_come_from_the_rulebook() -> None:
    assert (FIGURES.voucher_days, FIGURES.above, FIGURES.quotes) == (15, 1_000_000, 3)
    assert (FIGURES.grant_day, FIGURES.low_mark) == ((4, 30), Fraction(4, 5))


@pytest.mark.parametrize(
    ("today", "grant", "audit"),
    [(date(2026, 4, 30), 2025, 2024), (date(2026, 5, 1), 2026, 2025)],
)
def test_the_thirtieth_of_april_is_still_in_time(today, grant, audit) -> None:
    found = law_of.bounds(FIGURES, today)
    assert (found.grant_year, found.audit_year) == (grant, audit)


def test_a_month_is_listed_from_the_day_after_its_last() -> None:
    for today, month in product(DAYS, range(1, 13)):
        bound = law_of.bounds(FIGURES, today).months
        for year in (today.year, today.year - 1):
            due = law_of.due_of("month_open", FIGURES, today, year, month)
            assert due is not None and (year * 12 + month <= bound) == (today > due)


def test_a_quarter_is_listed_from_the_day_after_its_last() -> None:
    for today, quarter in product(DAYS, range(1, 5)):
        bound = law_of.bounds(FIGURES, today).quarters
        for year in (today.year, today.year - 1):
            due = law_of.due_of("statement_missing", FIGURES, today, year, quarter)
            assert due is not None and (year * 4 + quarter <= bound) == (today > due)


def test_a_voucher_is_missed_after_its_days() -> None:
    for paid, passed in product(DAYS[::7], range(40)):
        today = paid + timedelta(days=passed)
        due = law_of.due_of("voucher_missing", FIGURES, paid, paid.year, 0)
        assert due is not None
        assert (paid < law_of.bounds(FIGURES, today).paid_before) == (today > due)


def test_how_loudly_it_is_said() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert law_of.level("idle_money", TODAY, TODAY, reasoned=True) == AMBER
    assert law_of.level("idle_money", yesterday, TODAY, reasoned=True) == RED
    assert law_of.level("few_quotes", None, TODAY, reasoned=True) == AMBER
    assert law_of.level("few_quotes", None, TODAY, reasoned=False) == RED
    assert law_of.level("voucher_hidden", yesterday, TODAY, reasoned=True) == AMBER
    assert law_of.days_late(yesterday, TODAY) == 1 and law_of.days_late(None, TODAY) == 0


def test_every_kind_names_a_rule_of_the_book() -> None:
    assert all(default_book().rule(kind.rule, TODAY) for kind in KINDS.values())


def test_ends_of_months_and_quarters() -> None:
    assert law_of.month_end(2024, 2) == date(2024, 2, 29)
    assert law_of.month_end(2026, 12) == law_of.quarter_end(2026, 4) == date(2026, 12, 31)
    assert law_of.idle(5, 3) == 3
