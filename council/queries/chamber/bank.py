"""The bank and the books of a fund side by side: what they share, and what only one knows."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, select

from council.models.bank import BankLine, BankStatement
from council.models.bankfacts import MOVED, booked, not_shared, unmatched_entries
from council.models.base import tied
from council.models.funds import Fund, FundYear
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.people import Person
from council.rules.bankmatch import SILENT, Unmatched, likeness

PAGE = 50
OPEN, NOTED, MATCHED = "open", "noted", "matched"
SHOWN = (OPEN, NOTED, MATCHED)
"""Which lines: without entry and note, with a note, with an entry."""


@dataclass(frozen=True, slots=True)
class FundHead:
    """A fund with the last four figures of its account."""

    id: UUID
    code: str
    name: str
    bank: str
    account_tail: str


@dataclass(frozen=True, slots=True)
class BankLineView:
    """One line of the bank; ``entry`` is the number of the entry that it was matched to."""

    id: UUID
    on: date
    amount: int
    balance: int | None
    counterparty: str
    text: str
    reference: str
    matched: str
    note: str
    entry: int | None
    entry_kind: str
    entry_year: int | None
    entry_text: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of the books without a line; ``payment`` is the number of its payment."""

    id: UUID
    year: int
    number: int
    kind: str
    on: date
    amount: int
    text: str
    who: str
    payment: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement that was taken over."""

    file_name: str
    layout: str
    from_on: date
    until_on: date
    closing: int | None
    lines: int
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How bank and books stand: lines by kind, and both balances on the bank's last day."""

    counts: dict[str, int]
    until_on: date | None
    bank: int | None
    books: int


def funds(connection: Connection, community_id: UUID) -> list[FundHead]:
    """Every fund, the service fund first."""
    query = (
        select(Fund.id, Fund.code, Fund.name, Fund.bank, Fund.account_number)
        .where(Fund.community_id == community_id)
        .order_by(Fund.kind != "service", Fund.position, Fund.opened_on, Fund.code)
    )
    return [FundHead(*row[:4], row[4][-4:]) for row in connection.execute(query)]


_LINE = (
    BankLine.id,
    BankLine.on,
    BankLine.amount,
    BankLine.balance,
    BankLine.counterparty,
    BankLine.text,
    BankLine.reference,
    BankLine.matched,
    BankLine.note,
    LedgerEntry.number,
    LedgerEntry.kind,
    FundYear.year,
    LedgerEntry.text,
)


def _lines(community_id: UUID, *where: Any) -> Any:
    return (
        select(*_LINE)
        .outerjoin(LedgerEntry, tied(LedgerEntry, BankLine, "entry_id"))
        .outerjoin(FundYear, tied(FundYear, LedgerEntry, "fund_year_id"))
        .where(BankLine.community_id == community_id, *where)
        .order_by(BankLine.on.desc(), BankLine.position.desc(), BankLine.id.desc())
    )


def _line(row: Any) -> BankLineView:
    values: list[Any] = [*row[:10], row[10] or "", row[11], row[12] or ""]
    return BankLineView(*values)


_WHICH = {
    OPEN: (BankLine.entry_id.is_(None), BankLine.note == ""),
    NOTED: (BankLine.entry_id.is_(None), BankLine.note != ""),
    MATCHED: (BankLine.entry_id.is_not(None),),
}


def lines(
    connection: Connection, community_id: UUID, fund_id: UUID, which: str, page: int = 1
) -> list[BankLineView]:
    """Lines of a kind, newest first; one more than a page holds."""
    query = _lines(community_id, BankLine.fund_id == fund_id, *_WHICH[which])
    found = connection.execute(query.offset((page - 1) * PAGE).limit(PAGE + 1))
    return [_line(row) for row in found]


def every(connection: Connection, community_id: UUID, fund_id: UUID) -> Iterator[BankLineView]:
    """Every line of a fund, newest first."""
    for row in connection.execute(_lines(community_id, BankLine.fund_id == fund_id)):
        yield _line(row)


