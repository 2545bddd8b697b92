"""All contributions to one matter, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.debate import Contribution
from council.models.people import Person
from council.models.proposals import Proposal
from council.rules.masking import mask_name, mask_text

PAGE = 20
_Answer = aliased(Contribution)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One contribution by office and masked name, with the answer to it."""

    position: int
    kind: str
    text: str
    office_title: str
    name: str
    at: datetime
    answer: str
    answer_title: str
    answer_at: datetime | None


@dataclass(frozen=True, slots=True)
class DebatePage:
    """A page of the debate on a matter; ``has_older``/``has_newer``: there is more either side."""

    number: str
    title: str
    stage: str
    contributions: int
    said: list[Spoken]
    has_older: bool
    has_newer: bool


def load(
    connection: Connection,
    community_id: UUID,
    number: str,
    after: int | None = None,
    before: int | None = None,
) -> DebatePage | None:
    """Contributions in the order they were made; ``after``/``before`` are positions."""
    matter = connection.execute(
        select(
            Proposal.id,
            Proposal.number,
            Proposal.title,
            Proposal.stage,
            Proposal.contribution_count,
        ).where(
            Proposal.community_id == community_id,
            Proposal.number == number,
            Proposal.is_public.is_(True),
        )
    ).one_or_none()
    if matter is None:
        return None
    found = _said(connection, community_id, matter.id, after, before)
    more, found = len(found) > PAGE, found[:PAGE]
    if before is not None:
        found, older, newer = found[::-1], more, True
    else:
        older, newer = after is not None, more
    return DebatePage(
        matter.number,
        mask_text(matter.title),
        matter.stage,
        matter.contribution_count,
        found,
        older and bool(found),
        newer and bool(found),
    )


def _said(
    connection: Connection, community_id: UUID, matter: UUID, after: int | None, before: int | None
) -> list[Spoken]:
    position = Contribution.position
    query = _SPOKEN.where(
        Contribution.community_id == community_id, Contribution.proposal_id == matter
    )
    if before is not None:
        query = query.where(position < before).order_by(position.desc())
    else:
        query = query.where(position > (after or 0)).order_by(position)
    return [_spoken(row) for row in connection.execute(query.limit(PAGE + 1))]


_SPOKEN = (
    select(
        Contribution.position,
        Contribution.kind,
        Contribution.text,
        Contribution.office_title,
        Person.name,
        Contribution.at,
        _Answer.text,
        _Answer.office_title,
        _Answer.at,
    )
    .join(Person, tied(Person, Contribution, "person_id"))
    .outerjoin(_Answer, tied(Contribution, _Answer, "answers_id"))
    .where(Contribution.kind != "answer")
)


def _spoken(row: Any) -> Spoken:
    return Spoken(
        row[0],
        row[1],
        mask_text(row[2]),
        row[3],
        mask_name(row[4]),
        row[5],
        mask_text(row[6] or ""),
        row[7] or "",
        row[8],
    )
