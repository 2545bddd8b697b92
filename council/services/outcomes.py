"""结果公开: what was done and what it cost, posted as long as the rule says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.implementation import OutcomeReport
from council.rules.money import MOST
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import announcements, lifecycle
from council.services.unit import SYSTEM, Actor, unit


def report(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    text: str,
    cost: int,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Disclose the outcome and its cost (fen) and begin the posting.

    Raises:
        Refused: outside the stage, where it is reported already, or for a cost below nought.
    """
    text = clean_text(text, 10, 5000, "text")
    if not 0 <= cost <= MOST:
        raise Refused([Reason("cost_negative" if cost < 0 else "cost_too_large", {}, "DS1")])
    with unit(
        community_id, kind="outcome.report", actor=actor, at=at, power="outcome.report"
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        mine = (OutcomeReport.proposal_id == proposal.id, OutcomeReport.round == proposal.round)
        if work.find(OutcomeReport, *mine):
            raise Refused([Reason("reported_already", {}, "DS1")])
        posting = announcements.post(work, proposal, "outcome", "DS1")
        lifecycle.advance(work, proposal, "outcome.report", rule_id="DS1", due_at=posting.until_at)
        work.add(
            OutcomeReport(
                proposal_id=proposal.id, round=proposal.round, text=text, cost=cost, at=work.at
            )
        )
        work.tell(cost=cost)


def close(
    community_id: UUID,
    number: str,
    *,
    actor: Actor = SYSTEM,
    revision: int | None = None,
    at: datetime,
) -> None:
    """End the posting of the outcome; residents evaluate.

    Raises:
        Refused: while the posting runs.
    """
    with unit(
        community_id, kind="disclosure.close", actor=actor, at=at, power="announcement.close"
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        lifecycle.advance(work, proposal, "disclosure.close", rule_id="DS1")
        announcements.running(work, proposal, "outcome").closed_at = work.at


def due(community_id: UUID, at: datetime) -> int:
    """End the postings of outcomes whose time is over; returns how many."""
    numbers = lifecycle.standing_in(community_id, "disclosure")
    return sum(lifecycle.attempt(close, community_id, number, at) for number in numbers)
