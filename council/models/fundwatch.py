"""Who watches the money: residents' questions, the supervision committee, auditors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Index, Integer, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs

_JSON = JSON(none_as_null=True)


class FundQuestion(OfCommunity, Base):
    """问账: what a resident asks about a line of money or of a posting; public with its answer.

    About the year, or about ``project_id``, ``payment_id`` or ``posting_id``. ``responsible_title``
    is the seat that has to answer by ``due_at``.
    """

    __tablename__ = "fund_question"
    __table_args__ = belongs(
        Unique("community_id", "number"),
        Index("ix_fund_question_due", "community_id", "answered_at", "due_at"),
        Index("ix_fund_question_project", "community_id", "project_id"),
        fund_year="fund_year",
        project="fund_project",
        payment="payment",
        posting="posting",
        person="person",
        answered_by="person",
    )
    number: Mapped[str] = mapped_column(String(12))
    fund_year_id: Mapped[UUID | None]
    project_id: Mapped[UUID | None]
    payment_id: Mapped[UUID | None]
    posting_id: Mapped[UUID | None]
    person_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    responsible_title: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[UUID | None]
    answered_title: Mapped[str] = mapped_column(String(60), default="")
    answered_at: Mapped[datetime | None]
    is_public: Mapped[bool] = mapped_column(Boolean, default=True)


class SupervisionStatement(OfCommunity, Base):
    """监督意见 of a quarter, signed. Append-only; ``figures`` are the year's as they stood then."""

    __tablename__ = "supervision_statement"
    __table_args__ = belongs(
        Unique("community_id", "fund_year_id", "quarter", "signed_by_id"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"),
        fund_year="fund_year",
        signed_by="person",
    )
    fund_year_id: Mapped[UUID]
    quarter: Mapped[int] = mapped_column(Integer)
    verdict: Mapped[str] = mapped_column(String(10))  # sound, remarks
    text: Mapped[str] = mapped_column(Text)
    figures: Mapped[dict[str, Any]] = mapped_column(_JSON)
    signed_by_id: Mapped[UUID]
    signed_title: Mapped[str] = mapped_column(String(60))
    signed_at: Mapped[datetime]


class AuditReport(OfCommunity, Base):
    """审计报告 of a year, as a PDF."""

    __tablename__ = "audit_report"
    __table_args__ = belongs(
        Unique("community_id", "fund_year_id", "sha256"), fund_year="fund_year", person="person"
    )
    fund_year_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(120))
    auditor: Mapped[str] = mapped_column(String(120))
    issued_on: Mapped[date] = mapped_column(Date)
    conclusion: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[UUID | None]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
