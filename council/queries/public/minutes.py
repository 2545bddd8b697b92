"""Minutes as everybody may read them: once published, masked; before that, where they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.base import tied
from council.models.meetings import Meeting
from council.models.minutes import Minutes as Row
from council.models.minutes import MinutesAnnex, MinutesSignature
from council.rules.masking import mask_name, mask_text
from council.rules.minutes import Minutes, from_data
from council.rules.minuteslife import PUBLISHED
from council.rules.minutesmask import Names, known_names, masked, text_for_all


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, by masked name, in which role; on paper where a sheet was scanned."""

    role: str
    name: str
    at: datetime
    on_paper: bool


@dataclass(frozen=True, slots=True)
class Annex:
    """What was put right after the signing."""

    position: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """The minutes of a meeting; ``value``, signatures and annexes are there once published.

    ``state`` is ``none`` before the meeting is over, else one of ``minuteslife.STATES``.
    """

    number: str
    title: str
    state: str
    value: Minutes | None
    sha256: str
    signed_at: datetime | None
    published_at: datetime | None
    signatures: tuple[Signature, ...] = ()
    annexes: tuple[Annex, ...] = ()


def load(connection: Connection, community_id: UUID, number: str) -> MinutesPage | None:
    """The minutes of the meeting with this number; None where there is no such meeting."""
    row = connection.execute(
        select(
            *(Meeting.number, Meeting.title, Meeting.closed_at, Row.id, Row.state, Row.content),
            *(Row.sha256, Row.signed_at, Row.published_at),
        )
        .outerjoin(Row, tied(Meeting, Row, "meeting_id"))
        .where(Meeting.community_id == community_id, Meeting.number == number)
    ).one_or_none()
    if row is None:
        return None
    title = mask_text(row.title)
    if row.state != PUBLISHED:
        state = row.state or ("draft" if row.closed_at else "none")
        return MinutesPage(row.number, title, state, None, "", None, None)
    value = from_data(row.content)
    page = MinutesPage(
        *(row.number, title, row.state, masked(value), row.sha256, row.signed_at),
        row.published_at,
    )
    key = (connection, community_id, row.id)
    annexes = tuple(_annexes(*key, known_names(value)))
    return replace(page, signatures=tuple(_signatures(*key)), annexes=annexes)


def _signatures(connection: Connection, community_id: UUID, minutes_id: UUID) -> list[Signature]:
    one = MinutesSignature
    rows = connection.execute(
        select(one.role, one.name, one.at, one.scan_sha256.is_not(None))
        .where(one.community_id == community_id, one.minutes_id == minutes_id)
        .order_by(one.at, one.id)
    )
    return [Signature(role, mask_name(name), at, paper) for role, name, at, paper in rows]


def _annexes(
    connection: Connection, community_id: UUID, minutes_id: UUID, names: Names
) -> list[Annex]:
    one = MinutesAnnex
    rows = connection.execute(
        select(one.position, one.text, one.at)
        .where(one.community_id == community_id, one.minutes_id == minutes_id)
        .order_by(one.position)
    )
    return [Annex(position, text_for_all(text, names), at) for position, text, at in rows]
