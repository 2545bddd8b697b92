"""实施与督办: the responsible seat, milestones, evidence, reminders, finishing the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from council.models.implementation import Milestone, Project, Worker
from council.models.people import Person
from council.models.proposals import Proposal
from council.rules.calendar import legal_day
from council.rules.shapes import check_date, clean_text
from council.rules.verdict import Reason, Refused
from council.services import evidence, lifecycle
from council.services.unit import Actor, Work, unit


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A milestone to be: what, who sees to it, and by which day."""

    title: str
    owner: str
    due_on: date


def plan(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    responsible_id: UUID,
    responsible_title: str,
    steps: Sequence[PlannedStep],
    contractor: str = "",
    workers: Sequence[UUID] = (),
    revision: int | None = None,
    at: datetime,
) -> None:
    """Name the responsible seat, who does the work, and the milestones; later calls add steps.

    Raises:
        Refused: outside the stage, without a step, or with a due date in the past.
    """
    with unit(
        community_id, kind="implementation.plan", actor=actor, at=at, power="implementation.manage"
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        lifecycle.advance(work, proposal, "implementation.manage", rule_id="IM1")
        work.get(Person, responsible_id)
        project = _project(work, proposal) or Project(
            proposal_id=proposal.id,
            round=proposal.round,
            budget=proposal.cost,
            started_at=work.at,
        )
        project.responsible_id = responsible_id
        project.responsible_title = clean_text(responsible_title, 2, 60, "responsible")
        project.contractor = clean_text(contractor, 0, 120, "contractor")
        work.add(project)
        _add_steps(work, proposal, steps)
        _add_workers(work, proposal, {*workers, responsible_id})


def _project(work: Work, proposal: Proposal) -> Project | None:
    return work.find(Project, Project.proposal_id == proposal.id, Project.round == proposal.round)


def _add_steps(work: Work, proposal: Proposal, steps: Sequence[PlannedStep]) -> None:
    mine = (
        Milestone.community_id == work.community_id,
        Milestone.proposal_id == proposal.id,
        Milestone.round == proposal.round,
    )
    last = work.session.scalar(select(func.max(Milestone.position)).where(*mine)) or 0
    if not steps and not last:
        raise Refused([Reason("milestones_none", {}, "IM1")])
    today = legal_day(work.at)
    for position, step in enumerate(steps, last + 1):
        if step.due_on < today:
            raise Refused([Reason("due_in_past", {"day": step.due_on}, "IM1")])
        work.add(
            Milestone(
                proposal_id=proposal.id,
                round=proposal.round,
                position=position,
                title=clean_text(step.title, 2, 120, "milestone"),
                owner=clean_text(step.owner, 2, 60, "owner"),
                due_on=check_date(step.due_on, "due_on"),
            )
        )


def _add_workers(work: Work, proposal: Proposal, people: set[UUID]) -> None:
    known = {row.person_id for row in work.all(Worker, Worker.proposal_id == proposal.id)}
    for person_id in sorted(people - known):
        work.get(Person, person_id)
        work.add(Worker(proposal_id=proposal.id, person_id=person_id, at=work.at))


def complete_step(
    community_id: UUID,
    milestone_id: UUID,
    *,
    actor: Actor,
    note: str,
    photo_files: Sequence[bytes] = (),
    folder: Path | None = None,
    at: datetime,
) -> str:
    """Mark a milestone done with a note and evidence photos; returns the number of the matter.

    ``folder`` is where uploads are kept; it is needed with photos.

    Raises:
        Refused: where it is done already or the matter stands elsewhere, or for a bad photo.
    """
    made = evidence.read(photo_files)
    with (
        evidence.kept(folder, made) as files,
        unit(
            community_id,
            kind="implementation.step",
            actor=actor,
            at=at,
            power="implementation.work",
        ) as work,
    ):
        row = work.get(Milestone, milestone_id)
        proposal = work.get(Proposal, row.proposal_id)
        if row.done_at is not None or row.round != proposal.round:
            raise Refused([Reason("step_done_already", {}, "IM1")])
        lifecycle.verdict(work, proposal, "implementation.manage").demand()
        row.done_at, row.note = work.at, clean_text(note, 0, 1000, "note")
        if actor.person_id is not None:  # who reports a step done took part, and may not accept it
            _add_workers(work, proposal, {actor.person_id})
        evidence.add(work, row, files, made)
        detail = {"milestone": row.title, "photos": len(made)}
        lifecycle.record(work, proposal, "implementation.step", detail=detail, rule_id="IM1")
        proposal.revision += 1
        work.tell(number=proposal.number, milestone=row.position)
        return proposal.number or ""


def remind(community_id: UUID, milestone_id: UUID, *, actor: Actor, at: datetime) -> str:
    """督办: urge an overdue milestone, on the record; returns the number of the matter.

    Raises:
        Refused: where the milestone is done, not yet overdue, or was urged today already.
    """
    with unit(
        community_id,
        kind="implementation.remind",
        actor=actor,
        at=at,
        power="implementation.supervise",
    ) as work:
        row = work.get(Milestone, milestone_id)
        proposal = work.get(Proposal, row.proposal_id)
        lifecycle.verdict(work, proposal, "implementation.manage").demand()
        today = legal_day(work.at)
        if row.done_at is not None or row.round != proposal.round or row.due_on >= today:
            raise Refused([Reason("not_overdue", {}, "IM1")])
        if row.reminded_at is not None and legal_day(row.reminded_at) == today:
            raise Refused([Reason("reminded_today", {}, "IM1")])
        row.reminded_at = work.at
        detail = {"milestone": row.title, "owner": row.owner}
        lifecycle.record(work, proposal, "implementation.remind", detail=detail, rule_id="IM1")
        work.tell(number=proposal.number, milestone=row.position)
        return proposal.number or ""


def finish(
    community_id: UUID, number: str, *, actor: Actor, revision: int | None = None, at: datetime
) -> None:
    """Hand the finished work to acceptance.

    Raises:
        Refused: while a milestone is open or none was planned.
    """
    with unit(
        community_id,
        kind="implementation.finish",
        actor=actor,
        at=at,
        power="implementation.manage",
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        lifecycle.advance(work, proposal, "implementation.finish", rule_id="IM1")
        project = _project(work, proposal)
        if project is not None:
            project.finished_at = work.at
