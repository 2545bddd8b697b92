"""Statements of the fund's bank account, as files."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from openpyxl import Workbook

from council.rules.money import format_yuan

HEAD = ("交易日期", "借方发生额", "贷方发生额", "余额", "对方户名", "摘要", "流水号")
ACCOUNT = "6222000011112222"
Moved = tuple[date, int, str, str]
"""A day, fen (above nought what came in), the other side, the text."""


def table(moved: list[Moved], opening: int = 0) -> list[list[str]]:
    """The rows of a statement with its head above and its totals below."""
    balance, rows = opening, []
    for place, (on, amount, who, text) in enumerate(moved, 1):
        balance += amount
        out, came = (format_yuan(-amount), "") if amount < 0 else ("", format_yuan(amount))
        rows.append([on.isoformat(), out, came, format_yuan(balance), who, text, f"L{place:05d}"])
    head = [["试验银行账户明细"], [f"账号：{ACCOUNT}"], list(HEAD)]
    return [*head, *rows, ["合计", "", "", "", "", "", ""]]


def as_csv(rows: list[list[str]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """The rows as a .csv."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: list[list[Any]], *merged: str) -> bytes:
    """The rows as a workbook, with these areas merged."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
