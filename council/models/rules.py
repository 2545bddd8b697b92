"""Figures of the rulebook that a community replaced by a recorded decision; its categories."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs, late


class RuleOverride(OfCommunity, Base):
    """One figure of one rule, replaced from a date on."""

    __tablename__ = "rule_override"
    __table_args__ = belongs(UniqueConstraint("community_id", "rule_id", "field", "from_on"))
    rule_id: Mapped[str] = mapped_column(String(10))
    field: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(40))
    decision: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date] = mapped_column(Date)
    from_on: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[datetime]


class Category(OfCommunity, Base):
    """A subject in the tree that proposals are filed under.

    ``path`` names it (``safety/fire``), ``position`` orders it among its siblings.
    """

    __tablename__ = "category"
    __table_args__ = belongs(UniqueConstraint("community_id", "path"), parent="category")
    parent_id: Mapped[UUID | None]
    path: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    name_hant: Mapped[str] = mapped_column(String(80), default="")
    name_en: Mapped[str] = mapped_column(String(120), default="")
    depth: Mapped[int] = mapped_column(Integer, default=0)
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0", info=late(0))
