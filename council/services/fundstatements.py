"""监督意见: what the supervision committee says of a quarter, signed; never changed afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, select

from council.models.base import tied
from council.models.fundprojects import FundProject
from council.models.funds import FundYear
from council.models.fundwatch import SupervisionStatement
from council.models.payments import Payment, Voucher
from council.rules.calendar import legal_day
from council.rules.shapes import clean_text
from council.rules.unexplained import quarter_end
from council.rules.verdict import Reason, Refused
from council.services import funds, ledger
from council.services.unit import Actor, Work, unit

VERDICTS = ("sound", "remarks")


def sign(
    community_id: UUID,
    code: str,
    year: int,
    quarter: int,
    *,
    verdict: str,
    text: str,
    request_key: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Sign the statement of a quarter that is over, with the year's figures as they stand now.

    Each member of the supervision committee signs once per quarter.

    Raises:
        Refused: ``fund_year_missing``, ``quarter_not_over``, ``statement_signed``,
            ``statement_needs_words`` (remarks without words), ``value_unknown``.
    """
    with unit(
        community_id, kind="fund.statement", actor=actor, at=at, power="fund.statement"
    ) as work:
        if verdict not in VERDICTS or quarter not in range(1, 5):
            raise Refused([Reason("value_unknown")])
        said = clean_text(text, 0, 2000, "fund_statement")
        if verdict == "remarks" and not said:
            raise Refused([Reason("statement_needs_words")])
        if work.done_before(request_key):
            return
        row = funds.year_of(work, code, year)
        _demand_over(work, year, quarter)
        mine = SupervisionStatement.signed_by_id == work.actor.person_id
        of_quarter = (
            SupervisionStatement.fund_year_id == row.id,
            SupervisionStatement.quarter == quarter,
        )
        if work.find(SupervisionStatement, mine, *of_quarter) is not None:
            raise Refused([Reason("statement_signed")])
        work.add(
            SupervisionStatement(
                fund_year_id=row.id,
                quarter=quarter,
                verdict=verdict,
                text=said,
                figures=figures(work, row, quarter),
                signed_by_id=work.actor.person_id,
                signed_title=work.actor.title,
                signed_at=work.at,
            )
        )
        work.tell(fund=code, year=year, quarter=quarter, verdict=verdict)


def figures(work: Work, year: FundYear, quarter: int) -> dict[str, Any]:
    """The year's balances now (fen) and what was paid in the quarter."""
    end = quarter_end(year.year, quarter)
    mine = and_(
        Payment.community_id == work.community_id,
        Payment.state == "paid",
        FundProject.fund_year_id == year.id,
        Payment.paid_on <= end,
        Payment.paid_on >= end.replace(month=end.month - 2, day=1),
    )
    kept = exists().where(tied(Payment, Voucher, "payment_id"), Voucher.struck_at.is_(None))
    joined = (
        select(func.count(), func.coalesce(func.sum(Payment.amount), 0))
        .select_from(Payment)
        .join(FundProject, tied(FundProject, Payment, "project_id"))
    )
    payments, amount = work.session.execute(joined.where(mine)).one()
    bare, _sum = work.session.execute(joined.where(mine, ~kept.correlate(Payment))).one()
    balances = {name: getattr(year, name) for name in ledger.ALL}
    return balances | {
        "entries": year.version,
        "payments": int(payments),
        "paid_in_quarter": int(amount),
        "without_voucher": int(bare),
    }


def _demand_over(work: Work, year: int, quarter: int) -> None:
    if legal_day(work.at) <= quarter_end(year, quarter):
        raise Refused([Reason("quarter_not_over", {"year": year, "quarter": quarter}, "DC1")])
