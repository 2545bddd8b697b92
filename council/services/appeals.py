"""申诉: the proposer may appeal once to the street office, which decides in writing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.acts import Act, Appeal
from council.models.proposals import Proposal
from council.rules import router
from council.rules.calendar import deadline
from council.rules.powers import OfficeKind
from council.rules.shapes import clean_text
from council.rules.stages import Ending
from council.rules.verdict import Reason, Refused
from council.services import law, lifecycle
from council.services.proposals import demand_own
from council.services.unit import Actor, Work, unit

APPEALABLE = {Ending.DECLINED.value, Ending.ROUTED.value}
RULES = ("AP1", "PG1", "VT1", "FD1", "OW1", "OW2", "RC1")
"""The rules that the street office's decision may rely on."""


def file_appeal(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    text: str,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Appeal against a declining or routing, within the days of AP1. The same text twice is one.

    Raises:
        Refused: by others than the proposer, a second time, too late, or against the street
            office's own decision.
    """
    text = clean_text(text, 10, 3000, "text")
    with unit(community_id, kind="appeal.file", actor=actor, at=at, power="appeal.file") as work:
        proposal = lifecycle.load(work, number)
        demand_own(work, proposal)
        earlier = work.find(Appeal, Appeal.proposal_id == proposal.id)
        if earlier is not None and earlier.text == text and earlier.decided_at is None:
            work.repeat()
            return
        _may_appeal(work, proposal, earlier)
        lifecycle.demand_seen(proposal, revision)
        days = law.rule(work.session, community_id, "AP1", work.at).number("answer_days")
        until = deadline(work.at, days)
        work.add(
            Appeal(
                proposal_id=proposal.id,
                person_id=actor.person_id,
                text=text,
                at=work.at,
                due_at=until,
            )
        )
        lifecycle.advance(work, proposal, "appeal.file", reason=text, rule_id="AP1", due_at=until)


def decide(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    uphold: bool,
    reason: str,
    rule_id: str,
    subject: str | None = None,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Decide the appeal: upheld, the matter goes to the two committees; dismissed, it stays closed.

    ``subject`` (see ``router.toml``): what the owners decide goes to their assembly instead.

    Raises:
        Refused: where there is no open appeal, or without reason or rule; ``owners_suspected``
            where the text hints at the owners and no subject is told.
    """
    reason = clean_text(reason, 10, 2000, "reason")
    if rule_id not in RULES:
        raise Refused([Reason("rule_missing")])
    act = "appeal.uphold" if uphold else "appeal.dismiss"
    with unit(community_id, kind=act, actor=actor, at=at, power="appeal.decide") as work:
        proposal = lifecycle.load(work, number, revision=revision)
        appeal = work.find(Appeal, Appeal.proposal_id == proposal.id)
        if appeal is None or appeal.decided_at is not None:
            raise Refused([Reason("appeal_none", {}, "AP1")])
        step = _way(proposal, subject) if uphold else act
        detail = {"subject": subject} if uphold and subject else None
        lifecycle.advance(work, proposal, step, reason=reason, rule_id=rule_id, detail=detail)
        proposal.due_at = None
        appeal.decision = "upheld" if uphold else "dismissed"
        appeal.reason = reason
        appeal.decided_by_id, appeal.decided_at = actor.person_id, work.at


def _way(proposal: Proposal, subject: str | None) -> str:
    """The act that takes the matter up again: on the owners' track what the owners decide."""
    if subject is None:
        hints = router.suspects(f"{proposal.title}\n{proposal.text}")
        if hints:
            raise Refused(hints)
        return "appeal.uphold"
    if not router.subject(subject).of_owners:
        return "appeal.uphold"
    proposal.track = router.OWNERS
    return "appeal.owners"


def last_day(work: Work, decided: Act) -> datetime:
    """Until when one may appeal against an act."""
    days = law.rule(work.session, work.community_id, "AP1", decided.at).number("file_days")
    return deadline(decided.at, days)


def _may_appeal(work: Work, proposal: Proposal, earlier: Appeal | None) -> None:
    if proposal.ending not in APPEALABLE:
        raise Refused([Reason("nothing_to_appeal", {}, "AP1")])
    if earlier is not None:
        raise Refused([Reason("appealed_already", {}, "AP1")])
    decided = work.all(
        Act,
        Act.proposal_id == proposal.id,
        Act.kind.in_(("vetting.decline", "vetting.route")),
        order=Act.position.desc(),
    )[0]
    if decided.office == OfficeKind.STREET_OFFICER:
        raise Refused([Reason("street_decided", {}, "AP1")])
    until = last_day(work, decided)
    if work.at >= until:
        raise Refused([Reason("appeal_late", {"until": until}, "AP1")])
