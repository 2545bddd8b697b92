"""代表商议: contributions and amendments."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Contribution(OfCommunity, Base):
    """One speech by gist: for, against, condition, question; or the answer to a question."""

    __tablename__ = "contribution"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "position"),
        UniqueConstraint("community_id", "proposal_id", "request_key"),
        # Of answers only: the many rows without make a planner distrust the whole index.
        Index(
            "ix_contribution_answers",
            "community_id",
            "answers_id",
            sqlite_where=text("answers_id IS NOT NULL"),
            postgresql_where=text("answers_id IS NOT NULL"),
        ),
        Index("ix_contribution_open", "community_id", "kind", "answered_at"),
        proposal="proposal",
        person="person",
        answers="contribution",
    )
    proposal_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[UUID]
    office_title: Mapped[str] = mapped_column(String(60))
    seat: Mapped[str] = mapped_column(String(30), default="")
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    answers_id: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
    request_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Amendment(OfCommunity, Base):
    """A change to the text, with its effect on the cost (fen, may be negative)."""

    __tablename__ = "amendment"
    __table_args__ = belongs(
        Index("ix_amendment_proposal", "community_id", "proposal_id"),
        proposal="proposal",
        person="person",
    )
    proposal_id: Mapped[UUID]
    person_id: Mapped[UUID]
    office_title: Mapped[str] = mapped_column(String(60))
    base_version: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    cost_change: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[str] = mapped_column(String(12), default="moved")  # adopted, rejected
    state_reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    at: Mapped[datetime]