def line(
    connection: Connection, community_id: UUID, line_id: UUID
) -> tuple[BankLineView, UUID] | None:
    """A line with its fund, or None."""
    query = _lines(community_id, BankLine.id == line_id).add_columns(BankLine.fund_id)
    row = connection.execute(query).first()
    return (_line(row), row.fund_id) if row else None


def apart(
    connection: Connection, community_id: UUID, fund_id: UUID, fund_year_id: UUID, month: date
) -> int:
    """How many items of the month with this first day bank and books do not share."""
    last = month.replace(day=monthrange(month.year, month.month)[1])
    query = not_shared(community_id, fund_id, fund_year_id, month, last)
    return connection.scalar(query) or 0


def entries(
    connection: Connection, community_id: UUID, fund_id: UUID, most: int = PAGE
) -> list[EntryView]:
    """Entries of the books that should stand on a statement and do not, oldest first."""
    query = unmatched_entries(community_id, fund_id).where(LedgerEntry.kind.not_in(SILENT))
    found = connection.execute(query.order_by(LedgerEntry.on, LedgerEntry.number).limit(most))
    return [_entry(row) for row in found]


def candidates(
    connection: Connection, community_id: UUID, fund_id: UUID, of: BankLineView, most: int = 20
) -> list[EntryView]:
    """Entries of the same sum, the likeliest first."""
    query = unmatched_entries(community_id, fund_id).having(MOVED.in_([of.amount]))
    asked = Unmatched(of.id, of.on, of.amount, of.counterparty, of.text, of.reference)
    rows = list(connection.execute(query))
    rows.sort(key=lambda row: (-likeness(asked, booked(row)), abs((row.on - of.on).days)))
    return [_entry(row) for row in rows[:most]]


def _entry(row: Any) -> EntryView:
    entry_id, on, supplier, payer, payment, _bank, _paper, number, kind, text, year, amount = row
    who, said = supplier or payer or "", payment or ""
    return EntryView(entry_id, year, number, kind, on, int(amount), text, who, said)


def statements(
    connection: Connection, community_id: UUID, fund_id: UUID, most: int = 24
) -> list[StatementLine]:
    """What was taken over, the newest first."""
    query = (
        select(
            BankStatement.file_name,
            BankStatement.layout,
            BankStatement.from_on,
            BankStatement.until_on,
            BankStatement.closing,
            BankStatement.lines,
            Person.name,
            BankStatement.at,
        )
        .outerjoin(Person, tied(Person, BankStatement, "person_id"))
        .where(BankStatement.community_id == community_id, BankStatement.fund_id == fund_id)
        .order_by(BankStatement.until_on.desc(), BankStatement.at.desc())
        .limit(most)
    )
    return [StatementLine(*row[:6], row[6] or "", row[7]) for row in connection.execute(query)]


def standing(connection: Connection, community_id: UUID, fund_id: UUID) -> Standing:
    """Counts of lines and the balances of bank and books on the last day that the bank told."""
    mine = (BankLine.community_id == community_id, BankLine.fund_id == fund_id)
    query = select(*(func.count().filter(*_WHICH[which]) for which in SHOWN)).where(*mine)
    counts = dict(zip(SHOWN, connection.execute(query).one(), strict=True))
    last = connection.execute(
        select(BankStatement.until_on, BankStatement.closing)
        .where(
            BankStatement.community_id == community_id,
            BankStatement.fund_id == fund_id,
            BankStatement.closing.is_not(None),
        )
        .order_by(BankStatement.until_on.desc(), BankStatement.at.desc())
        .limit(1)
    ).first()
    until_on, bank = (last[0], last[1]) if last else (None, None)
    books = connection.execute(_books(community_id, fund_id, until_on)).scalar() or 0
    return Standing(counts, until_on, bank, int(books))


def _books(community_id: UUID, fund_id: UUID, until_on: date | None) -> Select[Any]:
    query = (
        select(MOVED)
        .select_from(LedgerEntry)
        .join(LedgerTransfer, tied(LedgerEntry, LedgerTransfer, "entry_id"))
        .join(FundYear, tied(FundYear, LedgerEntry, "fund_year_id"))
        .where(LedgerEntry.community_id == community_id, FundYear.fund_id == fund_id)
    )
    return query if until_on is None else query.where(LedgerEntry.on <= until_on)
