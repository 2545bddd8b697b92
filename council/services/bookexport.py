"""All entries of a fund's year as a workbook, written portion by portion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from sqlalchemy import Connection, func, select

from council.db import db
from council.models.base import tied
from council.models.fundprojects import FundProject
from council.models.funds import Fund, FundYear
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.payments import Payment
from council.rules.verdict import Reason, Refused
from council.services.workbooks import bold, plain

PORTION = 1000
"""Entries that are read at once."""
COLUMNS = (
    "记账号", "日期", "事项", "摘要", "项目编号", "项目", "支付编号", "借方科目", "贷方科目",
    "金额（元）", "经办职务",
)  # fmt: skip


def write(
    target: Path,
    community_id: UUID,
    fund: str,
    year: int,
    *,
    told: Callable[[int, int], None],
    word: Callable[[str, str], str] = lambda _group, code: code,
) -> int:
    """Write every transfer of every entry; how many rows there are. ``word`` names codes.

    Raises:
        Refused: ``fund_year_missing``.
    """
    with db.engine.connect() as connection:
        year_id = _year(connection, community_id, fund, year)
        total = _count(connection, community_id, year_id)
        told(0, total)
        book = Workbook(write_only=True)
        sheet = book.create_sheet(f"{fund} {year}")
        sheet.freeze_panes = "A2"
        sheet.append([bold(sheet, name) for name in COLUMNS])
        rows = 0
        for done, portion in _portions(connection, community_id, year_id):
            for row in portion:
                sheet.append([plain(sheet, value) for value in _shown(row, word)])
                rows += 1
            told(done, total)
        book.save(target)
    told(total, total)
    return rows


def _year(connection: Connection, community_id: UUID, fund: str, year: int) -> UUID:
    query = (
        select(FundYear.id)
        .join(Fund, tied(Fund, FundYear, "fund_id"))
        .where(Fund.community_id == community_id, Fund.code == fund, FundYear.year == year)
    )
    found = connection.execute(query).scalar()
    if found is None:
        raise Refused([Reason("fund_year_missing", {"year": year})])
    return found


def _count(connection: Connection, community_id: UUID, year_id: UUID) -> int:
    mine = (LedgerEntry.community_id == community_id, LedgerEntry.fund_year_id == year_id)
    return connection.execute(select(func.count()).where(*mine)).scalar_one()


_ROW = (
    select(
        LedgerEntry.number,
        LedgerEntry.on,
        LedgerEntry.kind,
        LedgerEntry.text,
        FundProject.number,
        FundProject.title,
        Payment.number,
        LedgerTransfer.debit,
        LedgerTransfer.credit,
        LedgerTransfer.amount,
        LedgerEntry.office_title,
    )
    .join(LedgerTransfer, tied(LedgerEntry, LedgerTransfer, "entry_id"))
    .outerjoin(FundProject, tied(FundProject, LedgerEntry, "project_id"))
    .outerjoin(Payment, tied(Payment, LedgerEntry, "payment_id"))
    .order_by(LedgerEntry.number, LedgerTransfer.position)
)


def _portions(
    connection: Connection, community_id: UUID, year_id: UUID
) -> Iterator[tuple[int, list[Any]]]:
    """Rows of so many entries after the others, with the number of the last entry."""
    mine = (LedgerEntry.community_id == community_id, LedgerEntry.fund_year_id == year_id)
    start = 0
    while True:
        span = LedgerEntry.number.between(start + 1, start + PORTION)
        rows = list(connection.execute(_ROW.where(*mine, span)))
        if not rows:
            return
        start += PORTION
        yield rows[-1][0], rows


def _shown(row: Any, word: Callable[[str, str], str]) -> list[Any]:
    number, on, kind, text, project, title, payment, debit, credit, amount, office = row
    sums = Decimal(amount).scaleb(-2)
    kind, debit, credit = (
        word("entry", kind),
        *(f"{code} {word('account', code)}" for code in (debit, credit)),
    )
    return [number, on, kind, text, project, title, payment, debit, credit, sums, office]
