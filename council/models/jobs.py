"""Long imports and exports that run beside the pages, with how far they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Job(OfCommunity, Base):
    """One run. Not recorded: what it does to the record is an act with its own entry.

    ``state``: ``waiting``, ``running``, ``done``, ``failed``. ``done`` of ``total`` steps.
    ``result`` is what to show at the end (faults, counts, the name of a file to fetch).
    """

    __tablename__ = "job"
    __recorded__ = False
    __table_args__ = belongs(
        Index("ix_job_person", "community_id", "person_id", "at"), person="person"
    )
    kind: Mapped[str] = mapped_column(String(30))
    person_id: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(30), default="")
    title: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    asked: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
