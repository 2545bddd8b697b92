"""A poll as one voter or the clerk needs it. Nothing here tells how a running poll stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select

from council.models.meetings import Attendance
from council.models.people import Person
from council.models.polls import Ballot, Poll, PollVoter


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own line on the roll; the choice is shown to nobody but the voter."""

    office_title: str
    recused: bool
    recusal: str
    choice: str | None
    receipt: str | None
    channel: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class HallLine:
    """Somebody present whose hall vote is not yet entered."""

    person_id: UUID
    name: str
    office_title: str


def mine(connection: Connection, community_id: UUID, poll_id: UUID, person_id: UUID) -> Mine | None:
    """The visitor's own line and ballot, or None where the visitor is not on the roll."""
    row = connection.execute(
        select(
            PollVoter.office_title,
            PollVoter.recused,
            PollVoter.recusal,
            Ballot.choice,
            Ballot.receipt,
            Ballot.channel,
            Ballot.at,
        )
        .outerjoin(Ballot, _same_voter())
        .where(
            PollVoter.community_id == community_id,
            PollVoter.poll_id == poll_id,
            PollVoter.person_id == person_id,
        )
    ).one_or_none()
    return Mine(*row) if row else None


def waiting_in_hall(connection: Connection, community_id: UUID, poll_id: UUID) -> list[HallLine]:
    """Who is present, may vote, and has no ballot yet."""
    rows = connection.execute(
        select(PollVoter.person_id, Person.name, PollVoter.office_title)
        .join(Poll, and_(Poll.community_id == PollVoter.community_id, Poll.id == PollVoter.poll_id))
        .join(
            Attendance,
            and_(
                Attendance.community_id == Poll.community_id,
                Attendance.meeting_id == Poll.meeting_id,
                Attendance.body_id == Poll.body_id,
                Attendance.person_id == PollVoter.person_id,
                Attendance.state == "present",
            ),
        )
        .join(
            Person,
            and_(Person.community_id == PollVoter.community_id, Person.id == PollVoter.person_id),
        )
        .outerjoin(Ballot, _same_voter())
        .where(
            PollVoter.community_id == community_id,
            PollVoter.poll_id == poll_id,
            PollVoter.recused.is_(False),
            Ballot.id.is_(None),
        )
        .order_by(Person.number)
    )
    return [HallLine(*row) for row in rows]


def _same_voter() -> Any:
    return and_(
        Ballot.community_id == PollVoter.community_id,
        Ballot.poll_id == PollVoter.poll_id,
        Ballot.person_id == PollVoter.person_id,
    )
