"""Taking a step back: only by a recorded correction that names the act it corrects."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.acts import Act
from council.models.proposals import Proposal
from council.rules.shapes import clean_text
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused
from council.services import lifecycle
from council.services.unit import Actor, Work, unit


def correct(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    reason: str,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Undo the matter's last move: it stands again where it stood; both acts remain in the trace.

    Raises:
        Refused: ``nothing_to_correct``; ``decided_by_vote`` for what a vote decided.
    """
    reason = clean_text(reason, 10, 2000, "reason")
    with unit(
        community_id, kind="record.correct", actor=actor, at=at, power="record.correct"
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        wrong = _last_move(work, proposal)
        lifecycle.record(
            work,
            proposal,
            "record.correct",
            reason=reason,
            corrects_id=wrong.id,
            detail={"act": wrong.kind, "from": proposal.stage, "to": wrong.stage},
        ).to_stage = wrong.stage
        lifecycle.enter(work, proposal, Stage(wrong.stage))
        proposal.ending = None
        proposal.revision += 1
        work.tell(number=number, act=wrong.kind, to=wrong.stage)


def _last_move(work: Work, proposal: Proposal) -> Act:
    """The latest act that moved the matter and was not corrected yet."""
    acts = work.all(Act, Act.proposal_id == proposal.id, order=Act.position.desc())
    corrected = {act.corrects_id for act in acts if act.corrects_id}
    moves = [a for a in acts if a.to_stage and a.id not in corrected and a.kind != "record.correct"]
    if not moves or moves[0].kind == "proposal.submit":
        raise Refused([Reason("nothing_to_correct")])
    if moves[0].kind.startswith(("resolution.", "members.", "proposal.merge")):
        raise Refused([Reason("decided_by_vote")])
    return moves[0]
