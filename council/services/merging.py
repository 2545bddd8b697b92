"""合并: two proposals about one thing become one; every author, seconder and the trace stay."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.proposals import Proposal, ProposalAuthor, Seconder
from council.rules.shapes import clean_text
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused
from council.services import lifecycle
from council.services.seconding import recount, send_if_enough
from council.services.unit import Actor, Work, unit


def merge(
    community_id: UUID,
    number: str,
    into: str,
    *,
    actor: Actor,
    reason: str,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Close ``number`` as merged into ``into``. Both pages say so, with the reason.

    The proposer and authors of the first become authors of the second, its seconders count there
    (once each); on the first everything stays as it was.

    Raises:
        Refused: into itself, into a matter that is closed or not public, or out of its stage.
    """
    reason = clean_text(reason, 10, 1000, "reason")
    with unit(
        community_id, kind="proposal.merge", actor=actor, at=at, power="proposal.merge"
    ) as work:
        source = lifecycle.load(work, number, revision=revision)
        target = _target(work, source, into)
        _take_authors(work, source, target)
        _take_seconders(work, source, target)
        source.merged_into_id = target.id
        lifecycle.advance(work, source, "proposal.merge", reason=reason, detail={"into": into})
        lifecycle.record(
            work, target, "proposal.absorb", reason=reason, rule_id="SE1", detail={"from": number}
        )
        target.revision += 1
        recount(work, target)
        send_if_enough(work, target)
        work.tell(number=number, into=into, seconders=target.seconder_count)


def _target(work: Work, source: Proposal, into: str) -> Proposal:
    target = work.find(Proposal, Proposal.number == into)
    if target is None or not target.is_public:
        raise Refused([Reason("merge_target_missing", {"number": into})])
    if target.id == source.id:
        raise Refused([Reason("merge_into_itself")])
    if target.stage in {Stage.CLOSED, Stage.DRAFT}:
        raise Refused([Reason("merge_target_closed", {"number": into})])
    return target


def _take_authors(work: Work, source: Proposal, target: Proposal) -> None:
    theirs = work.all(ProposalAuthor, ProposalAuthor.proposal_id == source.id)
    known = {
        row.person_id for row in work.all(ProposalAuthor, ProposalAuthor.proposal_id == target.id)
    }
    known.add(target.proposer_id)
    for person_id in (source.proposer_id, *(row.person_id for row in theirs)):
        if person_id in known:
            continue
        known.add(person_id)
        work.add(
            ProposalAuthor(
                proposal_id=target.id,
                person_id=person_id,
                role="merged",
                from_proposal_id=source.id,
                at=work.at,
            )
        )


def _take_seconders(work: Work, source: Proposal, target: Proposal) -> None:
    known = {row.person_id for row in work.all(Seconder, Seconder.proposal_id == target.id)}
    known.add(target.proposer_id)
    for row in work.all(Seconder, Seconder.proposal_id == source.id, order=Seconder.at):
        if row.person_id in known:
            continue
        known.add(row.person_id)
        work.add(
            Seconder(
                proposal_id=target.id,
                person_id=row.person_id,
                from_proposal_id=row.from_proposal_id or source.id,
                at=row.at,
            )
        )
