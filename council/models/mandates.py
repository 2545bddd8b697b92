"""Written mandates: one entitled person lets another act in a meeting."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Mandate(OfCommunity, Base):
    """委托书 for one meeting: ``giver`` lets ``holder`` vote within ``scope``.

    Revocable until used; ``line`` is the giver's line of the roll (see PollVoter). ``sha256`` is
    the scanned paper, where there is one.
    """

    __tablename__ = "mandate"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        Index("ix_mandate_meeting", "community_id", "meeting_id"),
        meeting="meeting",
        giver="person",
        holder="person",
        entered_by="person",
    )
    number: Mapped[str] = mapped_column(String(12))
    meeting_id: Mapped[UUID]
    giver_id: Mapped[UUID]
    line: Mapped[int] = mapped_column(Integer, default=0)
    holder_id: Mapped[UUID]
    scope: Mapped[str] = mapped_column(Text, default="")  # positions of items, comma; empty: all
    note: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str | None] = mapped_column(String(60))
    entered_by_id: Mapped[UUID | None]
    at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
