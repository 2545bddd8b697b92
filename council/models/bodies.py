"""Bodies, their offices (seats), and who held which office when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs, late


class Body(OfCommunity, Base):
    """机构; ``kind`` is one of :class:`council.rules.powers.BodyKind`."""

    __tablename__ = "body"
    __table_args__ = belongs(UniqueConstraint("community_id", "name"), compound="compound")
    kind: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(Integer, default=0)
    # the owners' assembly of one compound
    compound_id: Mapped[UUID | None] = mapped_column(info=late())


class Office(OfCommunity, Base):
    """职务: one seat of a body. ``kind`` gives the powers, ``seat`` the group it speaks for."""

    __tablename__ = "office"
    __table_args__ = belongs(UniqueConstraint("community_id", "body_id", "number"), body="body")
    body_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(30))
    seat: Mapped[str] = mapped_column(String(30), default="")
    title: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(Integer)


class Tenure(OfCommunity, Base):
    """任期: a person in an office from ``starts_on`` until before ``ends_on`` (open: None)."""

    __tablename__ = "tenure"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "office_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="order"),
        Index("ix_tenure_person", "community_id", "person_id"),
        office="office",
        person="person",
    )
    office_id: Mapped[UUID]
    person_id: Mapped[UUID]
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
