"""Polls, the frozen roll of each, the mark of each voter, and the urn of a secret poll."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Boolean, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from council.models.base import Base, OfCommunity, belongs, late

_JSON = JSON(none_as_null=True)


class Poll(OfCommunity, Base):
    """表决 on one agenda item by one body. ``rule`` is the snapshot that it is counted under.

    ``ask`` is what a ballot asks (:class:`council.rules.form.Form`); none: yes, no or abstain.
    A poll in session is closed by hand; a written one runs until ``closes_at``. ``tally`` is the
    count as it was made at the close, ``ballots_sha256`` the hash over the published ballots of a
    secret poll, ``roll_sha256`` the one over its frozen roll.
    """

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
        building="building",
    )
    number: Mapped[str] = mapped_column(String(12))
    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID]
    proposal_id: Mapped[UUID | None]
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
    ask: Mapped[dict[str, Any] | None] = mapped_column(_JSON, info=late())
    secret: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default="0", info=late(False)
    )
    # the count online informs only: the law reserves it for the city's own platform
    consultation: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default="0", info=late(False)
    )
    closes_at: Mapped[datetime | None] = mapped_column(info=late())
    # no more votes; sheets of paper are entered until the poll is closed and counted
    ended_at: Mapped[datetime | None] = mapped_column(info=late())
    suspended_at: Mapped[datetime | None] = mapped_column(info=late())
    objections_until: Mapped[datetime | None] = mapped_column(info=late())
    extensions: Mapped[int] = mapped_column(Integer, default=0, server_default="0", info=late(0))
    building_id: Mapped[UUID | None] = mapped_column(info=late())
    roll_sha256: Mapped[str | None] = mapped_column(String(64), info=late())
    ballots_sha256: Mapped[str | None] = mapped_column(String(64), info=late())


class PollVoter(OfCommunity, Base):
    """One line of the roll: who may vote, in which office, with which weight.

    A person may hold several lines (alone the owner of one unit, with others of a second):
    ``line`` numbers them from 0. ``label`` is what the public sees (the office, or the units),
    ``basis`` says why: units with area and its source, the household, or the tenure.
    """

    __tablename__ = "poll_voter"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "poll_id", "person_id", "line"),
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
    line: Mapped[int] = mapped_column(Integer, default=0, server_default="0", info=late(0))
    label: Mapped[str] = mapped_column(String(200), default="", server_default="", info=late(""))
    basis: Mapped[dict[str, Any] | None] = mapped_column(_JSON, info=late())


class Ballot(OfCommunity, Base):
    """选票: the one mark of a voter in a poll, whatever the channel. Never changed.

    ``choice`` is ``yes``, ``no``, ``abstain`` or ``spoiled``; ``marked`` where ``content`` holds
    more; ``hands`` where two tellers counted hands; ``sealed`` in a secret poll, whose ballots lie
    in the urn and share nothing with the mark. ``request_key`` makes a retry give the same answer;
    in a secret poll it is the hash of the voter's key, from which nobody finds the ballot.
    ``holder_id`` is who voted by written mandate, ``entered_by_id`` who entered it for the voter.
    """

    __tablename__ = "ballot"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "poll_id", "person_id", "line"),
        UniqueConstraint("community_id", "poll_id", "request_key"),
        poll="poll",
        person="person",
        entered_by="person",
        holder="person",
    )
    poll_id: Mapped[UUID]
    person_id: Mapped[UUID]
    choice: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(10))
    request_key: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(String(20))
    entered_by_id: Mapped[UUID | None]
    at: Mapped[datetime]
    line: Mapped[int] = mapped_column(Integer, default=0, server_default="0", info=late(0))
    content: Mapped[dict[str, Any] | None] = mapped_column(_JSON, info=late())
    assisted: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default="0", info=late(False)
    )
    serial: Mapped[str | None] = mapped_column(String(20), info=late())
    holder_id: Mapped[UUID | None] = mapped_column(info=late())


class _SealedBallot:
    """What a ballot of a secret poll is: nothing in it leads to its voter."""

    __recorded__ = False
    community_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    poll_id: Mapped[UUID]
    tracker: Mapped[str] = mapped_column(String(40))
    content: Mapped[str] = mapped_column(Text)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        """Kept by the random id; no two trackers of a poll alike."""
        unique = UniqueConstraint("community_id", "poll_id", "tracker")
        return belongs(unique, {"sqlite_with_rowid": False}, poll="poll")


class UrnBallot(_SealedBallot, Base):
    """What lies in the urn of a secret poll while it is open: no voter, no time, no order.

    ``id`` is derived from a key that only the voter's form knows. The table keeps its rows by that
    random id (on SQLite without a row number); no entry of the journal names them. At the close
    they become :class:`CountedBallot` in one stroke and the urn is emptied.
    """

    __tablename__ = "urn_ballot"


class CountedBallot(_SealedBallot, Base):
    """A ballot of a closed secret poll as published, in the order of the trackers. Append-only.

    The poll keeps the hash over all of them (``ballots_sha256``), which the journal commits to.
    """

    __tablename__ = "counted_ballot"


class HandCount(OfCommunity, Base):
    """What one teller counted when hands were shown. Two tellers count without seeing the other's.

    A difference is resolved by counting again: the next ``round``.
    """

    __tablename__ = "hand_count"
    __table_args__ = belongs(
        UniqueConstraint("community_id", "poll_id", "round", "teller_id"),
        poll="poll",
        teller="person",
    )
    poll_id: Mapped[UUID]
    teller_id: Mapped[UUID]
    round: Mapped[int] = mapped_column(Integer)
    yes: Mapped[int] = mapped_column(Integer)
    no: Mapped[int] = mapped_column(Integer)
    abstain: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]


class RollObjection(OfCommunity, Base):
    """An objection to the roll: somebody is missing, wrongly there, or weighed wrongly."""

    __tablename__ = "roll_objection"
    __table_args__ = belongs(
        Index("ix_roll_objection_poll", "community_id", "poll_id"),
        poll="poll",
        person="person",
        answered_by="person",
    )
    poll_id: Mapped[UUID]
    person_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    upheld: Mapped[bool | None] = mapped_column(Boolean)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
