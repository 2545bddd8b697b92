"""Payments for those who enter, approve, view and pay them: names in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.fundprojects import Contract, FundProject, Supplier
from council.models.funds import Fund, FundYear
from council.models.ledger import LedgerEntry
from council.models.payments import Payment, Refund, Voucher
from council.models.people import Person
from council.models.proposals import Proposal
from council.models.resolutions import Resolution

PAGE = 50
ON_THE_WAY = ("entered", "approved")


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One line of the list. Sums in fen; ``vouchers`` is the sum of those that stand."""

    number: str
    project: str
    title: str
    contract: str
    supplier: str
    amount: int
    purpose: str
    state: str
    handled_title: str
    handled_at: datetime
    approved_title: str
    supervised_title: str
    opinion: str
    paid_on: date | None
    refunded: int
    reason: str
    flags: Sequence[Mapping[str, Any]]
    vouchers: int


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """A voucher of the payment."""

    number: str
    kind: str
    seller: str
    invoice_number: str
    amount: int
    struck: bool


@dataclass(frozen=True, slots=True)
class RefundLine:
    """What came back, when and why."""

    amount: int
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry of the books that names the payment."""

    number: int
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """Everything of one payment."""

    id: UUID
    line: PaymentLine
    version: int
    project_kind: str
    planned: int
    contracted: int
    paid: int
    fund: str
    year: int
    resolution: str
    proposal: str
    contract_open: int
    handled_by: str
    handled_by_id: UUID
    approved_by: str
    approved_by_id: UUID | None
    approved_at: datetime | None
    supervised_by: str
    supervised_at: datetime | None
    opinion_text: str
    refused_reason: str
    paid_by: str
    bank_reference: str
    bank: str
    account_number: str
    vouchers: tuple[VoucherLine, ...] = ()
    refunds: tuple[RefundLine, ...] = ()
    entries: tuple[EntryLine, ...] = ()


def lines(
    connection: Connection,
    community_id: UUID,
    *,
    state: str = "",
    project: str = "",
    page: int = 1,
) -> list[PaymentLine]:
    """Payments, newest first; one more than a page where there are older ones."""
    query = _lines(community_id).order_by(Payment.handled_at.desc(), Payment.number.desc())
    if state:
        query = query.where(Payment.state == state)
    if project:
        query = query.where(FundProject.number == project)
    rows = connection.execute(query.limit(PAGE + 1).offset((page - 1) * PAGE))
    return [_line(row) for row in rows]


def every(connection: Connection, community_id: UUID) -> Iterator[PaymentLine]:
    """All payments in the order of their numbers, for a file."""
    query = _lines(community_id).order_by(Payment.number)
    for row in connection.execute(query).yield_per(500):
        yield _line(row)


def counts(connection: Connection, community_id: UUID) -> dict[str, int]:
    """How many payments stand in each state."""
    mine = Payment.community_id == community_id
    query = select(Payment.state, func.count().label("n")).where(mine).group_by(Payment.state)
    return {row.state: row.n for row in connection.execute(query)}


def page(connection: Connection, community_id: UUID, number: str) -> PaymentPage | None:
    """One payment; None where there is none with this number."""
    handler, approver, supervisor, payer = (aliased(Person) for _ in range(4))
    query = (
        _lines(community_id)
        .add_columns(
            Payment.id,
            Payment.version,
            FundProject.kind,
            FundProject.planned,
            FundProject.contracted,
            FundProject.paid,
            Fund.name,
            FundYear.year,
            func.coalesce(Resolution.number, ""),
            func.coalesce(Proposal.number, ""),
            func.coalesce(Contract.open, 0),
            handler.name,
            Payment.handled_by_id,
            func.coalesce(approver.name, ""),
            Payment.approved_by_id,
            Payment.approved_at,
            func.coalesce(supervisor.name, ""),
            Payment.supervised_at,
            Payment.opinion_text,
            Payment.refused_reason,
            func.coalesce(payer.name, ""),
            Payment.bank_reference,
            Supplier.bank,
            Supplier.account_number,
        )
        .join(FundYear, tied(FundYear, FundProject, "fund_year_id"))
        .join(Fund, tied(Fund, FundYear, "fund_id"))
        .outerjoin(Resolution, tied(Resolution, FundProject, "resolution_id"))
        .outerjoin(Proposal, tied(Proposal, FundProject, "proposal_id"))
        .join(handler, tied(handler, Payment, "handled_by_id"))
        .outerjoin(approver, tied(approver, Payment, "approved_by_id"))
        .outerjoin(supervisor, tied(supervisor, Payment, "supervised_by_id"))
        .outerjoin(payer, tied(payer, Payment, "paid_by_id"))
        .where(Payment.number == number)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    more = tuple(row)[_WIDTH:]
    rest = _rest(connection, community_id, more[0])
    return PaymentPage(more[0], _line(row), *more[1:], *rest)


_WIDTH = 18


def _lines(community_id: UUID) -> Any:
    vouchers = (
        select(func.coalesce(func.sum(Voucher.amount), 0))
        .where(tied(Payment, Voucher, "payment_id"), Voucher.struck_at.is_(None))
        .correlate(Payment)
        .scalar_subquery()
    )
    return (
        select(
            Payment.number,
            FundProject.number,
            FundProject.title,
            func.coalesce(Contract.number, ""),
            Supplier.name,
            Payment.amount,
            Payment.purpose,
            Payment.state,
            Payment.handled_title,
            Payment.handled_at,
            Payment.approved_title,
            Payment.supervised_title,
            Payment.opinion,
            Payment.paid_on,
            Payment.refunded,
            Payment.reason,
            Payment.flags,
            vouchers,
        )
        .join(FundProject, tied(FundProject, Payment, "project_id"))
        .join(Supplier, tied(Supplier, Payment, "supplier_id"))
        .outerjoin(Contract, tied(Contract, Payment, "contract_id"))
        .where(Payment.community_id == community_id)
    )


def _line(row: Any) -> PaymentLine:
    given = tuple(row)[:_WIDTH]
    return PaymentLine(*[*given[:-1], int(given[-1])])  # PostgreSQL adds up to a decimal


def _rest(connection: Connection, community_id: UUID, payment_id: UUID) -> tuple[Any, ...]:
    vouchers = connection.execute(
        select(
            Voucher.number,
            Voucher.kind,
            Voucher.seller,
            Voucher.invoice_number,
            Voucher.amount,
            Voucher.struck_at.is_not(None),
        )
        .where(Voucher.community_id == community_id, Voucher.payment_id == payment_id)
        .order_by(Voucher.number)
    )
    refunds = connection.execute(
        select(Refund.amount, Refund.refunded_on, Refund.reason)
        .where(Refund.community_id == community_id, Refund.payment_id == payment_id)
        .order_by(Refund.at)
    )
    entries = connection.execute(
        select(LedgerEntry.number, LedgerEntry.kind, LedgerEntry.on)
        .where(LedgerEntry.community_id == community_id, LedgerEntry.payment_id == payment_id)
        .order_by(LedgerEntry.number)
    )
    return (
        tuple(VoucherLine(*row[:-1], bool(row[-1])) for row in vouchers),
        tuple(RefundLine(*row) for row in refunds),
        tuple(EntryLine(*row) for row in entries),
    )
