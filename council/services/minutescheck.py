"""Are the minutes still what was signed? Their hash, and the hash under each signature."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.base import tied
from council.models.meetings import Meeting
from council.models.minutes import Minutes, MinutesSignature
from council.rules.minutes import seal
from council.rules.minuteslife import SIGNED, SIGNING

SEALED = (SIGNING, SIGNED, "published")


def offences(connection: Connection, community_id: UUID) -> Iterator[tuple[str, str]]:
    """Code and number of the meeting for all that is off."""
    sealed: dict[UUID, tuple[str, str]] = {}
    rows = connection.execute(
        select(Minutes.id, Minutes.content, Minutes.sha256, Meeting.number)
        .join(Meeting, tied(Meeting, Minutes, "meeting_id"))
        .where(Minutes.community_id == community_id, Minutes.state.in_(SEALED))
    )
    for minutes_id, content, sha256, number in rows:
        sealed[minutes_id] = (sha256, number)
        if not content or seal(content) != sha256:
            yield "minutes_altered", number
    signatures = connection.execute(
        select(MinutesSignature.minutes_id, MinutesSignature.sha256).where(
            MinutesSignature.community_id == community_id
        )
    )
    for minutes_id, sha256 in signatures:
        known, number = sealed.get(minutes_id, ("", str(minutes_id)))
        if sha256 != known:
            yield "signature_of_other_minutes", number
