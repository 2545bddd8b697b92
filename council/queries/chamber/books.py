"""The books as the chamber reads them: years, entries with their lines, what waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, exists, extract, func, select

from council.models.bank import BankLine
from council.models.base import tied
from council.models.fundprojects import Contract, FundProject
from council.models.funds import Appropriation, Fund, FundPeriod, FundYear, Receipt
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.payments import Payment
from council.rules.ledger import Account

PAGE = 30
_BALANCES = (
    *("opening", "granted", "received", "free", "planned", "contracted", "paid", "swept"),
    "carried",
)


@dataclass(frozen=True, slots=True)
class BookYear:
    """A fund's year with its balances in fen; ``months`` is how many are closed."""

    id: UUID
    fund_id: UUID
    code: str
    fund: str
    kind: str
    year: int
    opening: int
    granted: int
    received: int
    free: int
    planned: int
    contracted: int
    paid: int
    swept: int
    carried: int
    version: int
    closed_at: datetime | None
    months: int

    @property
    def at_hand(self) -> int:
        """What lies in the bank."""
        return self.opening + self.received - self.paid - self.swept - self.carried


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an entry: debit, credit, fen."""

    debit: str
    credit: str
    amount: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with its lines; ``reversed_by`` is the number of its counter-entry."""

    id: UUID
    number: int
    kind: str
    on: date
    text: str
    title: str
    project: str | None
    contract: str | None
    payment: str | None
    reverses: int | None
    reversed_by: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: of an account, a month, a kind; empty or 0 is any."""

    account: str = ""
    month: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """What is not done yet in the money of a community."""

    entered: int
    approved: int
    unmatched: int


def years(connection: Connection, community_id: UUID) -> list[BookYear]:
    """Every fund's years, by fund, the newest first."""
    return [_year(row) for row in connection.execute(_years(community_id))]


def year(connection: Connection, community_id: UUID, code: str, year: int) -> BookYear | None:
    """One year of a fund."""
    query = _years(community_id).where(Fund.code == code, FundYear.year == year)
    row = connection.execute(query).one_or_none()
    return _year(row) if row else None


def _years(community_id: UUID) -> Select[Any]:
    months = (
        select(func.count())
        .where(
            FundPeriod.community_id == FundYear.community_id,
            FundPeriod.fund_year_id == FundYear.id,
        )
        .scalar_subquery()
    )
    return (
        select(
            FundYear.id,
            FundYear.fund_id,
            Fund.code,
            Fund.name,
            Fund.kind,
            FundYear.year,
            *(getattr(FundYear, name) for name in _BALANCES),
            FundYear.version,
            FundYear.closed_at,
            months,
        )
        .join(Fund, tied(Fund, FundYear, "fund_id"))
        .where(FundYear.community_id == community_id)
        .order_by(Fund.kind != "service", Fund.position, Fund.code, FundYear.year.desc())
    )


def _year(row: Any) -> BookYear:
    return BookYear(*row)


def funds(connection: Connection, community_id: UUID) -> list[tuple[str, str, str]]:
    """Code, name and kind of every fund."""
    query = select(Fund.code, Fund.name, Fund.kind).where(Fund.community_id == community_id)
    found = connection.execute(query.order_by(Fund.kind != "service", Fund.position, Fund.code))
    return [(code, name, kind) for code, name, kind in found]


def waiting(connection: Connection, community_id: UUID) -> Open:
    """What waits for somebody."""

    def count(model: Any, *where: Any) -> int:
        query = select(func.count()).select_from(model)
        return connection.scalar(query.where(model.community_id == community_id, *where)) or 0

    return Open(
        count(Payment, Payment.state == "entered"),
        count(Payment, Payment.state == "approved"),
        count(BankLine, BankLine.entry_id.is_(None), BankLine.note == ""),
    )


