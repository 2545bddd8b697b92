"""The open data of a fund's year, row by row: grants, receipts, contracts, payments, entries.

Each is read onward in portions, so that a file of any length is written without holding it.
Sums are fen; free text is masked, and people are named by their office.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from council.models.base import tied
from council.models.fundprojects import Contract, FundProject, Supplier
from council.models.funds import Appropriation, Receipt
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.payments import Payment
from council.queries.public.fund_table import supplier
from council.rules.masking import mask_name, mask_text

PORTION = 1_000
PUBLIC_STATES = ("paid", "reversed")
"""Payments that stand, or stood, in the books."""
Row = tuple[Any, ...]


def grants(connection: Connection, community_id: UUID, year_id: UUID) -> Iterator[Row]:
    """Position, payer, reference, sum, day, note."""
    columns = (
        Appropriation.position,
        Appropriation.payer,
        Appropriation.reference,
        Appropriation.amount,
        Appropriation.granted_on,
        Appropriation.note,
    )
    mine = (Appropriation.community_id == community_id, Appropriation.fund_year_id == year_id)
    query = select(*columns).where(*mine).order_by(Appropriation.position)
    for row in connection.execute(query):
        yield row[0], mask_text(row[1]), mask_text(row[2]), row[3], row[4], mask_text(row[5])


def receipts(connection: Connection, community_id: UUID, year_id: UUID) -> Iterator[Row]:
    """Position, kind, payer, position of the grant, sum, day, reference, note."""
    columns = (
        Receipt.position,
        Receipt.kind,
        Receipt.payer,
        Appropriation.position,
        Receipt.amount,
        Receipt.received_on,
        Receipt.reference,
        Receipt.note,
    )

    query = (
        select(*columns)
        .outerjoin(Appropriation, tied(Appropriation, Receipt, "appropriation_id"))
        .where(Receipt.community_id == community_id, Receipt.fund_year_id == year_id)
    )
    for row in _onward(connection, query, Receipt.position):
        shown = payer(row[2], row[1])
        yield (*row[:2], shown, *row[3:6], mask_text(row[6]), mask_text(row[7]))


def payer(name: str, kind: str = "") -> str:
    """Who gave: an authority or a compound by its name, a person masked.

    Of a giver only the name is known: one that is as short as a person's, or written like a
    foreign one, is taken for a person's.
    """
    if kind in ("appropriation", "common_income"):
        return mask_text(name)
    letters = sum(not (letter.isascii() or letter.isspace()) for letter in name)
    person = letters <= LONGEST_NAME or "·" in name
    return mask_name(name) if person else mask_text(name)


LONGEST_NAME = 4
"""Characters of a Chinese name at most (欧阳小明)."""


def contracts(connection: Connection, community_id: UUID, year_id: UUID) -> Iterator[Row]:
    """Number, project, supplier, subject, sum, still to pay, paid, day, state, why few quotes."""
    columns = (
        Contract.id,
        Contract.number,
        FundProject.number,
        Supplier.name,
        Supplier.kind,
        Contract.subject,
        Contract.amount,
        Contract.open,
        Contract.paid,
        Contract.signed_on,
        Contract.guarantee_until,
        Contract.state,
        Contract.few_quotes,
        Contract.not_lowest,
    )

    query = (
        select(*columns)
        .join(FundProject, tied(FundProject, Contract, "project_id"))
        .join(Supplier, tied(Supplier, Contract, "supplier_id"))
        .where(Contract.community_id == community_id, FundProject.fund_year_id == year_id)
    )
    for row in _onward(connection, query, Contract.id):
        _id, number, project, name, kind, subject, *rest, few, dear = row
        who = supplier(name, kind)
        yield number, project, who, mask_text(subject), *rest, mask_text(few), mask_text(dear)


def payments(connection: Connection, community_id: UUID, year_id: UUID) -> Iterator[Row]:
    """Number, project, contract, supplier, purpose, sum, what came back, day, state, seats."""
    columns = (
        Payment.id,
        Payment.number,
        FundProject.number,
        Contract.number,
        Supplier.name,
        Supplier.kind,
        Payment.purpose,
        Payment.amount,
        Payment.refunded,
        Payment.paid_on,
        Payment.state,
        Payment.handled_title,
        Payment.approved_title,
        Payment.supervised_title,
        Payment.opinion,
    )

    query = (
        select(*columns)
        .join(FundProject, tied(FundProject, Payment, "project_id"))
        .join(Supplier, tied(Supplier, Payment, "supplier_id"))
        .outerjoin(Contract, tied(Contract, Payment, "contract_id"))
        .where(
            Payment.community_id == community_id,
            FundProject.fund_year_id == year_id,
            Payment.state.in_(PUBLIC_STATES),
        )
    )
    for row in _onward(connection, query, Payment.id):
        _id, number, project, contract, name, kind, purpose, *rest = row
        yield number, project, contract, supplier(name, kind), mask_text(purpose), *_masked(rest)


def entries(connection: Connection, community_id: UUID, year_id: UUID) -> Iterator[Row]:
    """Number, line, kind, day, text, project, contract, payment, the entry reversed, debit, credit,
    sum, seat.
    """
    mine = (LedgerEntry.community_id == community_id, LedgerEntry.fund_year_id == year_id)
    last = connection.scalar(select(func.max(LedgerEntry.number)).where(*mine)) or 0
    for first in range(1, last + 1, PORTION):
        part = (LedgerEntry.number >= first, LedgerEntry.number < first + PORTION)
        for row in connection.execute(_lines().where(*mine, *part)).all():
            yield (*row[:4], _told(row[2], row[4]), *_masked(row[5:]))


def _masked(cells: Sequence[Any]) -> Iterator[Any]:
    return (mask_text(cell) if isinstance(cell, str) else cell for cell in cells)


def _told(kind: str, text: str) -> str:
    """What an entry says; a payer's name as such, and no supplier's: the contract has it."""
    if kind in ("commit", "uncommit"):
        return ""
    return payer(text) if kind in ("grant", "receipt") else mask_text(text)


def _lines() -> Any:
    wrong = LedgerEntry.__table__.alias("wrong")
    return (
        select(
            LedgerEntry.number,
            LedgerTransfer.position,
            LedgerEntry.kind,
            LedgerEntry.on,
            LedgerEntry.text,
            FundProject.number,
            Contract.number,
            Payment.number,
            wrong.c.number,
            LedgerTransfer.debit,
            LedgerTransfer.credit,
            LedgerTransfer.amount,
            LedgerEntry.office_title,
        )
        .join(LedgerTransfer, tied(LedgerEntry, LedgerTransfer, "entry_id"))
        .outerjoin(FundProject, tied(FundProject, LedgerEntry, "project_id"))
        .outerjoin(Contract, tied(Contract, LedgerEntry, "contract_id"))
        .outerjoin(Payment, tied(Payment, LedgerEntry, "payment_id"))
        .outerjoin(
            wrong,
            (wrong.c.community_id == LedgerEntry.community_id)
            & (wrong.c.id == LedgerEntry.reverses_id),
        )
        .order_by(LedgerEntry.number, LedgerTransfer.position)
    )


def _onward(connection: Connection, query: Any, key: Any) -> Iterator[Any]:
    """Every row in the order of ``key``, its first column, a portion at a time."""
    part = query.order_by(key).limit(PORTION)
    rows = connection.execute(part).all()
    yield from rows
    while len(rows) == PORTION:
        rows = connection.execute(part.where(key > rows[-1][0])).all()
        yield from rows


READ: dict[str, Callable[..., Iterator[Row]]] = {
    "grants": grants,
    "receipts": receipts,
    "contracts": contracts,
    "payments": payments,
    "entries": entries,
}


def reader(name: str, connection: Connection, community_id: UUID, year_id: UUID) -> Iterator[Row]:
    """The rows of one of :data:`READ`."""
    return partial(READ[name], connection, community_id, year_id)()
