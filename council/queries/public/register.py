"""The register of resolutions: what was resolved, and how far it is carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from council.models.base import tied
from council.models.bodies import Body
from council.models.implementation import Milestone
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules.masking import mask_text

PAGE = 50


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One resolution. ``stage`` and ``ending`` are those of its matter now; ``cost`` in fen.

    Of its ``steps`` so many are ``done``, so many ``late`` (past their day and not done).
    """

    number: str
    reference: str
    title: str
    body: str
    outcome: str
    at: datetime
    cost: int | None
    proposal: str
    stage: str
    ending: str | None
    stage_since: datetime
    due_at: datetime | None
    steps: int
    done: int
    late: int


def lines(
    connection: Connection, community_id: UUID, skip: int = 0, *, today: date, state: str = ""
) -> list[RegisterLine]:
    """The latest first; one more than a page where there are older ones.

    ``state``: a stage, ``late`` (with a step past its day), ``failed``; empty means any.
    """
    late = _steps(Milestone.done_at.is_(None), Milestone.due_on < today)
    query = (
        select(
            Resolution.number,
            Resolution.reference,
            Proposal.title,
            Body.name,
            Resolution.outcome,
            Resolution.at,
            Resolution.cost,
            Proposal.number,
            Proposal.stage,
            Proposal.ending,
            Proposal.stage_since,
            Proposal.due_at,
            _steps(),
            _steps(Milestone.done_at.is_not(None)),
            late,
        )
        .join(Proposal, tied(Proposal, Resolution, "proposal_id"))
        .join(Body, tied(Body, Resolution, "body_id"))
        .where(Resolution.community_id == community_id, Proposal.is_public.is_(True))
        .order_by(Resolution.at.desc(), Resolution.number.desc())
        .limit(PAGE + 1)
        .offset(skip)
    )
    if state == "late":
        query = query.where(late > 0)
    elif state == "failed":
        query = query.where(Resolution.outcome != "passed")
    elif state:
        query = query.where(Resolution.outcome == "passed", Proposal.stage == state)
    return [_line(row) for row in connection.execute(query)]


def _line(row: Any) -> RegisterLine:
    values = list(row)
    values[2] = mask_text(values[2])
    return RegisterLine(*values)


def _steps(*where: Any) -> Any:
    """How many steps of the matter's present round."""
    mine = (tied(Proposal, Milestone, "proposal_id"), Milestone.round == Proposal.round)
    query = select(func.count()).select_from(Milestone).where(*mine, *where)
    return query.correlate(Proposal).scalar_subquery()
