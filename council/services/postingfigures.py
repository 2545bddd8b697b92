"""What a posting takes from the books: the money that moved in its period."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from council.models.base import tied
from council.models.fundprojects import FundProject
from council.models.funds import Fund, FundYear
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.rules.ledger import MONEY
from council.rules.money import format_yuan
from council.rules.postings import Period, table
from council.services.unit import Work

COLUMNS = ("经费", "事项", "收入（元）", "支出（元）", "结存（元）")
# Figures that are posted are a text of the record, in its language, as names are.
_WORDS = {
    "opening": "上年结转",
    "receipt": "到账",
    "payment": "支付",
    "refund": "退款",
    "correction": "冲正",
    "sweep": "结余交回",
    "carry": "结转下年",
}
_MONEY = {account.value for account in MONEY}


def of(work: Work, covers: Period) -> dict[str, Any]:
    """By fund: what there was, what came and went by project, what is left, in yuan."""
    query = (
        select(Fund, FundYear)
        .join(FundYear, tied(Fund, FundYear, "fund_id"))
        .where(Fund.community_id == work.community_id, FundYear.year == covers.first.year)
        .order_by(Fund.position, Fund.code)
    )
    found = [(fund.name, year) for fund, year in work.session.execute(query)]
    rows = [line for name, year in found for line in _fund(work, name, year, covers)]
    # One fund alone need not be named in each line.
    start = 1 if len(found) == 1 else 0
    return table(COLUMNS[start:], [line[start:] for line in rows])


def _fund(work: Work, name: str, year: FundYear, covers: Period) -> list[list[str]]:
    before, moved = 0, defaultdict[tuple[str, str], list[int]](lambda: [0, 0])
    for on, kind, number, title, debit, credit, amount in _moves(work, year):
        side = _side(debit, credit)
        if side is None or on > covers.last:
            continue
        if on < covers.first:
            before += amount if side == 0 else -amount
        else:
            what = f"{number} {title}" if number else ""
            moved[kind, what][side] += amount
    after = before + sum(came - went for came, went in moved.values())
    lines = [
        [name, "：".join(part for part in (_WORDS[kind], what) if part), *map(_sum, sums), ""]
        for (kind, what), sums in moved.items()
    ]
    came, went = (sum(sums[side] for sums in moved.values()) for side in (0, 1))
    return [
        [name, "期初结存", "", "", format_yuan(before)],
        *lines,
        [name, "本期合计和期末结存", format_yuan(came), format_yuan(went), format_yuan(after)],
    ]


def _side(debit: str, credit: str) -> int | None:
    """0 where money came, 1 where it went, None where none moved."""
    if (debit in _MONEY) == (credit in _MONEY):
        return None
    return 0 if debit in _MONEY else 1


def _sum(amount: int) -> str:
    return format_yuan(amount) if amount else ""


def _moves(work: Work, year: FundYear) -> Any:
    return work.session.execute(
        select(
            LedgerEntry.on,
            LedgerEntry.kind,
            FundProject.number,
            FundProject.title,
            LedgerTransfer.debit,
            LedgerTransfer.credit,
            LedgerTransfer.amount,
        )
        .join(LedgerTransfer, tied(LedgerEntry, LedgerTransfer, "entry_id"))
        .outerjoin(FundProject, tied(FundProject, LedgerEntry, "project_id"))
        .where(LedgerEntry.community_id == work.community_id, LedgerEntry.fund_year_id == year.id)
        .order_by(LedgerEntry.number, LedgerTransfer.position)
    )
