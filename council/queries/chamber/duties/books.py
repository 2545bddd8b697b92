"""Months of a fund's books that are over and wait to be closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from council.models.base import tied
from council.models.funds import Fund, FundPeriod, FundYear
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.rules.calendar import midnight
from council.rules.rulebook import Rulebook


def parts(who: Who) -> Iterator[Part]:
    """For whoever closes the books."""
    if who.may("fund.close"):
        yield Part(_open(who), _close)


def _open(who: Who) -> Select[Any]:
    """Years that are not closed, with how many of their months are; ``due_on`` is today."""
    closed = (
        select(func.count())
        .where(tied(FundYear, FundPeriod, "fund_year_id"))
        .correlate(FundYear)
        .scalar_subquery()
    )
    return (
        columns(number=Fund.code, title=Fund.name, due_on=who.today, n=FundYear.year, total=closed)
        .select_from(FundYear)
        .join(Fund, tied(Fund, FundYear, "fund_id"))
        .where(
            FundYear.community_id == who.community_id,
            FundYear.closed_at.is_(None),
            FundYear.version > 0,  # something was entered
        )
        .order_by(FundYear.year)
    )


def _close(row: Row, book: Rulebook) -> Duty | None:
    """The next month, once it is over; the year after its twelfth."""
    today, year, month = row.due_on, row.n, min(row.total + 1, 12)
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    if today is None or today <= end:
        return None
    days = book.rule("DC1", today).number("monthly_days")
    until = midnight(end + timedelta(days=days + 1))
    href = f"/chamber/fund/books/{row.number}/{year}"
    facts = {"year": year, "month": month}
    return Duty("fund.close", row.title, href, due_at=until, rule="DC1", facts=facts)
