"""Implementation under supervision, acceptance, outcome, evaluation."""

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


class Project(OfCommunity, Base):
    """实施: the seat responsible, and who does the work, per round."""

    __tablename__ = "project"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "round"),
        proposal="proposal",
        responsible="person",
    )
    proposal_id: Mapped[UUID]
    round: Mapped[int] = mapped_column(Integer, default=1)
    responsible_id: Mapped[UUID]
    responsible_title: Mapped[str] = mapped_column(String(60))
    contractor: Mapped[str] = mapped_column(String(120), default="")
    budget: Mapped[int | None] = mapped_column(BigInteger)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Worker(OfCommunity, Base):
    """Who took part in the work: may not accept it."""

    __tablename__ = "worker"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "person_id"),
        proposal="proposal",
        person="person",
    )
    proposal_id: Mapped[UUID]
    person_id: Mapped[UUID]
    at: Mapped[datetime]


class Milestone(OfCommunity, Base):
    """A step of the work with its owner and due date; amber near it, red after it."""

    __tablename__ = "milestone"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "round", "position"),
        Index("ix_milestone_due", "community_id", "done_at", "due_on"),
        proposal="proposal",
    )
    proposal_id: Mapped[UUID]
    round: Mapped[int] = mapped_column(Integer, default=1)
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(120))
    owner: Mapped[str] = mapped_column(String(60))
    due_on: Mapped[date] = mapped_column(Date)
    done_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
    reminded_at: Mapped[datetime | None]


class Acceptance(OfCommunity, Base):
    """验收: one signature of a supervisor or a resident near the project."""

    __tablename__ = "acceptance"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "round", "person_id"),
        proposal="proposal",
        person="person",
    )
    proposal_id: Mapped[UUID]
    round: Mapped[int] = mapped_column(Integer, default=1)
    person_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(12))  # supervisor, resident
    office_title: Mapped[str] = mapped_column(String(60), default="")
    verdict: Mapped[str] = mapped_column(String(12))  # accepted, refused
    remark: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class OutcomeReport(OfCommunity, Base):
    """结果公开: what was done and what it cost (fen)."""

    __tablename__ = "outcome_report"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "round"), proposal="proposal"
    )
    proposal_id: Mapped[UUID]
    round: Mapped[int] = mapped_column(Integer, default=1)
    text: Mapped[str] = mapped_column(Text)
    cost: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Evaluation(OfCommunity, Base):
    """群众评议: four marks of one to five, at most one per resident and round."""

    __tablename__ = "evaluation"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "round", "person_id"),
        CheckConstraint(
            "result BETWEEN 1 AND 5 AND speed BETWEEN 1 AND 5"
            " AND cost BETWEEN 1 AND 5 AND communication BETWEEN 1 AND 5",
            name="marks",
        ),
        proposal="proposal",
        person="person",
    )
    proposal_id: Mapped[UUID]
    round: Mapped[int] = mapped_column(Integer, default=1)
    person_id: Mapped[UUID]
    result: Mapped[int] = mapped_column(Integer)
    speed: Mapped[int] = mapped_column(Integer)
    cost: Mapped[int] = mapped_column(Integer)
    communication: Mapped[int] = mapped_column(Integer)
    remark: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
