"""The mandates of a meeting for those whom they concern: full names, never on a public page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, or_, select
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.mandates import Mandate
from council.models.people import Person


@dataclass(frozen=True, slots=True)
class MandateLine:
    """One mandate. ``positions`` are items of the agenda, empty for all."""

    number: str
    giver_id: UUID
    giver: str
    holder_id: UUID
    holder: str
    line: int
    scope: str
    note: str
    has_paper: bool
    at: datetime
    revoked_at: datetime | None
    used_at: datetime | None

    @property
    def state(self) -> str:
        """``revoked``, ``used`` or ``valid``."""
        return "revoked" if self.revoked_at else "used" if self.used_at else "valid"

    @property
    def positions(self) -> tuple[int, ...]:
        """The items that it is for."""
        return tuple(int(p) for p in self.scope.split(",")) if self.scope else ()


@dataclass(frozen=True, slots=True)
class Paper:
    """The scan of a mandate, and whom it concerns."""

    sha256: str
    media_type: str
    giver_id: UUID
    holder_id: UUID


def lines(
    connection: Connection, community_id: UUID, meeting_id: UUID, who: UUID | None = None
) -> list[MandateLine]:
    """The mandates of a meeting, newest first; ``who``: only those somebody gave or holds."""
    giver, holder = aliased(Person), aliased(Person)
    query = (
        select(
            Mandate.number,
            Mandate.giver_id,
            giver.name,
            Mandate.holder_id,
            holder.name,
            Mandate.line,
            Mandate.scope,
            Mandate.note,
            Mandate.sha256.is_not(None),
            Mandate.at,
            Mandate.revoked_at,
            Mandate.used_at,
        )
        .join(giver, tied(giver, Mandate, "giver_id"))
        .join(holder, tied(holder, Mandate, "holder_id"))
        .where(Mandate.community_id == community_id, Mandate.meeting_id == meeting_id)
        .order_by(Mandate.at.desc(), Mandate.number.desc())
    )
    if who is not None:
        query = query.where(or_(Mandate.giver_id == who, Mandate.holder_id == who))
    rows: Iterable[Any] = connection.execute(query)
    return [MandateLine(*row) for row in rows]


def paper(connection: Connection, community_id: UUID, number: str) -> Paper | None:
    """The scan of the mandate with this number, or None."""
    row: Any = connection.execute(
        select(Mandate.sha256, Mandate.media_type, Mandate.giver_id, Mandate.holder_id).where(
            Mandate.community_id == community_id,
            Mandate.number == number,
            Mandate.sha256.is_not(None),
        )
    ).one_or_none()
    return Paper(*row) if row else None
