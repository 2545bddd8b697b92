"""Rows of a table read into values: what cannot be read is named, and the rest is read on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from council.rules import shapes
from council.rules.verdict import Reason, Refused
from council.services.sheetmarks import Marks, marks
from council.services.tables import Fault, Row, RowsRefused, Sheet, TableError, columns, read_table

MOST_FAULTS = 200
"""Of how many bad cells a file is told at once."""
Names = Mapping[str, Sequence[str]]
"""Field → what its column may be called, the usual name first."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value stands in the file."""

    sheet: str
    row: int


def kind_of(
    sheet: Sheet,
    sheets: Mapping[str, Sequence[str]],
    names: Mapping[str, Names],
    telling: Sequence[tuple[str, str]],
) -> str | None:
    """Which kind of rows a sheet has: told by its name, and in a .csv by its headings.

    ``telling``: kind and the field that only its sheets have, in the order in which they are tried.
    """
    name = sheet.name.strip().casefold().removesuffix(".csv")
    for kind, called in sheets.items():
        if name in called:
            return kind
    if not sheet.name.lower().endswith((".csv", ".txt")):
        return None
    head = set(sheet.rows[0].cells) if sheet.rows else set()
    for kind, column in telling:
        if head.intersection(names[kind][column]):
            return kind
    return None


class RowReader:
    """Reads the rows of one sheet; what cannot be read becomes a fault and the row is left out."""

    def __init__(
        self, sheet: Sheet, names: Names, places: Mapping[str, int], faults: list[Fault]
    ) -> None:
        self.sheet, self.names, self.columns, self.faults = sheet, names, places, faults
        self.row = Row(0, ())

    def each(self, read: Callable[[], T]) -> Iterator[T]:
        """What ``read`` makes of every row below the headings; none where it faults."""
        for row in self.sheet.rows[1:]:
            self.row = row
            before = len(self.faults)
            value = read()
            if len(self.faults) == before:
                yield value

    def origin(self) -> Origin:
        """Where the row stands."""
        return Origin(self.sheet.name, self.row.number)

    def cell(self, name: str) -> str:
        """The text of a field's cell."""
        return self.row.cell(self.columns.get(name))

    def fault(self, name: str, reason: Reason) -> None:
        """Note what is wrong with a field."""
        column = self.names[name][0]
        self.faults.append(Fault(self.sheet.name, self.row.number, column, reason))

    def read(self, name: str, read: Callable[[str], T], otherwise: T) -> T:
        """What ``read`` makes of a cell; where it refuses, that is a fault."""
        try:
            return read(self.cell(name))
        except Refused as refused:
            for reason in refused.reasons:
                self.fault(name, reason)
            return otherwise

    def line(self, name: str, most: int, *, required: bool = True) -> str:
        """One line of text of at most so many characters."""
        least = 1 if required else 0
        return self.read(name, lambda cell: shapes.clean_line(cell, least, most, name), "")

    def day(self, name: str) -> date | None:
        """A day; that of a workbook is its first instant."""
        said = self.cell(name).removesuffix(" 00:00:00")
        return self.read(name, lambda _: shapes.parse_date(said, name), None)


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row, where its fields stand, and what in it was not typed there."""

    sheet: str
    row: Row
    places: Mapping[str, int]
    faults: tuple[Fault, ...]

    def cell(self, name: str) -> str:
        """The text of a field's cell."""
        return self.row.cell(self.places.get(name))


def typed_rows(
    data: bytes,
    filename: str,
    names: Names,
    needed: Sequence[str],
    is_heading: Callable[[Row], bool],
) -> Iterator[TypedRow]:
    """Every row below the headings; formulas, merged cells and a second heading are its faults.

    Raises:
        TableError: for a file that is no table or lacks a column.
    """
    marked = marks(data, filename)
    for sheet in (one for one in read_table(data, filename) if one.rows):
        places = columns(sheet, names, needed)
        odd = marked.get(sheet.name, Marks())
        for row in sheet.rows[1:]:
            found = [
                Fault(sheet.name, row.number, names[name][0], Reason(code))
                for name, column in places.items()
                if (code := odd.odd(row.number, column))
            ]
            if row.number == sheet.rows[0].number + 1 and is_heading(row):
                found = [Fault(sheet.name, row.number, "", Reason("two_headings"))]
            yield TypedRow(sheet.name, row, places, tuple(found))


def demand_whole(rows: Sequence[object], faults: Sequence[Fault], most: int) -> None:
    """Some rows, none of them wrong, no more than are one act.

    Raises:
        TableError: ``table_empty``, ``table_too_many_rows``; ``RowsRefused`` with every bad cell.
    """
    if faults:
        raise RowsRefused(faults)
    if not rows:
        raise TableError("table_empty")
    if len(rows) > most:
        raise TableError("table_too_many_rows", most=most)
