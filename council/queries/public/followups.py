"""承诺落实清单: every promise that was made in a meeting, its date, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.bodies import Body
from council.models.calling import MeetingSeries
from council.models.hall import MeetingTask
from council.models.meetings import AgendaItem, Meeting
from council.rules import joint
from council.rules.calendar import legal_day
from council.rules.masking import mask_text

PAGE = 30
_Later = aliased(Meeting)


@dataclass(frozen=True, slots=True)
class Followup:
    """One promise as it stands on a day. ``side`` is who promised: the body, else the office.

    ``state`` is ``open``, ``late``, ``done`` or ``dropped``; ``days_late`` counts until it was
    done, or until that day.
    """

    number: str
    text: str
    side_id: UUID | None
    side: str
    holder: str
    meeting: str
    meeting_title: str
    met_at: datetime
    item: str
    item_position: int | None
    topic: str
    due_on: date
    state: str
    report: str
    done_at: datetime | None
    mark: str
    remark: str
    evaluated_at: datetime | None
    days_late: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader narrows the list by; empty means all."""

    side: UUID | None = None
    state: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class SideSum:
    """The promises of one side in figures."""

    side: str
    side_id: UUID | None
    promised: int
    done: int
    late: int
    kept: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An item that a side put and that nobody has answered yet."""

    meeting: str
    position: int
    title: str
    side: str
    due_on: date


EVERY = (
    select(
        MeetingTask.number,
        MeetingTask.text,
        MeetingTask.body_id,
        func.coalesce(Body.name, ""),
        MeetingTask.holder,
        Meeting.number,
        Meeting.title,
        Meeting.starts_at,
        func.coalesce(AgendaItem.title, ""),
        AgendaItem.position,
        func.coalesce(AgendaItem.topic, ""),
        MeetingTask.due_on,
        MeetingTask.state,
        MeetingTask.report,
        MeetingTask.done_at,
        MeetingTask.mark,
        MeetingTask.remark,
        MeetingTask.evaluated_at,
    )
    .join(Meeting, tied(Meeting, MeetingTask, "meeting_id"))
    .outerjoin(Body, tied(Body, MeetingTask, "body_id"))
    .outerjoin(AgendaItem, tied(AgendaItem, MeetingTask, "item_id"))
)
"""All promises, those of closed items too; what is shown to everybody is ``_LINE``."""
_LINE = EVERY.where(or_(AgendaItem.id.is_(None), AgendaItem.is_closed.is_(False)))
_ORDER = (
    case((MeetingTask.state == joint.OPEN, 0), else_=1),
    MeetingTask.due_on,
    MeetingTask.number,
)
_NO_FILTERS = Filters()


def lines(
    connection: Connection,
    community_id: UUID,
    skip: int = 0,
    *,
    today: date,
    filters: Filters = _NO_FILTERS,
) -> list[Followup]:
    """Promises: what is open first, the earliest date first; one more than a page."""
    query = _LINE.where(MeetingTask.community_id == community_id, *_where(filters, today))
    query = query.order_by(*_ORDER).limit(PAGE + 1).offset(skip)
    return [line_of(row, today) for row in connection.execute(query)]


def of_meeting(
    connection: Connection, community_id: UUID, meeting_id: UUID, today: date
) -> list[Followup]:
    """The promises of one meeting."""
    query = _LINE.where(
        MeetingTask.community_id == community_id, MeetingTask.meeting_id == meeting_id
    )
    rows = connection.execute(query.order_by(MeetingTask.number))
    return [line_of(row, today) for row in rows]


def load(connection: Connection, community_id: UUID, number: str, today: date) -> Followup | None:
    """The promise with this number, or None."""
    query = _LINE.where(MeetingTask.community_id == community_id, MeetingTask.number == number)
    row = connection.execute(query).one_or_none()
    return line_of(row, today) if row is not None else None


def sums(connection: Connection, community_id: UUID, today: date) -> list[SideSum]:
    """By side: how many promised, done, overdue, and kept as others judge."""
    late = and_(MeetingTask.state == joint.OPEN, MeetingTask.due_on < today)
    rows = connection.execute(
        select(
            Body.name,
            Body.id,
            func.count(),
            _count(MeetingTask.state == joint.DONE),
            _count(late),
            _count(MeetingTask.mark == joint.MARKS[0]),
        )
        .join(MeetingTask, tied(Body, MeetingTask, "body_id"))
        .outerjoin(AgendaItem, tied(AgendaItem, MeetingTask, "item_id"))
        .where(
            MeetingTask.community_id == community_id,
            or_(AgendaItem.id.is_(None), AgendaItem.is_closed.is_(False)),
        )
        .group_by(Body.name, Body.id, Body.position)
        .order_by(Body.position, Body.name)
    )
    return [SideSum(row[0], row[1], *(int(n) for n in row[2:])) for row in rows]


def next_at() -> Any:
    """When the next meeting of the same series is, of a query over meetings."""
    return (
        select(func.min(_Later.starts_at))
        .where(
            _Later.community_id == Meeting.community_id,
            _Later.series_id == Meeting.series_id,
            _Later.starts_at > Meeting.starts_at,
            _Later.cancelled_at.is_(None),
        )
        .correlate(Meeting)
        .scalar_subquery()
    )


def unanswered(connection: Connection, community_id: UUID) -> list[Unanswered]:
    """Items of joint meetings that are over and have no answer, the most urgent first."""
    return sorted(_unanswered(connection, community_id), key=lambda row: row.due_on)


def _unanswered(connection: Connection, community_id: UUID) -> Iterator[Unanswered]:
    later = next_at()
    rows = connection.execute(
        select(
            Meeting.number,
            Meeting.starts_at,
            MeetingSeries.every,
            later.label("next_at"),
            AgendaItem.position,
            AgendaItem.title,
            AgendaItem.answer_due,
            Body.name.label("side"),
        )
        .join(AgendaItem, tied(Meeting, AgendaItem, "meeting_id"))
        .join(Body, tied(Body, AgendaItem, "side_id"))
        .outerjoin(MeetingSeries, tied(MeetingSeries, Meeting, "series_id"))
        .where(
            Meeting.community_id == community_id,
            Meeting.kind == joint.JOINT,
            Meeting.closed_at.is_not(None),
            AgendaItem.answered_at.is_(None),
            AgendaItem.is_closed.is_(False),
        )
        .order_by(Meeting.starts_at.desc(), AgendaItem.position)
        .limit(PAGE)
    )
    for row in rows:
        next_on = legal_day(row.next_at) if row.next_at else None
        due = row.answer_due or joint.answer_due(legal_day(row.starts_at), row.every, next_on)
        yield Unanswered(row.number, row.position, mask_text(row.title), row.side, due)


def _where(filters: Filters, today: date) -> list[Any]:
    found: list[Any] = []
    if filters.side is not None:
        found.append(MeetingTask.body_id == filters.side)
    if filters.topic:
        found.append(AgendaItem.topic == filters.topic)
    if filters.state == "late":
        found += [MeetingTask.state == joint.OPEN, MeetingTask.due_on < today]
    elif filters.state == joint.OPEN:
        found += [MeetingTask.state == joint.OPEN, MeetingTask.due_on >= today]
    elif filters.state:
        found.append(MeetingTask.state == filters.state)
    return found


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def line_of(row: Any, today: date) -> Followup:
    """A row of :data:`EVERY`, masked, as it stands on a day."""
    number, text, side_id, side, holder, meeting, title, met_at, item, *rest = row
    position, topic, due_on, state, report, done_at, mark, remark, evaluated_at = rest
    done_on = legal_day(done_at) if done_at else None
    return Followup(
        number,
        mask_text(text),
        side_id,
        side or mask_text(holder),
        mask_text(holder),
        meeting,
        mask_text(title),
        met_at,
        mask_text(item),
        position,
        topic,
        due_on,
        joint.task_state(state, due_on, today),
        mask_text(report),
        done_at,
        mark,
        mask_text(remark),
        evaluated_at,
        joint.days_late(state, due_on, done_on, today),
    )
