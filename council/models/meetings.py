"""Meetings of bodies: agenda, roll, attendance."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Meeting(OfCommunity, Base):
    """会议 of one body, or of two jointly (``joint_body_id``)."""

    __tablename__ = "meeting"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        Index("ix_meeting_starts", "community_id", "starts_at"),
        body="body",
        joint_body="body",
    )
    number: Mapped[str] = mapped_column(String(12))
    body_id: Mapped[UUID]
    joint_body_id: Mapped[UUID | None]
    rule_id: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime]
    noticed_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(Text, default="")


class AgendaItem(OfCommunity, Base):
    """议程: announced with the notice or later; later ones may be discussed, not decided."""

    __tablename__ = "agenda_item"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "meeting_id", "position"),
        Index("ix_agenda_item_proposal", "community_id", "proposal_id"),
        meeting="meeting",
        proposal="proposal",
    )
    meeting_id: Mapped[UUID]
    proposal_id: Mapped[UUID | None]
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(160))
    for_decision: Mapped[bool] = mapped_column(Boolean, default=True)
    announced_at: Mapped[datetime]


class Attendance(OfCommunity, Base):
    """应到名册 and 到会: one line per entitled person, frozen when the meeting opens."""

    __tablename__ = "attendance"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "meeting_id", "body_id", "person_id"),
        meeting="meeting",
        body="body",
        person="person",
        tenure="tenure",
    )
    meeting_id: Mapped[UUID]
    body_id: Mapped[UUID]
    person_id: Mapped[UUID]
    tenure_id: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(30))
    office_title: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(12), default="expected")  # present excused absent
    channel: Mapped[str | None] = mapped_column(String(10))  # hall, online
    reason: Mapped[str] = mapped_column(String(120), default="")
    arrived_at: Mapped[datetime | None]
