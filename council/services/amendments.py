"""Amendments to a matter in debate: moved with their cost, adopted or rejected by the branch."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.debate import Amendment
from council.models.proposals import Proposal, ProposalVersion
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import lifecycle
from council.services.debate import RULE, person_of, seat_of
from council.services.proposals import reindex
from council.services.unit import Actor, Work, unit


def amend(
    community_id: UUID,
    actor: Actor,
    number: str,
    text: str,
    reason: str,
    cost_change: int = 0,
    *,
    revision: int | None = None,
    at: datetime,
) -> UUID:
    """Move an amendment: the whole text as it should read, why, and what it does to the cost.

    ``cost_change`` is in fen and may be negative. Gives the amendment's id.
    """
    with unit(community_id, kind="debate.amend", actor=actor, at=at, power="debate.amend") as work:
        proposal = lifecycle.load(work, number, revision=revision)
        lifecycle.verdict(work, proposal, "debate.amend").demand()
        wanted = clean_text(text, 10, 20_000, "text")
        if wanted == proposal.text and not cost_change:
            raise Refused([Reason("amendment_same", {}, RULE)])
        _new_cost(proposal, cost_change)
        _demand_new(work, proposal, wanted)
        amendment = work.add(
            Amendment(
                proposal_id=proposal.id,
                person_id=person_of(actor),
                office_title=seat_of(work, actor).title,
                base_version=proposal.version,
                text=wanted,
                reason=clean_text(reason, 2, 2000, "reason"),
                cost_change=cost_change,
                at=work.at,
            )
        )
        work.session.flush()
        lifecycle.record(
            work,
            proposal,
            "debate.amend",
            reason=amendment.reason,
            rule_id=RULE,
            detail={"cost_change": cost_change},
        )
        work.tell(number=number, base_version=proposal.version, cost_change=cost_change)
        return amendment.id


def decide_amendment(
    community_id: UUID,
    actor: Actor,
    number: str,
    amendment_id: UUID,
    decision: str,
    reason: str,
    *,
    revision: int | None = None,
    at: datetime,
) -> int:
    """Adopt or reject an amendment with a reason; gives the matter's version afterwards.

    An adopted one makes a new version of the text and the cost. An amendment to an older version
    can only be rejected (``amendment_stale``), or it would undo what came between.
    """
    if decision not in ("adopted", "rejected"):
        raise Refused([Reason("value_unknown")])
    with unit(
        community_id, kind="debate.decide_amendment", actor=actor, at=at, power="debate.lead"
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        lifecycle.verdict(work, proposal, "debate.amend").demand()
        amendment = work.get(Amendment, amendment_id)
        if amendment.proposal_id != proposal.id:
            raise Refused([Reason("not_found", {"what": "amendment"})])
        if amendment.state != "moved":
            raise Refused([Reason("amendment_decided", {}, RULE)])
        amendment.state = decision
        amendment.state_reason = clean_text(reason, 2, 2000, "reason")
        amendment.decided_at = work.at
        if decision == "adopted":
            _adopt(work, proposal, amendment)
        proposal.revision += 1
        lifecycle.record(
            work,
            proposal,
            "debate.decide",
            reason=amendment.state_reason,
            rule_id=RULE,
            detail={"decision": decision, "version": proposal.version},
        )
        work.tell(number=number, decision=decision, version=proposal.version)
        return proposal.version


def _demand_new(work: Work, proposal: Proposal, text: str) -> None:
    """The same amendment of the same person, still open, is a double click."""
    same = work.all(
        Amendment,
        Amendment.proposal_id == proposal.id,
        Amendment.person_id == person_of(work.actor),
        Amendment.state == "moved",
    )
    if any(amendment.text == text for amendment in same):
        raise Refused([Reason("amendment_exists", {}, RULE)])


def _new_cost(proposal: Proposal, change: int) -> int | None:
    if not change:
        return proposal.cost
    cost = (proposal.cost or 0) + change
    if cost < 0:
        raise Refused([Reason("cost_negative")])
    return cost


def _adopt(work: Work, proposal: Proposal, amendment: Amendment) -> None:
    """Make the amended text the matter's next version."""
    if amendment.base_version != proposal.version:
        raise Refused([Reason("amendment_stale", {}, RULE)])
    proposal.version += 1
    proposal.text = amendment.text
    proposal.cost = _new_cost(proposal, amendment.cost_change)
    work.add(
        ProposalVersion(
            proposal_id=proposal.id,
            version=proposal.version,
            title=proposal.title,
            text=proposal.text,
            cost=proposal.cost,
            editor_id=amendment.person_id,
            reason=amendment.reason,
            at=work.at,
        )
    )
    reindex(work, proposal)
