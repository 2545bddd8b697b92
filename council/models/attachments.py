"""Photos, voice notes, evidence: checked, re-encoded, kept by the hash of their bytes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Attachment(OfCommunity, Base):
    """One file of a proposal or milestone, stored under ``uploads/<sha256>``."""

    __tablename__ = "attachment"
    __table_args__ = belongs(
        Index("ix_attachment_proposal", "community_id", "proposal_id", "position"),
        proposal="proposal",
        milestone="milestone",
        uploader="person",
    )
    proposal_id: Mapped[UUID]
    milestone_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(20))  # photo, voice, evidence
    position: Mapped[int] = mapped_column(Integer, default=0)
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    caption: Mapped[str] = mapped_column(String(200), default="")
    is_removed: Mapped[bool] = mapped_column(Boolean, default=False)
    uploader_id: Mapped[UUID]
    at: Mapped[datetime]
