"""The books: entries and their transfers. Append-only; balanced by their shape.

A transfer debits one account and credits another with the same sum, so no entry can be out of
balance. What was wrong is set right by a counter-entry (``reverses_id``).
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
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


class LedgerEntry(OfCommunity, Base):
    """记账: one event in the books of a fund's year, on a legal day of that year.

    ``number`` runs per fund and year from 1. ``kind`` is one of :data:`council.rules.ledger.KINDS`.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "fund_year_id", "number"),
        UniqueConstraint("community_id", "reverses_id"),
        Index("ix_ledger_entry_project", "community_id", "project_id", "number"),
        fund_year="fund_year",
        project="fund_project",
        contract="contract",
        payment="payment",
        reverses="ledger_entry",
        person="person",
    )
    fund_year_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    on: Mapped[date] = mapped_column(Date)
    text: Mapped[str] = mapped_column(Text)
    project_id: Mapped[UUID | None]
    contract_id: Mapped[UUID | None]
    payment_id: Mapped[UUID | None]
    reverses_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    office_title: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime]


class LedgerTransfer(OfCommunity, Base):
    """One line: ``amount`` fen to the debit of one account and to the credit of another."""

    __tablename__ = "ledger_transfer"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "entry_id", "position"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("debit <> credit", name="two_accounts"),
        entry="ledger_entry",
    )
    entry_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    debit: Mapped[str] = mapped_column(String(8))
    credit: Mapped[str] = mapped_column(String(8))
    amount: Mapped[int] = mapped_column(BigInteger)
