"""A voter before a poll, read in one select: what a ballot is checked against and needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, exists, select

from council.models.base import tied
from council.models.meetings import Attendance, Meeting
from council.models.papers import PaperBallot
from council.models.polls import Ballot, Poll, PollVoter
from council.prepared import Prepared


@dataclass(frozen=True, slots=True)
class VotePoll:
    """A poll as far as a ballot needs it; the names are those of :class:`Poll`."""

    id: UUID
    number: str
    meeting_id: UUID
    item_id: UUID
    rule_id: str
    allows_online: bool
    secret: bool
    ask: dict[str, Any] | None
    opened_at: datetime
    closes_at: datetime | None
    ended_at: datetime | None
    suspended_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class VoteLine:
    """A line of the roll; the names are those of :class:`PollVoter`."""

    person_id: UUID
    line: int
    recused: bool


@dataclass(frozen=True, slots=True)
class VoteMark:
    """The mark that stands already; the names are those of :class:`Ballot`."""

    person_id: UUID
    holder_id: UUID | None
    request_key: str
    receipt: str
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """Poll, the voter's line and mark (None: none), attendance in session, a sheet of paper."""

    poll: VotePoll
    meeting_form: str
    line: VoteLine | None
    mark: VoteMark | None
    attendance: str | None
    paper_is_in: bool


def _columns(model: Any, values: type) -> list[Any]:
    return [getattr(model, name) for name in values.__slots__]  # type: ignore[attr-defined]


_VOTER: Any = (bindparam("person"), bindparam("line"))
_PAPER = exists().where(
    tied(Poll, PaperBallot, "poll_id"),
    PaperBallot.person_id == _VOTER[0],
    PaperBallot.line == _VOTER[1],
    PaperBallot.state == "returned",
)


def _of_voter(model: Any) -> Any:
    return and_(
        tied(Poll, model, "poll_id"),
        model.person_id == _VOTER[0],
        model.line == _VOTER[1],
    )


_SEE = Prepared(
    select(
        *_columns(Poll, VotePoll),
        *_columns(PollVoter, VoteLine),
        *_columns(Ballot, VoteMark),
        Meeting.form,
        Attendance.state,
        _PAPER,
    )
    .join(Meeting, tied(Meeting, Poll, "meeting_id"))
    .outerjoin(PollVoter, _of_voter(PollVoter))
    .outerjoin(Ballot, _of_voter(Ballot))
    .outerjoin(
        Attendance,
        and_(
            Attendance.community_id == Poll.community_id,
            Attendance.meeting_id == Poll.meeting_id,
            Attendance.body_id == Poll.body_id,
            Attendance.person_id == _VOTER[0],
        ),
    )
    .where(Poll.community_id == bindparam("community"), Poll.number == bindparam("number"))
)
_POLL, _LINE = (len(kind.__slots__) for kind in (VotePoll, VoteLine))  # type: ignore[attr-defined]


def before(
    connection: Connection, community_id: UUID, number: str, person_id: UUID, line: int
) -> Before | None:
    """The voter with this line of the roll before the poll, or None where there is no poll."""
    keys = {"community": community_id, "number": number, "person": person_id, "line": line}
    row = _SEE.row(connection, **keys)
    if row is None:
        return None
    poll, rest = row[:_POLL], row[_POLL:]
    mine, mark, (form, state, paper) = rest[:_LINE], rest[_LINE:-3], rest[-3:]
    return Before(
        VotePoll(*poll),
        form,
        None if mine[0] is None else VoteLine(*mine),
        None if mark[0] is None else VoteMark(*mark),
        state,
        bool(paper),
    )
