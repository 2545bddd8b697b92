"""What the fund pays for: projects, suppliers, quotes, contracts."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
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


class FundProject(OfCommunity, Base):
    """经费项目: what a resolution allows the fund to pay for, with its balances in fen.

    Approved is ``planned + contracted + paid``; each is never below nought, so more than what was
    approved cannot be paid. ``proposal_id`` is the matter that it comes from, with its milestones,
    acceptance and evaluation; ``resolution_id`` the resolution in force that allows it (of that
    matter or of the year's plan); an urgent one has none until it is confirmed.
    ``kind``: services, goods, works. ``subject``: a code of the ``fund_subject`` words. ``state``:
    ``open``, ``finished``, ``dropped``. Projects from an imported history have neither matter nor
    resolution but a ``source`` in words.
    """

    __tablename__ = "fund_project"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        UniqueConstraint("community_id", "fund_year_id", "proposal_id"),
        CheckConstraint(
            "planned >= 0 AND contracted >= 0 AND paid >= 0", name="nothing_below_nought"
        ),
        Index("ix_fund_project_year", "community_id", "fund_year_id", "number"),
        Index("ix_fund_project_proposal", "community_id", "proposal_id"),
        fund_year="fund_year",
        proposal="proposal",
        resolution="resolution",
        compound="compound",
        responsible="person",
        continues="fund_project",
    )
    fund_year_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(String(12))
    proposal_id: Mapped[UUID | None]
    resolution_id: Mapped[UUID | None]
    continues_id: Mapped[UUID | None]  # the same project in the year before
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(20))
    compound_id: Mapped[UUID | None]
    place: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(String(120), default="")
    estimate: Mapped[int] = mapped_column(BigInteger, default=0)
    planned: Mapped[int] = mapped_column(BigInteger, default=0)
    contracted: Mapped[int] = mapped_column(BigInteger, default=0)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)
    version: Mapped[int] = mapped_column(Integer, default=0)
    responsible_id: Mapped[UUID | None]
    responsible_title: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    urgent_reason: Mapped[str] = mapped_column(Text, default="")
    confirm_by: Mapped[date | None] = mapped_column(Date)
    confirmed_at: Mapped[datetime | None]
    accepted_on: Mapped[date | None] = mapped_column(Date)  # where no matter carries the acceptance
    guarantee_until: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class Supplier(OfCommunity, Base):
    """供应商: who is paid. ``kind``: ``company`` or ``person``; public pages mask a person."""

    __tablename__ = "supplier"
    __table_args__ = belongs(UniqueConstraint("community_id", "name"))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10), default="company")
    credit_code: Mapped[str] = mapped_column(String(18), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    bank: Mapped[str] = mapped_column(String(60), default="")
    account_number: Mapped[str] = mapped_column(String(40), default="")
    at: Mapped[datetime]


class SupplierTie(OfCommunity, Base):
    """关联关系: somebody here is close to a supplier, and so may not handle or approve its money.

    ``relation``: owner, employee, relative, other. Never deleted; it ends on a day.
    """

    __tablename__ = "supplier_tie"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "supplier_id", "person_id", "relation"),
        Index("ix_supplier_tie_person", "community_id", "person_id"),
        supplier="supplier",
        person="person",
        declared_by="person",
    )
    supplier_id: Mapped[UUID]
    person_id: Mapped[UUID]
    relation: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(Text, default="")
    declared_by_id: Mapped[UUID | None]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Quote(OfCommunity, Base):
    """报价 for a project. Losing ones stay on the record."""

    __tablename__ = "quote"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "project_id", "supplier_id"),
        CheckConstraint("amount > 0", name="amount"),
        project="fund_project",
        supplier="supplier",
        person="person",
    )
    project_id: Mapped[UUID]
    supplier_id: Mapped[UUID]
    amount: Mapped[int] = mapped_column(BigInteger)
    quoted_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(200), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(60), default="")
    person_id: Mapped[UUID | None]
    at: Mapped[datetime]


class Contract(OfCommunity, Base):
    """合同: the fund's commitment to a supplier.

    ``open`` (still to be paid) and ``paid`` in fen; ``amount`` is what was agreed. ``in_advance``
    is the most that may be paid before acceptance (0: nothing), ``retained`` what is held back
    until ``guarantee_until``. ``few_quotes`` says why there were fewer quotes than the rule asks
    for; such a contract is shown. ``state``: ``running``, ``fulfilled``, ``ended``.
    """

    __tablename__ = "contract"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        CheckConstraint("amount > 0 AND open >= 0 AND paid >= 0", name="amounts"),
        CheckConstraint("open + paid <= amount", name="nothing_above_the_sum"),
        CheckConstraint("in_advance BETWEEN 0 AND amount", name="in_advance"),
        CheckConstraint("retained BETWEEN 0 AND amount", name="retained"),
        Index("ix_contract_project", "community_id", "project_id"),
        project="fund_project",
        supplier="supplier",
        signed_by="person",
        continues="contract",
    )
    project_id: Mapped[UUID]
    continues_id: Mapped[UUID | None]  # the same contract in the books of the year before
    number: Mapped[str] = mapped_column(String(12))
    supplier_id: Mapped[UUID]
    subject: Mapped[str] = mapped_column(String(200), default="")
    amount: Mapped[int] = mapped_column(BigInteger)
    open: Mapped[int] = mapped_column(BigInteger, default=0)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)
    in_advance: Mapped[int] = mapped_column(BigInteger, default=0)
    retained: Mapped[int] = mapped_column(BigInteger, default=0)
    guarantee_until: Mapped[date | None] = mapped_column(Date)
    signed_on: Mapped[date] = mapped_column(Date)
    signed_by_id: Mapped[UUID | None]
    signed_title: Mapped[str] = mapped_column(String(60), default="")
    few_quotes: Mapped[str] = mapped_column(Text, default="")
    not_lowest: Mapped[str] = mapped_column(Text, default="")  # why not the lowest quote
    sha256: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(10), default="running")
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
