"""Polls: opened under a snapshot of their rule, one named ballot per voter, counted when closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from council.models.bodies import Body
from council.models.meetings import AgendaItem, Attendance, Meeting
from council.models.polls import Poll, PollVoter
from council.models.proposals import Proposal
from council.models.votefacts import VotePoll
from council.rules import agenda, joint, tally
from council.rules import meetings as law_of
from council.rules.powers import BodyKind
from council.rules.rule import Rule
from council.rules.shapes import clean_text
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused
from council.rules.written import ANNULLED
from council.services import (
    attendance,
    convening,
    law,
    lifecycle,
    motions,
    presence,
    rolls,
    rollstanding,
    switches,
    urn,
)
from council.services.counting import recount
from council.services.numbers import next_number
from council.services.papersopen import outstanding
from council.services.unit import Actor, Work, unit


def open_poll(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    position: int,
    *,
    body_id: UUID | None = None,
    question: str = "",
    allows_online: bool | None = None,
    at: datetime,
) -> str:
    """Open the vote of one body on one agenda item; gives the poll's number.

    ``allows_online`` None: as the community decided (OV1).

    Raises:
        Refused: with everything that is missing: quorum (and how many), notice, stage; and
            ``online_not_switched_on``; ``amendments_before_main`` and ``order_first`` while such
            motions wait on the item.
    """
    with unit(community_id, kind="poll.open", actor=actor, at=at, power="poll.open") as work:
        meeting = attendance.load_meeting(work, meeting_number)
        if meeting.form == law_of.WRITTEN:
            raise Refused([Reason("meeting_written", {}, meeting.rule_id)])
        joint.no_vote(meeting.kind).demand()
        body = _body_of(work, meeting, body_id)
        item = _item_of(work, meeting, position)
        proposal = work.get(Proposal, item.proposal_id) if item.proposal_id else None
        rule_id = agenda.rule_of(meeting.rule_id, body.kind)
        rule = law.rule(work.session, community_id, rule_id, work.at)
        roll = attendance.roll(work, meeting, body.id)
        recusals = rolls.recusals(work, item.proposal_id)
        law_of.may_poll(
            attendance.state_of(meeting),
            _item_facts(work, item, proposal, body),
            BodyKind(body.kind),
            presence.quorum(work, meeting, body, rule, recusals, position=position),
            rule,
        ).demand()
        secret = motions.demand_votable(work, meeting, item)
        poll = start(
            work,
            meeting,
            item,
            body,
            rule,
            question=question,
            online=switches.chosen_online(work, allows_online),
            secret=secret,
        )
        if rule.voters in rolls.OWNERS:
            rolls.freeze(work, poll, meeting, body)
        else:
            _freeze_voters(work, poll, roll, recusals)
        work.tell(number=poll.number, meeting=meeting.number, rule=rule.id)
        if proposal is not None:
            work.tell(matter=proposal.number)
        return poll.number


def start(
    work: Work,
    meeting: Meeting,
    item: AgendaItem,
    body: Body,
    rule: Rule,
    *,
    question: str = "",
    online: bool = True,
    secret: bool = False,
    closes_at: datetime | None = None,
) -> Poll:
    """The poll itself, asking what its agenda item announced; the roll is still to be frozen."""
    proposal = work.get(Proposal, item.proposal_id) if item.proposal_id else None
    asks = item.question or clean_text(question, 0, 400, "question") or item.title
    poll = work.add(
        Poll(
            number=next_number(work, "poll"),
            meeting_id=meeting.id,
            item_id=item.id,
            proposal_id=proposal.id if proposal else None,
            body_id=body.id,
            rule_id=rule.id,
            rule=rule.snapshot(),
            question=asks,
            version=proposal.version if proposal else 1,
            allows_online=online,
            opened_at=work.at,
            ask=item.ask,
            secret=secret or rule.secret,
            closes_at=closes_at,
        )
    )
    work.session.flush()
    return poll


def window(poll: Poll | VotePoll) -> law_of.Window:
    """When votes are taken in the poll."""
    return law_of.Window(poll.opened_at, poll.closes_at, poll.ended_at, poll.suspended_at)


def close_poll(community_id: UUID, actor: Actor, poll_number: str, *, at: datetime) -> str:
    """End the vote, count it and keep the count; gives the outcome.

    The party members' meeting moves its matter on at once; a committee still gives its opinion,
    an assembly its resolution. The count of a committee stays out of the public journal until
    both opinions are in.
    """
    with unit(community_id, kind="poll.close", actor=actor, at=at, power="poll.open") as work:
        poll = load(work, poll_number)
        if poll.closed_at is not None:
            raise Refused([Reason("poll_closed", {}, poll.rule_id)])
        law_of.may_close(window(poll), work.at, poll.rule_id).demand()
        against = rollstanding.against_closing(work, poll).reasons
        if left := [*outstanding(work.session, poll), *against]:
            raise Refused(left)
        body = work.get(Body, poll.body_id)
        _note_attendance(work, poll)
        counted = recount(work.session, poll)
        poll.ballots_sha256 = urn.empty(work, poll) if poll.secret else None
        # in one stroke: once it is closed, the database refuses any change
        poll.tally, poll.outcome, poll.closed_at = counted, str(counted["outcome"]), work.at
        work.tell(number=poll.number)
        if BodyKind(body.kind) not in law_of.COMMITTEES:
            work.tell(outcome=poll.outcome)
            if not poll.secret:
                work.tell(counts=poll.tally["counts"])
        if BodyKind(body.kind) is BodyKind.PARTY_MEMBERS:
            _move_members(work, poll)
        return poll.outcome


def load(work: Work, number: str) -> Poll:
    """The poll with this number, or Refused ``not_found``."""
    poll = work.find(Poll, Poll.number == number)
    if poll is None:
        raise Refused([Reason("not_found", {"what": "poll"})])
    return poll


def _body_of(work: Work, meeting: Meeting, body_id: UUID | None) -> Body:
    """The body that votes: one of those that meet."""
    wanted = body_id or meeting.body_id
    if wanted not in {body.id for body in convening.bodies(work, meeting)}:
        raise Refused([Reason("not_found", {"what": "body"})])
    return work.get(Body, wanted)


def _item_of(work: Work, meeting: Meeting, position: int) -> AgendaItem:
    where = (AgendaItem.meeting_id == meeting.id, AgendaItem.position == position)
    item = work.find(AgendaItem, *where)
    if item is None:
        raise Refused([Reason("not_found", {"what": "agenda_item"})])
    return item


def _item_facts(work: Work, item: AgendaItem, proposal: Proposal | None, body: Body) -> law_of.Item:
    if proposal is None:
        return law_of.Item(item.announced_at, item.for_decision, None)
    decided = voted(work, item, proposal, body)
    stage = Stage(proposal.stage)
    return law_of.Item(item.announced_at, item.for_decision, stage, decided, proposal.track)


def voted(work: Work, item: AgendaItem, proposal: Proposal, body: Body) -> bool:
    """Whether the body has voted on the matter in its present stage, or is voting.

    A vote that fell short or was annulled leaves the matter open for the next; one that was only a
    consultation leaves it to the vote itself.
    """
    before = work.all(
        Poll,
        Poll.proposal_id == proposal.id,
        Poll.body_id == body.id,
        Poll.opened_at >= proposal.stage_since,
    )
    void = (tally.NO_QUORUM, ANNULLED)
    return any(
        poll.item_id == item.id or (poll.outcome not in void and not poll.consultation)
        for poll in before
    )


def _freeze_voters(
    work: Work, poll: Poll, roll: Sequence[Attendance], recusals: Mapping[UUID, str]
) -> None:
    rows = [
        {
            "poll_id": poll.id,
            "person_id": line.person_id,
            "office_title": line.office_title,
            "recused": line.person_id in recusals,
            "recusal": recusals.get(line.person_id, ""),
        }
        for line in roll
    ]
    work.put(PollVoter, rows)
    rolls.seal(work, poll)


def _note_attendance(work: Work, poll: Poll) -> None:
    """Who is here at the close counts as a participant, with a ballot or without."""
    lines = work.all(
        Attendance,
        Attendance.meeting_id == poll.meeting_id,
        Attendance.body_id == poll.body_id,
        Attendance.state == "present",
    )
    here = {line.person_id for line in lines}
    if not here:
        return
    for voter in work.all(PollVoter, PollVoter.poll_id == poll.id):
        if voter.person_id in here:
            voter.attended = True
    work.session.flush()


def _move_members(work: Work, poll: Poll) -> None:
    """The party members' meeting decides the matter by its vote."""
    if poll.outcome == tally.NO_QUORUM:
        return
    proposal = work.get(Proposal, poll.proposal_id)
    work.session.flush()
    act = "members.conclude" if poll.outcome == tally.PASSED else "members.reject"
    detail = {"poll": poll.number}
    lifecycle.advance(work, proposal, act, rule_id=poll.rule_id, detail=detail)
