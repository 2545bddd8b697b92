"""The long imports and exports that somebody asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.base import tied
from council.models.funds import Fund, FundYear
from council.models.jobs import Job


@dataclass(frozen=True, slots=True)
class JobView:
    """One run, as ``models.jobs`` tells it."""

    id: UUID
    kind: str
    state: str
    done: int
    total: int
    asked: dict[str, Any]
    result: dict[str, Any]
    at: datetime
    started_at: datetime | None
    ended_at: datetime | None


_JOB = select(
    Job.id,
    Job.kind,
    Job.state,
    Job.done,
    Job.total,
    Job.asked,
    Job.result,
    Job.at,
    Job.started_at,
    Job.ended_at,
)


def load(
    connection: Connection, community_id: UUID, person_id: UUID, job_id: UUID
) -> JobView | None:
    """A job of this person, or None: nobody sees another's."""
    mine = (Job.community_id == community_id, Job.person_id == person_id, Job.id == job_id)
    row = connection.execute(_JOB.where(*mine)).first()
    return JobView(*row) if row else None


def lines(connection: Connection, community_id: UUID, person_id: UUID) -> list[JobView]:
    """The latest jobs of this person."""
    mine = (Job.community_id == community_id, Job.person_id == person_id)
    query = _JOB.where(*mine).order_by(Job.at.desc()).limit(20)
    return [JobView(*row) for row in connection.execute(query)]


def years(connection: Connection, community_id: UUID) -> list[tuple[str, str, int]]:
    """Code and name of a fund, and a year that it has books for; the newest first."""
    query = (
        select(Fund.code, Fund.name, FundYear.year)
        .join(FundYear, tied(Fund, FundYear, "fund_id"))
        .where(Fund.community_id == community_id)
        .order_by(FundYear.year.desc(), Fund.position, Fund.code)
    )
    return [(code, name, year) for code, name, year in connection.execute(query)]
