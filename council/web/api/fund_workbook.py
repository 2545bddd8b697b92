"""The published table as a workbook: real numbers, headings that stay, A3 across."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from council.language import gettext as _
from council.queries.public.fund import Year
from council.queries.public.fund_table import FundTable
from council.web import fund_sheet
from council.web.api.columns import Column, readable
from council.web.api.formats import clean

YUAN = "#,##0.00"
A3 = "8"
"""The number of the paper size in a workbook."""
_WIDTHS = {"project": 26, "contractor": 22, "note": 30, "vouchers": 18, "resolution": 18, "url": 34}
_THIN = Side(style="thin", color="857B69")


def workbook(table: FundTable, year: Year, title: str, phone: str, base: str) -> bytes:
    """The bytes of the file."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = str(year.year)
    _head(sheet, year, title)
    headings = sheet.max_row + 1
    _heading(sheet, headings)
    for line in table.lines:
        _row(sheet, [readable(column, line, base) for column in fund_sheet.COLUMNS])
    _sums(sheet, table)
    sheet.append([])
    for name, text in fund_sheet.foot(table.signed, phone):
        _text(sheet, sheet.max_row + 1, 1, name).font = Font(bold=True)
        _text(sheet, sheet.max_row, 3, text)
    _setup(sheet, headings)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Any, year: Year, title: str) -> None:
    _text(sheet, 1, 1, title).font = Font(bold=True, size=18)
    for row, (_code, name, fen) in enumerate(fund_sheet.head(year.balances), 2):
        _text(sheet, row, 1, name)
        _money(sheet.cell(row, 3), Decimal(fen) / 100)


def _heading(sheet: Any, row: int) -> None:
    for at, column in enumerate(fund_sheet.COLUMNS, 1):
        cell = _text(sheet, row, at, str(column.title))
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.border = Border(bottom=Side(style="medium"), top=_THIN)
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(column.key, 12)


def _row(sheet: Any, values: list[Any]) -> None:
    row = sheet.max_row + 1
    for at, (column, value) in enumerate(zip(fund_sheet.COLUMNS, values, strict=True), 1):
        cell = _cell(sheet, row, at, column, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = Border(bottom=_THIN)


def _cell(sheet: Any, row: int, at: int, column: Column, value: Any) -> Any:
    if isinstance(value, str):
        return _text(sheet, row, at, value)
    cell = sheet.cell(row, at)
    if column.kind == "fen":
        return _money(cell, value)
    cell.value = value
    if column.kind == "day":
        cell.number_format = "yyyy-mm-dd"
    return cell


def _sums(sheet: Any, table: FundTable) -> None:
    row, sums = sheet.max_row + 1, fund_sheet.sums(table)
    _text(sheet, row, 3, _("合计")).font = Font(bold=True)
    for at, column in enumerate(fund_sheet.COLUMNS, 1):
        cell = sheet.cell(row, at)
        cell.border = Border(top=Side(style="medium"))
        if column.key in sums:
            _money(cell, Decimal(sums[column.key]) / 100).font = Font(bold=True)


def _money(cell: Any, value: Decimal) -> Any:
    cell.value, cell.number_format = value, YUAN
    return cell


def _text(sheet: Any, row: int, column: int, text: str) -> Any:
    """Text as text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = clean(text)
    cell.data_type = "s"
    return cell


def _setup(sheet: Any, headings: int) -> None:
    """The headings stay when one scrolls and come on every sheet of paper."""
    sheet.freeze_panes = sheet.cell(headings + 1, 4)
    sheet.print_title_rows = f"{headings}:{headings}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
