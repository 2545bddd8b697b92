"""Payments in a table (.xlsx, .csv): taken over whole or not at all, every bad row named.

What is typed decides: a formula, a merged cell or a second row of headings is named, not guessed
at. The same file a second time adds nothing.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from council.models.payments import Payment
from council.rules.money import MoneyError, parse_yuan
from council.rules.verdict import Reason, Refused
from council.services.payments import PaymentSeed, add_payment
from council.services.tables import (
    Fault,
    Row,
    RowsRefused,
    Sheet,
    TableError,
    columns,
    read_table,
)
from council.services.unit import Actor, Work, unit

COLUMNS: dict[str, tuple[str, ...]] = {
    "project": ("项目编号", "项目"),
    "contract": ("合同编号", "合同"),
    "supplier": ("收款方", "供应商", "付给谁"),
    "amount": ("金额（元）", "金额(元)", "金额", "支付金额"),
    "purpose": ("用途", "摘要"),
    "reason": ("说明", "备注"),
}
"""Field → what its column may be called, the usual name first."""
NEEDED = ("project", "amount", "purpose")
MOST = 200
"""Rows of one file: they are one act, and others wait for it."""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment as the table has it: where it stands, for which project, what."""

    sheet: str
    row: int
    project: str
    seed: PaymentSeed


@dataclass(frozen=True, slots=True)
class Taken:
    """How many payments a file adds, how many came with it before, and what they come to in fen."""

    new: int
    same: int
    total: int


class _DryRun(Exception):  # noqa: N818 - leaves the unit without writing
    def __init__(self, taken: Taken) -> None:
        super().__init__()
        self.taken = taken


def read(data: bytes, filename: str = "") -> list[PaymentRow]:
    """Every payment of the file.

    Raises:
        TableError: for a file that is no table or lacks a column.
        RowsRefused: with every bad cell.
    """
    rows: list[PaymentRow] = []
    faults: list[Fault] = []
    odd = odd_cells(data)
    for sheet in (one for one in read_table(data, filename) if one.rows):
        places = columns(sheet, COLUMNS, NEEDED)
        seen: dict[tuple[str, ...], int] = {}
        for row in sheet.rows[1:]:
            made, wrong = _row(sheet, row, places, odd)
            if row.cells in seen:
                twice = {"row": row.number, "other": seen[row.cells]}
                wrong.append(Fault(sheet.name, row.number, "", Reason("payments_twice", twice)))
            seen.setdefault(row.cells, row.number)
            faults += wrong
            rows += [made] if made else []
    if faults:
        raise RowsRefused(faults)
    if not rows:
        raise TableError("table_empty")
    if len(rows) > MOST:
        raise TableError("table_too_many_rows", most=MOST)
    return rows


def take_over(
    community_id: UUID,
    data: bytes,
    filename: str = "",
    *,
    actor: Actor,
    at: datetime,
    dry_run: bool = False,
) -> Taken:
    """Enter every payment of the file, in one act; ``dry_run`` only says what it would add.

    Raises:
        TableError: as :func:`read`.
        RowsRefused: as :func:`read`, and with what ``payments.enter`` says of every row.
    """
    rows = read(data, filename)
    digest = hashlib.sha256(data).hexdigest()[:40]
    power = "payment.enter"
    try:
        with unit(community_id, kind="payment.import", actor=actor, at=at, power=power) as work:
            taken = _take(work, rows, digest)
            if dry_run:
                _leave(taken)
            if not taken.new:
                work.repeat()
            work.tell(imported=taken.new, amount=taken.total)
            return taken
    except _DryRun as done:
        return done.taken


def _leave(taken: Taken) -> NoReturn:
    raise _DryRun(taken)


def _take(work: Work, rows: Sequence[PaymentRow], digest: str) -> Taken:
    new = same = total = 0
    faults: list[Fault] = []
    for one in rows:
        key = f"{digest}-{len(one.sheet)}-{one.row}"
        if work.find(Payment, Payment.request_key == key) is not None:
            same += 1
            continue
        try:
            add_payment(work, one.project, one.seed, key)
        except Refused as no:
            faults += [Fault(one.sheet, one.row, "", reason) for reason in no.reasons]
            _forget(work, key)
            continue
        new, total = new + 1, total + one.seed.amount
    if faults:
        raise RowsRefused(faults)
    return Taken(new, same, total)


def _forget(work: Work, key: str) -> None:
    """What was refused takes nothing of the money while the other rows are looked at."""
    row = work.find(Payment, Payment.request_key == key)
    if row is not None:
        row.state = "refused"
        work.session.flush()


Odd = dict[tuple[str, int, int], str]


def _row(
    sheet: Sheet, row: Row, places: dict[str, int], odd: Odd
) -> tuple[PaymentRow | None, list[Fault]]:
    """The payment of a row, or what is wrong with its cells."""
    if row.number == sheet.rows[0].number + 1 and _is_heading(row):
        return None, [Fault(sheet.name, row.number, "", Reason("two_headings"))]
    faults = [
        Fault(sheet.name, row.number, COLUMNS[name][0], Reason(odd[where]))
        for name, column in places.items()
        if (where := (sheet.name, row.number, column)) in odd
    ]
    cells = {name: row.cell(places.get(name)) for name in COLUMNS}
    amount = 0
    try:
        amount = parse_yuan(cells["amount"])
    except MoneyError:
        if not any(fault.column == COLUMNS["amount"][0] for fault in faults):
            reason = Reason("amount_unreadable", {"text": cells["amount"][:40]})
            faults.append(Fault(sheet.name, row.number, COLUMNS["amount"][0], reason))
    if faults:
        return None, faults
    seed = PaymentSeed(
        amount, cells["supplier"], cells["purpose"], cells["contract"], cells["reason"]
    )
    return PaymentRow(sheet.name, row.number, cells["project"], seed), []


def _is_heading(row: Row) -> bool:
    """A second row of headings: words only, some of them names of columns."""
    names = {name for called in COLUMNS.values() for name in called}
    words = [cell for cell in row.cells if cell]
    return any(cell in names for cell in words) and not any(c.isdigit() for c in "".join(words))


def odd_cells(data: bytes) -> Odd:
    """Where formulas and merged cells stand: (sheet, row from 1, column from 0) → code."""
    if not data.startswith(b"PK"):
        return {}
    read_table(data)  # says what is wrong with a hostile or broken file, before it is opened
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    found: Odd = {}
    for sheet in book.worksheets:
        for part in sheet.merged_cells.ranges:
            for row, column in _cells(part):
                found[sheet.title, row, column] = "cell_merged"
        for row, cells in enumerate(sheet.iter_rows(), 1):
            for column, cell in enumerate(cells):
                if cell.data_type == "f":
                    found[sheet.title, row, column] = "cell_formula"
    return found


def _cells(part: Any) -> Iterator[tuple[int, int]]:
    """Row and column of every cell of a merged range; a very large one stands for its corner."""
    first_row, last_row = part.min_row, part.max_row
    first, last = part.min_col, part.max_col
    for row in range(first_row, min(last_row, first_row + MOST) + 1):
        for column in range(first, min(last, first + 100) + 1):
            yield row, column - 1
