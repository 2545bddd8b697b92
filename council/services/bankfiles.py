"""Bank statements as files: .csv and .xlsx into rows that ``rules.bank`` reads.

Of a workbook it is also told which cells hold a formula and which belong to a merged area.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from council.rules import bank
from council.rules.bank import Cells, Statement, StatementRefused
from council.rules.verdict import Refused
from council.services.tables import Fault, RowsRefused, Sheet, TableError, read_table

_MERGED = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?)"')
_MOST_MERGED = 2_000
LONG = 2_000
Places = dict[int, set[int]]
"""Row (from 1) → columns (from 0)."""


@dataclass(frozen=True, slots=True)
class Read:
    """A statement with the name and the hash of its file."""

    statement: Statement
    sha256: str
    file_name: str


def read(source: Path | bytes, filename: str, account: str = "") -> Read:
    """Read a statement; the first sheet that has lines is it.

    Raises:
        TableError: for what is no table.
        RowsRefused: with every bad cell.
        Refused: ``bank_no_header``, ``bank_no_lines``, ``bank_other_account``.
    """
    data = source.read_bytes() if isinstance(source, Path) else source
    sheets = read_table(data, filename)
    marks = _marks(data) if data.startswith(b"PK") else [({}, {}) for _ in sheets]
    refusal: Refused | None = None
    for sheet, (formulas, merged) in zip(sheets, marks, strict=False):
        try:
            found = bank.read(_rows(sheet, formulas, merged), account)
        except StatementRefused as wrong:
            raise RowsRefused(
                [Fault(sheet.name, one.row, one.column, one.reason) for one in wrong.cells]
            ) from wrong
        except Refused as no:
            refusal = refusal or no
        else:
            name = Path(filename).name[:120]
            return Read(found, hashlib.sha256(data).hexdigest(), name)
    raise refusal or TableError("table_empty")


def is_long(data: bytes) -> bool:
    """Whether a file has so many rows (about two thousand) that nobody should wait for it."""
    if data.startswith(b"PK"):
        return len(data) > LONG * 60
    return data.count(b"\n") > LONG


def _rows(sheet: Sheet, formulas: Places, merged: Places) -> list[Cells]:
    nothing: frozenset[int] = frozenset()
    return [
        Cells(
            row.number,
            row.cells,
            frozenset(formulas.get(row.number, nothing)),
            frozenset(merged.get(row.number, nothing)),
        )
        for row in sheet.rows
    ]


def _marks(data: bytes) -> list[tuple[Places, Places]]:
    """By sheet, where formulas and merged areas are. ``read_table`` has inspected the file."""
    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        return [(_formulas(sheet), _merged(book, sheet)) for sheet in book.worksheets]
    finally:
        book.close()


def _formulas(sheet: Any) -> Places:
    found: Places = {}
    for cells in sheet.iter_rows():
        for cell in cells:
            if getattr(cell, "data_type", "") == "f":
                found.setdefault(cell.row, set()).add(cell.column - 1)
    return found


def _merged(book: Any, sheet: Any) -> Places:
    raw = book._archive.read(sheet._worksheet_path)  # noqa: SLF001 - what reads rows tells no areas
    found: Places = {}
    for area in _areas(raw):
        left, top, right, bottom = (number or 1 for number in range_boundaries(area))
        for row in range(top, min(bottom, top + 1000) + 1):
            found.setdefault(row, set()).update(range(left - 1, min(right, 100)))
    return found


def _areas(raw: bytes) -> Iterator[str]:
    for number, hit in enumerate(_MERGED.finditer(raw)):
        if number >= _MOST_MERGED:
            return
        yield hit[1].decode()
