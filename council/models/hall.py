"""In the hall: speeches, motions, positions of sides, tasks, and the papers it is about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Date, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs


class Speech(OfCommunity, Base):
    """发言: somebody on the list of speakers of an item, then what was said, by gist.

    ``state``: ``waiting``, ``speaking``, ``spoken``, ``withdrawn``. ``side``: ``for``,
    ``against``, ``neutral``. ``turn`` counts the person's speeches on this item, ``seconds`` is
    the time allowed. ``version`` counts the changes of the gist. A speaker who is not on any
    roll has a name only.
    """

    __tablename__ = "speech"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "meeting_id", "position"),
        Index("ix_speech_item", "community_id", "item_id"),
        Index("ix_speech_person", "community_id", "person_id"),
        meeting="meeting",
        item="agenda_item",
        person="person",
        body="body",
    )
    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80), default="")
    body_id: Mapped[UUID | None]
    side: Mapped[str] = mapped_column(String(10), default="neutral")
    turn: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    seconds: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    gist: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(Integer, default=0)


class Motion(OfCommunity, Base):
    """动议: the main question, an amendment of it, or a point of order.

    ``kind``: ``main``, ``amendment``, ``order``; ``topic`` is the kind of a point of order
    (``rules.hall.ORDERS``), of an amendment how far it goes (``REACH``). ``state``: ``moved``,
    ``adopted``, ``rejected``, ``withdrawn``, ``ruled`` (the chair has decided). ``method``:
    ``consensus``, ``hands``, ``chair``, ``poll``.
    """

    __tablename__ = "motion"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "meeting_id", "position"),
        Index("ix_motion_item", "community_id", "item_id"),
        meeting="meeting",
        item="agenda_item",
        person="person",
        poll="poll",
    )
    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID | None]
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str] = mapped_column(String(20), default="")
    person_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="moved")
    method: Mapped[str] = mapped_column(String(10), default="")
    yes: Mapped[int | None] = mapped_column(Integer)
    no: Mapped[int | None] = mapped_column(Integer)
    abstain: Mapped[int | None] = mapped_column(Integer)
    poll_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class Position(OfCommunity, Base):
    """What one side of a joint meeting says to an item: ``agree``, ``dissent``, ``reserve``."""

    __tablename__ = "position"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "item_id", "body_id"),
        item="agenda_item",
        body="body",
        person="person",
    )
    item_id: Mapped[UUID]
    body_id: Mapped[UUID]
    stance: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[UUID | None]
    at: Mapped[datetime]


class MeetingTask(OfCommunity, Base):
    """任务: who does what by when. In a joint meeting a promise of a side.

    ``state``: ``open``, ``done``, ``dropped``. ``mark`` is how it was evaluated (``good``,
    ``fair``, ``poor``, empty: not yet).
    """

    __tablename__ = "meeting_task"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        Index("ix_meeting_task_meeting", "community_id", "meeting_id"),
        Index("ix_meeting_task_due", "community_id", "state", "due_on"),
        meeting="meeting",
        item="agenda_item",
        body="body",
        person="person",
        evaluator="person",
    )
    number: Mapped[str] = mapped_column(String(12))
    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID | None]
    text: Mapped[str] = mapped_column(Text)
    body_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    holder: Mapped[str] = mapped_column(String(80), default="")  # the office, as it is published
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default="open")
    report: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]
    mark: Mapped[str] = mapped_column(String(6), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    evaluator_id: Mapped[UUID | None]
    evaluated_at: Mapped[datetime | None]
    at: Mapped[datetime]


class MeetingPaper(OfCommunity, Base):
    """会议材料 of a meeting or of one item, put there by a side; kept under its hash."""

    __tablename__ = "meeting_paper"
    __table_args__ = belongs(
        Index("ix_meeting_paper_meeting", "community_id", "meeting_id"),
        meeting="meeting",
        item="agenda_item",
        body="body",
        uploader="person",
    )
    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID | None]
    body_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    is_closed: Mapped[bool] = mapped_column(default=False)
    uploader_id: Mapped[UUID | None]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class RequestKey(Base):
    """What a browser has sent and was answered: sent again, it is not done again."""

    __tablename__ = "request_key"
    __recorded__ = False
    community_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]


class Rehearsal(OfCommunity, Base):
    """A dry run of a meeting with its real roll: outside the record, gone when it ends."""

    __tablename__ = "rehearsal"
    __recorded__ = False
    __table_args__ = belongs(UniqueConstraint("community_id", "meeting_id"), meeting="meeting")
    meeting_id: Mapped[UUID]
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    started_at: Mapped[datetime]
