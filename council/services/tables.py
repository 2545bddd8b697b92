"""Reads .xlsx and .csv as plain text cells, with limits, for every import.

What is read decides, not the name: an .xlsx is a ZIP whose unpacked size is known before anything
is unpacked, whose parts hold no document type (so no entities), and which has at most ``MOST_ROWS``
rows. Formulas give their stored result. Nothing is executed and no link is followed.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from council.rules.verdict import Reason, Refused

MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_SHEETS = 30
MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 2_000
MOST_CELL = 32_767
"""Characters in one cell: what spreadsheets themselves allow."""
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_EMPTY_RUN = 5_000


class TableError(Refused):
    """A file that cannot be read as a table; ``code`` says why.

    Codes: ``table_missing``, ``table_too_large``, ``table_wrong_kind``, ``table_old_excel``,
    ``table_broken``, ``table_bomb``, ``table_too_many_rows``, ``table_empty``,
    ``table_unreadable_text``, ``table_cell_too_long``, ``table_column_missing``,
    ``table_column_twice``, ``table_rows_wrong``.
    """

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        super().__init__([Reason(code, params)])


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet shows it (from 1), and its cells as trimmed text."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        """The text of a column (from 0); empty where the row is shorter or the column absent."""
        if column is None or column >= len(self.cells):
            return ""
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``rows`` without those that are entirely empty. A .csv has one, with its name."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken over: where it stands and why."""

    sheet: str
    row: int
    column: str
    reason: Reason


class RowsRefused(TableError):  # noqa: N818 - an answer about the rows, not an error of ours
    """Rows that are wrong; ``faults`` names each. Nothing was taken over."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("table_rows_wrong", n=len(faults))
        self.faults = tuple(faults)


def read_table(source: Path | bytes, filename: str = "") -> list[Sheet]:
    """All sheets with their text.

    ``filename`` decides nothing but the message where content and ending disagree.

    Raises:
        TableError: where the file is too large, broken, hostile or no table.
    """
    data = _bytes(source)
    name = filename or (source.name if isinstance(source, Path) else "")
    ending = Path(name).suffix.lower()
    if data.startswith(_OLD_OFFICE):
        raise TableError("table_old_excel")
    if data.startswith(b"PK"):
        if ending not in {"", ".xlsx"}:
            raise TableError("table_wrong_kind", name=name[:60])
        sheets = _xlsx(data)
    elif ending in {"", ".csv", ".txt"}:
        sheets = [Sheet(Path(name).name, tuple(_csv(data)))]
    else:
        raise TableError("table_wrong_kind", name=name[:60])
    if not any(sheet.rows for sheet in sheets):
        raise TableError("table_empty")
    return sheets


def columns(
    sheet: Sheet, names: Mapping[str, Sequence[str]], needed: Iterable[str]
) -> dict[str, int]:
    """Field → column (from 0) by the headings in the first row; ``names``: what each may be called.

    Raises:
        TableError: for a needed column that is missing, or a heading that stands twice.
    """
    headings = [_heading(cell) for cell in sheet.rows[0].cells] if sheet.rows else []
    found: dict[str, int] = {}
    for field, called in names.items():
        places = [
            i for i, heading in enumerate(headings) if heading in {_heading(c) for c in called}
        ]
        if len(places) > 1:
            raise TableError("table_column_twice", column=headings[places[0]], sheet=sheet.name)
        if places:
            found[field] = places[0]
    for field in needed:
        if field not in found:
            raise TableError("table_column_missing", column=names[field][0], sheet=sheet.name)
    return found


def count_rows(data: bytes) -> int:
    """About how many rows a file has, headings and formatted rows too; its cells are not read.

    Raises:
        TableError: for an .xlsx that is broken or hostile.
    """
    if not data.startswith(b"PK"):
        return data.count(b"\n")
    _inspect(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return sum(archive.read(name).count(b"<row ") for name in sheets)


def _heading(text: str) -> str:
    return "".join(text.split()).casefold().rstrip("*＊")


def _bytes(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        data = source
    else:
        try:
            if source.stat().st_size > MOST_BYTES:
                raise TableError("table_too_large", most=MOST_BYTES // 1024 // 1024)
            data = source.read_bytes()
        except OSError as error:
            raise TableError("table_missing", name=source.name) from error
    if len(data) > MOST_BYTES:
        raise TableError("table_too_large", most=MOST_BYTES // 1024 // 1024)
    if not data.strip():
        raise TableError("table_empty")
    return data


def _xlsx(data: bytes) -> list[Sheet]:
    _inspect(data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = book.worksheets[:MOST_SHEETS]
        return [Sheet(sheet.title, tuple(_sheet_rows(sheet))) for sheet in sheets]
    except TableError:
        raise
    except Exception as error:
        raise TableError("table_broken") from error


def _inspect(data: bytes) -> None:
    """Refuse bombs by the sizes declared (the ZIP reader never gives more), and document types."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _inspect_parts(archive)
    except TableError:
        raise
    except Exception as error:
        raise TableError("table_broken") from error


def _inspect_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
        raise TableError("table_bomb")
    if "[Content_Types].xml" not in archive.namelist():
        raise TableError("table_wrong_kind", name="")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            _no_doctype(archive.read(part))


def _no_doctype(part: bytes) -> None:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or part[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise TableError("table_bomb")
    if b"<\x00!\x00" in part[:4096] or b"\x00<\x00!" in part[:4096]:
        raise TableError("table_bomb")


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    kept = empty = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        row = _row(number, [_text(cell) for cell in cells])
        if row is None:
            empty += 1
            if empty > _EMPTY_RUN:  # formatted down to the last row: nothing more to come
                return
            continue
        kept, empty = kept + 1, 0
        if kept > MOST_ROWS:
            raise TableError("table_too_many_rows", most=MOST_ROWS)
        yield row


def _row(number: int, cells: list[str]) -> Row | None:
    if any(len(cell) > MOST_CELL for cell in cells):
        raise TableError("table_cell_too_long", row=number)
    while cells and not cells[-1]:
        cells.pop()
    return Row(number, tuple(cells)) if cells else None


def _text(value: Any) -> str:
    """A cell as people see it: whole numbers without point, dates in ISO form."""
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date() | time():
            return value.isoformat()
        case _:
            text = str(value)
            return text.removesuffix(".0")


def _csv(data: bytes) -> Iterator[Row]:
    text = _decode(data)
    if "\x00" in text:
        raise TableError("table_wrong_kind", name="")
    delimiter = _delimiter(text[:4000])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    kept = 0
    try:
        for cells in reader:
            row = _row(reader.line_num, [cell.strip() for cell in cells[:MOST_COLUMNS]])
            if row is None:
                continue
            kept += 1
            if kept > MOST_ROWS:
                raise TableError("table_too_many_rows", most=MOST_ROWS)
            yield row
    except csv.Error as error:
        raise TableError("table_broken") from error


def _delimiter(start: str) -> str:
    """What parts the cells: told by the first line that has any; titles above a table have none."""
    lines = (line for line in start.split("\n") if any(mark in line for mark in ",;\t"))
    return max(",;\t", key=next(lines, "").count)


def _decode(data: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with one, else what Chinese Excel writes (GB 18030)."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    for attempt in (encoding, "gb18030"):
        try:
            return data.decode(attempt)
        except UnicodeDecodeError:
            continue
    raise TableError("table_unreadable_text")
