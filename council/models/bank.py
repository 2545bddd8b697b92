"""Bank statements as they were imported, and which entry of the books each line belongs to."""

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


class BankStatement(OfCommunity, Base):
    """银行对账单: one file. ``layout`` names the bank's layout that it was read in."""

    __tablename__ = "bank_statement"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "fund_id", "sha256"), fund="fund", person="person"
    )
    fund_id: Mapped[UUID]
    sha256: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(120))
    layout: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    opening: Mapped[int | None] = mapped_column(BigInteger)
    closing: Mapped[int | None] = mapped_column(BigInteger)
    lines: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[UUID | None]
    at: Mapped[datetime]


class BankLine(OfCommunity, Base):
    """One line: ``amount`` in fen, above nought what came in, below what went out.

    ``fingerprint`` makes a line that two statements share come once. Matched by the program
    (``exact``) or a person (``hand``) to an entry; ``note`` says what an unmatched one is.
    """

    __tablename__ = "bank_line"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "fund_id", "fingerprint"),
        UniqueConstraint("community_id", "entry_id"),
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_bank_line_on", "community_id", "fund_id", "on"),
        fund="fund",
        statement="bank_statement",
        entry="ledger_entry",
        matched_by="person",
    )
    fund_id: Mapped[UUID]
    statement_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    on: Mapped[date] = mapped_column(Date)
    amount: Mapped[int] = mapped_column(BigInteger)
    balance: Mapped[int | None] = mapped_column(BigInteger)
    counterparty: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(String(200), default="")
    reference: Mapped[str] = mapped_column(String(60), default="")
    fingerprint: Mapped[str] = mapped_column(String(64))
    entry_id: Mapped[UUID | None]
    matched: Mapped[str] = mapped_column(String(8), default="")
    matched_by_id: Mapped[UUID | None]
    matched_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
