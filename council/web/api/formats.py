"""Tables as files: .csv that spreadsheets read without harm, .xlsx, .json."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import chain, count, islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import Response
from openpyxl import Workbook

from council.services.workbooks import bold, plain
from council.web.api.columns import Cell, Column, exact, readable

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|")
_CELL = 32_767
"""Characters that a cell of a spreadsheet holds."""
SHEET = 1_000_000
"""Rows of one sheet; a spreadsheet holds 1,048,576."""
_IN_MEMORY = 4 << 20
"""Bytes of a file that is still held in memory."""
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "ics": "text/calendar; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "pb": "text/csv; charset=utf-8",
    "zip": "application/zip",
}


def answer(body: bytes, kind: str, name: str) -> Response:
    """A file to keep, under its name; scripts on other sites may read open data."""
    made = Response(body, content_type=TYPES[kind])
    shown = "inline" if kind in ("json", "atom") else "attachment"
    made.headers["Content-Disposition"] = f'{shown}; filename="{name}.{kind}"'
    made.headers["Access-Control-Allow-Origin"] = "*"
    return made


def file_answer(write: Callable[[IO[bytes]], None], kind: str, name: str) -> Response:
    """The same for a list of any length: written aside first, so that a fault is no half file."""
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the answer
    write(file)
    length = file.tell()
    file.seek(0)
    made = answer(b"", kind, name)
    made.response = _pieces(file)
    made.content_length = length
    made.call_on_close(file.close)
    return made


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, 1 << 16), b"")


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


class Utf8:
    """Takes the text that is written into it on as UTF-8."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out

    def write(self, text: str) -> int:
        """Write text."""
        return self.out.write(text.encode())


def as_csv(columns: Sequence[Column], rows: Iterable[Any], base: str) -> bytes:
    """The bytes that :func:`write_csv` writes."""
    out = io.BytesIO()
    write_csv(out, columns, rows, base)
    return out.getvalue()


def write_csv(out: IO[bytes], columns: Sequence[Column], rows: Iterable[Any], base: str) -> None:
    """UTF-8 with BOM, so that spreadsheets read the Chinese."""
    out.write(b"\xef\xbb\xbf")
    writer = csv.writer(Utf8(out))
    writer.writerow([str(column.title) for column in columns])
    for row in rows:
        writer.writerow([harmless(readable(column, row, base)) for column in columns])


def as_xlsx(title: str, columns: Sequence[Column], rows: Iterable[Any], base: str) -> bytes:
    """The bytes that :func:`write_xlsx` writes."""
    out = io.BytesIO()
    write_xlsx(out, title, columns, rows, base)
    return out.getvalue()


def write_xlsx(
    out: IO[bytes], title: str, columns: Sequence[Column], rows: Iterable[Any], base: str
) -> None:
    """A workbook; text is written as text, whatever it begins with.

    A sheet holds so many rows; what is more goes on in the next one, under the same headings.
    """
    book = Workbook(write_only=True)
    name = re.sub(r"[\\/*?:\[\]]", "", title)[:25] or "data"
    left = iter(rows)
    for number in count(1):
        part = list(islice(left, 1))
        if number > 1 and not part:
            break
        sheet = book.create_sheet(name if number == 1 else f"{name} {number}")
        sheet.freeze_panes = "A2"
        sheet.append([bold(sheet, str(column.title)) for column in columns])
        for row in chain(part, islice(left, SHEET - 1)):
            sheet.append([_cell(sheet, readable(column, row, base)) for column in columns])
    book.save(out)


def _cell(sheet: Any, value: Cell) -> Any:
    if not isinstance(value, str):
        return value
    return plain(sheet, clean(value)[:_CELL])


def write_json(out: IO[bytes], columns: Sequence[Column], rows: Iterable[Any], base: str) -> None:
    """``{"rows": [{…}]}``; codes and fen, instants with their offset."""
    between = b'{"rows": [\n'
    for row in rows:
        data = {column.key: exact(column, row, base) for column in columns}
        out.write(between + json_bytes(data))
        between = b",\n"
    out.write(b"\n]}\n" if between == b",\n" else b'{"rows": []}\n')


def json_bytes(value: Any) -> bytes:
    """Readable JSON, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")
