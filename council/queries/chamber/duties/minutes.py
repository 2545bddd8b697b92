"""Minutes that are to be written, corrected by who spoke, signed, and published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, exists, or_

from council.models.base import tied
from council.models.hall import Speech
from council.models.meetings import AgendaItem, Meeting
from council.models.minutes import Minutes, MinutesSignature
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.rules.minuteslife import CORRECTING, DRAFT, RULE, SIGNED, SIGNING
from council.rules.rulebook import Rulebook


def parts(who: Who) -> Iterator[Part]:
    """What awaits whoever keeps minutes, and whoever spoke, chaired or recorded."""
    if who.may("minutes.write"):
        yield Part(_to_write(who), _write)
        yield Part(_to_submit(who), _submit)
        yield Part(_to_publish(who), _publish)
    yield Part(_to_correct(who), _correct)
    yield Part(_to_sign(who), _sign)


def _of_minutes(**given: Any) -> Select[Any]:
    """Minutes with their meeting."""
    return (
        columns(number=Meeting.number, title=Meeting.title, **given)
        .select_from(Minutes)
        .join(Meeting, tied(Meeting, Minutes, "meeting_id"))
    )


def _to_write(who: Who) -> Select[Any]:
    """Meetings that were kept item by item and whose minutes were not sent round."""
    kept = exists().where(
        tied(Meeting, AgendaItem, "meeting_id"),
        or_(AgendaItem.started_at.is_not(None), AgendaItem.version > 0),
    )
    return (
        columns(number=Meeting.number, title=Meeting.title)
        .select_from(Meeting)
        .outerjoin(Minutes, tied(Meeting, Minutes, "meeting_id"))
        .where(
            Meeting.community_id == who.community_id,
            Meeting.closed_at.is_not(None),
            or_(Minutes.id.is_(None), Minutes.state == DRAFT),
            kept.correlate(Meeting),
        )
        .order_by(Meeting.closed_at)
    )


def _to_submit(who: Who) -> Select[Any]:
    return (
        _of_minutes()
        .where(
            Minutes.community_id == who.community_id,
            Minutes.state == CORRECTING,
            Minutes.corrections_until <= who.at,
        )
        .order_by(Minutes.corrections_until)
    )


def _to_publish(who: Who) -> Select[Any]:
    return (
        _of_minutes()
        .where(Minutes.community_id == who.community_id, Minutes.state == SIGNED)
        .order_by(Minutes.signed_at)
    )


def _to_correct(who: Who) -> Select[Any]:
    """Minutes sent round in which the visitor's words stand."""
    spoke = exists().where(
        Speech.community_id == Minutes.community_id,
        Speech.meeting_id == Minutes.meeting_id,
        Speech.person_id == who.person_id,
        Speech.state.in_(("speaking", "spoken")),
    )
    return (
        _of_minutes(due_at=Minutes.corrections_until)
        .where(
            Minutes.community_id == who.community_id,
            Minutes.state == CORRECTING,
            Minutes.corrections_until > who.at,
            spoke.correlate(Minutes),
        )
        .order_by(Minutes.corrections_until)
    )


def _to_sign(who: Who) -> Select[Any]:
    """Minutes that wait for the visitor's signature as chair or recorder."""
    done = exists().where(
        tied(Minutes, MinutesSignature, "minutes_id"),
        MinutesSignature.person_id == who.person_id,
    )
    mine = or_(Meeting.chair_id == who.person_id, Meeting.recorder_id == who.person_id)
    return (
        _of_minutes()
        .where(
            and_(Minutes.community_id == who.community_id, Minutes.state == SIGNING),
            mine,
            ~done.correlate(Minutes),
        )
        .order_by(Minutes.circulated_at)
    )


def _duty(act: str, row: Row, at: str, **more: Any) -> Duty:
    return Duty(act, row.title, f"/chamber/meetings/{row.number}/minutes{at}", row.number, **more)


def _write(row: Row, _book: Rulebook) -> Duty:
    return _duty("minutes.write", row, "")


def _submit(row: Row, _book: Rulebook) -> Duty:
    return _duty("minutes.submit", row, "#steps", rule=RULE)


def _publish(row: Row, _book: Rulebook) -> Duty:
    return _duty("minutes.publish", row, "#steps")


def _correct(row: Row, _book: Rulebook) -> Duty:
    return _duty("minutes.correct", row, "", due_at=row.due_at, rule=RULE, primary=False)


def _sign(row: Row, _book: Rulebook) -> Duty:
    return _duty("minutes.sign", row, "#sign")
