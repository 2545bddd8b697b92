"""Communities under their street offices, and their running numbers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs, new_id, new_salt


class StreetOffice(Base):
    """街道办事处: guides the communities of its street."""

    __tablename__ = "street_office"
    __recorded__ = False
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)


class Community(Base):
    """社区. Its row is the first entry of its own journal."""

    __tablename__ = "community"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    salt: Mapped[bytes] = mapped_column(default=new_salt)
    street_office_id: Mapped[UUID] = mapped_column(ForeignKey("street_office.id"))
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    short_name: Mapped[str] = mapped_column(String(20))
    seal: Mapped[str] = mapped_column(String(2))
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    hours: Mapped[str] = mapped_column(String(120), default="")
    founded_at: Mapped[datetime]


class NumberSeries(OfCommunity, Base):
    """Running numbers such as 2026-014: one series per kind and year."""

    __tablename__ = "number_series"
    __table_args__ = belongs(UniqueConstraint("community_id", "kind", "year"))
    kind: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(Integer)
    last: Mapped[int] = mapped_column(Integer, default=0)
