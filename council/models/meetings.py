"""Meetings of bodies: who meets, agenda, roll, attendance."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs, late


class Meeting(OfCommunity, Base):
    """会议 of one body, or of two jointly (``joint_body_id``).

    ``form`` is ``session`` (people gather) or ``written`` (书面征求意见, an election day: votes
    are cast from ``starts_at`` until ``ends_at``, the roll is that of each poll).
    """

    __tablename__ = "meeting"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "number"),
        Index("ix_meeting_starts", "community_id", "starts_at"),
        body="body",
        joint_body="body",
        series="meeting_series",
        chair_body="body",
        chair="person",
        recorder="person",
        petition="petition",
    )
    number: Mapped[str] = mapped_column(String(12))
    body_id: Mapped[UUID]
    joint_body_id: Mapped[UUID | None]
    rule_id: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime]
    noticed_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(Text, default="")
    form: Mapped[str] = mapped_column(
        String(10), default="session", server_default="session", info=late("session")
    )
    ends_at: Mapped[datetime | None] = mapped_column(info=late())
    # when the residents' committee was told of an owners' assembly
    told_at: Mapped[datetime | None] = mapped_column(info=late())
    # body: one body or several meet; joint: 联席会议, sides that agree or dissent (JM1)
    kind: Mapped[str] = mapped_column(
        String(10), default="body", server_default="body", info=late("body")
    )
    # where those who are not in the room join
    link: Mapped[str] = mapped_column(String(300), default="", server_default="", info=late(""))
    series_id: Mapped[UUID | None] = mapped_column(info=late())
    # the side that chairs a joint meeting; who chairs and who keeps the minutes
    chair_body_id: Mapped[UUID | None] = mapped_column(info=late())
    chair_id: Mapped[UUID | None] = mapped_column(info=late())
    recorder_id: Mapped[UUID | None] = mapped_column(info=late())
    # the signatures on which it was called
    petition_id: Mapped[UUID | None] = mapped_column(info=late())
    # what the QR code at the door says; empty until it is shown
    door_code: Mapped[str] = mapped_column(String(32), default="", server_default="", info=late(""))


class MeetingBody(OfCommunity, Base):
    """A further body that meets, or a side of a joint meeting.

    ``role``: ``meets`` (its members are on the roll), ``side`` of a joint meeting, ``invited``
    (列席: attends without a vote). The body that :class:`Meeting` names is not repeated here,
    except as a side.
    """

    __tablename__ = "meeting_body"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "meeting_id", "body_id"), meeting="meeting", body="body"
    )
    meeting_id: Mapped[UUID]
    body_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(String(10))


class AgendaItem(OfCommunity, Base):
    """议程: announced with the notice or later; later ones may be discussed, not decided."""

    __tablename__ = "agenda_item"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "meeting_id", "position"),
        Index("ix_agenda_item_proposal", "community_id", "proposal_id"),
        meeting="meeting",
        proposal="proposal",
        building="building",
        tenure="tenure",
        side="body",
    )
    meeting_id: Mapped[UUID]
    proposal_id: Mapped[UUID | None]
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(160))
    for_decision: Mapped[bool] = mapped_column(Boolean, default=True)
    announced_at: Mapped[datetime]
    # what will be asked, word by word, and the options: a poll asks nothing else
    question: Mapped[str | None] = mapped_column(Text, info=late())
    ask: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info=late())
    # which matter of 民法典 278–279 it is, if the owners decide
    subject: Mapped[str | None] = mapped_column(String(20), info=late())
    # the one building whose owners decide (民法典 279); the term that a recall would end
    building_id: Mapped[UUID | None] = mapped_column(info=late())
    tenure_id: Mapped[UUID | None] = mapped_column(info=late())
    # report, deliberation, decision, election, other; empty: as ``for_decision`` says
    kind: Mapped[str] = mapped_column(String(14), default="", server_default="", info=late(""))
    # how long it should take, in minutes
    planned: Mapped[int | None] = mapped_column(Integer, info=late())
    # the side of a joint meeting that put it there, and what it is about (parking, lifts …)
    side_id: Mapped[UUID | None] = mapped_column(info=late())
    topic: Mapped[str] = mapped_column(String(14), default="", server_default="", info=late(""))
    # kept out of what is published of the minutes
    is_closed: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=false(), info=late(False)
    )
    # from when until when the meeting was at it
    started_at: Mapped[datetime | None] = mapped_column(info=late())
    ended_at: Mapped[datetime | None] = mapped_column(info=late())
    # what the clerk writes down of it, and what was concluded; the version of both
    record: Mapped[str] = mapped_column(Text, default="", server_default="", info=late(""))
    conclusion: Mapped[str] = mapped_column(Text, default="", server_default="", info=late(""))
    version: Mapped[int] = mapped_column(Integer, default=0, server_default="0", info=late(0))
    # the answer that is owed by the next joint meeting
    answer_due: Mapped[date | None] = mapped_column(Date, info=late())
    answer: Mapped[str] = mapped_column(Text, default="", server_default="", info=late(""))
    answered_at: Mapped[datetime | None] = mapped_column(info=late())


class Attendance(OfCommunity, Base):
    """应到名册 and 到会: one line per entitled person, frozen when the meeting opens."""

    __tablename__ = "attendance"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "meeting_id", "body_id", "person_id"),
        meeting="meeting",
        body="body",
        person="person",
        tenure="tenure",
    )
    meeting_id: Mapped[UUID]
    body_id: Mapped[UUID]
    person_id: Mapped[UUID]
    tenure_id: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(30))
    office_title: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(12), default="expected")  # present excused absent
    channel: Mapped[str | None] = mapped_column(String(10))  # hall, online
    reason: Mapped[str] = mapped_column(String(120), default="")
    arrived_at: Mapped[datetime | None]


class Presence(OfCommunity, Base):
    """From when until when somebody on the roll was here, to the minute.

    ``via`` tells how it was noted: ``clerk``, ``qr`` at the door, ``online``, ``paper`` (a signed
    list entered afterwards).
    """

    __tablename__ = "presence"
    __table_args__ = belongs(
        Index("ix_presence_meeting", "community_id", "meeting_id", "person_id"),
        meeting="meeting",
        person="person",
        entered_by="person",
    )
    meeting_id: Mapped[UUID]
    person_id: Mapped[UUID]
    channel: Mapped[str] = mapped_column(String(10))  # hall, online
    via: Mapped[str] = mapped_column(String(10))
    arrived_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    entered_by_id: Mapped[UUID | None]


class Observer(OfCommunity, Base):
    """列席: somebody who attends without a vote, of a body or from outside."""

    __tablename__ = "observer"
    __table_args__ = belongs(
        Index("ix_observer_meeting", "community_id", "meeting_id"),
        meeting="meeting",
        person="person",
        body="body",
    )
    meeting_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80), default="")  # organisation and office
    person_id: Mapped[UUID | None]
    body_id: Mapped[UUID | None]
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
