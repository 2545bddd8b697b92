"""A meeting as the form of a mandate names it: what is decided there, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, case, select

from council.models.base import tied
from council.models.bodies import Body
from council.models.meetings import AgendaItem, Meeting
from council.rules.masking import mask_text
from council.rules.meetings import WRITTEN


@dataclass(frozen=True, slots=True)
class MeetingHead:
    """A meeting as far as a mandate needs it; ``items`` are those that are decided."""

    id: UUID
    number: str
    title: str
    body: str
    rule_id: str
    place: str
    starts_at: datetime
    form: str
    ends_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    items: tuple[tuple[int, str], ...] = ()

    def is_over(self, at: datetime) -> bool:
        """Whether nobody gives a mandate for it any more."""
        until = self.ends_at if self.form == WRITTEN else None
        ended = until is not None and until <= at
        return ended or self.closed_at is not None or self.cancelled_at is not None


def meeting(connection: Connection, community_id: UUID, number: str) -> MeetingHead | None:
    """The meeting with this number, or None."""
    row = (
        connection.execute(
            select(
                Meeting.id,
                Meeting.number,
                Meeting.title,
                Body.name.label("body"),
                Meeting.rule_id,
                Meeting.place,
                Meeting.starts_at,
                Meeting.form,
                Meeting.ends_at,
                Meeting.closed_at,
                Meeting.cancelled_at,
            )
            .join(Body, tied(Body, Meeting, "body_id"))
            .where(Meeting.community_id == community_id, Meeting.number == number)
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        return None
    items = connection.execute(
        select(
            AgendaItem.position,
            case((AgendaItem.is_closed, ""), else_=AgendaItem.title).label("title"),
        )
        .where(
            AgendaItem.community_id == community_id,
            AgendaItem.meeting_id == row["id"],
            AgendaItem.for_decision.is_(True),
        )
        .order_by(AgendaItem.position)
    )
    values = dict(row)
    for name in ("title", "place"):
        values[name] = mask_text(values[name])
    return MeetingHead(
        **values, items=tuple((item.position, mask_text(item.title)) for item in items)
    )
