"""Do the books still say what happened? Every year's entries, replayed and held against the rest.

Each offence has a code and says where.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, select

from council.models.base import tied
from council.models.fundprojects import Contract, FundProject
from council.models.funds import Appropriation, Fund, FundPeriod, FundYear, Receipt
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.payments import Payment
from council.rules.ledger import BUDGET, MONEY, Account, Balances, Transfer, trial_balance
from council.services.ledger import ALL

Offence = tuple[str, str]


@dataclass
class Kept:
    """An entry as it is kept, with its lines."""

    id: UUID
    year_id: UUID
    number: int
    kind: str
    on: date
    at: datetime
    project_id: UUID | None
    contract_id: UUID | None
    payment_id: UUID | None
    reverses_id: UUID | None
    lines: list[Transfer] = field(default_factory=list)
    sound: bool = True
    taken_back: bool = False


def offences(connection: Connection, community_id: UUID) -> Iterator[Offence]:
    """Code and place of all that is off in the books of a community."""
    books = _Books(connection, community_id)
    for year in books.years:
        yield from books.year(year)
    yield from books.projects()
    yield from books.contracts()
    yield from books.payments()
    yield from books.sums_received()
    yield from books.counters()
    yield from books.carried()


class _Books:
    """All that a community's books hold, read once."""

    def __init__(self, connection: Connection, community_id: UUID) -> None:
        def rows(model: Any, *order: Any) -> Sequence[Row[Any]]:
            table: Table = model.__table__
            query = select(table).where(table.c.community_id == community_id)
            return connection.execute(query.order_by(*order)).all()

        self.years = rows(FundYear, FundYear.year)
        self.project_rows = rows(FundProject, FundProject.number)
        self.contract_rows = rows(Contract, Contract.number)
        self.payment_rows = rows(Payment, Payment.number)
        self.receipts = rows(Receipt, Receipt.position)
        self.grants = rows(Appropriation, Appropriation.position)
        self.codes = {fund.id: fund.code for fund in rows(Fund, Fund.code)}
        self.closed: dict[UUID, dict[int, datetime]] = defaultdict(dict)
        for period in rows(FundPeriod, FundPeriod.month):
            self.closed[period.fund_year_id][period.month] = period.closed_at
        self.entries = _entries(connection, community_id)
        self.by_year = _grouped(self.entries, "year_id")
        self.by_project = _grouped(self.entries, "project_id")
        self.by_contract = _grouped(self.entries, "contract_id")
        self.by_payment = _grouped(self.entries, "payment_id")
        self.by_id = {entry.id: entry for entry in self.entries}

    def place(self, year: Any) -> str:
        """Which books: ``fund service 2026``."""
        return f"fund {self.codes.get(year.fund_id, year.fund_id)} {year.year}"

    def year(self, year: Any) -> Iterator[Offence]:
        """One year: its numbers, days, lines and balances."""
        here, entries = self.place(year), self.by_year.get(year.id, [])
        numbers = [entry.number for entry in entries]
        if numbers != list(range(1, len(entries) + 1)) or year.version != len(entries):
            yield "ledger_gap", here
        for entry in entries:
            for code in _off(entry, year, self.closed.get(year.id, {})):
                yield code, f"{here} entry {entry.number}"
        yield from self._balances(year, entries, here)
        yield from self._closing(year, entries, here)

    def _balances(self, year: Any, entries: list[Kept], here: str) -> Iterator[Offence]:
        balances = Balances()
        for entry in entries:
            balances = balances.plus(entry.lines)
            if balances.short():
                yield "ledger_below_nought", f"{here} entry {entry.number}"
        stored = Balances(**{name: getattr(year, name) for name in ALL})
        if balances != stored or balances.sources != balances.uses:
            yield "ledger_balance_differs", here
        sums = trial_balance(line for entry in entries for line in entry.lines).values()
        if sum(debit for debit, _ in sums) != sum(credit for _, credit in sums):
            yield "ledger_trial_balance", here
        mine = [project for project in self.project_rows if project.fund_year_id == year.id]
        for name in ("planned", "contracted", "paid"):
            if sum(getattr(project, name) for project in mine) != getattr(stored, name):
                yield "ledger_projects_differ", here
                return

    def _closing(self, year: Any, entries: list[Kept], here: str) -> Iterator[Offence]:
        months = sorted(self.closed.get(year.id, {}))
        if months != list(range(1, len(months) + 1)) or (year.closed_at and len(months) < 12):
            yield "ledger_months_gap", here
        if len(months) < 12:
            return
        left = trial_balance(line for entry in entries for line in entry.lines)
        money = any(d != c for account, (d, c) in left.items() if account not in BUDGET)
        if money or year.free or year.planned or year.contracted:
            yield "ledger_closed_unsettled", here

    def projects(self) -> Iterator[Offence]:
        """The balances of every project."""
        for project in self.project_rows:
            entries = self.by_project.get(project.id, [])
            now = _replayed(entries)
            same = (project.planned, project.contracted, project.paid) == (
                now.planned,
                now.contracted,
                now.paid,
            )
            foreign = any(entry.year_id != project.fund_year_id for entry in entries)
            if not same or foreign:
                yield "project_balance_differs", f"project {project.number}"

    def contracts(self) -> Iterator[Offence]:
        """What is to be paid and paid of every contract."""
        for contract in self.contract_rows:
            now = _replayed(self.by_contract.get(contract.id, []))
            if (contract.open, contract.paid) != (now.contracted, now.paid):
                yield "contract_balance_differs", f"contract {contract.number}"

    def payments(self) -> Iterator[Offence]:
        """Every payment against its entry, its refunds against theirs."""
        for payment in self.payment_rows:
            entries = self.by_payment.get(payment.id, [])
            paid = [entry for entry in entries if entry.kind == "payment"]
            if not _as_entered(payment, paid):
                yield "payment_differs", f"payment {payment.number}"
            back = [entry for entry in entries if entry.kind == "refund" and not entry.taken_back]
            if payment.refunded != -sum(_replayed([entry]).paid for entry in back):
                yield "refund_differs", f"payment {payment.number}"
        imported = {project.id for project in self.project_rows if project.source}
        for entry in self.entries:
            loose = entry.kind in ("payment", "refund") and entry.payment_id is None
            if loose and entry.project_id not in imported:
                yield "payment_differs", f"entry {entry.number}"

    def sums_received(self) -> Iterator[Offence]:
        """What arrived and what was granted, against their entries."""
        for year in self.years:
            entries = [e for e in self.by_year.get(year.id, []) if not e.taken_back]
            receipts = [row for row in self.receipts if row.fund_year_id == year.id]
            arrived = {e.id: _money(e) for e in entries if e.kind == "receipt"}
            if {row.entry_id: row.amount for row in receipts} != arrived:
                yield "receipt_differs", self.place(year)
            grants = [row for row in self.grants if row.fund_year_id == year.id]
            loose = sum(row.amount for row in receipts if row.appropriation_id is None)
            if sum(row.amount for row in grants) + loose != year.granted:
                yield "grant_differs", self.place(year)

    def counters(self) -> Iterator[Offence]:
        """Every counter-entry is the mirror of what it takes back."""
        for entry in self.entries:
            if entry.reverses_id is None:
                if entry.kind == "correction":
                    yield "counter_differs", f"entry {entry.number}"
                continue
            before = self.by_id.get(entry.reverses_id)
            mirror = [line.reversed for line in before.lines] if before else None
            if mirror != entry.lines:
                yield "counter_differs", f"entry {entry.number}"

    def carried(self) -> Iterator[Offence]:
        """What one year carried is the opening of the next."""
        openings = {(year.fund_id, year.year): year.opening for year in self.years}
        for year in self.years:
            if year.carried and openings.get((year.fund_id, year.year + 1)) != year.carried:
                yield "carry_differs", self.place(year)


