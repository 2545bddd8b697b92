"""Minutes: written from what happened, corrected, signed, published; later only annexes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Minutes(OfCommunity, Base):
    """会议纪要 of a meeting.

    ``state``: ``draft``, ``correcting`` (sent to those who took part), ``signing``, ``signed``,
    ``published``. ``content`` is what was composed when they were sent round, corrected since;
    ``sha256`` is the hash of what is being signed.
    """

    __tablename__ = "minutes"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "meeting_id"), meeting="meeting", author="person"
    )
    meeting_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(12), default="draft")
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(Integer, default=0)
    author_id: Mapped[UUID | None]
    circulated_at: Mapped[datetime | None]
    corrections_until: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    signed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]


class MinutesCorrection(OfCommunity, Base):
    """What somebody corrected in their own words, as it was before and as it is now."""

    __tablename__ = "minutes_correction"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "minutes_id", "position"),
        minutes="minutes",
        speech="speech",
        person="person",
    )
    minutes_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    speech_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class MinutesSignature(OfCommunity, Base):
    """签名: somebody confirmed by name the minutes with this hash.

    ``role``: ``chair``, ``recorder``, ``member``. ``scan_sha256`` is the sheet
    signed on paper, where there is one.
    """

    __tablename__ = "minutes_signature"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "minutes_id", "person_id"),
        minutes="minutes",
        person="person",
        entered_by="person",
    )
    minutes_id: Mapped[UUID]
    person_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))
    scan_sha256: Mapped[str | None] = mapped_column(String(64))
    scan_type: Mapped[str | None] = mapped_column(String(60))
    entered_by_id: Mapped[UUID | None]
    at: Mapped[datetime]


class MinutesAnnex(OfCommunity, Base):
    """附记: what is put right after the signing; the minutes themselves stay as they are."""

    __tablename__ = "minutes_annex"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "minutes_id", "position"),
        minutes="minutes",
        author="person",
    )
    minutes_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID | None]
    at: Mapped[datetime]


class DocumentTemplate(OfCommunity, Base):
    """A community's own Word file for notice, agenda, attendance sheet, minutes or resolution.

    The newest that is not withdrawn is in use; kept under its hash.
    """

    __tablename__ = "document_template"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "kind", "position"), uploader="person"
    )
    kind: Mapped[str] = mapped_column(String(12))
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    uploader_id: Mapped[UUID | None]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
