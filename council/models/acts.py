"""The trace of a matter: acts, appeals and declared interests. Nothing disappears."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Act(OfCommunity, Base):
    """办理事项: who (by office) did what to a matter, why, and under which rule."""

    __tablename__ = "act"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "position"),
        Index("ix_act_kind", "community_id", "kind", "at"),
        proposal="proposal",
        actor="person",
        corrects="act",
    )
    proposal_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    stage: Mapped[str] = mapped_column(String(20))
    to_stage: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(30), default="")
    office_title: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    rule_id: Mapped[str | None] = mapped_column(String(10))
    statutes: Mapped[list[str]] = mapped_column(JSON, default=list)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    corrects_id: Mapped[UUID | None]
    at: Mapped[datetime]


class Appeal(OfCommunity, Base):
    """One appeal of the proposer to the street office, and its decision."""

    __tablename__ = "appeal"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id"),
        proposal="proposal",
        person="person",
        decided_by="person",
    )
    proposal_id: Mapped[UUID]
    person_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    decision: Mapped[str | None] = mapped_column(String(20))  # upheld, dismissed
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]


class Interest(OfCommunity, Base):
    """A declared interest: takes the member out of roll and count of this matter."""

    __tablename__ = "interest"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "person_id"),
        proposal="proposal",
        person="person",
    )
    proposal_id: Mapped[UUID]
    person_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