def _off(entry: Kept, year: Any, closed: dict[int, datetime]) -> Iterator[str]:
    """What is off with one entry in itself."""
    if not entry.sound:
        yield "ledger_line_wrong"
    if not entry.lines:
        yield "ledger_entry_empty"
    if entry.on.year != year.year:
        yield "ledger_outside_year"
    shut = closed.get(entry.on.month)
    if (shut and entry.at > shut) or (year.closed_at and entry.at > year.closed_at):
        yield "ledger_in_closed_period"


def _as_entered(payment: Any, entries: list[Kept]) -> bool:
    """Whether a payment and its entry in the books say the same."""
    if payment.state not in ("paid", "reversed"):
        return not entries
    if len(entries) != 1:
        return False
    (entry,) = entries
    same: bool = _replayed(entries).paid == payment.amount and entry.on == payment.paid_on
    return same and entry.taken_back == (payment.state == "reversed")


def _replayed(entries: Iterable[Kept]) -> Balances:
    return Balances().plus(line for entry in entries for line in entry.lines)


def _money(entry: Kept) -> int:
    """What an entry brought into the bank."""
    came = sum(line.amount for line in entry.lines if line.debit in MONEY)
    return came - sum(line.amount for line in entry.lines if line.credit in MONEY)


def _grouped(entries: Iterable[Kept], key: str) -> dict[UUID, list[Kept]]:
    found: dict[UUID, list[Kept]] = defaultdict(list)
    for entry in entries:
        if (value := getattr(entry, key)) is not None:
            found[value].append(entry)
    return found


def _entries(connection: Connection, community_id: UUID) -> list[Kept]:
    """All entries in the order of their years and numbers, with their lines."""
    rows = connection.execute(
        select(
            LedgerEntry.id,
            LedgerEntry.fund_year_id,
            LedgerEntry.number,
            LedgerEntry.kind,
            LedgerEntry.on,
            LedgerEntry.at,
            LedgerEntry.project_id,
            LedgerEntry.contract_id,
            LedgerEntry.payment_id,
            LedgerEntry.reverses_id,
        )
        .where(LedgerEntry.community_id == community_id)
        .order_by(LedgerEntry.fund_year_id, LedgerEntry.number)
    )
    found = {row.id: Kept(*row) for row in rows}
    for entry in found.values():
        if entry.reverses_id in found:
            found[entry.reverses_id].taken_back = True
    lines = connection.execute(
        select(
            LedgerTransfer.entry_id,
            LedgerTransfer.debit,
            LedgerTransfer.credit,
            LedgerTransfer.amount,
        )
        .join(LedgerEntry, tied(LedgerEntry, LedgerTransfer, "entry_id"))
        .where(LedgerTransfer.community_id == community_id)
        .order_by(LedgerTransfer.entry_id, LedgerTransfer.position)
    )
    for entry_id, debit, credit, amount in lines:
        entry = found[entry_id]
        line = _line(debit, credit, amount)
        if line is None or (line.debit in BUDGET) != (line.credit in BUDGET):
            entry.sound = False
        if line is not None:
            entry.lines.append(line)
    return list(found.values())


def _line(debit: str, credit: str, amount: int) -> Transfer | None:
    try:
        return Transfer(Account(debit), Account(credit), amount)
    except ValueError:  # no such account, no sum above nought, or one account on both sides
        return None
