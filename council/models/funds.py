"""Funds, their years, what was granted and received, and the periods that are closed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Fund(OfCommunity, Base):
    """经费: money with a purpose and a bank account of its own.

    ``kind``: ``service`` (服务群众专项经费), ``donation``, ``common_income`` (handed over by a
    compound), ``other``. ``code`` is its name in addresses. The account's number is not public.
    """

    __tablename__ = "fund"
    __table_args__ = belongs(UniqueConstraint("community_id", "code"), compound="compound")
    code: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    compound_id: Mapped[UUID | None]
    bank: Mapped[str] = mapped_column(String(60), default="")
    account_number: Mapped[str] = mapped_column(String(40), default="")
    position: Mapped[int] = mapped_column(Integer, default=0)
    opened_on: Mapped[date] = mapped_column(Date)


class FundYear(OfCommunity, Base):
    """One year of a fund, with its balances in fen as the ledger gives them (``rules.ledger``).

    Sources: ``opening`` (carried over) and ``granted``. Uses: ``free``, ``planned`` (approved, no
    contract yet), ``contracted`` (not paid yet), ``paid``, ``swept`` (handed back) and ``carried``
    (into the next year). Sources and uses are equal at any time; ``received`` is what has arrived
    of the grant. ``version`` counts the entries. Nothing is spent that is not there: no balance
    falls below nought, and what left the bank is at most what came in.
    """

    __tablename__ = "fund_year"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "fund_id", "year"),
        CheckConstraint(
            "opening >= 0 AND granted >= 0 AND received >= 0 AND free >= 0 AND planned >= 0"
            " AND contracted >= 0 AND paid >= 0 AND swept >= 0 AND carried >= 0",
            name="nothing_below_nought",
        ),
        CheckConstraint(
            "opening + granted = free + planned + contracted + paid + swept + carried",
            name="sources_are_uses",
        ),
        CheckConstraint(
            "paid + swept + carried <= opening + received", name="nothing_spent_that_is_not_there"
        ),
        fund="fund",
        closed_by="person",
    )
    fund_id: Mapped[UUID]
    year: Mapped[int] = mapped_column(Integer)
    opening: Mapped[int] = mapped_column(BigInteger, default=0)
    granted: Mapped[int] = mapped_column(BigInteger, default=0)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    free: Mapped[int] = mapped_column(BigInteger, default=0)
    planned: Mapped[int] = mapped_column(BigInteger, default=0)
    contracted: Mapped[int] = mapped_column(BigInteger, default=0)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)
    swept: Mapped[int] = mapped_column(BigInteger, default=0)
    carried: Mapped[int] = mapped_column(BigInteger, default=0)
    version: Mapped[int] = mapped_column(Integer, default=0)
    sweep_on: Mapped[date] = mapped_column(Date)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None]
    closed_title: Mapped[str] = mapped_column(String(60), default="")
    closing_note: Mapped[str] = mapped_column(Text, default="")


class FundPeriod(OfCommunity, Base):
    """A closed month of a fund's year. Append-only: nothing is dated in it any more."""

    __tablename__ = "fund_period"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "fund_year_id", "month"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        fund_year="fund_year",
        closed_by="person",
    )
    fund_year_id: Mapped[UUID]
    month: Mapped[int] = mapped_column(Integer)
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[UUID | None]
    closed_title: Mapped[str] = mapped_column(String(60), default="")
    unmatched: Mapped[int] = mapped_column(Integer, default=0)
    note: Mapped[str] = mapped_column(Text, default="")


class Appropriation(OfCommunity, Base):
    """拨款: a sum granted for the year by a document; it arrives in parts (:class:`Receipt`)."""

    __tablename__ = "appropriation"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "fund_year_id", "position"),
        CheckConstraint("amount > 0", name="amount"),
        fund_year="fund_year",
        entry="ledger_entry",
    )
    fund_year_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    payer: Mapped[str] = mapped_column(String(120))
    reference: Mapped[str] = mapped_column(String(60), default="")  # number of the document
    amount: Mapped[int] = mapped_column(BigInteger)
    granted_on: Mapped[date] = mapped_column(Date)
    entry_id: Mapped[UUID]
    note: Mapped[str] = mapped_column(Text, default="")


class Receipt(OfCommunity, Base):
    """到账: money that arrived. ``kind``: appropriation, donation, common_income, other.

    ``payer`` may be a private person: public pages mask it unless it is an organisation.
    """

    __tablename__ = "receipt"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "fund_year_id", "position"),
        CheckConstraint("amount > 0", name="amount"),
        fund_year="fund_year",
        appropriation="appropriation",
        entry="ledger_entry",
    )
    fund_year_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    appropriation_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(20))
    payer: Mapped[str] = mapped_column(String(120))
    amount: Mapped[int] = mapped_column(BigInteger)
    received_on: Mapped[date] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(String(60), default="")
    entry_id: Mapped[UUID]
    note: Mapped[str] = mapped_column(Text, default="")
