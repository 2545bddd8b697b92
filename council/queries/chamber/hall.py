"""The hall in clear, for the chair's screen: everything of the meeting by name.

Six selects for the whole screen, whatever its size; the rulebook was read before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, exists, literal, or_, select, union_all

from council.models.acts import Interest
from council.models.base import tied
from council.models.bodies import Body
from council.models.hall import MeetingTask
from council.models.meetings import AgendaItem, Attendance, Meeting, Observer
from council.models.people import Person
from council.queries.public import hall
from council.queries.public.hall import HallNow, ItemNow, Read, Telling
from council.queries.public.meetings import Turnout
from council.rules.rulebook import Rulebook


def _as_is(text: str) -> str:
    return text


CLEAR = Telling(_as_is, _as_is, closed=True)


@dataclass(frozen=True, slots=True)
class Said:
    """A speech on the item that is shown, with its gist; ``state`` as in the model."""

    position: int
    name: str
    title: str
    side: str
    turn: int
    state: str
    started_at: datetime | None
    ended_at: datetime | None
    gist: str
    version: int


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody on the roll or (``body_id`` None) attending without a vote.

    ``key`` is what a form sends for them; ``recused`` tells of an interest in the open item.
    """

    key: str
    name: str
    title: str
    body_id: UUID | None
    body: str
    body_kind: str
    state: str
    channel: str | None
    recused: bool


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task of the meeting, with its owner as it is written."""

    number: str
    text: str
    owner: str
    item: int | None
    due_on: date
    state: str


@dataclass(frozen=True, slots=True)
class Screen:
    """The chair's screen: the hall, the item whose words are written, seats and tasks."""

    now: HallNow
    item: ItemNow | None
    said: tuple[Said, ...]
    seats: tuple[Seat, ...]
    tasks: tuple[TaskLine, ...]

    @property
    def here(self) -> list[Seat]:
        """Who may speak: present, each once."""
        return list({s.key: s for s in self.seats if s.state == "present"}.values())


def now(
    connection: Connection,
    community_id: UUID,
    meeting_id: UUID,
    *,
    book: Rulebook | None = None,
    at: datetime | None = None,
) -> HallNow:
    """The hall at this moment with names and texts in clear; see ``public.hall.compose``."""
    read = Read(book=book)
    return hall.compose(connection, community_id, meeting_id, CLEAR, read=read, at=at)


def screen(
    connection: Connection,
    community_id: UUID,
    number: str,
    *,
    book: Rulebook,
    position: int | None = None,
    at: datetime | None = None,
) -> Screen | None:
    """The chair's screen of the meeting with this number, or None.

    ``position`` names the item whose words are shown; without it, the one that is open.
    """
    which = {"community": community_id, "number": number}
    seats = _seats(connection, which)
    said = connection.execute(_SAID, which | {"position": position or 0}).all()
    read = Read(book, _turnout(seats), said)
    try:
        found = hall.compose(connection, community_id, number, CLEAR, read=read, at=at)
    except LookupError:
        return None
    shown = found.item
    if position is not None:
        shown = next((one for one in found.items if one.position == position), shown)
    return Screen(
        now=found,
        item=shown,
        said=tuple(_said(row) for row in said if shown is not None and row.item_id == shown.id),
        seats=seats,
        tasks=_tasks(connection, which),
    )


def _said(row: Any) -> Said:
    return Said(
        position=row.position,
        name=row.name,
        title=row.title,
        side=row.side,
        turn=row.turn,
        state=row.state,
        started_at=row.started_at,
        ended_at=row.ended_at,
        gist=row.gist,
        version=row.version,
    )


# Asked for at every look at the screen: put together once.
_COMMUNITY: Any = bindparam("community")
_MEETING = (
    select(Meeting.id)
    .where(Meeting.community_id == _COMMUNITY, Meeting.number == bindparam("number"))
    .scalar_subquery()
)


def _items() -> Any:
    """The open item, and the one at ``position``."""
    is_open = and_(AgendaItem.started_at.is_not(None), AgendaItem.ended_at.is_(None))
    return select(AgendaItem.id).where(
        AgendaItem.community_id == _COMMUNITY,
        AgendaItem.meeting_id == _MEETING,
        or_(is_open, AgendaItem.position == bindparam("position")),
    )


