"""What every .xlsx that we write has alike: bold headings, text that stays text, templates."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font


def bold(sheet: Any, text: str) -> Any:
    """A cell of a heading."""
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def plain(sheet: Any, value: Any) -> Any:
    """A cell; text stays text, whatever it begins with."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def template(sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]], width: int) -> bytes:
    """A workbook to fill in: of each sheet its name and its first rows, headings first.

    ``width``: of each column, in characters.
    """
    book = Workbook()
    first = book.active
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.freeze_panes = "A2"
        for column in sheet.iter_cols(max_row=1):
            sheet.column_dimensions[column[0].column_letter].width = width
    if first is not None:
        book.remove(first)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
