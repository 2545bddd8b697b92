"""群众评议: four marks by each resident once; a low score re-opens the work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from council.models import facts
from council.models.implementation import Evaluation
from council.models.people import Person
from council.models.proposals import Proposal
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import law, lifecycle
from council.services.unit import SYSTEM, Actor, Work, unit


@dataclass(frozen=True, slots=True)
class Marks:
    """One (very dissatisfied) to five (very satisfied) for each dimension."""

    result: int
    speed: int
    cost: int
    communication: int

    def check(self) -> None:
        """Refuse marks outside one to five."""
        given = (self.result, self.speed, self.cost, self.communication)
        if not all(1 <= mark <= 5 for mark in given):
            raise Refused([Reason("mark_out_of_range", {}, "ES1")])


def give(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    marks: Marks,
    remark: str = "",
    at: datetime,
) -> None:
    """Enter a resident's evaluation, at most one per round.

    Raises:
        Refused: a second one, outside the stage, after its end, or marks out of range.
    """
    marks.check()
    remark = clean_text(remark, 0, 1000, "remark")
    with unit(
        community_id, kind="evaluation.give", actor=actor, at=at, power="evaluation.give"
    ) as work:
        proposal = lifecycle.load(work, number)
        lifecycle.verdict(work, proposal, "evaluation.give").demand()
        if not facts.is_resident(work.get(Person, actor.person_id)):
            raise Refused([Reason("residents_only", {}, "ES1")])
        if proposal.due_at is not None and work.at >= proposal.due_at:
            raise Refused([Reason("evaluation_over", {"until": proposal.due_at}, "ES1")])
        mine = (Evaluation.proposal_id == proposal.id, Evaluation.round == proposal.round)
        if work.find(Evaluation, *mine, Evaluation.person_id == actor.person_id):
            raise Refused([Reason("evaluated_already", {}, "ES1")])
        work.add(
            Evaluation(
                proposal_id=proposal.id,
                round=proposal.round,
                person_id=actor.person_id,
                result=marks.result,
                speed=marks.speed,
                cost=marks.cost,
                communication=marks.communication,
                remark=remark,
                at=work.at,
            )
        )
        work.tell(number=proposal.number)


def reopen(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    reason: str,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Re-open the work because of a low score, with the reasons; a new round begins.

    Raises:
        Refused: where too few evaluated or the mark is not low.
    """
    reason = clean_text(reason, 5, 2000, "reason")
    with unit(
        community_id, kind="evaluation.reopen", actor=actor, at=at, power="evaluation.close"
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        _reopen(work, proposal, reason)


def close(
    community_id: UUID,
    number: str,
    *,
    actor: Actor = SYSTEM,
    revision: int | None = None,
    at: datetime,
) -> None:
    """End the evaluation after its time; the matter is completed.

    Raises:
        Refused: while it runs, or where the score is low (then it is re-opened).
    """
    with unit(
        community_id, kind="evaluation.close", actor=actor, at=at, power="evaluation.close"
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        lifecycle.advance(work, proposal, "evaluation.close", rule_id="ES1")


def due(community_id: UUID, at: datetime) -> int:
    """End the evaluations whose time is over; returns how many.

    Where the score is low the work is re-opened, so that nobody can let it rest.
    """
    numbers = lifecycle.standing_in(community_id, "evaluation")
    return sum(
        lifecycle.attempt(close, community_id, number, at)
        or lifecycle.attempt(_reopen_by_time, community_id, number, at)
        for number in numbers
    )


def _reopen_by_time(community_id: UUID, number: str, *, at: datetime) -> None:
    with unit(community_id, kind="evaluation.reopen", actor=SYSTEM, at=at) as work:
        proposal = lifecycle.load(work, number)
        if proposal.due_at is None or work.at < proposal.due_at:
            raise Refused([Reason("deadline_running", {"until": proposal.due_at}, "ES1")])
        _reopen(work, proposal, "")


def _reopen(work: Work, proposal: Proposal, reason: str) -> None:
    """Begin a new round of work; the trace keeps how many evaluated and what came out."""
    figures = law.figures(work.session, work.community_id, work.at)
    matter = facts.matter(work.session, proposal, figures)
    detail = {"n": matter.evaluations, "share": str(matter.satisfaction)}
    lifecycle.advance(
        work, proposal, "evaluation.reopen", reason=reason, rule_id="ES1", detail=detail
    )
    proposal.round += 1
