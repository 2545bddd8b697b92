"""Taking a step back: only by a recorded correction that names the act it corrects."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.acts import Act, Appeal
from council.models.implementation import Project
from council.models.proposals import Proposal
from council.models.resolutions import Announcement
from council.rules.corrections import against, last_move
from council.rules.shapes import clean_text
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused
from council.services import lifecycle
from council.services.unit import Actor, Work, unit

_NEW_ROUND = {"acceptance.rework", "evaluation.reopen"}
_POSTINGS = {Stage.ANNOUNCEMENT: "decision", Stage.DISCLOSURE: "outcome"}


def correct(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    reason: str,
    act_id: UUID | None = None,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Undo the matter's last move: it stands again where it stood; both acts remain in the trace.

    ``act_id`` is the act that the caller saw as the last move.

    Raises:
        Refused: ``nothing_to_correct``; ``decided_by_vote`` for what a vote decided,
            ``decided_elsewhere`` for what the street office decided, ``appeal_waiting``,
            ``moved_meanwhile``.
    """
    reason = clean_text(reason, 10, 2000, "reason")
    with unit(
        community_id, kind="record.correct", actor=actor, at=at, power="record.correct"
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        wrong = _wrong(work, proposal)
        if act_id is not None and wrong.id != act_id:
            raise Refused([Reason("moved_meanwhile", {"stage": proposal.stage})])
        lifecycle.record(
            work,
            proposal,
            "record.correct",
            reason=reason,
            corrects_id=wrong.id,
            detail={"act": wrong.kind, "from": proposal.stage, "to": wrong.stage},
        ).to_stage = wrong.stage
        _stand_again(work, proposal, wrong)
        work.tell(number=number, act=wrong.kind, to=wrong.stage)


def _wrong(work: Work, proposal: Proposal) -> Act:
    """The act to correct: the matter's last move."""
    acts = work.all(Act, Act.proposal_id == proposal.id, order=Act.position)
    wrong = last_move(acts)
    if wrong is None:
        raise Refused([Reason("nothing_to_correct")])
    appeal = work.find(Appeal, Appeal.proposal_id == proposal.id)
    state = None if appeal is None else "decided" if appeal.decided_at else "waiting"
    against(wrong.kind, appeal=state).demand()
    return wrong


def _stand_again(work: Work, proposal: Proposal, wrong: Act) -> None:
    """Put the matter where it stood, with what belonged to the move taken back."""
    stage = Stage(wrong.stage)
    if wrong.kind in _NEW_ROUND:
        proposal.round -= 1
    lifecycle.enter(work, proposal, stage)
    proposal.ending = None
    proposal.revision += 1
    mine = (Announcement.proposal_id == proposal.id, Announcement.round == proposal.round)
    kind = _POSTINGS.get(stage)
    posting = work.find(Announcement, *mine, Announcement.kind == kind) if kind else None
    if posting is not None:
        posting.closed_at, proposal.due_at = None, posting.until_at
    if stage == Stage.IMPLEMENTATION:
        of_round = (Project.proposal_id == proposal.id, Project.round == proposal.round)
        project = work.find(Project, *of_round)
        if project is not None:
            project.finished_at = None
