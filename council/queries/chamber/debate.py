"""The debate as those who take part in it need it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, func, select

from council.models.debate import Amendment, Contribution
from council.models.people import Person
from council.queries.chamber.matter import MatterForActs


@dataclass(frozen=True, slots=True)
class Question:
    """A question without an answer."""

    position: int
    text: str
    name: str
    office_title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Motion:
    """An amendment that waits for its decision. ``stale``: the text has changed since."""

    id: UUID
    name: str
    office_title: str
    text: str
    reason: str
    cost_change: int
    stale: bool
    at: datetime


def open_questions(connection: Connection, matter: MatterForActs) -> list[Question]:
    """Questions that wait for an answer, the oldest first."""
    rows = connection.execute(
        select(
            Contribution.position,
            Contribution.text,
            Person.name,
            Contribution.office_title,
            Contribution.at,
        )
        .join(
            Person,
            and_(
                Person.community_id == Contribution.community_id,
                Person.id == Contribution.person_id,
            ),
        )
        .where(
            Contribution.community_id == matter.community_id,
            Contribution.proposal_id == matter.id,
            Contribution.kind == "question",
            Contribution.answered_at.is_(None),
        )
        .order_by(Contribution.position)
    )
    return [Question(*row) for row in rows]


def open_motions(connection: Connection, matter: MatterForActs) -> list[Motion]:
    """Amendments that wait for a decision, the oldest first."""
    rows = connection.execute(
        select(
            Amendment.id,
            Person.name,
            Amendment.office_title,
            Amendment.text,
            Amendment.reason,
            Amendment.cost_change,
            Amendment.base_version != matter.version,
            Amendment.at,
        )
        .join(
            Person,
            and_(Person.community_id == Amendment.community_id, Person.id == Amendment.person_id),
        )
        .where(
            Amendment.community_id == matter.community_id,
            Amendment.proposal_id == matter.id,
            Amendment.state == "moved",
        )
        .order_by(Amendment.at)
    )
    return [Motion(*row) for row in rows]


def turns(connection: Connection, matter: MatterForActs, person_id: UUID) -> int:
    """How often the person has spoken in this debate; answers are not counted."""
    query = (
        select(func.count())
        .select_from(Contribution)
        .where(
            Contribution.community_id == matter.community_id,
            Contribution.proposal_id == matter.id,
            Contribution.person_id == person_id,
            Contribution.kind != "answer",
            Contribution.at >= matter.stage_since,
        )
    )
    return connection.scalar(query) or 0
