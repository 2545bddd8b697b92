"""Residents and everybody else who holds an office; with or without an account."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Person(OfCommunity, Base):
    """居民 or another participant. Never holds an identity-card number."""

    __tablename__ = "person"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        UniqueConstraint("community_id", "account_id"),
        Index("ix_person_household", "community_id", "household_id"),
        Index("ix_person_account", "account_id"),
        household="household",
    )
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(String(30))
    household_id: Mapped[UUID | None]
    is_delegate: Mapped[bool] = mapped_column(Boolean, default=False)
    is_adult: Mapped[bool] = mapped_column(Boolean, default=True)
    is_registered: Mapped[bool] = mapped_column(Boolean, default=True)
    moved_out: Mapped[bool] = mapped_column(Boolean, default=False)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
