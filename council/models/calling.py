"""How a meeting comes about: series, petitions, notices and their delivery, private calendars."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Date, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class MeetingSeries(OfCommunity, Base):
    """A meeting that comes again: ``every`` ``month`` or ``quarter``, of a body or jointly."""

    __tablename__ = "meeting_series"
    __table_args__ = belongs(UniqueConstraint("community_id", "name"), body="body")
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))  # body, joint
    body_id: Mapped[UUID]
    rule_id: Mapped[str] = mapped_column(String(10))
    every: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(120), default="")
    started_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)


class SeriesSide(OfCommunity, Base):
    """A side of the joint meetings of a series; the chair passes on in this order (轮值)."""

    __tablename__ = "series_side"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "series_id", "body_id"),
        series="meeting_series",
        body="body",
    )
    series_id: Mapped[UUID]
    body_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(String(10))  # side, invited


class Petition(OfCommunity, Base):
    """联名要求召开会议: signatures for a meeting of a body.

    ``state``: ``open``, ``reached`` (enough have signed), ``called`` (the meeting is called),
    ``lapsed``. ``found`` is how it stood at the last signature,
    and from then on when it was reached.
    """

    __tablename__ = "petition"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"), body="body", opener="person"
    )
    number: Mapped[str] = mapped_column(String(12))
    body_id: Mapped[UUID]
    rule_id: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    opener_id: Mapped[UUID | None]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="open")
    reached_at: Mapped[datetime | None]
    found: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class PetitionSignature(OfCommunity, Base):
    """One person's signature, online or on paper (then with who entered it)."""

    __tablename__ = "petition_signature"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "petition_id", "person_id"),
        petition="petition",
        person="person",
        entered_by="person",
    )
    petition_id: Mapped[UUID]
    person_id: Mapped[UUID]
    channel: Mapped[str] = mapped_column(String(10))
    entered_by_id: Mapped[UUID | None]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class NoticeDelivery(OfCommunity, Base):
    """How a notice reached a member: ``channel`` ``app``, ``mail``, ``paper``.

    ``state``: ``waiting``, ``sent``, ``read``, ``handed`` over on paper, ``failed`` (``detail``
    says why).
    """

    __tablename__ = "notice_delivery"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "meeting_id", "person_id", "channel"),
        Index("ix_notice_delivery_person", "community_id", "person_id"),
        meeting="meeting",
        person="person",
    )
    meeting_id: Mapped[UUID]
    person_id: Mapped[UUID]
    channel: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    detail: Mapped[str] = mapped_column(String(120), default="")


class Letter(OfCommunity, Base):
    """An e-mail that waits to be sent or was sent; outside the record, as addresses are."""

    __tablename__ = "letter"
    __recorded__ = False
    __table_args__ = belongs(
        Index("ix_letter_waiting", "state", "next_at"), meeting="meeting", person="person"
    )
    meeting_id: Mapped[UUID | None]
    person_id: Mapped[UUID]
    address: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str] = mapped_column(Text, default="")  # an .ics that goes with it
    state: Mapped[str] = mapped_column(String(10), default="waiting")  # sent, failed
    tries: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Mailbox(OfCommunity, Base):
    """Where somebody wants notices by e-mail; outside the record."""

    __tablename__ = "mailbox"
    __recorded__ = False
    __table_args__ = belongs(UniqueConstraint("community_id", "person_id"), person="person")
    person_id: Mapped[UUID]
    address: Mapped[str] = mapped_column(String(120))
    since: Mapped[datetime]


class CalendarKey(OfCommunity, Base):
    """The private address of somebody's calendar, by the hash of its secret; revocable."""

    __tablename__ = "calendar_key"
    __recorded__ = False
    __table_args__ = belongs(
        UniqueConstraint("key_hash"),
        Index("ix_calendar_key_person", "community_id", "person_id"),
        person="person",
    )
    person_id: Mapped[UUID]
    key_hash: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
