"""Payments in a table (.xlsx, .csv): taken over whole or not at all, every bad row named.

What is typed decides: a formula, a merged cell or a second row of headings is named, not guessed
at. The same file a second time adds nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from council.models.payments import Payment
from council.rules.money import MoneyError, parse_yuan
from council.rules.verdict import Reason, Refused
from council.services.payments import PaymentSeed, add_payment
from council.services.sheetrows import TypedRow, demand_whole, typed_rows
from council.services.tables import Fault, Row, RowsRefused
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
LONG = 50
"""Rows of a file from which on nobody waits for it."""
PORTION = 5
"""After how many rows it is told how far it is."""
Told = Callable[[int, int], None]


def _quiet(_done: int, _total: int) -> None:
    pass


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
    seen: dict[tuple[str, ...], int] = {}
    for line in typed_rows(data, filename, COLUMNS, NEEDED, _is_heading):
        made, wrong = _row(line)
        there = (line.sheet, *line.row.cells)
        if there in seen:
            twice = {"row": line.row.number, "other": seen[there]}
            wrong.append(Fault(line.sheet, line.row.number, "", Reason("payments_twice", twice)))
        seen.setdefault(there, line.row.number)
        faults += wrong
        rows += [made] if made else []
    demand_whole(rows, faults, MOST)
    return rows


def take_over(
    community_id: UUID,
    data: bytes,
    filename: str = "",
    *,
    actor: Actor,
    at: datetime,
    dry_run: bool = False,
    told: Told = _quiet,
) -> Taken:
    """Enter every payment of the file, in one act; ``dry_run`` only says what it would add.

    It is read before the books are locked; ``told`` hears how many rows of how many are done.

    Raises:
        TableError: as :func:`read`.
        RowsRefused: as :func:`read`, and with what ``payments.enter`` says of every row.
    """
    rows = read(data, filename)
    digest = hashlib.sha256(data).hexdigest()[:40]
    power = "payment.enter"
    try:
        with unit(community_id, kind="payment.import", actor=actor, at=at, power=power) as work:
            taken = _take(work, rows, digest, told)
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


def _take(work: Work, rows: Sequence[PaymentRow], digest: str, told: Told) -> Taken:
    new = same = total = 0
    faults: list[Fault] = []
    sheets = list(dict.fromkeys(one.sheet for one in rows))
    for done, one in enumerate(rows):
        if done % PORTION == 0:
            told(done, len(rows))
        key = f"{digest}-{sheets.index(one.sheet)}-{one.row}"
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
    told(len(rows), len(rows))
    return Taken(new, same, total)


def _forget(work: Work, key: str) -> None:
    """What was refused takes nothing of the money while the other rows are looked at."""
    row = work.find(Payment, Payment.request_key == key)
    if row is not None:
        row.state = "refused"
        work.session.flush()


def _row(line: TypedRow) -> tuple[PaymentRow | None, list[Fault]]:
    """The payment of a row, or what is wrong with its cells."""
    faults = list(line.faults)
    if any(fault.reason.code == "two_headings" for fault in faults):
        return None, faults
    cells = {name: line.cell(name) for name in COLUMNS}
    amount = 0
    try:
        amount = parse_yuan(cells["amount"])
    except MoneyError:
        if not any(fault.column == COLUMNS["amount"][0] for fault in faults):
            reason = Reason("amount_unreadable", {"text": cells["amount"][:40]})
            faults.append(Fault(line.sheet, line.row.number, COLUMNS["amount"][0], reason))
    if faults:
        return None, faults
    seed = PaymentSeed(
        amount, cells["supplier"], cells["purpose"], cells["contract"], cells["reason"]
    )
    return PaymentRow(line.sheet, line.row.number, cells["project"], seed), []


def _is_heading(row: Row) -> bool:
    """A second row of headings: words only, some of them names of columns."""
    names = {name for called in COLUMNS.values() for name in called}
    words = [cell for cell in row.cells if cell]
    return any(cell in names for cell in words) and not any(c.isdigit() for c in "".join(words))
