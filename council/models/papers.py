"""Paper ballots: numbered sheets and what two people read from each, without seeing the other's."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs, late


class PaperBallot(OfCommunity, Base):
    """纸质选票 with its serial number.

    ``state``: ``stock`` printed and not given out · ``issued`` · ``returned`` into the box ·
    ``counted`` · ``set_aside`` (its voter had voted already, or may not vote) · ``spoiled`` and
    replaced before it was cast · ``missing`` · ``void`` unused and destroyed. In a named poll
    ``person_id`` and ``line`` tell for whom it was issued, ``holder_id`` who took it by written
    mandate; in a secret poll they stay empty.
    """

    __tablename__ = "paper_ballot"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "poll_id", "serial"),
        Index("ix_paper_ballot_person", "community_id", "poll_id", "person_id"),
        poll="poll",
        person="person",
        holder="person",
    )
    poll_id: Mapped[UUID]
    serial: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[UUID | None]
    line: Mapped[int] = mapped_column(Integer, default=0)
    issued_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(120), default="")
    holder_id: Mapped[UUID | None] = mapped_column(info=late())


class PaperEntry(OfCommunity, Base):
    """What one person read from a returned sheet; each enters a sheet once per ``round``."""

    __tablename__ = "paper_entry"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "paper_id", "round", "entered_by_id"),
        paper="paper_ballot",
        entered_by="person",
    )
    paper_id: Mapped[UUID]
    entered_by_id: Mapped[UUID]
    round: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