def entries(
    connection: Connection, community_id: UUID, year_id: UUID, asked: Asked, page: int = 1
) -> list[Entry]:
    """A page of entries, the newest first, and one more where there is another page."""
    query = _entries(community_id, year_id, asked).order_by(LedgerEntry.number.desc())
    rows = connection.execute(query.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    return _with_lines(connection, community_id, rows)


def entry(connection: Connection, community_id: UUID, year_id: UUID, number: int) -> Entry | None:
    """One entry."""
    query = _entries(community_id, year_id, Asked()).where(LedgerEntry.number == number)
    found = _with_lines(connection, community_id, connection.execute(query).all())
    return found[0] if found else None


def _entries(community_id: UUID, year_id: UUID, asked: Asked) -> Select[Any]:
    before: Any = LedgerEntry.__table__.alias("before")
    after: Any = LedgerEntry.__table__.alias("after")
    mine = LedgerEntry.community_id
    query = (
        select(
            LedgerEntry.id,
            LedgerEntry.number,
            LedgerEntry.kind,
            LedgerEntry.on,
            LedgerEntry.text,
            LedgerEntry.office_title,
            FundProject.number,
            Contract.number,
            Payment.number,
            before.c.number,
            after.c.number,
        )
        .outerjoin(FundProject, tied(FundProject, LedgerEntry, "project_id"))
        .outerjoin(Contract, tied(Contract, LedgerEntry, "contract_id"))
        .outerjoin(Payment, tied(Payment, LedgerEntry, "payment_id"))
        .outerjoin(
            before, and_(before.c.community_id == mine, before.c.id == LedgerEntry.reverses_id)
        )
        .outerjoin(after, and_(after.c.community_id == mine, after.c.reverses_id == LedgerEntry.id))
        .where(mine == community_id, LedgerEntry.fund_year_id == year_id)
    )
    if asked.kind:
        query = query.where(LedgerEntry.kind == asked.kind)
    if asked.month:
        query = query.where(extract("month", LedgerEntry.on) == asked.month)
    if asked.account:
        either = (LedgerTransfer.debit == asked.account) | (LedgerTransfer.credit == asked.account)
        query = query.where(exists().where(tied(LedgerEntry, LedgerTransfer, "entry_id"), either))
    return query


def _with_lines(connection: Connection, community_id: UUID, rows: Any) -> list[Entry]:
    ids = [row[0] for row in rows]
    lines: dict[UUID, list[Line]] = {entry_id: [] for entry_id in ids}
    query = (
        select(
            LedgerTransfer.entry_id,
            LedgerTransfer.debit,
            LedgerTransfer.credit,
            LedgerTransfer.amount,
        )
        .where(LedgerTransfer.community_id == community_id, LedgerTransfer.entry_id.in_(ids))
        .order_by(LedgerTransfer.entry_id, LedgerTransfer.position)
    )
    for entry_id, debit, credit, amount in connection.execute(query):
        lines[entry_id].append(Line(debit, credit, amount))
    return [Entry(*(*row, tuple(lines[row[0]]))) for row in rows]


def trial(
    connection: Connection, community_id: UUID, year_id: UUID
) -> list[tuple[Account, int, int]]:
    """By account, the sums of its debits and of its credits (试算平衡)."""
    sums: dict[Account, list[int]] = {}
    for side, column in enumerate((LedgerTransfer.debit, LedgerTransfer.credit)):
        query = (
            select(column, func.sum(LedgerTransfer.amount))
            .join(LedgerEntry, tied(LedgerEntry, LedgerTransfer, "entry_id"))
            .where(
                LedgerTransfer.community_id == community_id,
                LedgerEntry.fund_year_id == year_id,
            )
            .group_by(column)
        )
        for account, amount in connection.execute(query):
            sums.setdefault(Account(account), [0, 0])[side] = int(amount)
    return [(account, *sums[account]) for account in sorted(sums)]  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Grant:
    """An appropriation with what has not arrived of it, in fen."""

    id: UUID
    payer: str
    reference: str
    granted_on: date
    amount: int
    left: int


def grants(connection: Connection, community_id: UUID, year_id: UUID) -> list[Grant]:
    """The year's appropriations."""
    arrived = (
        select(func.coalesce(func.sum(Receipt.amount), 0))
        .where(
            Receipt.community_id == Appropriation.community_id,
            Receipt.appropriation_id == Appropriation.id,
        )
        .scalar_subquery()
    )
    query = select(
        Appropriation.id,
        Appropriation.payer,
        Appropriation.reference,
        Appropriation.granted_on,
        Appropriation.amount,
        (Appropriation.amount - arrived).label("left"),
    ).where(
        Appropriation.community_id == community_id,
        Appropriation.fund_year_id == year_id,
    )
    found = connection.execute(query.order_by(Appropriation.position))
    return [Grant(*row[:5], int(row[5])) for row in found]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the books on its own, as it is exported."""

    year: int
    number: int
    on: date
    kind: str
    text: str
    project: str | None
    contract: str | None
    payment: str | None
    reverses: int | None
    debit: str
    credit: str
    amount: int
    title: str


LONG = 5_000
"""Entries of a year from which on nobody waits for its workbook."""


def is_long(connection: Connection, community_id: UUID, year_id: UUID) -> bool:
    """Whether the books of a year are exported in the background; entries have no gaps."""
    mine = (LedgerEntry.community_id == community_id, LedgerEntry.fund_year_id == year_id)
    return (connection.scalar(select(func.max(LedgerEntry.number)).where(*mine)) or 0) > LONG


CHUNK = 500
"""How many entries an export holds in memory at a time."""


def every(connection: Connection, community_id: UUID, year: BookYear) -> Iterator[Row]:
    """Every line of a year's books in their order.

    Entries are numbered without gap and only added to: a stretch of numbers after the other reads
    all of them, with no cursor held open meanwhile.
    """
    mine = (LedgerEntry.community_id == community_id, LedgerEntry.fund_year_id == year.id)
    last = connection.scalar(select(func.max(LedgerEntry.number)).where(*mine)) or 0
    query = _lines(community_id, year.id)
    for first in range(1, last + 1, CHUNK):
        some = query.where(LedgerEntry.number.between(first, first + CHUNK - 1))
        for row in connection.execute(some):
            yield Row(*row)


def _lines(community_id: UUID, year_id: UUID) -> Select[Any]:
    before: Any = LedgerEntry.__table__.alias("before")
    mine = LedgerEntry.community_id
    return (
        select(
            FundYear.year,
            LedgerEntry.number,
            LedgerEntry.on,
            LedgerEntry.kind,
            LedgerEntry.text,
            FundProject.number,
            Contract.number,
            Payment.number,
            before.c.number,
            LedgerTransfer.debit,
            LedgerTransfer.credit,
            LedgerTransfer.amount,
            LedgerEntry.office_title,
        )
        .join(LedgerEntry, tied(LedgerEntry, LedgerTransfer, "entry_id"))
        .join(FundYear, tied(FundYear, LedgerEntry, "fund_year_id"))
        .outerjoin(FundProject, tied(FundProject, LedgerEntry, "project_id"))
        .outerjoin(Contract, tied(Contract, LedgerEntry, "contract_id"))
        .outerjoin(Payment, tied(Payment, LedgerEntry, "payment_id"))
        .outerjoin(
            before, and_(before.c.community_id == mine, before.c.id == LedgerEntry.reverses_id)
        )
        .where(mine == community_id, LedgerEntry.fund_year_id == year_id)
        .order_by(LedgerEntry.number, LedgerTransfer.position)
    )
