"""Promises to keep and to judge, answers owed, items to put, and series whose meeting is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.calling import MeetingSeries
from council.models.facts import holders_on
from council.models.hall import MeetingTask
from council.models.meetings import AgendaItem, Meeting, MeetingBody
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.queries.public.followups import next_at
from council.rules import joint
from council.rules.calendar import legal_day, midnight
from council.rules.powers import BodyKind
from council.rules.rulebook import Rulebook

_AHEAD = timedelta(days=14)
_Later = aliased(Meeting)


def parts(who: Who) -> Iterator[Part]:
    """For the sides, for those who evaluate, and for those who call meetings."""
    yield Part(_to_report(who), _report)
    if who.may("task.evaluate"):
        yield Part(_to_evaluate(who), _evaluate)
    if who.may("meeting.side"):
        yield Part(_to_answer(who), _answer)
        yield Part(_to_put(who), _put)
    if who.may("series.keep"):
        yield Part(_series(who), _call)
        yield Part(_by_law(who), _call)


def _own(who: Who) -> Select[Any]:
    return (
        select(Office.body_id)
        .join(Tenure, tied(Office, Tenure, "office_id"))
        .where(
            Office.community_id == who.community_id,
            Tenure.person_id == who.person_id,
            holders_on(who.today),
        )
    )


def _to_report(who: Who) -> Select[Any]:
    mine = or_(MeetingTask.body_id.in_(_own(who)), MeetingTask.person_id == who.person_id)
    return (
        columns(number=MeetingTask.number, title=MeetingTask.text, due_on=MeetingTask.due_on)
        .where(
            MeetingTask.community_id == who.community_id,
            MeetingTask.state == joint.OPEN,
            mine,
        )
        .order_by(MeetingTask.due_on)
    )


def _report(row: Row, _book: Rulebook) -> Duty:
    href = f"/chamber/followups/{row.number}"
    return Duty("task.report", row.title, href, row.number, row.day_end)


def _to_evaluate(who: Who) -> Select[Any]:
    """What others report as done, or have left undone, and nobody has judged since."""
    done = and_(
        MeetingTask.state == joint.DONE,
        or_(
            MeetingTask.evaluated_at.is_(None),
            MeetingTask.evaluated_at < MeetingTask.done_at,
        ),
    )
    return (
        columns(number=MeetingTask.number, title=MeetingTask.text)
        .where(
            MeetingTask.community_id == who.community_id,
            done,
            or_(MeetingTask.body_id.is_(None), MeetingTask.body_id.not_in(_own(who))),
            or_(MeetingTask.person_id.is_(None), MeetingTask.person_id != who.person_id),
        )
        .order_by(MeetingTask.done_at)
    )


def _evaluate(row: Row, _book: Rulebook) -> Duty:
    href = f"/chamber/followups/{row.number}"
    return Duty("task.evaluate", row.title, href, row.number, primary=False)


def _to_answer(who: Who) -> Select[Any]:
    """Items of other sides without an answer, of joint meetings that have begun."""
    later = next_at()
    return (
        columns(
            number=Meeting.number,
            title=AgendaItem.title,
            due_on=AgendaItem.answer_due,
            due_at=func.coalesce(later, Meeting.starts_at),
            n=AgendaItem.position,
            total=case((later.is_(None), 1), else_=0),
            item=func.coalesce(MeetingSeries.every, ""),
        )
        .join(AgendaItem, tied(Meeting, AgendaItem, "meeting_id"))
        .join(MeetingBody, tied(Meeting, MeetingBody, "meeting_id"))
        .outerjoin(MeetingSeries, tied(MeetingSeries, Meeting, "series_id"))
        .where(
            Meeting.community_id == who.community_id,
            Meeting.kind == joint.JOINT,
            Meeting.opened_at.is_not(None),
            MeetingBody.role == joint.SIDE,
            MeetingBody.body_id.in_(_own(who)),
            AgendaItem.side_id.is_not(None),
            AgendaItem.side_id != MeetingBody.body_id,
            AgendaItem.answered_at.is_(None),
        )
        .order_by(Meeting.starts_at)
    )


def _answer(row: Row, _book: Rulebook) -> Duty:
    due = row.due_on
    if due is None and row.due_at is not None:
        day = legal_day(row.due_at)
        due = joint.answer_due(day, row.item or None, None if row.total else day)
    until = midnight(due + timedelta(days=1)) if due else None
    href = f"/chamber/meetings/{row.number}/sides#i-{row.n}"
    return Duty("item.answer", row.title, href, row.number, until, joint.RULE)


def _to_put(who: Who) -> Select[Any]:
    """Joint meetings ahead at which one's own body is a side."""
    return (
        columns(number=Meeting.number, title=Meeting.title, due_at=Meeting.starts_at)
        .join(MeetingBody, tied(Meeting, MeetingBody, "meeting_id"))
        .where(
            Meeting.community_id == who.community_id,
            Meeting.kind == joint.JOINT,
            Meeting.opened_at.is_(None),
            Meeting.cancelled_at.is_(None),
            MeetingBody.role == joint.SIDE,
            MeetingBody.body_id.in_(_own(who)),
        )
        .distinct()
        .order_by(Meeting.starts_at)
    )


