"""The entries of a fund's books that may be found on a bank statement."""

from __future__ import annotations

from collections.abc import Sequence
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
from council.services.unit import Work

_BACK = aliased(LedgerEntry)
_BANK = Account.BANK.value
_SUM = func.sum(
    case(
        (LedgerTransfer.debit == _BANK, LedgerTransfer.amount),
        (LedgerTransfer.credit == _BANK, -LedgerTransfer.amount),
        else_=0,
    )
)


def booked(work: Work, fund_id: UUID, entry_ids: Sequence[UUID] | None = None) -> list[Booked]:
    """Entries that moved money in the bank, are not reversed and have no line yet.

    ``entry_ids`` narrows them to these.
    """
    query = (
        select(
            LedgerEntry.id,
            LedgerEntry.on,
            _SUM,
            Supplier.name,
            Receipt.payer,
            Payment.number,
            Payment.bank_reference,
            Receipt.reference,
        )
        .join(FundYear, tied(FundYear, LedgerEntry, "fund_year_id"))
        .join(LedgerTransfer, tied(LedgerEntry, LedgerTransfer, "entry_id"))
        .outerjoin(Payment, tied(Payment, LedgerEntry, "payment_id"))
        .outerjoin(Supplier, tied(Supplier, Payment, "supplier_id"))
        .outerjoin(Receipt, tied(LedgerEntry, Receipt, "entry_id"))
        .outerjoin(_BACK, tied(LedgerEntry, _BACK, "reverses_id"))
        .outerjoin(BankLine, tied(LedgerEntry, BankLine, "entry_id"))
        .where(
            LedgerEntry.community_id == work.community_id,
            FundYear.fund_id == fund_id,
            LedgerEntry.kind.in_(MOVING),
            _BACK.id.is_(None),
            BankLine.id.is_(None),
        )
        .group_by(
            LedgerEntry.community_id,
            LedgerEntry.id,
            LedgerEntry.on,
            Supplier.name,
            Receipt.payer,
            Payment.number,
            Payment.bank_reference,
            Receipt.reference,
        )
        .having(_SUM != 0)
    )
    if entry_ids is not None:
        query = query.where(LedgerEntry.id.in_(entry_ids))
    return [_booked(row) for row in work.session.execute(query)]


def _booked(row: Any) -> Booked:
    entry_id, on, amount, supplier, payer, number, reference, document = row
    names = tuple(name for name in (supplier, payer) if name)
    numbers = tuple(one for one in (number, reference, document) if one)
    return Booked(entry_id, on, int(amount), names, numbers)
