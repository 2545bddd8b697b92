"""Resolutions, what is posted about them, and objections."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Resolution(OfCommunity, Base):
    """决议 of an assembly, passed or not; its text never changes."""

    __tablename__ = "resolution"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        UniqueConstraint("community_id", "poll_id"),
        Index("ix_resolution_at", "community_id", "at"),
        Index("ix_resolution_proposal", "community_id", "proposal_id"),
        proposal="proposal",
        meeting="meeting",
        poll="poll",
        body="body",
    )
    number: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str] = mapped_column(String(40))  # 杏林决〔2026〕14号
    proposal_id: Mapped[UUID]
    meeting_id: Mapped[UUID]
    poll_id: Mapped[UUID]
    body_id: Mapped[UUID]
    outcome: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    cost: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Announcement(OfCommunity, Base):
    """公示: posted from ``posted_at`` to ``until_at`` (not included)."""

    __tablename__ = "announcement"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "kind", "round"), proposal="proposal"
    )
    proposal_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(12))  # decision, outcome
    round: Mapped[int] = mapped_column(Integer, default=1)
    posted_at: Mapped[datetime]
    until_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Objection(OfCommunity, Base):
    """异议 during the posting, answered in writing within the rule's days."""

    __tablename__ = "objection"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "request_key"),
        Index("ix_objection_due", "community_id", "answered_at", "due_at"),
        announcement="announcement",
        proposal="proposal",
        person="person",
        answered_by="person",
    )
    announcement_id: Mapped[UUID]
    proposal_id: Mapped[UUID]
    person_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    request_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[UUID | None]
    answered_title: Mapped[str] = mapped_column(String(60), default="")
    answered_at: Mapped[datetime | None]
