"""Compounds, buildings, units and households."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Compound(OfCommunity, Base):
    """小区."""

    __tablename__ = "compound"
    __table_args__ = belongs(UniqueConstraint("community_id", "name"))
    name: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(Integer, default=0)


class Building(OfCommunity, Base):
    """楼栋, named as people say it: 6号楼."""

    __tablename__ = "building"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "compound_id", "name"), compound="compound"
    )
    compound_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(Integer, default=0)


class Unit(OfCommunity, Base):
    """房屋, with its exclusive floor area in hundredths of a square metre."""

    __tablename__ = "unit"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "building_id", "entrance", "room"),
        CheckConstraint("area IS NULL OR area > 0", name="area"),
        building="building",
    )
    building_id: Mapped[UUID]
    entrance: Mapped[str] = mapped_column(String(20), default="")
    room: Mapped[str] = mapped_column(String(20))
    area: Mapped[int | None] = mapped_column(BigInteger)
    area_source: Mapped[str | None] = mapped_column(String(20))


class Household(OfCommunity, Base):
    """户: who lives in a unit together; one voice where a rule counts households."""

    __tablename__ = "household"
    __table_args__ = belongs(UniqueConstraint("community_id", "number"), unit="unit")
    number: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[UUID]


class Ownership(OfCommunity, Base):
    """产权: a person owns a unit, alone or with others, on ``starts_on`` and until ``ends_on``.

    ``developer`` marks a unit that is unsold, or sold and not handed over yet; ``casts`` the one
    co-owner who casts the unit's vote. Source: 民法典 278; 区分所有权解释 8–9.
    """

    __tablename__ = "ownership"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "unit_id", "person_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="order"),
        Index("ix_ownership_person", "community_id", "person_id"),
        unit="unit",
        person="person",
    )
    unit_id: Mapped[UUID]
    person_id: Mapped[UUID]
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    developer: Mapped[bool] = mapped_column(Boolean, default=False)
    casts: Mapped[bool] = mapped_column(Boolean, default=False)
