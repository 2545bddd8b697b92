"""A vote held over a period: called, and opened on its day with a frozen roll.

What happens to a running poll (suspended, extended, ended, annulled) is in ``steering``, what time
moves in ``periods``; closing and counting is :func:`council.services.polls.close_poll`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.bodies import Body
from council.models.meetings import AgendaItem, Meeting
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.rules import router
from council.rules import written as law_of
from council.rules.calendar import deadline
from council.rules.rule import Rule
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused, Verdict
from council.services import calling, law, periods, polls, rolls, switches, topics
from council.services.calling import Question, call, tell_committee
from council.services.unit import Actor, Work, unit

__all__ = ["Question", "call", "open_poll", "open_polls", "tell_committee"]
POWER = "written.keep"


def open_polls(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    *,
    secret: bool = False,
    allows_online: bool | None = None,
    at: datetime,
) -> list[str]:
    """Open the poll of every item that has none yet; gives the numbers of those opened.

    Raises:
        Refused: with the reasons of every item, where not one can be opened.
    """
    opened: list[str] = []
    reasons: list[Reason] = []
    for position in periods.waiting(community_id, meeting_number):
        how = {"secret": secret, "allows_online": allows_online}
        try:
            opened.append(open_poll(community_id, actor, meeting_number, position, **how, at=at))
        except Refused as no:
            reasons += [reason for reason in no.reasons if reason not in reasons]
    if not opened:
        raise Refused(reasons or [Reason("poll_exists")])
    return opened


def open_poll(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    position: int,
    *,
    secret: bool | None = False,
    allows_online: bool | None = None,
    at: datetime,
) -> str:
    """Open the vote on one item, as announced, and freeze its roll; gives the poll's number.

    ``secret``: in secret although the rule does not ask for it. ``allows_online`` None: as the
    community decided (OV1).

    Raises:
        Refused: with everything against it: day, notice, question, telling the committee, roll,
            switch, secrecy, a topic that rests, a second poll on the same item.
    """
    with unit(community_id, kind="poll.open", actor=actor, at=at, power=POWER) as work:
        meeting = calling.load(work, meeting_number)
        item = work.find(
            AgendaItem, AgendaItem.meeting_id == meeting.id, AgendaItem.position == position
        )
        if item is None:
            raise Refused([Reason("not_found", {"what": "agenda_item"})])
        body = work.get(Body, meeting.body_id)
        law_of.may_call(body.kind, actor.office).demand()
        rule = calling.rule_on(work, body, meeting.rule_id, meeting.starts_at)
        _demand_open(work, meeting, item, body, rule)
        online = switches.chosen_online(work, allows_online)
        poll = polls.start(
            work,
            meeting,
            item,
            body,
            rule,
            online=online,
            secret=bool(secret),
            closes_at=meeting.ends_at,
        )
        _complete(work, meeting, item, poll, rule)
        size = rolls.freeze(work, poll, meeting, body)
        rolls.demand_lawful(work, poll, rule)
        meeting.opened_at = meeting.opened_at or work.at
        work.tell(
            number=poll.number,
            meeting=meeting.number,
            rule=rule.id,
            voters=size,
            secret=poll.secret,
            online=online,
            consultation=poll.consultation,
            closes_at=poll.closes_at,
        )
        return poll.number


def _demand_open(work: Work, meeting: Meeting, item: AgendaItem, body: Body, rule: Rule) -> None:
    """Everything that can be said against the poll before its roll is known."""
    if meeting.ends_at is None:  # calling.load() refused this already
        raise LookupError(meeting.number)
    announced = law_of.Announced(
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        announced_at=item.announced_at,
        question=item.question if item.for_decision else None,
        closed=meeting.closed_at is not None,
        cancelled=meeting.cancelled_at is not None,
        told=meeting.told_at is not None,
        polled=bool(work.all(Poll, Poll.item_id == item.id)),
    )
    verdict = law_of.may_open(announced, work.at, rule)
    verdict += router.decides(item.subject, body.kind, rule.id)
    proposal = work.get(Proposal, item.proposal_id) if item.proposal_id else None
    if proposal is not None:
        verdict += router.track_decides(proposal.track, body.kind)
        if not announced.polled and polls.voted(work, item, proposal, body):
            verdict += Verdict((Reason("poll_exists", {}, rule.id),))
        if proposal.stage != Stage.RESOLUTION:
            figures = {"stage": proposal.stage}
            raise Refused([*verdict.reasons, Reason("stage_of_another_body", figures, rule.id)])
    verdict.demand()
    topics.demand_not_barred(work, body, proposal, item.question or "", meeting.starts_at)


def _complete(work: Work, meeting: Meeting, item: AgendaItem, poll: Poll, rule: Rule) -> None:
    """What a written poll has beside one in session."""
    poll.building_id = item.building_id
    poll.consultation = poll.allows_online and switches.reserved(
        work.session, work.community_id, rule, work.at
    )
    days = law.rule(work.session, work.community_id, "RO1", work.at).number("days")
    until = deadline(work.at, days)
    poll.objections_until = min(until, meeting.ends_at) if meeting.ends_at else until
    work.session.flush()
