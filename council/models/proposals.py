"""Proposals with their versions, authors and seconders."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Proposal(OfCommunity, Base):
    """提案: the matter that goes through the stages. ``revision`` guards against stale acts."""

    __tablename__ = "proposal"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        UniqueConstraint("community_id", "import_number"),
        CheckConstraint("cost IS NULL OR cost >= 0", name="cost"),
        Index("ix_proposal_listed", "community_id", "is_public", "listed_at", "number"),
        Index("ix_proposal_stage", "community_id", "stage", "listed_at"),
        Index("ix_proposal_ending", "community_id", "ending", "listed_at"),
        Index("ix_proposal_category", "community_id", "category_id", "listed_at"),
        Index("ix_proposal_compound", "community_id", "compound_id", "listed_at"),
        Index("ix_proposal_due", "community_id", "stage", "due_at"),
        proposer="person",
        compound="compound",
        building="building",
        category="category",
        merged_into="proposal",
    )
    number: Mapped[str | None] = mapped_column(String(12))  # None while a draft
    import_number: Mapped[str | None] = mapped_column(String(60))
    track: Mapped[str] = mapped_column(String(30), default="standard")
    stage: Mapped[str] = mapped_column(String(20), default="draft")
    ending: Mapped[str | None] = mapped_column(String(20))
    stage_since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(Integer, default=1)
    version: Mapped[int] = mapped_column(Integer, default=1)
    round: Mapped[int] = mapped_column(Integer, default=1)
    is_public: Mapped[bool] = mapped_column(Boolean, default=False)
    listed_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    cost: Mapped[int | None] = mapped_column(BigInteger)
    category_id: Mapped[UUID | None]
    compound_id: Mapped[UUID | None]
    building_id: Mapped[UUID | None]
    place: Mapped[str] = mapped_column(String(120), default="")
    proposer_id: Mapped[UUID]
    on_behalf: Mapped[str] = mapped_column(String(60), default="")
    seconder_count: Mapped[int] = mapped_column(Integer, default=0)
    contribution_count: Mapped[int] = mapped_column(Integer, default=0)
    merged_into_id: Mapped[UUID | None]


class ProposalVersion(OfCommunity, Base):
    """One state of the text; every edit makes a new one."""

    __tablename__ = "proposal_version"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "version"),
        proposal="proposal",
        editor="person",
    )
    proposal_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    cost: Mapped[int | None] = mapped_column(BigInteger)
    editor_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class ProposalAuthor(OfCommunity, Base):
    """Further authors: the person helped (``on_behalf``), a clerk, or from a merge."""

    __tablename__ = "proposal_author"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "person_id"),
        proposal="proposal",
        person="person",
        from_proposal="proposal",
    )
    proposal_id: Mapped[UUID]
    person_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(20))
    from_proposal_id: Mapped[UUID | None]
    at: Mapped[datetime]


class Seconder(OfCommunity, Base):
    """附议人: at most once per person and proposal, never the proposer."""

    __tablename__ = "seconder"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "person_id"),
        Index("ix_seconder_person", "community_id", "person_id"),
        proposal="proposal",
        person="person",
        from_proposal="proposal",
    )
    proposal_id: Mapped[UUID]
    person_id: Mapped[UUID]
    from_proposal_id: Mapped[UUID | None]
    at: Mapped[datetime]
