"""Petitions for a meeting as everybody may see them: figures, never names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from council.models.base import tied
from council.models.bodies import Body
from council.models.calling import Petition, PetitionSignature
from council.models.meetings import Meeting
from council.rules.masking import mask_text
from council.rules.petitions import Standing

PAGE = 30


@dataclass(frozen=True, slots=True)
class PetitionLine:
    """One petition. ``standing`` is how it stood at ``counted_at``, the last signature.

    ``state``: ``open``, ``reached``, ``called``, ``lapsed``.
    """

    id: UUID
    number: str
    title: str
    text: str
    body_id: UUID
    body: str
    body_kind: str
    rule_id: str
    state: str
    opened_at: datetime
    closes_at: datetime
    reached_at: datetime | None
    signatures: int
    counted_at: datetime | None
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class CalledMeeting:
    """The meeting that was called on a petition."""

    number: str
    title: str
    starts_at: datetime


_LINE = select(
    Petition.id,
    Petition.number,
    Petition.title,
    Petition.text,
    Petition.body_id,
    Body.name,
    Body.kind,
    Petition.rule_id,
    Petition.state,
    Petition.opened_at,
    Petition.closes_at,
    Petition.reached_at,
    Petition.found,
).join(Body, tied(Body, Petition, "body_id"))


def lines(connection: Connection, community_id: UUID, skip: int = 0) -> list[PetitionLine]:
    """Petitions, newest first; one more than a page where there are older ones."""
    mine = Petition.community_id == community_id
    newest = _LINE.where(mine).order_by(Petition.opened_at.desc(), Petition.number.desc())
    return [_line(row) for row in connection.execute(newest.limit(PAGE + 1).offset(skip))]


def load(connection: Connection, community_id: UUID, number: str) -> PetitionLine | None:
    """The petition with this number, or None."""
    query = _LINE.where(Petition.community_id == community_id, Petition.number == number)
    row = connection.execute(query).one_or_none()
    return _line(row) if row else None


def channels(connection: Connection, community_id: UUID, petition_id: UUID) -> dict[str, int]:
    """How many signatures stand, by how they were given."""
    rows = connection.execute(
        select(PetitionSignature.channel, func.count())
        .where(
            PetitionSignature.community_id == community_id,
            PetitionSignature.petition_id == petition_id,
            PetitionSignature.withdrawn_at.is_(None),
        )
        .group_by(PetitionSignature.channel)
    )
    return {row[0]: row[1] for row in rows}


def meeting(connection: Connection, community_id: UUID, petition_id: UUID) -> CalledMeeting | None:
    """The meeting that was called on it and not called off."""
    row: Any = connection.execute(
        select(Meeting.number, Meeting.title, Meeting.starts_at)
        .where(
            Meeting.community_id == community_id,
            Meeting.petition_id == petition_id,
            Meeting.cancelled_at.is_(None),
        )
        .limit(1)
    ).one_or_none()
    return CalledMeeting(row[0], mask_text(row[1]), row[2]) if row else None


def _line(row: Any) -> PetitionLine:
    *values, found = row
    values[2], values[3] = mask_text(values[2]), mask_text(values[3])
    kept: dict[str, Any] = found or {}
    at = kept.get("at")
    counted_at = datetime.fromisoformat(at) if at else None
    standing = Standing.from_data(kept) if "alternatives" in kept else None
    values += [kept.get("signatures", 0), counted_at, standing]
    return PetitionLine(*values)
