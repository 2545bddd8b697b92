"""A roster file read into values: every row that is wrong is named, and then nothing is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from council.rules import shapes, words
from council.rules.powers import OfficeKind, SeatKind
from council.rules.verdict import Reason
from council.services import rosterwords
from council.services.sheetrows import MOST_FAULTS, Origin, RowReader, kind_of
from council.services.tables import Fault, RowsRefused, Sheet, TableError, columns, read_table

MOST_AREA = 10_000_000
"""Hundredths of m²: no home is larger than 100,000 m²."""
_KINDS = ("units", "people", "offices", "ownership")
_TELLING = (
    ("ownership", "owned_from"),
    ("offices", "starts_on"),
    ("people", "name"),
    ("units", "room"),
)
T = TypeVar("T")
Place = tuple[str, str, str, str]
"""Compound, building, entrance (may be empty) and room."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit; ``area`` in hundredths of m²."""

    place: Place
    area: int | None = None
    area_source: str | None = None
    origin: Origin = field(default=Origin("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person; ``place`` None where somebody only works here."""

    number: str
    name: str
    phone: str | None = None
    place: Place | None = None
    household: str = ""
    is_delegate: bool = False
    is_registered: bool = True
    is_adult: bool = True
    origin: Origin = field(default=Origin("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """A tenure, until before ``ends_on``; ``person`` is a number, or else ``name`` is unique."""

    body: str
    kind: OfficeKind
    title: str
    seat: SeatKind | None
    seat_number: int | None
    person: str
    name: str
    starts_on: date
    ends_on: date | None
    origin: Origin = field(default=Origin("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class OwnershipRow:
    """Who owns a unit until before ``ends_on``; None where the row does not say yes or no."""

    place: Place
    person: str
    name: str
    developer: bool | None
    casts: bool | None
    starts_on: date
    ends_on: date | None
    origin: Origin = field(default=Origin("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Roster:
    """All that a file says."""

    units: tuple[UnitRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    offices: tuple[OfficeRow, ...] = ()
    ownership: tuple[OwnershipRow, ...] = ()


def read(source: Path | bytes, filename: str = "") -> Roster:
    """Read a roster from an .xlsx (sheets 房屋, 人员, 任职, 产权) or one of its sheets as .csv.

    Raises:
        TableError: where the file cannot be read; ``RowsRefused`` with each fault where rows are
            wrong.
    """
    found: dict[str, list[Any]] = {kind: [] for kind in _KINDS}
    faults: list[Fault] = []
    known = 0
    for sheet in read_table(source, filename):
        kind = kind_of(sheet, rosterwords.SHEETS, rosterwords.COLUMNS, _TELLING)
        faults += _identity_numbers(sheet)
        if kind is None:
            continue
        known += 1
        reader = _Reader(sheet, kind, faults)
        found[kind] += reader.rows()
    if not known:
        raise TableError("roster_no_sheet")
    faults += _twice(found["units"], lambda row: row.place, "房号")
    faults += _twice(found["people"], lambda row: row.number, "编号")
    faults += _twice(
        found["ownership"], lambda row: (row.place, row.person, row.name, row.starts_on), "产权起"
    )
    if faults:
        raise RowsRefused(faults[:MOST_FAULTS])
    return Roster(*(tuple(found[kind]) for kind in _KINDS))


def _identity_numbers(sheet: Sheet) -> Iterator[Fault]:
    head = sheet.rows[0].cells if sheet.rows else ()
    for row in sheet.rows:
        for at, cell in enumerate(row.cells):
            if len(cell) >= 18 and words.holds_identity_number(cell):
                column = head[at] if at < len(head) and len(head[at]) < 18 else str(at + 1)
                reason = Reason("identity_number", {"field": column})
                yield Fault(sheet.name, row.number, column, reason)


def _twice(rows: Sequence[Any], key: Callable[[Any], object], column: str) -> Iterator[Fault]:
    seen: dict[object, int] = {}
    for row in rows:
        first = seen.setdefault(key(row), row.origin.row)
        if first != row.origin.row:
            reason = Reason("roster_twice", {"row": str(first)})
            yield Fault(row.origin.sheet, row.origin.row, column, reason)


class _Reader(RowReader):
    """One sheet of a roster."""

    def __init__(self, sheet: Sheet, kind: str, faults: list[Fault]) -> None:
        names = rosterwords.COLUMNS[kind]
        super().__init__(sheet, names, columns(sheet, names, rosterwords.NEEDED[kind]), faults)
        self.kind = kind

    def rows(self) -> Iterator[Any]:
        """All rows that could be read."""
        read = {
            "units": self._unit,
            "people": self._person,
            "offices": self._office,
            "ownership": self._ownership,
        }
        return self.each(read[self.kind])

    def _unit(self) -> UnitRow:
        area = None
        if self.cell("area"):
            area = self.read(
                "area", lambda cell: shapes.parse_hundredths(cell, 1, MOST_AREA, "area"), 0
            )
        source = self._one_of("area_source", rosterwords.AREA_SOURCES)
        return UnitRow(self._place() or ("", "", "", ""), area, source, self.origin())

    def _person(self) -> PersonRow:
        return PersonRow(
            number=self.line("number", 40),
            name=self.line("name", 60),
            phone=self.line("phone", 30, required=False) or None,
            place=self._place() if self.cell("room") or self.cell("building") else None,
            household=self.line("household", 40, required=False),
            is_delegate=self._flag("is_delegate", False),
            is_registered=self._flag("is_registered", True),
            is_adult=self._flag("is_adult", True),
            origin=self.origin(),
        )

    def _office(self) -> OfficeRow:
        said = self.line("office", 60)
        if not self.cell("person") and not self.cell("name"):
            self.fault("name", Reason("roster_nobody"))
        number = None
        if self.cell("seat_number"):
            number = self.read(
                "seat_number", lambda cell: shapes.parse_integer(cell, 1, 1000, "seat_number"), 1
            )
        return OfficeRow(
            body=self.line("body", 60, required=False),
            kind=self._one_of("office", rosterwords.OFFICES) or OfficeKind.RESIDENT,
            title=self.line("title", 60, required=False) or said,
            seat=self._one_of("seat", rosterwords.SEATS),
            seat_number=number,
            person=self.line("person", 40, required=False),
            name=self.line("name", 60, required=False),
            starts_on=self.day("starts_on") or date.min,
            ends_on=_after(self.day("ends_on") if self.cell("ends_on") else None),
            origin=self.origin(),
        )

    def _ownership(self) -> OwnershipRow:
        if not self.cell("person") and not self.cell("name"):
            self.fault("name", Reason("roster_nobody"))
        return OwnershipRow(
            place=self._place(),
            person=self.line("person", 40, required=False),
            name=self.line("name", 60, required=False),
            developer=self._flag("developer", False) if self.cell("developer") else None,
            casts=self._flag("casts", False) if self.cell("casts") else None,
            starts_on=self.day("owned_from") or date.min,
            ends_on=_after(self.day("owned_until") if self.cell("owned_until") else None),
            origin=self.origin(),
        )

    def _place(self) -> Place:
        return (
            self.line("compound", 60),
            self.line("building", 40),
            self.line("entrance", 20, required=False),
            self.line("room", 20),
        )

    def _flag(self, name: str, otherwise: bool) -> bool:
        said = self.cell(name).casefold()
        if said and said not in rosterwords.YES | rosterwords.NO:
            self.fault(name, Reason("roster_flag", {"said": said[:20]}))
        return said in rosterwords.YES if said else otherwise

    def _one_of(self, name: str, choices: dict[str, T]) -> T | None:
        said = "".join(self.cell(name).split())
        if said and said not in choices:
            code = "office_unknown" if name == "office" else "roster_unknown"
            self.fault(name, Reason(code, {"office": said[:40], "said": said[:40]}))
        return choices.get(said)


def _after(last: date | None) -> date | None:
    """The sheet names the last day of a term; a tenure ends before the day after."""
    return last + timedelta(days=1) if last else None
