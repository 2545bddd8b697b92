"""Notices of meetings ahead that the visitor has not opened yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select

from council.models.base import tied
from council.models.calling import NoticeDelivery
from council.models.meetings import Meeting
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.rules.rulebook import Rulebook

_ACTS = {"changed": "notice.changed", "cancelled": "notice.cancelled"}


def parts(who: Who) -> Iterator[Part]:
    """Each notice, until it is opened or the meeting begins."""
    yield Part(_unread(who), _open)


def _unread(who: Who) -> Select[Any]:
    return (
        columns(
            number=Meeting.number,
            title=Meeting.title,
            due_at=Meeting.starts_at,
            item=Meeting.place,
            extra=NoticeDelivery.detail,
        )
        .join_from(NoticeDelivery, Meeting, tied(Meeting, NoticeDelivery, "meeting_id"))
        .where(
            NoticeDelivery.community_id == who.community_id,
            NoticeDelivery.person_id == who.person_id,
            NoticeDelivery.channel == "app",
            NoticeDelivery.state == "sent",
            Meeting.starts_at > who.at,
            Meeting.opened_at.is_(None),
        )
        .order_by(Meeting.starts_at)
    )


def _open(row: Row, _book: Rulebook) -> Duty:
    return Duty(
        _ACTS.get(row.extra, "notice.read"),
        row.title,
        f"/chamber/meetings/{row.number}/notice",
        row.number,
        row.until,
        facts={"when": row.until, "place": row.item},
    )
