"""What a counted vote says of each wish of a plan, written into their states."""

from __future__ import annotations

from council.models.plans import FundPlan, FundWish
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.rules import plans as law_of
from council.rules import tally
from council.rules.plans import Candidate, Choice
from council.rules.verdict import Reason, Refused
from council.services.unit import Work


def settle(work: Work, plan: FundPlan, proposal: Proposal) -> list[Choice]:
    """Mark each wish on the ballot as chosen or passed over, as the vote on the plan says.

    Raises:
        Refused: ``plan_not_shared`` without a counted vote that passed, ``plan_items_missing``
            where a wish was not voted on.
    """
    poll = shared_poll(work, plan, proposal)
    candidates = on_ballot(work, plan)
    if plan.method == law_of.ITEMS:
        found = law_of.by_items(candidates, _item_outcomes(work, plan, poll), plan.budget)
    else:
        found = law_of.shared(poll.tally or {})
        voted = {choice.rank for choice in found}
        # what the debate's smaller budget could not pay in any case was not on the ballot
        left = [c.rank for c in candidates if c.rank not in voted]
        found += [Choice(rank, False, "above_budget") for rank in left]
    wishes = {wish.rank: wish for wish in work.all(FundWish, FundWish.plan_id == plan.id)}
    for choice in found:
        wish = wishes[choice.rank]
        wish.state = "chosen" if choice.chosen else "passed_over"
        wish.reason = choice.why
    plan.poll_id = poll.id
    work.tell(
        poll=poll.number,
        chosen=[c.number for c in candidates if wishes[c.rank].state == "chosen"],
    )
    return found


def shared_poll(work: Work, plan: FundPlan, proposal: Proposal) -> Poll:
    """The last counted vote on the plan that passed, with the plan's own ballot."""
    where = (Poll.proposal_id == proposal.id, Poll.outcome == tally.PASSED)
    for poll in reversed(work.all(Poll, *where, order=Poll.opened_at)):
        is_ballot = (poll.ask or {}).get("kind") == "budget"
        if is_ballot != (plan.method == law_of.ITEMS) and poll.rule_id != "PG3":
            return poll
    raise Refused([Reason("plan_not_shared", {}, "FD1")])


def on_ballot(work: Work, plan: FundPlan) -> list[Candidate]:
    """The wishes that are voted on, in the joint rank."""
    found = []
    for wish in work.all(FundWish, FundWish.plan_id == plan.id, FundWish.rank.is_not(None)):
        matter = work.get(Proposal, wish.proposal_id)
        found.append(Candidate(wish.rank or 0, matter.number or "", matter.title, wish.estimate))
    return sorted(found, key=lambda c: c.rank)


def _item_outcomes(work: Work, plan: FundPlan, poll: Poll) -> dict[int, tuple[bool, int]]:
    """By rank: whether the item passed, and how many said yes, at the plan's own meeting."""
    wishes = work.all(FundWish, FundWish.plan_id == plan.id, FundWish.rank.is_not(None))
    found: dict[int, tuple[bool, int]] = {}
    for wish in wishes:
        where = (Poll.proposal_id == wish.proposal_id, Poll.meeting_id == poll.meeting_id)
        for item in work.all(Poll, *where, Poll.closed_at.is_not(None)):
            counts = (item.tally or {}).get("counts", {})
            found[wish.rank or 0] = (item.outcome == tally.PASSED, int(counts.get("yes", 0)))
    missing = len(wishes) - len(found)
    if missing:
        raise Refused([Reason("plan_items_missing", {"n": missing}, "FD1")])
    return found
