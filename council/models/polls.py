"""Polls, the frozen roll of each, and named ballots."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Boolean, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Poll(OfCommunity, Base):
    """表决 on one agenda item by one body. ``rule`` is the snapshot that it is counted under."""

    __tablename__ = "poll"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        UniqueConstraint("community_id", "item_id", "body_id"),
        Index("ix_poll_proposal", "community_id", "proposal_id"),
        Index("ix_poll_open", "community_id", "closed_at"),
        meeting="meeting",
        item="agenda_item",
        proposal="proposal",
        body="body",
    )
    number: Mapped[str] = mapped_column(String(12))
    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID]
    proposal_id: Mapped[UUID]
    body_id: Mapped[UUID]
    rule_id: Mapped[str] = mapped_column(String(10))
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    question: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    allows_online: Mapped[bool] = mapped_column(Boolean, default=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    tally: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class PollVoter(OfCommunity, Base):
    """One line of the roll: who may vote, in which office, with which weight."""

    __tablename__ = "poll_voter"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "poll_id", "person_id"),
        Index("ix_poll_voter_person", "community_id", "person_id"),
        poll="poll",
        person="person",
    )
    poll_id: Mapped[UUID]
    person_id: Mapped[UUID]
    office_title: Mapped[str] = mapped_column(String(60))
    heads: Mapped[int] = mapped_column(Integer, default=1)
    area: Mapped[int | None] = mapped_column(BigInteger)
    recused: Mapped[bool] = mapped_column(Boolean, default=False)
    recusal: Mapped[str] = mapped_column(Text, default="")
    attended: Mapped[bool] = mapped_column(Boolean, default=False)  # set when the poll closes


class Ballot(OfCommunity, Base):
    """选票 of a named poll: one per voter, whatever the channel. Never changed."""

    __tablename__ = "ballot"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "poll_id", "person_id"),
        UniqueConstraint("community_id", "poll_id", "request_key"),
        poll="poll",
        person="person",
        entered_by="person",
    )
    poll_id: Mapped[UUID]
    person_id: Mapped[UUID]
    choice: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(10))
    request_key: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(String(20))
    entered_by_id: Mapped[UUID | None]
    at: Mapped[datetime]
