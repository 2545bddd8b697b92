"""Closing months and years of a fund, and handing idle money back.

A closed period is never opened again; what a year still holds is carried first
(:mod:`council.services.fundcarrying`).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select

from council.models.bankfacts import not_shared
from council.models.fundprojects import FundProject
from council.models.funds import FundPeriod, FundYear
from council.models.payments import Payment
from council.rules import ledger as books
from council.rules.calendar import legal_day
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import funds, ledger
from council.services.unit import Actor, Work, unit

POWER = "fund.close"


def close_month(
    community_id: UUID,
    code: str,
    year: int,
    month: int,
    *,
    note: str = "",
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """Close a month that is over; December only where nothing of the year is left to settle.

    ``note`` says what the items are that bank and books do not share.

    Raises:
        Refused: ``not_found``, ``year_closed``, ``period_closed``, ``months_in_order``,
            ``month_not_over``, ``unmatched_needs_note``, ``year_unsettled``, ``payments_open``.
    """
    with unit(community_id, kind="fund.close_month", actor=actor, at=at, power=POWER) as work:
        if request_key and work.done_before(request_key):
            return
        row = funds.year_of(work, code, year)
        _demand_next(work, row, month)
        missing = unmatched(work, row, month)
        words = clean_text(note, 0, 1000, "note")
        if missing and len(words) < 2:
            figures = {"year": year, "month": month, "count": missing}
            raise Refused([Reason("unmatched_needs_note", figures, "FY1")])
        if month == 12:
            _demand_settled(work, row)
            _close_results(work, row)
        work.add(
            FundPeriod(
                fund_year_id=row.id,
                month=month,
                closed_at=work.at,
                closed_by_id=work.actor.person_id,
                closed_title=work.actor.title,
                unmatched=missing,
                note=words,
            )
        )
        work.tell(fund=code, year=year, month=month, unmatched=missing)


def close_year(
    community_id: UUID,
    code: str,
    year: int,
    *,
    note: str = "",
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """Close a year whose months are all closed.

    Raises:
        Refused: ``not_found``, ``year_closed``, ``months_open``.
    """
    with unit(community_id, kind="fund.close_year", actor=actor, at=at, power=POWER) as work:
        if request_key and work.done_before(request_key):
            return
        row = funds.year_of(work, code, year)
        if row.closed_at is not None:
            raise Refused([Reason("year_closed", {"year": year}, "FY1")])
        month = next_month(work, row)
        if month <= 12:
            raise Refused([Reason("months_open", {"year": year, "month": month}, "FY1")])
        row.closed_at, row.closed_by_id = work.at, work.actor.person_id
        row.closed_title = work.actor.title
        row.closing_note = clean_text(note, 0, 1000, "note")
        work.tell(fund=code, year=year)


def sweep(
    community_id: UUID,
    code: str,
    year: int,
    amount: int,
    *,
    on: date,
    to: str,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """Hand idle money back.

    Raises:
        Refused: ``not_found``, ``amount_not_positive``, ``day_to_come``, and as ``ledger.post``
            (more than is free: ``not_that_much``).
    """
    with unit(community_id, kind="fund.sweep", actor=actor, at=at, power=POWER) as work:
        if request_key and work.done_before(request_key):
            return
        funds.demand_amount(amount)
        funds.demand_come(work, on)
        row = funds.year_of(work, code, year)
        text = clean_text(to, 2, 120, "payer")
        ledger.post(work, row, "sweep", on, text, books.sweep(amount))
        work.tell(fund=code, year=year, amount=amount)


def unmatched(work: Work, year: FundYear, month: int) -> int:
    """How many items of a month bank and books do not share: lines of the bank that belong to no
    entry and have no note of their own, and entries that moved money and belong to no line.
    """
    first, last = date(year.year, month, 1), date(year.year, month, _days(year.year, month))
    query = not_shared(work.community_id, year.fund_id, year.id, first, last)
    return work.session.scalar(query) or 0


def next_month(work: Work, year: FundYear) -> int:
    """The first month that is not closed; 13 where all are."""
    closed = len(work.all(FundPeriod, FundPeriod.fund_year_id == year.id))
    return closed + 1


def first_open_day(work: Work, year: FundYear) -> date:
    """The first day of a year on which something may still be entered.

    Raises:
        Refused: ``year_closed`` where there is none.
    """
    month = next_month(work, year)
    if month > 12:
        raise Refused([Reason("year_closed", {"year": year.year}, "FY1")])
    return date(year.year, month, 1)


def _days(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _demand_next(work: Work, year: FundYear, month: int) -> None:
    """That this month is the next to close, and over."""
    figures: dict[str, object] = {"year": year.year, "month": month}
    if year.closed_at is not None:
        raise Refused([Reason("year_closed", {"year": year.year}, "FY1")])
    due = next_month(work, year)
    if month < due:
        raise Refused([Reason("period_closed", figures, "FY1")])
    if month != due or month > 12:
        raise Refused([Reason("months_in_order", {"year": year.year, "month": due}, "FY1")])
    if legal_day(work.at) < date(year.year, month, _days(year.year, month)):
        raise Refused([Reason("month_not_over", figures, "FY1")])


def _demand_settled(work: Work, year: FundYear) -> None:
    """That nothing of the year is free, planned, contracted or waiting to be paid."""
    left = {name: getattr(year, name) for name in ("free", "planned", "contracted")}
    left["prepaid"] = books.prepaid(ledger.lines_of_year(work, year))
    reasons = [
        Reason("year_unsettled", {"balance": name, "sum": left[name]}, "FY1")
        for name in left
        if left[name]
    ]
    waiting = len(_waiting(work, year))
    if waiting:
        reasons.append(Reason("payments_open", {"year": year.year, "count": waiting}, "FY1"))
    if reasons:
        raise Refused(reasons)


def _waiting(work: Work, year: FundYear) -> Sequence[Payment]:
    mine = select(FundProject.id).where(
        FundProject.community_id == work.community_id, FundProject.fund_year_id == year.id
    )
    states = or_(Payment.state == "entered", Payment.state == "approved")
    return work.all(Payment, Payment.project_id.in_(mine), states)


def _close_results(work: Work, year: FundYear) -> None:
    """Income and cost of the year go into the net assets."""
    lines = books.close(ledger.lines_of_year(work, year))
    if lines:
        day = date(year.year, 12, 31)
        ledger.post(work, year, "close", day, str(year.year), lines)
