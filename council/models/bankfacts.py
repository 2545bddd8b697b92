"""Which entries of a fund's books may be found on a bank statement and have no line yet."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from council.models.bank import BankLine
from council.models.base import tied
from council.models.fundprojects import Supplier
from council.models.funds import FundYear, Receipt
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.payments import Payment
from council.rules.bankmatch import MOVING, Booked
from council.rules.ledger import Account

_BACK = aliased(LedgerEntry)
_BANK = Account.BANK.value
MOVED = func.sum(
    case(
        (LedgerTransfer.debit == _BANK, LedgerTransfer.amount),
        (LedgerTransfer.credit == _BANK, -LedgerTransfer.amount),
        else_=0,
    )
)
"""What an entry brought into the bank (below nought: took out of it), in fen."""
_SHOWN = (
    LedgerEntry.id,
    LedgerEntry.on,
    Supplier.name,
    Receipt.payer,
    Payment.number,
    Payment.bank_reference,
    Receipt.reference,
    LedgerEntry.number,
    LedgerEntry.kind,
    LedgerEntry.text,
    FundYear.year,
)


def unmatched_entries(community_id: UUID, fund_id: UUID) -> Any:
    """Entries that moved money in the bank, are not reversed and have no line.

    Columns: id, day, supplier, payer, number of the payment, its bank reference, the receipt's
    reference; number, kind and text of the entry, year; what it moved.
    """
    return (
        select(*_SHOWN, MOVED.label("amount"))
        .join(FundYear, tied(FundYear, LedgerEntry, "fund_year_id"))
        .join(LedgerTransfer, tied(LedgerEntry, LedgerTransfer, "entry_id"))
        .outerjoin(Payment, tied(Payment, LedgerEntry, "payment_id"))
        .outerjoin(Supplier, tied(Supplier, Payment, "supplier_id"))
        .outerjoin(Receipt, tied(LedgerEntry, Receipt, "entry_id"))
        .outerjoin(_BACK, tied(LedgerEntry, _BACK, "reverses_id"))
        .outerjoin(BankLine, tied(LedgerEntry, BankLine, "entry_id"))
        .where(
            LedgerEntry.community_id == community_id,
            FundYear.fund_id == fund_id,
            LedgerEntry.kind.in_(MOVING),
            _BACK.id.is_(None),
            BankLine.id.is_(None),
        )
        .group_by(LedgerEntry.community_id, *_SHOWN)
        .having(MOVED != 0)
    )


ON_STATEMENTS = ("receipt", "payment", "refund", "sweep")
"""Kinds of entries that a bank statement shows."""


def not_shared(
    community_id: UUID, fund_id: UUID, fund_year_id: UUID, first: date, last: date
) -> Any:
    """How many items of these days bank and books do not share, as a select of one figure.

    Lines of the bank that belong to no entry and have no note of their own, and entries that moved
    money and belong to no line.
    """
    taken_back = select(_BACK.id).where(tied(LedgerEntry, _BACK, "reverses_id"))
    on_bank = select(BankLine.id).where(tied(LedgerEntry, BankLine, "entry_id"))
    entries = select(func.count(LedgerEntry.id)).where(
        LedgerEntry.community_id == community_id,
        LedgerEntry.fund_year_id == fund_year_id,
        LedgerEntry.kind.in_(ON_STATEMENTS),
        LedgerEntry.on.between(first, last),
        ~taken_back.exists(),
        ~on_bank.exists(),
    )
    lines = select(func.count(BankLine.id)).where(
        BankLine.community_id == community_id,
        BankLine.fund_id == fund_id,
        BankLine.on.between(first, last),
        BankLine.entry_id.is_(None),
        BankLine.note == "",
    )
    return select(entries.scalar_subquery() + lines.scalar_subquery())


def booked(row: Any) -> Booked:
    """A row of :func:`unmatched_entries` as the matching knows it."""
    names = tuple(name for name in row[2:4] if name)
    numbers = tuple(one for one in row[4:7] if one)
    return Booked(row[0], row[1], int(row.amount), names, numbers)
