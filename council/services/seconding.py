"""附议: once per person, never by the proposer; at the threshold it goes to the vetting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from council.models import facts
from council.models.people import Person
from council.models.proposals import Proposal, ProposalAuthor, Seconder
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused
from council.services import law, lifecycle
from council.services.unit import SYSTEM, Actor, Work, unit


@dataclass(frozen=True, slots=True)
class Seconded:
    """The answer to a seconder: how many there are, how many are needed, whether it was new."""

    count: int
    needed: int
    is_new: bool
    sent: bool


def second(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    at: datetime,
) -> Seconded:
    """Second a proposal. A second time changes nothing and says so.

    Raises:
        Refused: for the proposer and authors, people who do not live here, a proposal that no
            longer looks for seconders.
    """
    with unit(
        community_id, kind="proposal.second", actor=actor, at=at, power="proposal.second"
    ) as work:
        proposal = lifecycle.load(work, number)
        needed = law.figures(work.session, community_id, work.at).seconders
        if _has_seconded(work, proposal):
            work.repeat()
            return Seconded(proposal.seconder_count, needed, is_new=False, sent=False)
        _may_second(work, proposal)
        lifecycle.verdict(work, proposal, "proposal.second").demand()
        work.add(Seconder(proposal_id=proposal.id, person_id=actor.person_id, at=work.at))
        recount(work, proposal)
        sent = send_if_enough(work, proposal)
        work.tell(number=number, seconders=proposal.seconder_count, needed=needed)
        return Seconded(proposal.seconder_count, needed, is_new=True, sent=sent)


def send_if_enough(work: Work, proposal: Proposal) -> bool:
    """Send the proposal to the vetting where its seconders suffice; whether it went.

    The trace names the system: no single seconder decides it.
    """
    if proposal.stage != Stage.PROPOSING:
        return False
    if not lifecycle.verdict(work, proposal, "proposal.send").lawful:
        return False
    acting, work.actor = work.actor, SYSTEM
    try:
        detail = {"seconders": proposal.seconder_count}
        lifecycle.advance(work, proposal, "proposal.send", detail=detail)
    finally:
        work.actor = acting
    return True


def recount(work: Work, proposal: Proposal) -> None:
    """Set the number of seconders from the rows."""
    work.session.flush()
    mine = (Seconder.community_id == work.community_id, Seconder.proposal_id == proposal.id)
    proposal.seconder_count = work.session.scalar(select(func.count(Seconder.id)).where(*mine)) or 0


def _has_seconded(work: Work, proposal: Proposal) -> bool:
    me = Seconder.person_id == work.actor.person_id
    return work.find(Seconder, Seconder.proposal_id == proposal.id, me) is not None


def _may_second(work: Work, proposal: Proposal) -> None:
    me = work.actor.person_id
    author = (ProposalAuthor.proposal_id == proposal.id, ProposalAuthor.person_id == me)
    if proposal.proposer_id == me or work.find(ProposalAuthor, *author) is not None:
        raise Refused([Reason("own_proposal", {}, "SE1")])
    if not facts.is_resident(work.get(Person, me)):
        raise Refused([Reason("residents_only", {}, "SE1")])
