"""A poll as one voter or the clerk needs it. Nothing here tells how a running poll stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, case, or_, select

from council.models.mandates import Mandate
from council.models.meetings import AgendaItem, Attendance
from council.models.people import Person
from council.models.polls import Ballot, Poll, PollVoter


@dataclass(frozen=True, slots=True)
class MyLine:
    """A line of the roll that somebody may cast for: one's own, or by a written mandate.

    ``giver`` is empty for one's own. ``given`` tells that one's own line was entrusted to somebody.
    What was cast is shown to nobody but who may cast; of a secret poll only that it was. ``area``
    is in hundredths of m².
    """

    person_id: UUID
    line: int
    office_title: str
    label: str
    basis: dict[str, Any] | None
    heads: int
    area: int | None
    recused: bool
    recusal: str
    voted: bool
    choice: str | None
    content: dict[str, Any] | None
    receipt: str | None
    channel: str | None
    at: datetime | None
    giver: str = ""
    mandate: str = ""
    given: bool = False

    @property
    def key(self) -> str:
        """Names the line in an address: ``0``, for a mandate with the giver's id before it."""
        return f"{self.person_id.hex}-{self.line}" if self.giver else str(self.line)


@dataclass(frozen=True, slots=True)
class HallLine:
    """Somebody present whose hall vote is not yet entered."""

    person_id: UUID
    name: str
    office_title: str


def mine(connection: Connection, community_id: UUID, poll_id: UUID, who: UUID) -> list[MyLine]:
    """The lines that ``who`` may cast for, own ones first; empty where there is none."""
    held = and_(
        Mandate.community_id == PollVoter.community_id,
        Mandate.meeting_id == Poll.meeting_id,
        Mandate.giver_id == PollVoter.person_id,
        Mandate.line == PollVoter.line,
        Mandate.revoked_at.is_(None),
    )
    rows = connection.execute(
        select(*_LINE, *_CAST, *_MANDATE)
        .join(Poll, and_(Poll.community_id == PollVoter.community_id, Poll.id == PollVoter.poll_id))
        .join(
            AgendaItem,
            and_(AgendaItem.community_id == Poll.community_id, AgendaItem.id == Poll.item_id),
        )
        .join(
            Person,
            and_(Person.community_id == PollVoter.community_id, Person.id == PollVoter.person_id),
        )
        .outerjoin(Ballot, _same_voter())
        .outerjoin(Mandate, held)
        .where(
            PollVoter.community_id == community_id,
            PollVoter.poll_id == poll_id,
            or_(PollVoter.person_id == who, Mandate.holder_id == who),
        )
        .order_by(case((PollVoter.person_id == who, 0), else_=1), PollVoter.id, Mandate.id)
    ).all()
    found: dict[tuple[UUID, int], MyLine] = {}
    for row in rows:
        line = _my_line(row, who)
        if line is not None:
            found.setdefault((line.person_id, line.line), line)
    return list(found.values())


def _my_line(row: Any, who: UUID) -> MyLine | None:
    *values, secret, position, number, holder, scope, giver = row
    covers = number is not None and (not scope or str(position) in scope.split(","))
    own = row.person_id == who
    if not own and not (covers and holder == who):
        return None
    line = MyLine(*values)
    line = replace(line, given=covers) if own else replace(line, giver=giver, mandate=number)
    return replace(line, choice=None, content=None, receipt=None, at=None) if secret else line


_LINE = (
    PollVoter.person_id,
    PollVoter.line,
    PollVoter.office_title,
    PollVoter.label,
    PollVoter.basis,
    PollVoter.heads,
    PollVoter.area,
    PollVoter.recused,
    PollVoter.recusal,
)
_CAST = (
    Ballot.id.is_not(None),
    Ballot.choice,
    Ballot.content,
    Ballot.receipt,
    Ballot.channel,
    Ballot.at,
)
_MANDATE = (
    Poll.secret,
    AgendaItem.position,
    Mandate.number,
    Mandate.holder_id,
    Mandate.scope,
    Person.name,
)


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
        Ballot.line == PollVoter.line,
    )
