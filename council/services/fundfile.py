"""Reads a fund's history from an .xlsx or .csv: what is clear is read, what is not is named.

A heading may take two rows, with groups above. A merged cell of a year, fund or title counts for
all its rows; a merged amount is nobody's. The stored result of a formula is read where it is an
exact amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from council.rules import shapes
from council.rules.money import MoneyError, complaint, parse_yuan
from council.rules.verdict import Reason, Refused
from council.services import fundwords
from council.services.sheetmarks import Marks, marks
from council.services.sheetrows import MOST_FAULTS, Origin, RowReader, kind_of
from council.services.tables import Fault, Row, RowsRefused, Sheet, TableError, columns, read_table

HEADINGS = 6
"""In how many of the first rows the headings are looked for."""
_TELLING = (("payments", "on"), ("projects", "approved"), ("years", "year"))
_NOISE = re.compile(r"[0-9]+\.[0-9]{9,}")


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year of a fund, sums in fen."""

    fund: str
    year: int
    opening: int
    received: int
    swept: int
    payer: str
    reference: str
    origin: Origin = field(default=Origin("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project that is over; ``note`` holds contractor, satisfaction and remarks."""

    fund: str
    year: int
    title: str
    kind: str
    subject: str
    approved: int
    source: str
    note: str
    origin: Origin = field(default=Origin("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment of such a project."""

    fund: str
    year: int
    title: str
    on: date
    amount: int
    text: str
    origin: Origin = field(default=Origin("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class History:
    """All that a file says."""

    years: tuple[YearRow, ...] = ()
    projects: tuple[ProjectRow, ...] = ()
    payments: tuple[PaymentRow, ...] = ()


def read(source: Path | bytes, filename: str = "") -> History:
    """Read the sheets 年度, 项目 and 支付, or one of them as .csv.

    Raises:
        TableError: where the file cannot be read; ``RowsRefused`` with each fault where cells are
            wrong.
    """
    sheets = read_table(source, filename)
    marked = marks(source, filename)
    found: dict[str, list[Any]] = {kind: [] for kind in fundwords.SHEETS}
    faults: list[Fault] = []
    known = 0
    for sheet in sheets:
        kind = kind_of(sheet, fundwords.SHEETS, fundwords.COLUMNS, _TELLING)
        if kind is not None:
            known += 1
            found[kind] += _Reader(sheet, kind, marked.get(sheet.name, Marks()), faults).rows()
    if not known:
        raise TableError("fund_no_sheet")
    if faults:
        raise RowsRefused(faults[:MOST_FAULTS])
    return History(*(tuple(found[kind]) for kind in fundwords.SHEETS))


class _Reader(RowReader):
    """One sheet of a history."""

    def __init__(self, sheet: Sheet, kind: str, marked: Marks, faults: list[Fault]) -> None:
        names = fundwords.COLUMNS[kind]
        sheet, places = _headed(sheet, names, fundwords.NEEDED[kind])
        super().__init__(sheet, names, places, faults)
        self.kind, self.marked = kind, marked
        self.by_number = {row.number: row for row in sheet.rows}

    def rows(self) -> Iterator[Any]:
        """What the rows say; none where they fault."""
        read = {"years": self._year, "projects": self._project, "payments": self._payment}
        return self.each(read[self.kind])

    def _year(self) -> YearRow:
        received = self._amount("received", required=False)
        payer = self.line("payer", 120, required=bool(received))
        return YearRow(
            fund=self.line("fund", 20, required=False),
            year=self._number("year"),
            opening=self._amount("opening", required=False),
            received=received,
            swept=self._amount("swept", required=False),
            payer=payer,
            reference=self.line("reference", 60, required=False),
            origin=self.origin(),
        )

    def _project(self) -> ProjectRow:
        parts = [
            f"{self.names[name][0]}：{said}"
            for name in ("contractor", "satisfaction", "note")
            if (said := self.line(name, 150, required=False))
        ]
        return ProjectRow(
            fund=self.line("fund", 20, required=False),
            year=self._number("year"),
            title=self.line("title", 120),
            kind=self._one_of("kind", fundwords.KINDS, "services"),
            subject=self._one_of("subject", fundwords.SUBJECTS, "other"),
            approved=self._amount("approved"),
            source=self.line("source", 120, required=False),
            note="；".join(parts),
            origin=self.origin(),
        )

    def _payment(self) -> PaymentRow:
        on = self.day("on") or date.min
        year = self._number("year") if self.cell("year") else on.year
        if on != date.min and year != on.year:
            self.fault("on", Reason("not_in_year", {"year": year, "day": on}))
        said = (
            self.line("payee", 120, required=False),
            self.line("purpose", 200, required=False),
        )
        return PaymentRow(
            fund=self.line("fund", 20, required=False),
            year=year,
            title=self.line("title", 120),
            on=on,
            amount=self._amount("amount"),
            text="：".join(part for part in said if part) or self.cell("title"),
            origin=self.origin(),
        )

    def cell(self, name: str) -> str:
        """The text of a cell; of a merged one what stands in its first."""
        column = self.columns.get(name)
        if column is None:
            return ""
        block = self.marked.block(self.row.number, column)
        row = self.by_number.get(block.first_row, self.row) if block else self.row
        return row.cell(block.first if block else column)

    def _number(self, name: str) -> int:
        said = self.cell(name).removesuffix("年度").removesuffix("年")
        return self.read(name, lambda _: shapes.parse_integer(said, 1990, 2100, name), 0)

    def _one_of(self, name: str, choices: dict[str, str], otherwise: str) -> str:
        said = "".join(self.cell(name).split())
        if said and said not in choices:
            known = "、".join(word for word in choices if not word.isascii())
            self.fault(name, Reason("fund_word_unknown", {"said": said[:40], "known": known}))
        return choices.get(said, otherwise)

    def _amount(self, name: str, *, required: bool = True) -> int:
        """Fen; a merged amount, and a formula whose result is not stored, are named."""
        place = (self.row.number, self.columns.get(name, -1))
        block = self.marked.block(*place)
        if block is not None and (block.first_row, block.first) != (block.last_row, block.last):
            self.fault(name, Reason("cell_is_merged"))
            return 0
        said = self.cell(name)
        if not said and place in self.marked.formulas:
            self.fault(name, Reason("formula_without_result"))
        elif not said and required:
            self.fault(name, Reason("text_missing", {"field": self.names[name][0]}))
        if not said:
            return 0
        return self.read(name, _fen, 0)


def _fen(said: str) -> int:
    """An amount as typed; of a computed one what binary figures left behind is dropped."""
    if _NOISE.fullmatch(said):
        exact = Decimal(said).quantize(Decimal("0.01"))
        if abs(Decimal(said) - exact) < Decimal("0.0000001"):
            said = str(exact)
    try:
        return parse_yuan(said)
    except MoneyError:
        raise Refused([Reason(complaint(said), {"text": said[:40]})]) from None


def _headed(
    sheet: Sheet, names: dict[str, tuple[str, ...]], needed: Sequence[str]
) -> tuple[Sheet, dict[str, int]]:
    """The sheet from its headings on, and where each column is; titles above are passed over.

    Headings in two rows are put together: the lower word of a column, else the upper one.
    """
    first: TableError | None = None
    for at in range(min(HEADINGS, len(sheet.rows))):
        below = replace(sheet, rows=sheet.rows[at:])
        for candidate in (below, _two_rows(below)):
            try:
                return candidate, columns(candidate, names, needed)
            except TableError as error:
                first = first or error
    raise first or TableError("table_empty")


def _two_rows(sheet: Sheet) -> Sheet:
    """The same with its first two rows put together as headings."""
    if len(sheet.rows) < 2:
        return sheet
    upper, lower = sheet.rows[:2]
    width = max(len(upper.cells), len(lower.cells))
    cells = tuple(lower.cell(column) or upper.cell(column) for column in range(width))
    return replace(sheet, rows=(Row(lower.number, cells), *sheet.rows[2:]))
