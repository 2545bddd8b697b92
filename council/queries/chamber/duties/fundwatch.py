"""Questions about the money to answer, statements to sign, audit reports to attach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    exists,
    extract,
    func,
    literal_column,
    select,
    true,
    union_all,
)

from council.models.base import tied
from council.models.funds import Fund, FundYear
from council.models.fundwatch import AuditReport, FundQuestion, SupervisionStatement
from council.models.ledger import LedgerEntry
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.rules import unexplained as law_of
from council.rules.calendar import midnight
from council.rules.masking import mask_text
from council.rules.rulebook import Rulebook

_BACK = 2
"""Years for which it is still asked; what is older stays in the list of the unexplained."""
_QUARTERS = union_all(
    *(select(literal_column(str(n), Integer).label("n")) for n in range(1, 5))
).subquery("quarters")


def parts(who: Who) -> Iterator[Part]:
    """For those who answer, for the supervision committee, and for those who see to the audit."""
    if who.may("fund.answer"):
        yield Part(_asked(who), _answer)
    if who.may("fund.statement"):
        yield Part(_unsigned(who), _sign)
    if who.may("fund.audit"):
        yield Part(_unaudited(who), _audit)


def _asked(who: Who) -> Select[Any]:
    return (
        columns(
            number=FundQuestion.number,
            title=FundQuestion.text,
            due_at=FundQuestion.due_at,
            item=FundQuestion.responsible_title,
        )
        .where(
            FundQuestion.community_id == who.community_id,
            FundQuestion.answered_at.is_(None),
        )
        .order_by(FundQuestion.due_at)
    )


def _answer(row: Row, _book: Rulebook) -> Duty:
    href = f"/chamber/fund/questions/{row.number}"
    title = mask_text(row.title)
    short = title if len(title) <= 40 else title[:39] + "…"
    return Duty("fund.answer", short, href, row.number, row.due_at, "RQ1", {"who": row.item})


def _years(who: Who, *, quarter: Any, done: Any) -> Select[Any]:
    """Years with books of which something is missing; ``due_on`` is today."""
    begun = exists().where(tied(FundYear, LedgerEntry, "fund_year_id"))
    return (
        columns(number=Fund.code, title=Fund.name, due_on=who.today, n=FundYear.year, total=quarter)
        .select_from(FundYear)
        .join(Fund, tied(Fund, FundYear, "fund_id"))
        .where(FundYear.community_id == who.community_id, begun.correlate(FundYear), ~done)
        .order_by(FundYear.year.desc())
    )


def _unsigned(who: Who) -> Select[Any]:
    """Quarters of years for which nobody has signed, from the first entry on."""
    signed = exists().where(
        tied(FundYear, SupervisionStatement, "fund_year_id"),
        SupervisionStatement.quarter == _QUARTERS.c.n,
    )
    first = (
        select(extract("month", func.min(LedgerEntry.on)))
        .where(tied(FundYear, LedgerEntry, "fund_year_id"))
        .correlate(FundYear)
        .scalar_subquery()
    )
    query = _years(who, quarter=_QUARTERS.c.n, done=signed.correlate(FundYear, _QUARTERS))
    return query.join(_QUARTERS, true()).where(_QUARTERS.c.n * 3 >= first)


def _sign(row: Row, book: Rulebook) -> Duty | None:
    today, year, quarter = row.due_on, row.n, row.total
    end = law_of.quarter_end(year, quarter)
    if today is None or today <= end or year < today.year - _BACK:
        return None
    days = book.rule("DC1", today).number("quarterly_days")
    until = midnight(end + timedelta(days=days + 1))
    href = f"/chamber/fund/statements/{row.number}/{year}"
    facts = {"year": year, "quarter": quarter}
    return Duty("fund.statement", row.title, href, due_at=until, rule="DC1", facts=facts)


def _unaudited(who: Who) -> Select[Any]:
    audited = exists().where(
        tied(FundYear, AuditReport, "fund_year_id"), AuditReport.withdrawn_at.is_(None)
    )
    nothing = literal_column("0", Integer)
    return _years(who, quarter=nothing, done=audited.correlate(FundYear))


def _audit(row: Row, book: Rulebook) -> Duty | None:
    today, year = row.due_on, row.n
    if today is None or not year < today.year <= year + _BACK:
        return None
    day = law_of.Figures.of(book, today).grant_day
    until = midnight(today.replace(year=year + 1, month=day[0], day=day[1]) + timedelta(days=1))
    href = f"/chamber/fund/audits/{row.number}/{year}"
    facts = {"year": year}
    return Duty("fund.audit", row.title, href, due_at=until, rule="FY1", facts=facts)
