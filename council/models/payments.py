"""Payments with who handled, approved and supervised them; refunds; vouchers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs

_JSON = JSON(none_as_null=True)


class Payment(OfCommunity, Base):
    """支付: entered (经手), approved (审批), viewed by the supervision committee (监督), then paid.

    ``state``: ``entered``, ``approved``, ``paid``, ``refused``, ``withdrawn``, ``reversed`` (by a
    counter-entry). ``flags`` is what the rules let pass but show in public, each with its code,
    figures and the reason given: ``[{"code": …, "params": {…}, "reason": …}]``. Once paid, who,
    what and how much do not change (trigger). ``refunded`` is what came back.
    """

    __tablename__ = "payment"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        UniqueConstraint("community_id", "request_key"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("refunded BETWEEN 0 AND amount", name="refunded"),
        CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> handled_by_id", name="two_people"
        ),
        CheckConstraint(
            "supervised_by_id IS NULL OR"
            " (supervised_by_id <> handled_by_id AND supervised_by_id <> approved_by_id)",
            name="supervised_by_a_third",
        ),
        CheckConstraint(
            "paid_on IS NULL OR (approved_by_id IS NOT NULL AND supervised_by_id IS NOT NULL)",
            name="paid_after_approval",
        ),
        Index("ix_payment_project", "community_id", "project_id", "number"),
        Index("ix_payment_contract", "community_id", "contract_id"),
        Index("ix_payment_state", "community_id", "state"),
        Index("ix_payment_supplier", "community_id", "supplier_id"),
        project="fund_project",
        contract="contract",
        supplier="supplier",
        handled_by="person",
        approved_by="person",
        supervised_by="person",
        paid_by="person",
    )
    project_id: Mapped[UUID]
    contract_id: Mapped[UUID | None]
    supplier_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(String(12))
    request_key: Mapped[str] = mapped_column(String(64))
    amount: Mapped[int] = mapped_column(BigInteger)
    purpose: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="entered")
    flags: Mapped[list[dict[str, Any]]] = mapped_column(_JSON, default=list)
    reason: Mapped[str] = mapped_column(Text, default="")  # for what is flagged
    handled_by_id: Mapped[UUID]
    handled_title: Mapped[str] = mapped_column(String(60))
    handled_at: Mapped[datetime]
    approved_by_id: Mapped[UUID | None]
    approved_title: Mapped[str] = mapped_column(String(60), default="")
    approved_at: Mapped[datetime | None]
    supervised_by_id: Mapped[UUID | None]
    supervised_title: Mapped[str] = mapped_column(String(60), default="")
    supervised_at: Mapped[datetime | None]
    opinion: Mapped[str] = mapped_column(String(10), default="")  # agree, object
    opinion_text: Mapped[str] = mapped_column(Text, default="")
    refused_reason: Mapped[str] = mapped_column(Text, default="")
    paid_on: Mapped[date | None] = mapped_column(Date)
    paid_at: Mapped[datetime | None]
    paid_by_id: Mapped[UUID | None]
    bank_reference: Mapped[str] = mapped_column(String(60), default="")
    refunded: Mapped[int] = mapped_column(BigInteger, default=0)
    version: Mapped[int] = mapped_column(Integer, default=1)


class Refund(OfCommunity, Base):
    """退款: money of a payment that came back. Append-only."""

    __tablename__ = "refund"
    __table_args__ = belongs(
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_refund_payment", "community_id", "payment_id"),
        payment="payment",
        entry="ledger_entry",
        person="person",
    )
    payment_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    amount: Mapped[int] = mapped_column(BigInteger)
    refunded_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID | None]
    at: Mapped[datetime]


class Voucher(OfCommunity, Base):
    """凭证: a photo or PDF behind a payment.

    ``sha256`` is the original as it was kept (re-encoded, without metadata), for auditors only;
    ``public_sha256`` the copy with personal data blacked out, None until one was drawn.
    ``boxes`` are the blackened areas of each page in thousandths of its width and height:
    ``[{"page": 1, "x": 0, "y": 0, "w": 100, "h": 50}]``. The same invoice number of the same
    seller comes once. Kept until ``keep_until`` (30 years). A wrong one is struck out
    (``struck_reason``), never deleted; its invoice number is then free again.
    ``kind``: invoice, receipt, list, other.
    """

    __tablename__ = "voucher"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        UniqueConstraint("community_id", "invoice_key"),
        Index("ix_voucher_payment", "community_id", "payment_id"),
        CheckConstraint("amount > 0", name="amount"),
        payment="payment",
        person="person",
        redacted_by="person",
    )
    number: Mapped[str] = mapped_column(String(12))
    payment_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10), default="invoice")
    seller: Mapped[str] = mapped_column(String(120))
    invoice_number: Mapped[str] = mapped_column(String(40), default="")
    # seller and invoice number as compared (rules.vouchers.invoice_key); None: nothing to compare
    invoice_key: Mapped[str | None] = mapped_column(String(200))
    issued_on: Mapped[date | None] = mapped_column(Date)
    amount: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int] = mapped_column(Integer, default=1)
    boxes: Mapped[list[dict[str, int]]] = mapped_column(_JSON, default=list)
    public_sha256: Mapped[str | None] = mapped_column(String(64))
    public_type: Mapped[str] = mapped_column(String(60), default="")
    redacted_by_id: Mapped[UUID | None]
    redacted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer, default=1)
    keep_until: Mapped[date] = mapped_column(Date)
    struck_at: Mapped[datetime | None]
    struck_reason: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[UUID | None]
    at: Mapped[datetime]
