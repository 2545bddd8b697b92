"""例会: meetings that come again, when the next is due, and whether it is overdue.

The representatives' assembly has to meet at least once a quarter, series or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, select

from council.models.base import tied
from council.models.bodies import Body
from council.models.calling import MeetingSeries, SeriesSide
from council.models.communities import Community
from council.models.meetings import Meeting
from council.rules import joint
from council.rules.calendar import legal_day
from council.rules.powers import BodyKind

QUARTERLY = "RC1"


@dataclass(frozen=True, slots=True)
class Seat:
    """A body of a series; ``role`` side or invited."""

    body_id: UUID
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting of a series: its number, its day, who chaired, and whether it is still ahead."""

    number: str
    on: date
    chair_id: UUID | None
    ahead: bool


@dataclass(frozen=True, slots=True)
class Series:
    """A series. ``id`` is None for what the law alone demands."""

    id: UUID | None
    name: str
    kind: str
    body_id: UUID
    body: str
    rule_id: str
    every: str
    place: str
    started_on: date
    ended_on: date | None
    seats: tuple[Seat, ...] = ()
    meetings: tuple[Met, ...] = ()

    @property
    def last(self) -> Met | None:
        """The last meeting that was held."""
        return next((met for met in self.meetings if not met.ahead), None)

    @property
    def called(self) -> Met | None:
        """The next meeting that is called already."""
        return next((met for met in reversed(self.meetings) if met.ahead), None)

    @property
    def sides(self) -> tuple[Seat, ...]:
        """The sides in the order in which they chair."""
        return tuple(seat for seat in self.seats if seat.role == joint.SIDE)

    @property
    def due_on(self) -> date:
        """When the meeting after the last one that was held or called falls."""
        return joint.due_on(self.every, self.started_on, self._latest)

    @property
    def _latest(self) -> date | None:
        latest = self.called or self.last
        return latest.on if latest else None

    @property
    def due_by(self) -> date:
        """The last day on which it keeps its rhythm."""
        return joint.due_by(self.every, self.started_on, self.last.on if self.last else None)

    @property
    def chair_next(self) -> Seat | None:
        """轮值: the side that chairs next."""
        order = [seat.body_id for seat in self.sides]
        if not order:
            return None
        before = next((met.chair_id for met in self.meetings if met.chair_id in order), None)
        wanted = joint.next_chair(order, before)
        return next(seat for seat in self.sides if seat.body_id == wanted)

    def late(self, today: date) -> bool:
        """Whether no meeting was held in time and none is called that still is.

        What the law alone demands is not held against a community that has recorded no such
        meeting yet.
        """
        unknown = self.id is None and self.last is None
        if unknown or self.ended_on is not None or today <= self.due_by:
            return False
        return self.called is None or self.called.on > self.due_by

    def proposed(self, at: datetime, notice_days: int) -> date:
        """The day that is proposed for the next meeting."""
        return joint.proposed(self.every, self.started_on, self._latest, at, notice_days)


def lines(connection: Connection, community_id: UUID) -> list[Series]:
    """Every series that runs, and the quarterly meeting of the representatives' assembly."""
    rows = connection.execute(_QUERY.where(MeetingSeries.community_id == community_id)).all()
    seats = _seats(connection, community_id)
    held = _held(connection, community_id)
    found = [_series(row, seats.get(row.id, []), held.get(row.id, [])) for row in rows]
    return found + _demanded(connection, community_id)


def load(connection: Connection, community_id: UUID, series_id: UUID) -> Series | None:
    """The series, or None."""
    query = _QUERY.where(MeetingSeries.community_id == community_id, MeetingSeries.id == series_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    seats = _seats(connection, community_id, series_id).get(series_id, [])
    held = _held(connection, community_id, series_id).get(series_id, [])
    return _series(row, seats, held)


def _series(row: Any, seats: list[Seat], held: list[Met]) -> Series:
    values: tuple[Any, ...] = (*row, tuple(seats), tuple(held))
    return Series(*values)


_QUERY = (
    select(
        MeetingSeries.id,
        MeetingSeries.name,
        MeetingSeries.kind,
        MeetingSeries.body_id,
        Body.name.label("body"),
        MeetingSeries.rule_id,
        MeetingSeries.every,
        MeetingSeries.place,
        MeetingSeries.started_on,
        MeetingSeries.ended_on,
    )
    .join(Body, tied(Body, MeetingSeries, "body_id"))
    .order_by(MeetingSeries.ended_on.is_not(None), MeetingSeries.name)
)


def _seats(
    connection: Connection, community_id: UUID, series_id: UUID | None = None
) -> dict[UUID, list[Seat]]:
    query = (
        select(SeriesSide.series_id, Body.id, Body.name, SeriesSide.role)
        .join(Body, tied(Body, SeriesSide, "body_id"))
        .where(SeriesSide.community_id == community_id)
        .order_by(SeriesSide.position)
    )
    if series_id is not None:
        query = query.where(SeriesSide.series_id == series_id)
    found: dict[UUID, list[Seat]] = {}
    for key, body_id, name, role in connection.execute(query):
        found.setdefault(key, []).append(Seat(body_id, name, role))
    return found


_MET = (Meeting.number, Meeting.starts_at, Meeting.chair_body_id, Meeting.closed_at.is_(None))


def _met(row: Any) -> Met:
    number, starts_at, chair, ahead = row
    return Met(number, legal_day(starts_at), chair, bool(ahead))


def _held(
    connection: Connection, community_id: UUID, series_id: UUID | None = None
) -> dict[UUID, list[Met]]:
    """The meetings of each series that were not called off, the latest first."""
    query = (
        select(Meeting.series_id, *_MET)
        .where(
            Meeting.community_id == community_id,
            Meeting.series_id.is_not(None),
            Meeting.cancelled_at.is_(None),
        )
        .order_by(Meeting.starts_at.desc())
    )
    if series_id is not None:
        query = query.where(Meeting.series_id == series_id)
    found: dict[UUID, list[Met]] = {}
    for key, *row in connection.execute(query):
        if key is not None:
            found.setdefault(key, []).append(_met(row))
    return found


def _demanded(connection: Connection, community_id: UUID) -> list[Series]:
    """What the law demands of an assembly of representatives that has no series of its own."""
    own = exists().where(
        MeetingSeries.community_id == Body.community_id,
        MeetingSeries.body_id == Body.id,
        MeetingSeries.ended_on.is_(None),
    )
    rows = connection.execute(
        select(Body.id, Body.name, Community.founded_at)
        .join(Community, Community.id == Body.community_id)
        .where(
            Body.community_id == community_id,
            Body.kind == BodyKind.REPRESENTATIVES,
            ~own,
        )
    ).all()
    return [
        Series(
            None, name, "body", body_id, name, QUARTERLY, "quarter", "", legal_day(founded), None,
            meetings=_last_of(connection, community_id, body_id),
        )
        for body_id, name, founded in rows
    ]  # fmt: skip


def _last_of(connection: Connection, community_id: UUID, body_id: UUID) -> tuple[Met, ...]:
    """The last meetings of a body, held or called, the latest first."""
    mine = (
        Meeting.community_id == community_id,
        Meeting.body_id == body_id,
        Meeting.cancelled_at.is_(None),
    )
    latest = Meeting.starts_at.desc()
    held = select(*_MET).where(*mine, Meeting.closed_at.is_not(None)).order_by(latest).limit(1)
    ahead = select(*_MET).where(*mine, Meeting.closed_at.is_(None)).order_by(latest).limit(5)
    rows = [*connection.execute(ahead), *connection.execute(held)]
    return tuple(_met(row) for row in rows)
