"""Tables as files: .csv that spreadsheets read without harm, .xlsx, .json."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from council.web.api.columns import Cell, Column, exact, readable

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|")
_CELL = 32_767
"""Characters that a cell of a spreadsheet holds."""
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "ics": "text/calendar; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "pb": "text/csv; charset=utf-8",
}


def answer(body: bytes, kind: str, name: str) -> Response:
    """A file to keep, under its name; scripts on other sites may read open data."""
    made = Response(body, content_type=TYPES[kind])
    shown = "inline" if kind in ("json", "atom") else "attachment"
    made.headers["Content-Disposition"] = f'{shown}; filename="{name}.{kind}"'
    made.headers["Access-Control-Allow-Origin"] = "*"
    return made


def clean(text: str) -> str:
    """Text without characters that XML cannot hold."""
    return _CONTROL.sub("", text)


def harmless(cell: Cell) -> str | int:
    """A cell of a .csv that no spreadsheet takes for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, bool) or not isinstance(cell, str):
        return str(cell)
    text = clean(cell)
    return "'" + text if text.lstrip(" \u3000\u00a0\ufeff").startswith(_FORMULA) else text


def as_csv(columns: Sequence[Column], rows: Iterable[Any], base: str) -> bytes:
    """UTF-8 with BOM, so that spreadsheets read the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(column.title) for column in columns])
    for row in rows:
        writer.writerow([harmless(readable(column, row, base)) for column in columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(title: str, columns: Sequence[Column], rows: Iterable[Any], base: str) -> bytes:
    """A workbook of one sheet; text is written as text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", "", title)[:31] or "data")
    sheet.freeze_panes = "A2"
    sheet.append([_head(sheet, str(column.title)) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, readable(column, row, base)) for column in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Cell) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, clean(value)[:_CELL])
    cell.data_type = "s"
    return cell


def as_json(columns: Sequence[Column], rows: Iterable[Any], base: str) -> bytes:
    """``{"rows": [{…}]}``; codes and fen, instants with their offset."""
    data = [{column.key: exact(column, row, base) for column in columns} for row in rows]
    return json_bytes({"rows": data})


def json_bytes(value: Any) -> bytes:
    """Readable JSON, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")
