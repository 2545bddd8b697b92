"""居务公开: the catalogue of what is disclosed routinely, and each posting as it was posted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs

_JSON = JSON(none_as_null=True)


class DisclosureItem(OfCommunity, Base):
    """公开事项 in the catalogue. ``rhythm``: ``monthly``, ``quarterly``, ``yearly``, ``at_once``.

    ``fills`` names where a posting takes its figures from (``fund_year`` or nothing).
    """

    __tablename__ = "disclosure_item"
    __table_args__ = belongs(UniqueConstraint("community_id", "number"))
    number: Mapped[int] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(80))
    content: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(String(120))
    rhythm: Mapped[str] = mapped_column(String(10))
    days: Mapped[int] = mapped_column(Integer)  # within so many days after the period or the event
    discloser: Mapped[str] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(String(120))
    fills: Mapped[str] = mapped_column(String(20), default="")
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)


class Posting(OfCommunity, Base):
    """One disclosure: prepared → checked → approved by both committees → posted → filed.

    ``period`` is ``2026-03``, ``2026-Q1``, ``2026`` or, at once, a day. Once posted, its text, its
    table and its hash do not change (trigger); what was wrong is posted anew, with
    ``corrects_id``. ``content``: ``{"columns": […], "rows": [[…]], "lines": […]}``.
    """

    __tablename__ = "posting"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        Index("ix_posting_item", "community_id", "item_id", "period"),
        Index("ix_posting_posted", "community_id", "posted_at"),
        item="disclosure_item",
        corrects="posting",
        prepared_by="person",
        checked_by="person",
        party_by="person",
        committee_by="person",
        posted_by="person",
        filed_by="person",
    )
    item_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(String(12))
    period: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any] | None] = mapped_column(_JSON)
    due_at: Mapped[datetime]
    corrects_id: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(Integer, default=1)
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    is_withdrawn: Mapped[bool] = mapped_column(Boolean, default=False)
    prepared_by_id: Mapped[UUID | None]
    prepared_title: Mapped[str] = mapped_column(String(60), default="")
    prepared_at: Mapped[datetime]
    checked_by_id: Mapped[UUID | None]
    checked_title: Mapped[str] = mapped_column(String(60), default="")
    checked_at: Mapped[datetime | None]
    party_by_id: Mapped[UUID | None]
    party_title: Mapped[str] = mapped_column(String(60), default="")
    party_at: Mapped[datetime | None]
    committee_by_id: Mapped[UUID | None]
    committee_title: Mapped[str] = mapped_column(String(60), default="")
    committee_at: Mapped[datetime | None]
    posted_by_id: Mapped[UUID | None]
    posted_title: Mapped[str] = mapped_column(String(60), default="")
    posted_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    filed_by_id: Mapped[UUID | None]
    filed_at: Mapped[datetime | None]
    filed_reference: Mapped[str] = mapped_column(String(60), default="")
