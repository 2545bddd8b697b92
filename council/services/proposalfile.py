"""Proposals in a table: which columns they have, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from council.rules.calendar import SHANGHAI
from council.rules.shapes import clean_line, clean_text, parse_integer, parse_moment
from council.rules.verdict import Reason, Refused
from council.services.tables import (
    Fault,
    Row,
    RowsRefused,
    Sheet,
    TableError,
    columns,
    read_table,
)

COLUMNS: dict[str, tuple[str, ...]] = {
    "import_number": ("留言编号", "number", "编号"),
    "user": ("留言用户", "user", "用户"),
    "headline": ("留言主题", "title", "主题", "题目"),
    "submitted_at": ("留言时间", "submitted_at", "时间"),
    "description": ("留言详情", "text", "详情", "内容"),
    "against": ("反对数", "against", "dislikes"),
    "likes": ("点赞数", "likes"),
}
"""Field → what its column may be called, the usual name first."""
NEEDED = ("import_number", "headline", "submitted_at", "description")
TITLE_MAX, TEXT_MAX, MOST_FAULTS = 120, 20_000, 200


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One message, in the shape that we keep; ``number`` is the one it had before."""

    number: str
    user: str
    title: str
    text: str
    at: datetime
    against: int
    likes: int


def read(source: Path | bytes, filename: str = "") -> list[ImportRow]:
    """Every message of the file.

    Raises:
        TableError: for a file that is no table or lacks a column.
        RowsRefused: with every bad cell, where rows are wrong.
    """
    rows: list[ImportRow] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for sheet in _sheets(read_table(source, filename)):
        places = columns(sheet, COLUMNS, NEEDED)
        for row in sheet.rows[1:]:
            made, wrong = _row(sheet, row, places)
            number = made.get("import_number", "")
            if number and number in seen:
                first = Reason("number_twice", {"number": number, "row": seen[number]})
                wrong.append(Fault(sheet.name, row.number, COLUMNS["import_number"][0], first))
            seen.setdefault(number, row.number)
            faults += wrong
            if not wrong:
                rows.append(_made(made))
            if len(faults) >= MOST_FAULTS:
                raise RowsRefused(faults)
    if faults:
        raise RowsRefused(faults)
    if not rows:
        raise TableError("table_empty")
    return rows


def _sheets(found: Sequence[Sheet]) -> list[Sheet]:
    """The sheets with rows; a book's empty last sheets do not count."""
    return [sheet for sheet in found if sheet.rows]


def _made(cells: dict[str, Any]) -> ImportRow:
    return ImportRow(
        cells["import_number"],
        cells["user"],
        cells["headline"],
        cells["description"],
        cells["submitted_at"],
        cells["against"],
        cells["likes"],
    )


_CLEAN: dict[str, Callable[[str], Any]] = {
    "import_number": lambda raw: clean_line(raw, 1, 60, "import_number"),
    "user": lambda raw: clean_line(raw, 0, 60, "name"),
    "headline": lambda raw: clean_line(raw, 1, TITLE_MAX, "headline"),
    "submitted_at": lambda raw: parse_moment(raw, SHANGHAI, "submitted_at"),
    "description": lambda raw: clean_text(raw, 1, TEXT_MAX, "description"),
    "against": lambda raw: parse_integer(raw or "0", 0, 10**9, "against"),
    "likes": lambda raw: parse_integer(raw or "0", 0, 10**9, "likes"),
}


def _row(sheet: Sheet, row: Row, places: dict[str, int]) -> tuple[dict[str, Any], list[Fault]]:
    """The clean cells of a row, and what is wrong with the others."""
    made: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, clean in _CLEAN.items():
        try:
            made[name] = clean(row.cell(places.get(name)))
        except Refused as refusal:
            faults.append(Fault(sheet.name, row.number, COLUMNS[name][0], refusal.reasons[0]))
    return made, faults