def _put(row: Row, _book: Rulebook) -> Duty:
    href = f"/chamber/meetings/{row.number}/sides"
    return Duty("meeting.side", row.title, href, row.number, row.until, joint.RULE, primary=False)


def _series(who: Who) -> Select[Any]:
    """Series that run and have no meeting called: when each was held last."""
    of_series = (
        _Later.community_id == MeetingSeries.community_id,
        _Later.series_id == MeetingSeries.id,
        _Later.cancelled_at.is_(None),
    )
    last = (
        select(func.max(_Later.starts_at))
        .where(*of_series, _Later.closed_at.is_not(None))
        .correlate(MeetingSeries)
        .scalar_subquery()
    )
    called = exists().where(*of_series, _Later.closed_at.is_(None)).correlate(MeetingSeries)
    return columns(
        number=MeetingSeries.rule_id,
        title=MeetingSeries.name,
        due_at=last,
        due_on=who.today,
        item_id=MeetingSeries.id,
        item=MeetingSeries.every,
        extra=cast(MeetingSeries.started_on, String),
    ).where(
        MeetingSeries.community_id == who.community_id,
        MeetingSeries.ended_on.is_(None),
        ~called,
    )


def _by_law(who: Who) -> Select[Any]:
    """The representatives' assembly, once it has met, where no series keeps it: every quarter."""
    of_body = (
        _Later.community_id == Body.community_id,
        _Later.body_id == Body.id,
        _Later.cancelled_at.is_(None),
    )
    last = (
        select(func.max(_Later.starts_at))
        .where(*of_body, _Later.closed_at.is_not(None))
        .correlate(Body)
        .scalar_subquery()
    )
    called = exists().where(*of_body, _Later.closed_at.is_(None)).correlate(Body)
    kept = exists().where(
        MeetingSeries.community_id == Body.community_id,
        MeetingSeries.body_id == Body.id,
        MeetingSeries.ended_on.is_(None),
    )
    return columns(
        number=literal("RC1"),
        title=Body.name,
        due_at=last,
        due_on=who.today,
        item=literal("quarter"),
    ).where(
        Body.community_id == who.community_id,
        Body.kind == BodyKind.REPRESENTATIVES,
        last.is_not(None),
        ~called,
        ~kept.correlate(Body),
    )


def _call(row: Row, _book: Rulebook) -> Duty | None:
    """``due_on`` of the row is today; ``due_at`` when the series met last."""
    last = legal_day(row.due_at) if row.due_at else None
    started = date.fromisoformat(row.extra) if row.extra else last
    if row.due_on is None or started is None:
        return None
    if row.due_on < joint.due_on(row.item, started, last) - _AHEAD:
        return None
    until = midnight(joint.due_by(row.item, started, last) + timedelta(days=1))
    href = f"/chamber/series/{row.item_id}" if row.item_id else "/chamber/meetings/new"
    return Duty("series.call", row.title, href, due_at=until, rule=row.number)
