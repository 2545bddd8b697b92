"""Compounds, buildings, units and households."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Integer, String, UniqueConstraint
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
