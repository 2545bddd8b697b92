"""还说不清的: what nobody can explain yet in a year's money lists itself.

The figures come from the rulebook; here stands until when each thing should have been explained
and how loudly it is said. Which rows there are, ``queries/public/unexplained`` asks the database,
with the bounds of :func:`bounds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from council.rules.rulebook import Rulebook

RED, AMBER = "red", "amber"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that is not explained: the rule behind it, and whether a duty is overdue."""

    rule: str
    overdue: bool = False


KINDS: Mapping[str, Kind] = {
    "voucher_missing": Kind("FP1", overdue=True),
    "milestone_late": Kind("IM1", overdue=True),
    "question_late": Kind("RQ1", overdue=True),
    "urgent_unconfirmed": Kind("FU1", overdue=True),
    "payment_flagged": Kind("FP1"),
    "low_rating": Kind("ES1"),
    "few_quotes": Kind("FQ1"),
    "grant_missing": Kind("FY1", overdue=True),
    "idle_money": Kind("FY1"),
    "audit_missing": Kind("FY1", overdue=True),
    "statement_missing": Kind("DC1", overdue=True),
    "month_open": Kind("DC1", overdue=True),
    "voucher_hidden": Kind("FV1"),
}
"""All kinds, in the order in which they are told."""
OVERDUE = frozenset(code for code, kind in KINDS.items() if kind.overdue)
FLAGS = frozenset({"payment_flagged"})


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the rulebook that decide; sums in fen, ``low_mark`` a share of the full mark.

    ``grant_day`` is month and day until which the year's money is paid in, and, in the year after,
    until which it is audited.
    """

    voucher_days: int
    above: int
    quotes: int
    near_days: int
    grant_day: tuple[int, int]
    low_mark: Fraction
    minimum: int
    month_days: int
    quarter_days: int

    @classmethod
    def of(cls, book: Rulebook, on: date) -> Figures:
        """The figures in force on a legal day."""
        year, quotes = book.rule("FY1", on), book.rule("FQ1", on)
        marks, posting = book.rule("ES1", on), book.rule("DC1", on)
        return cls(
            voucher_days=book.rule("FP1", on).number("voucher_days"),
            above=quotes.number("above_yuan") * 100,
            quotes=quotes.number("quotes"),
            near_days=year.number("near_days"),
            grant_day=(year.number("paid_in_month"), year.number("paid_in_day")),
            low_mark=marks.share("low_mark"),
            minimum=marks.number("minimum_count"),
            month_days=posting.number("monthly_days"),
            quarter_days=posting.number("quarterly_days"),
        )


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a row must be before, or at most, to be listed on ``today``.

    ``months`` and ``quarters`` count from the year nought: year × 12 + month (year × 4 + quarter).
    """

    today: date
    paid_before: date
    sweep_until: date
    grant_year: int
    audit_year: int
    months: int
    quarters: int


def bounds(figures: Figures, today: date) -> Bounds:
    """The bounds of a legal day."""
    passed = today > date(today.year, *figures.grant_day)
    month, quarter = (today - timedelta(days=d) for d in (figures.month_days, figures.quarter_days))
    return Bounds(
        today=today,
        paid_before=today - timedelta(days=figures.voucher_days),
        sweep_until=today + timedelta(days=figures.near_days),
        grant_year=today.year if passed else today.year - 1,
        audit_year=today.year - 1 if passed else today.year - 2,
        months=_ended(month, 12),
        quarters=_ended(quarter, 4),
    )


def _ended(before: date, parts: int) -> int:
    """The number of the last part of a year that had ended before this day."""
    return before.year * parts + (before.month - 1) // (12 // parts)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def quarter_end(year: int, quarter: int) -> date:
    """The last day of a quarter."""
    return month_end(year, quarter * 3)


def due_of(kind: str, figures: Figures, since: date, year: int, n: int) -> date | None:
    """Until when this should have been explained; None where the rules set no day.

    ``since`` is the day of the payment or the day that was set, ``n`` the month or quarter.
    """
    match kind:
        case "voucher_missing" | "voucher_hidden":
            return since + timedelta(days=figures.voucher_days)
        case "milestone_late" | "urgent_unconfirmed" | "question_late" | "idle_money":
            return since
        case "grant_missing":
            return date(year, *figures.grant_day)
        case "audit_missing":
            return date(year + 1, *figures.grant_day)
        case "month_open":
            return month_end(year, n) + timedelta(days=figures.month_days)
        case "statement_missing":
            return quarter_end(year, n) + timedelta(days=figures.quarter_days)
    return None


def level(kind: str, due: date | None, today: date, *, reasoned: bool) -> str:
    """How loudly it is said: red once a day has passed, or where no reason was written."""
    if kind == "voucher_hidden":
        return AMBER
    if due is not None:
        return RED if today > due else AMBER
    return AMBER if reasoned else RED


def days_late(due: date | None, today: date) -> int:
    """Whole days since the day has passed; 0 on it and before."""
    return max(0, (today - due).days) if due is not None else 0


def idle(opening: int, free: int) -> int:
    """What was carried in from the year before and still lies there, in fen."""
    return min(opening, free)
