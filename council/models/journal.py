"""办理台账: append-only by trigger, chained per community, with a commitment per changed row."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base


class JournalEntry(Base):
    """One act: its canonical payload (RFC 8785), its hash, and the hash before it."""

    __tablename__ = "journal_entry"
    __table_args__ = (Index("ix_journal_entry_kind", "community_id", "kind", "seq"),)
    community_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))


class JournalCommitment(Base):
    """The salted hash of a row as the entry left it; ``digest`` is empty for a deletion."""

    __tablename__ = "journal_commitment"
    __table_args__ = (
        Index("ix_journal_commitment_row", "community_id", "table_name", "row_id", "seq"),
    )
    community_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    table_name: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[UUID]
    digest: Mapped[str] = mapped_column(String(64))


class JournalHead(Base):
    """The last entry of a community: the row that an act locks before it begins."""

    __tablename__ = "journal_head"
    __recorded__ = False
    community_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime | None]
