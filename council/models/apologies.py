"""Apologies: who said before a meeting that they cannot come."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Apology(OfCommunity, Base):
    """请假: becomes a line of the roll, with the reason, when the meeting opens."""

    __tablename__ = "apology"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "meeting_id", "person_id"),
        meeting="meeting",
        person="person",
    )
    meeting_id: Mapped[UUID]
    person_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime]
