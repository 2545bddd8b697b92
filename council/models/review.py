"""两委审议: the opinion of each committee."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Opinion(OfCommunity, Base):
    """A committee's opinion, with its poll; hidden from the other until both are in."""

    __tablename__ = "opinion"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "proposal_id", "body_id", "round"),
        proposal="proposal",
        body="body",
        meeting="meeting",
        poll="poll",
    )
    proposal_id: Mapped[UUID]
    body_id: Mapped[UUID]
    meeting_id: Mapped[UUID]
    poll_id: Mapped[UUID]
    round: Mapped[int] = mapped_column(Integer, default=1)
    position: Mapped[str] = mapped_column(String(12))  # agree, disagree
    text: Mapped[str] = mapped_column(Text)
    dissent: Mapped[str] = mapped_column(Text, default="")
    is_joint: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
