"""党组织把关议题: accept, return, decline or route, always with reason and rule, and in time.

Silence escalates: when the clock of VT1 has run out, the street office is told and gets the same
time again. From then on its officer may decide as well as the secretary: whoever decides first.
Nobody vets a proposal of their own.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.proposals import Proposal
from council.rules import router
from council.rules.calendar import deadline
from council.rules.powers import OfficeKind
from council.rules.shapes import clean_text
from council.rules.stages import TRACKS, Stage
from council.rules.verdict import Reason, Refused
from council.services import law, lifecycle
from council.services.unit import SYSTEM, Actor, Work, unit

REASON_MIN, REASON_MAX = 10, 2000
RULES: dict[str, tuple[str, ...]] = {
    "accept": ("PG1", "RC1", "RA1", "RA2", "FD1", "OW1", "OW2", "OW3"),
    "return": ("PG1", "VT1", "FD1", "SE1"),
    "decline": ("PG1", "FD1", "OW1", "OW2", "OW3", "RC1"),
    "route": ("OW1", "OW2", "OW3", "OC1", "JM1", "FT1", "RQ1", "PG1"),
}
"""The rules that each decision may rely on."""
ROUTES = ("service_request", "owners", "joint_meeting", "fast")
"""Where a matter can be routed to: 诉求办理, 业主大会, 联席会议, 即时议."""


def accept(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    reason: str,
    rule_id: str,
    track: str | None = None,
    subject: str | None = None,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Put the proposal on the agenda; ``track`` chooses the way it goes (default: as it is).

    ``subject`` (see ``router.toml``) says what the matter is about. It may stay out unless the text
    hints at what the owners decide.

    Raises:
        Refused: without reason or rule, out of stage, by somebody who may not decide (yet);
            ``owners_decide`` or ``owners_suspected`` where the owners' track is the lawful one.
    """
    with unit(
        community_id, kind="vetting.accept", actor=actor, at=at, power="vetting.decide"
    ) as work:
        proposal = _load(work, number, revision)
        if track is not None and Stage.VETTING not in TRACKS.get(track, ()):
            raise Refused([Reason("track_unknown")])
        proposal.track = track or proposal.track
        _demand_track(proposal, subject)
        detail = {"track": proposal.track} | ({"subject": subject} if subject else {})
        _decide(work, proposal, "accept", reason, rule_id, detail)


def give_back(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    reason: str,
    rule_id: str,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Return the proposal to its proposer for changes (退回修改); it may be sent in again."""
    with unit(
        community_id, kind="vetting.return", actor=actor, at=at, power="vetting.decide"
    ) as work:
        _decide(work, _load(work, number, revision), "return", reason, rule_id, {})


def decline(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    reason: str,
    rule_id: str,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Decline the proposal; its proposer may appeal once (AP1)."""
    with unit(
        community_id, kind="vetting.decline", actor=actor, at=at, power="vetting.decide"
    ) as work:
        _decide(work, _load(work, number, revision), "decline", reason, rule_id, {})


def route(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    to: str,
    reason: str,
    rule_id: str,
    subject: str | None = None,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Send the matter elsewhere (one of ROUTES); its proposer may appeal once (AP1).

    To the owners it goes on here, on their own track: the owners' assembly decides next.
    """
    if to not in ROUTES:
        raise Refused([Reason("route_unknown")])
    with unit(
        community_id, kind="vetting.route", actor=actor, at=at, power="vetting.decide"
    ) as work:
        proposal = _load(work, number, revision)
        if to != router.OWNERS:
            _decide(work, proposal, "route", reason, rule_id, {"route": to})
            return
        proposal.track = router.OWNERS
        _demand_track(proposal, subject)
        detail = {"route": to, "track": proposal.track} | ({"subject": subject} if subject else {})
        _decide(work, proposal, "route", reason, rule_id, detail, act="vetting.owners")


def escalate(community_id: UUID, number: str, *, actor: Actor = SYSTEM, at: datetime) -> None:
    """Tell the street office that the time ran out; it gets the same time again. Once per vetting.

    Raises:
        Refused: while the time runs, or where it was told already.
    """
    with unit(community_id, kind="vetting.escalate", actor=actor, at=at) as work:
        proposal = lifecycle.load(work, number)
        if proposal.escalated_at is not None:
            raise Refused([Reason("escalated_already", {}, "VT1")])
        days = law.rule(work.session, community_id, "VT1", work.at).number("deadline_days")
        lifecycle.advance(
            work, proposal, "vetting.escalate", due_at=deadline(work.at, days), rule_id="VT1"
        )
        proposal.escalated_at = work.at


def due(community_id: UUID, at: datetime) -> int:
    """Escalate every vetting whose time has run out; returns how many."""
    numbers = lifecycle.standing_in(community_id, Stage.VETTING)
    return sum(lifecycle.attempt(escalate, community_id, number, at) for number in numbers)


def _load(work: Work, number: str, revision: int | None) -> Proposal:
    proposal = lifecycle.load(work, number, revision=revision)
    if proposal.proposer_id == work.actor.person_id:
        raise Refused([Reason("own_matter", {}, "PG1")])
    street = work.actor.office == OfficeKind.STREET_OFFICER
    if street and proposal.stage == Stage.VETTING and proposal.escalated_at is None:
        raise Refused([Reason("not_escalated", {"until": proposal.due_at}, "VT1")])
    return proposal


def _demand_track(proposal: Proposal, subject: str | None) -> None:
    """Property rights go the owners' way, whatever anybody would rather."""
    if subject:
        router.may_follow(proposal.track, subject).demand()
    elif proposal.track != router.OWNERS:
        hints = router.suspects(f"{proposal.title}\n{proposal.text}")
        if hints:
            raise Refused(hints)


def _decide(
    work: Work,
    proposal: Proposal,
    how: str,
    reason: str,
    rule_id: str,
    detail: dict[str, str],
    *,
    act: str | None = None,
) -> None:
    reason = clean_text(reason, REASON_MIN, REASON_MAX, "reason")
    if rule_id not in RULES[how]:
        raise Refused([Reason("rule_missing")])
    lifecycle.advance(
        work, proposal, act or f"vetting.{how}", reason=reason, rule_id=rule_id, detail=detail
    )
