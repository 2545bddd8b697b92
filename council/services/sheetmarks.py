"""What a spreadsheet's cells do not say by their text: which are formulas, which are merged."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from council.services.tables import TableError, read_table


@dataclass(frozen=True, slots=True)
class Block:
    """Cells that were merged into one; rows from 1 as people see them, columns from 0."""

    first_row: int
    last_row: int
    first: int
    last: int

    def holds(self, row: int, column: int) -> bool:
        """Whether this cell is part of it."""
        return self.first_row <= row <= self.last_row and self.first <= column <= self.last


@dataclass(frozen=True, slots=True)
class Marks:
    """Of one sheet: cells with a formula as (row, column), and merged cells."""

    formulas: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[Block, ...] = ()

    def block(self, row: int, column: int) -> Block | None:
        """The merged cells that this one is part of."""
        return next((block for block in self.merged if block.holds(row, column)), None)

    def odd(self, row: int, column: int) -> str:
        """Why what this cell shows was not typed into it alone; empty where it was."""
        if (row, column) in self.formulas:
            return "cell_formula"
        return "cell_merged" if self.block(row, column) else ""


def marks(source: Path | bytes, filename: str = "") -> dict[str, Marks]:
    """By name of the sheet; a .csv has none.

    Raises:
        TableError: as ``tables.read_table``, whose limits are asked first.
    """
    read_table(source, filename)
    data = source if isinstance(source, bytes) else source.read_bytes()
    if not data.startswith(b"PK"):
        return {}
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as error:
        raise TableError("table_broken") from error
    return {sheet.title: _marks(sheet) for sheet in book.worksheets}


def _marks(sheet: object) -> Marks:
    formulas = frozenset(
        (cell.row, cell.column - 1)
        for row in sheet.iter_rows()  # type: ignore[attr-defined]
        for cell in row
        if cell.data_type == "f"
    )
    merged = tuple(
        Block(area.min_row, area.max_row, area.min_col - 1, area.max_col - 1)
        for area in sheet.merged_cells.ranges  # type: ignore[attr-defined]
    )
    return Marks(formulas, merged)
