"""The frozen roll of a poll as everybody may see it: offices, units or buildings, never owners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from council.models.bodies import Body
from council.models.polls import Poll, PollVoter, RollObjection
from council.queries.public.polls import joined, public
from council.rules.masking import mask_text

PAGE = 100


@dataclass(frozen=True, slots=True)
class RollHead:
    """A poll and its roll as a whole; ``area`` in hundredths of m², None where it does not count.

    ``objections`` counts them by how they were answered: ``waiting``, ``upheld``, ``dismissed``.
    """

    id: UUID
    number: str
    question: str
    body: str
    rule: Mapping[str, Any]
    opened_at: datetime
    closed_at: datetime | None
    objections_until: datetime | None
    roll_sha256: str | None
    lines: int
    heads: int
    area: int | None
    recused: int
    objections: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RollRow:
    """One line: what it stands for (an office, a unit, a building), why, and with which weight."""

    label: str
    kind: str
    heads: int
    area: int | None
    recused: bool


def head(connection: Connection, community_id: UUID, number: str) -> RollHead | None:
    """The poll with this number and the sums of its roll, or None."""
    found = (
        connection.execute(
            joined(
                select(
                    Poll.id,
                    Poll.number,
                    Poll.question,
                    Body.name.label("body"),
                    Poll.rule,
                    Poll.opened_at,
                    Poll.closed_at,
                    Poll.objections_until,
                    Poll.roll_sha256,
                )
            ).where(Poll.community_id == community_id, Poll.number == number, public())
        )
        .mappings()
        .one_or_none()
    )
    if found is None:
        return None
    values = dict(found) | _sums(connection, community_id, found["id"])
    values["question"] = mask_text(values["question"])
    values["objections"] = _objections(connection, community_id, found["id"])
    return RollHead(**values)


def rows(connection: Connection, community_id: UUID, poll_id: UUID, skip: int) -> list[RollRow]:
    """A page of the roll in its order; one more than a page where there are further lines."""
    found = connection.execute(
        select(
            PollVoter.label,
            PollVoter.office_title,
            PollVoter.basis,
            PollVoter.heads,
            PollVoter.area,
            PollVoter.recused,
        )
        .where(PollVoter.community_id == community_id, PollVoter.poll_id == poll_id)
        .order_by(PollVoter.id)
        .limit(PAGE + 1)
        .offset(skip)
    )
    return [
        RollRow(
            row.label or row.office_title,
            (row.basis or {}).get("kind", ""),
            row.heads,
            row.area,
            row.recused,
        )
        for row in found
    ]


def _sums(connection: Connection, community_id: UUID, poll_id: UUID) -> dict[str, Any]:
    """Lines that count, their heads and area; recused ones apart."""
    found = connection.execute(
        select(
            PollVoter.recused,
            func.count().label("lines"),
            func.sum(PollVoter.heads).label("heads"),
            func.sum(PollVoter.area).label("area"),
        )
        .where(PollVoter.community_id == community_id, PollVoter.poll_id == poll_id)
        .group_by(PollVoter.recused)
    ).all()
    standing = [row for row in found if not row.recused]
    area = standing[0].area if standing else None
    return {
        "lines": sum(row.lines for row in standing),
        "heads": sum(int(row.heads) for row in standing),
        "area": None if area is None else int(area),
        "recused": sum(row.lines for row in found if row.recused),
    }


def _objections(connection: Connection, community_id: UUID, poll_id: UUID) -> dict[str, int]:
    counts = {"waiting": 0, "upheld": 0, "dismissed": 0}
    found = connection.execute(
        select(RollObjection.upheld, func.count())
        .where(RollObjection.community_id == community_id, RollObjection.poll_id == poll_id)
        .group_by(RollObjection.upheld)
    )
    for upheld, n in found:
        counts["waiting" if upheld is None else "upheld" if upheld else "dismissed"] = n
    return counts
