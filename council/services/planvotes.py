"""The vote that shares the money of a plan: its ballot set before the poll, its result recorded."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from council.models.bodies import Body
from council.models.meetings import AgendaItem, Meeting
from council.models.plans import FundPlan
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.rules import agenda as law_of_agenda
from council.rules import meetings as law_of_meetings
from council.rules import plans as law_of
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused
from council.services import agenda, attendance, law, lifecycle, plans, resolutions
from council.services.unit import Actor, Work, unit
from council.services.wishstates import on_ballot, settle, shared_poll


def prepare(
    community_id: UUID, number: str, meeting_number: str, *, actor: Actor, at: datetime
) -> None:
    """Set what the ballot asks on the plan's item of a meeting that was called.

    By greedy or equal shares: one ballot with all wishes, lots for ties drawn now. Item by item:
    every wish becomes an item of the meeting, which has to be announced in time.

    Raises:
        Refused: ``plan_no_item``, ``plan_poll_open``, ``wrong_stage``, ``item_not_announced``, and
            what stands against such a ballot under the meeting's rule.
    """
    with unit(community_id, kind="plan.ballot", actor=actor, at=at, power=plans.POWER) as work:
        plan, proposal = plans.load(work, number)
        if proposal.stage != Stage.RESOLUTION:
            raise Refused([Reason("wrong_stage", {"stage": proposal.stage})])
        meeting = attendance.load_meeting(work, meeting_number)
        item = _item(work, meeting, proposal)
        plan.budget = proposal.cost or plan.budget  # what the debate made of it
        if plan.method == law_of.ITEMS:
            _put_items(work, meeting, plan)
        else:
            _set_ballot(work, meeting, item, plan)
        told = {"meeting": meeting.number, "method": plan.method}
        lifecycle.record(work, proposal, "plan.ballot", rule_id="FD1", detail=told)
        work.tell(number=number, meeting=meeting.number, method=plan.method, budget=plan.budget)


def record(community_id: UUID, number: str, text: str, *, actor: Actor, at: datetime) -> str:
    """Record the resolution of the counted vote and what it chose; gives the resolution's number.

    Raises:
        Refused: ``plan_not_shared``, ``plan_items_missing``, and as ``resolutions.record``.
    """
    poll = _counted(community_id, number, actor=actor, at=at)
    return resolutions.record(community_id, actor, poll, text, at=at)


def _counted(community_id: UUID, number: str, *, actor: Actor, at: datetime) -> str:
    """Write the vote's choice into the wishes; the number of the vote. Doing it again is alike."""
    power = "resolution.record"
    with unit(community_id, kind="plan.resolve", actor=actor, at=at, power=power) as work:
        plan, proposal = plans.load(work, number)
        if proposal.stage != Stage.RESOLUTION:
            raise Refused([Reason("wrong_stage", {"stage": proposal.stage})])
        poll = shared_poll(work, plan, proposal)
        if plan.poll_id == poll.id:
            work.repeat()
            return poll.number
        settle(work, plan, proposal)
        return poll.number


def _item(work: Work, meeting: Meeting, proposal: Proposal) -> AgendaItem:
    mine = (AgendaItem.meeting_id == meeting.id, AgendaItem.proposal_id == proposal.id)
    item = work.find(AgendaItem, *mine)
    if item is None:
        raise Refused([Reason("plan_no_item")])
    if work.all(Poll, Poll.item_id == item.id):
        raise Refused([Reason("plan_poll_open")])
    return item


def _set_ballot(work: Work, meeting: Meeting, item: AgendaItem, plan: FundPlan) -> None:
    affordable = [wish for wish in on_ballot(work, plan) if wish.cost <= plan.budget]
    form = law_of.ballot(affordable, plan.budget, plan.method)
    drawn = list(form.positions)
    secrets.SystemRandom().shuffle(drawn)
    form = replace(form, draw=tuple(drawn))
    body = work.get(Body, meeting.body_id)
    rule_id = law_of_agenda.rule_of(meeting.rule_id, body.kind)
    form.check(law.rule(work.session, work.community_id, rule_id, work.at)).demand()
    item.ask = form.as_data()


def _put_items(work: Work, meeting: Meeting, plan: FundPlan) -> None:
    """Each wish on the agenda as an item of its own, unless it stands there."""
    rule = law.rule(work.session, work.community_id, meeting.rule_id, work.at)
    known = {i.proposal_id for i in work.all(AgendaItem, AgendaItem.meeting_id == meeting.id)}
    if not law_of_meetings.announced_in_time(work.at, meeting.starts_at, rule):
        raise Refused([Reason("item_not_announced", {"need": rule.notice_days}, rule.id)])
    for candidate in on_ballot(work, plan):
        if work.find(Proposal, Proposal.number == candidate.number).id not in known:  # type: ignore[union-attr]
            agenda.write(work, meeting, agenda.Plan(law_of_agenda.DECISION, candidate.number))
