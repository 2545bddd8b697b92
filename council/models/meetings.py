"""Meetings of bodies: agenda, roll, attendance."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs, late


class Meeting(OfCommunity, Base):
    """会议 of one body, or of two jointly (``joint_body_id``).

    ``form`` is ``session`` (people gather) or ``written`` (书面征求意见, an election day: votes
    are cast from ``starts_at`` until ``ends_at``, the roll is that of each poll).
    """

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
    form: Mapped[str] = mapped_column(
        String(10), default="session", server_default="session", info=late("session")
    )
    ends_at: Mapped[datetime | None] = mapped_column(info=late())
    # when the residents' committee was told of an owners' assembly
    told_at: Mapped[datetime | None] = mapped_column(info=late())


class AgendaItem(OfCommunity, Base):
    """议程: announced with the notice or later; later ones may be discussed, not decided."""

    __tablename__ = "agenda_item"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "meeting_id", "position"),
        Index("ix_agenda_item_proposal", "community_id", "proposal_id"),
        meeting="meeting",
        proposal="proposal",
        building="building",
        tenure="tenure",
    )
    meeting_id: Mapped[UUID]
    proposal_id: Mapped[UUID | None]
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(160))
    for_decision: Mapped[bool] = mapped_column(Boolean, default=True)
    announced_at: Mapped[datetime]
    # what will be asked, word by word, and the options: a poll asks nothing else
    question: Mapped[str | None] = mapped_column(Text, info=late())
    ask: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info=late())
    # which matter of 民法典 278–279 it is, if the owners decide
    subject: Mapped[str | None] = mapped_column(String(20), info=late())
    # the one building whose owners decide (民法典 279); the term that a recall would end
    building_id: Mapped[UUID | None] = mapped_column(info=late())
    tenure_id: Mapped[UUID | None] = mapped_column(info=late())


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
