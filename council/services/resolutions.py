"""Resolutions: what an assembly decided, with its number; posted whether passed or not."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from council.models.bodies import Body
from council.models.communities import Community
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.models.resolutions import Announcement, Resolution
from council.rules import tally
from council.rules.calendar import deadline
from council.rules.meetings import ASSEMBLIES
from council.rules.powers import BodyKind
from council.rules.rule import Rule
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.rules.written import ANNULLED
from council.services import law, lifecycle, polls, search_meetings
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit


def record(community_id: UUID, actor: Actor, poll_number: str, text: str, *, at: datetime) -> str:
    """Record the resolution of a closed poll of an assembly and post it; gives its number.

    A matter that passed goes to the announcement, one that failed ends as not adopted; both are
    posted for the same days.

    Raises:
        Refused: ``poll_running``, ``not_an_assembly``, ``resolution_no_quorum``,
            ``resolution_exists``.
    """
    with unit(
        community_id, kind="resolution.record", actor=actor, at=at, power="resolution.record"
    ) as work:
        poll = polls.load(work, poll_number)
        _demand_recordable(work, poll)
        proposal = work.get(Proposal, poll.proposal_id)
        resolution = work.add(_resolution(work, poll, proposal, text))
        search_meetings.index_resolution(work, resolution)
        until = _posted_until(work, poll)
        passed = poll.outcome == tally.PASSED
        lifecycle.advance(
            work,
            proposal,
            "resolution.pass" if passed else "resolution.fail",
            rule_id=poll.rule_id,
            reason=resolution.text,
            due_at=until if passed else None,
            detail={"resolution": resolution.number, "poll": poll.number},
        )
        work.add(
            Announcement(
                proposal_id=proposal.id,
                kind="decision",
                round=proposal.round,
                posted_at=work.at,
                until_at=until,
            )
        )
        work.tell(resolution=resolution.number, outcome=resolution.outcome, posted_until=until)
        return resolution.number


def reference(short_name: str, number: str) -> str:
    """The number as documents write it: 2026-014 of 杏林 is 杏林决〔2026〕14号."""
    year, running = number.split("-")
    return f"{short_name}决〔{year}〕{int(running)}号"


def _demand_recordable(work: Work, poll: Poll) -> None:
    body = work.get(Body, poll.body_id)
    if BodyKind(body.kind) not in ASSEMBLIES:
        raise Refused([Reason("not_an_assembly", {}, poll.rule_id)])
    if poll.closed_at is None:
        raise Refused([Reason("poll_running", {}, poll.rule_id)])
    if poll.outcome == ANNULLED:
        raise Refused([Reason("poll_annulled", {}, poll.rule_id)])
    if poll.consultation:
        rule = law.rule(work.session, work.community_id, "OP1", poll.opened_at)
        raise Refused([Reason("poll_consultation", {}, rule.id, rule.statutes)])
    if poll.proposal_id is None:
        raise Refused([Reason("resolution_without_matter", {}, poll.rule_id)])
    if poll.outcome == tally.NO_QUORUM:
        raise Refused([Reason("resolution_no_quorum", {}, poll.rule_id)])
    if work.find(Resolution, Resolution.poll_id == poll.id) is not None:
        raise Refused([Reason("resolution_exists", {}, poll.rule_id)])


def _resolution(work: Work, poll: Poll, proposal: Proposal, text: str) -> Resolution:
    number = next_number(work, "resolution")
    short = work.session.scalar(
        select(Community.short_name).where(Community.id == work.community_id)
    )
    return Resolution(
        number=number,
        reference=reference(short or "", number),
        proposal_id=proposal.id,
        meeting_id=poll.meeting_id,
        poll_id=poll.id,
        body_id=poll.body_id,
        outcome=poll.outcome,
        text=clean_text(text, 2, 8000, "text"),
        cost=proposal.cost,
        at=work.at,
    )


def _posted_until(work: Work, poll: Poll) -> datetime:
    """The longer of the days that the poll's rule and the rule of announcing ask for."""
    announcing = law.rule(work.session, work.community_id, "AN1", work.at)
    days = max(Rule.from_snapshot(poll.rule).posted_days, announcing.number("posted_days"))
    return deadline(work.at, days)
