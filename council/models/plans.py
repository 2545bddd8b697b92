"""The annual plan of a fund: a matter of its own track, and the wishes put forward for it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, Date, Integer, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs

_JSON = JSON(none_as_null=True)


class FundPlan(OfCommunity, Base):
    """年度计划: the matter ``proposal_id`` on the track ``fund_plan`` for one year of a fund.

    ``method``: ``greedy``, ``equal-shares`` (the money is shared by one vote) or ``items`` (item
    by item). ``wishes_until`` ends the collection. ``filed_at`` is when it went to the street
    office, ``noted_at`` when the street office took note.
    """

    __tablename__ = "fund_plan"
    __table_args__ = belongs(
        Unique("community_id", "proposal_id"),
        CheckConstraint("budget > 0", name="budget"),
        fund_year="fund_year",
        proposal="proposal",
        poll="poll",
        filed_by="person",
        noted_by="person",
    )
    fund_year_id: Mapped[UUID]
    proposal_id: Mapped[UUID]
    poll_id: Mapped[UUID | None]
    budget: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str] = mapped_column(String(20))
    wishes_until: Mapped[date] = mapped_column(Date)
    filed_at: Mapped[datetime | None]
    filed_by_id: Mapped[UUID | None]
    filed_reference: Mapped[str] = mapped_column(String(60), default="")
    noted_at: Mapped[datetime | None]
    noted_by_id: Mapped[UUID | None]
    noted_remark: Mapped[str] = mapped_column(Text, default="")


class FundWish(OfCommunity, Base):
    """A proposal put forward for a plan.

    ``check`` is what the negative list and the caps say:
    ``{"hits": [{"item": …, "words": …}], "cap": …, "cases": [number, …]}``. ``state``: ``put``,
    ``checked``, ``refused``, ``chosen``, ``passed_over``. ``exception_id`` is the assembly's
    resolution that allows what the negative list forbids. Ranks from 1; ``party_rank`` and
    ``committee_rank`` are each committee's, ``rank`` the joint one (``rules.plans``).
    """

    __tablename__ = "fund_wish"
    __table_args__ = belongs(
        Unique("community_id", "plan_id", "proposal_id"),
        CheckConstraint("estimate > 0", name="estimate"),
        plan="fund_plan",
        proposal="proposal",
        project="fund_project",
        exception="resolution",
        put_by="person",
        checked_by="person",
    )
    plan_id: Mapped[UUID]
    proposal_id: Mapped[UUID]
    project_id: Mapped[UUID | None]
    exception_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(20))
    estimate: Mapped[int] = mapped_column(BigInteger)
    estimate_basis: Mapped[str] = mapped_column(Text, default="")
    check: Mapped[dict[str, Any] | None] = mapped_column(_JSON)
    state: Mapped[str] = mapped_column(String(12), default="put")
    reason: Mapped[str] = mapped_column(Text, default="")
    party_rank: Mapped[int | None] = mapped_column(Integer)
    committee_rank: Mapped[int | None] = mapped_column(Integer)
    rank: Mapped[int | None] = mapped_column(Integer)
    put_by_id: Mapped[UUID | None]
    put_title: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime]
    checked_by_id: Mapped[UUID | None]
    checked_at: Mapped[datetime | None]
