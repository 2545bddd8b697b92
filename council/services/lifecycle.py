"""Moving a matter: the rules decide, this writes. The only place that changes a stage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from council.db import db
from council.models import facts
from council.models.acts import Act
from council.models.proposals import Proposal
from council.rules import stages
from council.rules.calendar import deadline
from council.rules.stages import CLOCKED, STAGE_RULES, Stage
from council.rules.verdict import Reason, Refused, Verdict
from council.services import law
from council.services.unit import Work


def load(work: Work, number: str, *, revision: int | None = None) -> Proposal:
    """The proposal with this number, as the caller saw it.

    Raises:
        Refused: ``not_found``, or ``moved_meanwhile`` where it changed since ``revision``.
    """
    proposal = work.find(Proposal, Proposal.number == number)
    if proposal is None:
        raise Refused([Reason("not_found", {"what": "proposal"})])
    demand_seen(proposal, revision)
    return proposal


def demand_seen(proposal: Proposal, revision: int | None) -> None:
    """Refuse an act on what changed since ``revision``; None was seen by nobody."""
    if revision is not None and revision != proposal.revision:
        raise Refused([Reason("moved_meanwhile", {"stage": proposal.stage})])


def verdict(work: Work, proposal: Proposal, act: str) -> Verdict:
    """Whether ``act`` is lawful now, with all reasons against it."""
    figures = law.figures(work.session, work.community_id, work.at)
    return stages.decide(facts.matter(work.session, proposal, figures), act, work.at)


def advance(
    work: Work,
    proposal: Proposal,
    act: str,
    *,
    reason: str = "",
    rule_id: str | None = None,
    due_at: datetime | None = None,
    detail: dict[str, Any] | None = None,
    corrects_id: UUID | None = None,
) -> Act:
    """Do ``act``: check it, move the matter where the table says, and add it to the trace.

    Raises:
        Refused: with every reason against the act.
    """
    verdict(work, proposal, act).demand()
    step = stages.step_for(act, Stage(proposal.stage))
    if step is None:  # decide() refused this already
        raise LookupError(act)
    before = Stage(proposal.stage)
    after = stages.target(proposal.track, step)
    rule_id = rule_id or stages.rule_of(proposal.track, before)
    entry = record(
        work, proposal, act, reason=reason, rule_id=rule_id, detail=detail, corrects_id=corrects_id
    )
    proposal.revision += 1
    if after != before:
        entry.to_stage = after.value
        enter(work, proposal, after)
        proposal.ending = step.ending.value if step.ending else None
    if due_at is not None:
        proposal.due_at = due_at
    work.tell(number=proposal.number, stage=before.value, to=after.value, reason=reason)
    return entry


def enter(work: Work, proposal: Proposal, stage: Stage) -> None:
    """Put the matter into ``stage`` and start the stage's clock where it has one."""
    proposal.stage = stage.value
    proposal.stage_since = work.at
    proposal.escalated_at = None
    proposal.due_at = None
    if stage in CLOCKED:
        rule = law.rule(work.session, work.community_id, STAGE_RULES[stage], work.at)
        proposal.due_at = deadline(work.at, rule.number(CLOCKED[stage]))


def record(
    work: Work,
    proposal: Proposal,
    kind: str,
    *,
    reason: str = "",
    rule_id: str | None = None,
    detail: dict[str, Any] | None = None,
    corrects_id: UUID | None = None,
) -> Act:
    """Add one line to the matter's trace without moving it."""
    statutes: tuple[str, ...] = ()
    if rule_id:
        statutes = law.rule(work.session, work.community_id, rule_id, work.at).statutes
    return work.add(
        Act(
            proposal_id=proposal.id,
            position=_next_position(work, proposal),
            stage=proposal.stage,
            kind=kind,
            actor_id=work.actor.person_id,
            office=work.actor.office,
            office_title=work.actor.title,
            reason=reason,
            rule_id=rule_id,
            statutes=list(statutes),
            detail=detail or {},
            corrects_id=corrects_id,
            at=work.at,
        )
    )


def _next_position(work: Work, proposal: Proposal) -> int:
    work.session.flush()
    mine = (Act.community_id == work.community_id, Act.proposal_id == proposal.id)
    return (work.session.scalar(select(func.max(Act.position)).where(*mine)) or 0) + 1


def standing_in(community_id: UUID, stage: str) -> list[str]:
    """Numbers of the matters that stand in ``stage`` (for the clockwork)."""
    query = select(Proposal.number).where(
        Proposal.community_id == community_id,
        Proposal.stage == stage,
        Proposal.number.is_not(None),
    )
    with db.engine.connect() as connection:
        return [number for (number,) in connection.execute(query) if number]


def attempt(act: Callable[..., object], community_id: UUID, number: str, at: datetime) -> bool:
    """Do a clockwork act where it is lawful now; returns whether it was done."""
    try:
        act(community_id, number, at=at)
    except Refused:
        return False
    return True