_SAID = hall.speeches_on(_items())


def _seats(connection: Connection, which: dict[str, Any]) -> tuple[Seat, ...]:
    """The roll, and who attends without a vote, in one select."""
    rows: Sequence[Any] = connection.execute(_SEATS, which).all()
    return tuple(
        Seat(
            key=f"{row.sort}{row.id.hex}",
            name=row.name,
            title=row.title,
            body_id=None if row.sort else row.body_id,
            body=row.body,
            body_kind=row.kind,
            state=row.state,
            channel=row.channel,
            recused=bool(row.recused),
        )
        for row in rows
    )


def _roll() -> Any:
    recused = exists().where(
        Interest.community_id == Attendance.community_id,
        Interest.person_id == Attendance.person_id,
        AgendaItem.community_id == Attendance.community_id,
        AgendaItem.meeting_id == Attendance.meeting_id,
        AgendaItem.proposal_id == Interest.proposal_id,
        AgendaItem.started_at.is_not(None),
        AgendaItem.ended_at.is_(None),
    )
    return (
        select(
            literal("").label("sort"),
            Attendance.person_id.label("id"),
            Person.name,
            Attendance.office_title.label("title"),
            Body.id.label("body_id"),
            Body.name.label("body"),
            Body.kind,
            Attendance.state,
            Attendance.channel,
            recused.label("recused"),
            Person.number,
        )
        .join(Body, tied(Body, Attendance, "body_id"))
        .join(Person, tied(Person, Attendance, "person_id"))
        .where(Attendance.community_id == _COMMUNITY, Attendance.meeting_id == _MEETING)
    )


def _guests() -> Any:
    here = and_(Observer.arrived_at.is_not(None), Observer.left_at.is_(None))
    return select(
        literal("o-"),
        Observer.id,
        Observer.name,
        Observer.title,
        Observer.id,
        literal(""),
        literal(""),
        literal("present"),
        literal("hall"),
        literal(0) == 1,
        literal(""),
    ).where(Observer.community_id == _COMMUNITY, Observer.meeting_id == _MEETING, here)


def _all_seats() -> Any:
    both = union_all(_roll(), _guests()).subquery()
    return select(both).order_by(both.c.sort, both.c.body, both.c.number, both.c.name)


_SEATS = _all_seats()


def _turnout(seats: Sequence[Seat]) -> list[Turnout]:
    """The same figures as ``meetings.turnouts``, from the roll that was read."""
    bodies: dict[UUID, list[Seat]] = {}
    for seat in seats:
        if seat.body_id is not None:
            bodies.setdefault(seat.body_id, []).append(seat)
    return [
        Turnout(
            body_id,
            lines[0].body,
            len(lines),
            sum(one.state == "present" and one.channel != "online" for one in lines),
            sum(one.state == "present" and one.channel == "online" for one in lines),
            sum(one.state == "excused" for one in lines),
        )
        for body_id, lines in bodies.items()
    ]


_TASKS = (
    select(
        MeetingTask.number,
        MeetingTask.text,
        MeetingTask.holder,
        Body.name.label("body"),
        Person.name.label("person"),
        AgendaItem.position,
        MeetingTask.due_on,
        MeetingTask.state,
    )
    .outerjoin(Body, tied(Body, MeetingTask, "body_id"))
    .outerjoin(Person, tied(Person, MeetingTask, "person_id"))
    .outerjoin(AgendaItem, tied(AgendaItem, MeetingTask, "item_id"))
    .where(MeetingTask.community_id == _COMMUNITY, MeetingTask.meeting_id == _MEETING)
    .order_by(MeetingTask.due_on, MeetingTask.number)
)


def _tasks(connection: Connection, which: dict[str, Any]) -> tuple[TaskLine, ...]:
    rows = connection.execute(_TASKS, which)
    return tuple(
        TaskLine(
            number=row.number,
            text=row.text,
            owner=" ".join(part for part in (row.body, row.holder, row.person) if part),
            item=row.position,
            due_on=row.due_on,
            state=row.state,
        )
        for row in rows
    )
