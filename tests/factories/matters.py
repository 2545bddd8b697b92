"""Matters put directly into a late stage; from the posting on, by the services themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.implementation import Milestone
from council.models.proposals import Proposal
from council.rules.calendar import deadline, legal_day
from council.rules.stages import STAGE_RULES, Stage
from council.services import (
    acceptance,
    announcements,
    evaluations,
    implementation,
    lifecycle,
    outcomes,
)
from council.services.evaluations import Marks
from council.services.implementation import PlannedStep
from council.services.numbers import next_number
from council.services.unit import SYSTEM, unit

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""A Monday, ten in the morning in Shanghai."""
LATE = ("announcement", "implementation", "acceptance", "disclosure", "evaluation")
_BEFORE = {
    "vetting": "proposing", "review": "vetting", "members": "review", "debate": "review",
    "resolution": "debate", "announcement": "resolution",
}  # fmt: skip
_ACT = {
    "vetting": "proposal.send", "review": "vetting.accept", "members": "review.conclude",
    "debate": "review.conclude", "resolution": "debate.conclude", "announcement": "resolution.pass",
}  # fmt: skip


def matter_in(hall, stage, *, at=START, title="楼道加装扶手", proposer="resident12", **row) -> str:
    """A matter that reached ``stage``, begun at ``at``; gives its number.

    Stages before the posting and the posting itself are rows set inside a unit; later ones are
    reached by the services, see :func:`advance`.
    """
    first = stage if stage not in LATE else "announcement"
    number = _enter(hall, first, at, title, hall.people[proposer], row)
    for reached in LATE[1:]:
        if stage in LATE and LATE.index(stage) >= LATE.index(reached):
            advance(hall, number, reached)
    return number


def _enter(hall, stage, at, title, proposer, row) -> str:
    with unit(hall.community_id, kind="proposal.submit", actor=SYSTEM, at=at) as work:
        number = next_number(work, "proposal")
        standing = {"cost": 1_200_000, "is_public": True, "seconder_count": 23} | row
        proposal = work.add(
            Proposal(
                number=number,
                stage=_BEFORE.get(stage, "draft"),
                stage_since=work.at,
                listed_at=work.at,
                title=title,
                text="三号楼六层楼道没有扶手，老人上下不便。",
                proposer_id=proposer,
                **standing,
            )
        )
        work.session.flush()
        entry = lifecycle.record(work, proposal, _ACT.get(stage, "proposal.submit"))
        entry.to_stage = stage
        lifecycle.enter(work, proposal, Stage(stage))
        if stage == "announcement":
            posting = announcements.post(work, proposal, "decision", "AN1")
            proposal.due_at = posting.until_at
        assert STAGE_RULES.get(Stage(stage))
        return number


def advance(hall, number: str, to: str) -> None:
    """Take the matter by the services to the next of LATE."""
    {
        "implementation": _close_posting,
        "acceptance": _work,
        "disclosure": _accept,
        "evaluation": _disclose,
    }[to](hall, number)


def since(hall, number: str) -> datetime:
    """When the matter entered its stage."""
    return row_of(hall, number).stage_since


def row_of(hall, number: str) -> Proposal:
    """The matter as it stands."""
    with Session(db.engine) as session:
        return session.scalars(
            select(Proposal).where(
                Proposal.community_id == hall.community_id, Proposal.number == number
            )
        ).one()


def milestones(hall, number: str) -> list[UUID]:
    """The milestones of the present round, in order."""
    row = row_of(hall, number)
    with Session(db.engine) as session:
        return list(
            session.scalars(
                select(Milestone.id)
                .where(
                    Milestone.community_id == hall.community_id,
                    Milestone.proposal_id == row.id,
                    Milestone.round == row.round,
                )
                .order_by(Milestone.position)
            )
        )


def _close_posting(hall, number):
    at = deadline(since(hall, number), 7)
    announcements.close(hall.community_id, number, actor=hall.actor("clerk"), at=at)


def plan(hall, number, *due: date, responsible="property", workers=(), at=None) -> list[UUID]:
    """Plan one milestone per due day; gives the milestones."""
    at = at or since(hall, number)
    implementation.plan(
        hall.community_id,
        number,
        actor=hall.actor("chair"),
        responsible_id=hall.people[responsible],
        responsible_title="物业项目经理",
        steps=[PlannedStep(f"第{n}步安装", "物业项目部", day) for n, day in enumerate(due, 1)],
        contractor="松河某安装队",
        workers=[hall.people[key] for key in workers],
        at=at,
    )
    return milestones(hall, number)


def _work(hall, number):
    at = since(hall, number) + timedelta(hours=1)
    for step in plan(hall, number, legal_day(at) + timedelta(days=10), at=at):
        implementation.complete_step(
            hall.community_id, step, actor=hall.actor("property"), note="装好了", at=at
        )
    implementation.finish(hall.community_id, number, actor=hall.actor("chair"), at=at)


def _accept(hall, number):
    at = since(hall, number) + timedelta(hours=1)
    for key in ("supervisor1", "resident1"):
        acceptance.sign(hall.community_id, number, actor=hall.actor(key), accepted=True, at=at)


def _disclose(hall, number):
    at = since(hall, number) + timedelta(hours=1)
    chair = hall.actor("chair")
    text = "扶手已经装好，共六层，逐层试过。"
    outcomes.report(hall.community_id, number, actor=chair, text=text, cost=1_150_000, at=at)
    outcomes.close(hall.community_id, number, actor=chair, at=deadline(at, 7))


def evaluate(hall, number, mark: int, people=5, *, at=None) -> None:
    """``people`` residents give the same mark in all four dimensions."""
    for n in range(1, people + 1):
        evaluations.give(
            hall.community_id,
            number,
            actor=hall.actor(f"resident{n}"),
            marks=Marks(mark, mark, mark, mark),
            at=at or since(hall, number) + timedelta(hours=n),
        )
