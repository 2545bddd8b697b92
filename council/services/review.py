"""Two committees review: interests declared, opinions given, the matter moved when both are in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models import facts
from council.models.acts import Interest
from council.models.bodies import Body
from council.models.meetings import Meeting
from council.models.polls import Ballot, Poll, PollVoter
from council.models.proposals import Proposal
from council.models.review import Opinion
from council.rules import tally
from council.rules.calendar import legal_day
from council.rules.meetings import COMMITTEES
from council.rules.powers import BodyKind, OfficeKind
from council.rules.shapes import clean_text
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused
from council.services import lifecycle, rolls
from council.services.unit import Actor, Work, unit

RULE = "PG3"
_OPEN_TO = (
    Stage.VETTING,
    Stage.REVIEW,
    Stage.MEMBERS,
    Stage.DEBATE,
    Stage.RESOLUTION,
)


def declare_interest(
    community_id: UUID, actor: Actor, number: str, text: str, *, at: datetime
) -> None:
    """Declare an interest in a matter: the member is out of roll and count from now on.

    Raises:
        Refused: ``interest_after_vote`` where the member has voted in a poll that still runs.
    """
    with unit(
        community_id, kind="interest.declare", actor=actor, at=at, power="interest.declare"
    ) as work:
        proposal = lifecycle.load(work, number)
        person_id = _person(actor)
        if Stage(proposal.stage) not in _OPEN_TO:
            raise Refused([Reason("wrong_stage", {"stage": proposal.stage})])
        mine = (Interest.proposal_id == proposal.id, Interest.person_id == person_id)
        if work.find(Interest, *mine) is not None:
            raise Refused([Reason("interest_declared", {}, RULE)])
        said = clean_text(text, 2, 500, "text")
        work.add(Interest(proposal_id=proposal.id, person_id=person_id, text=said, at=work.at))
        _leave_open_polls(work, proposal, person_id, said)
        lifecycle.record(work, proposal, "interest.declare", reason=said, rule_id=RULE)
        work.tell(number=number)


def give_opinion(
    community_id: UUID,
    actor: Actor,
    number: str,
    body_id: UUID,
    text: str,
    dissent: str = "",
    *,
    revision: int | None = None,
    at: datetime,
) -> str:
    """Hand in a committee's opinion after its vote; gives the stage of the matter afterwards.

    The position is what the vote decided. When both are in, the matter moves on or is not
    adopted. The trace does not say what the first opinion is while the second is missing.

    Raises:
        Refused: ``not_of_body``, ``opinion_no_poll``, ``opinion_exists`` …
    """
    with unit(
        community_id, kind="review.opinion", actor=actor, at=at, power="opinion.give"
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        lifecycle.verdict(work, proposal, "review.opinion").demand()
        body = work.get(Body, body_id)
        _demand_of_body(work, body)
        poll = _decided_poll(work, proposal, body)
        meeting = work.get(Meeting, poll.meeting_id)
        work.add(
            Opinion(
                proposal_id=proposal.id,
                body_id=body.id,
                meeting_id=meeting.id,
                poll_id=poll.id,
                round=proposal.round,
                position="agree" if poll.outcome == tally.PASSED else "disagree",
                text=clean_text(text, 2, 4000, "text"),
                dissent=clean_text(dissent, 0, 4000, "dissent"),
                is_joint=meeting.joint_body_id is not None,
                at=work.at,
            )
        )
        work.session.flush()
        lifecycle.advance(work, proposal, "review.opinion", detail={"body": body.name})
        _conclude(work, proposal)
        return proposal.stage


def _person(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise Refused([Reason("no_power", {"act": "interest.declare"})])
    return actor.person_id


def _leave_open_polls(work: Work, proposal: Proposal, person_id: UUID, said: str) -> None:
    """Take the member out of polls that run on the matter, unless a ballot is already cast.

    Each of these rolls is sealed anew; the entry of this act holds the new hashes.
    """
    sealed = {}
    running = work.all(Poll, Poll.proposal_id == proposal.id, Poll.closed_at.is_(None))
    for poll in running:
        if work.all(Ballot, Ballot.poll_id == poll.id, Ballot.person_id == person_id):
            raise Refused([Reason("interest_after_vote", {}, poll.rule_id)])
        mine = work.all(PollVoter, PollVoter.poll_id == poll.id, PollVoter.person_id == person_id)
        for line in mine:
            line.recused, line.recusal = True, said
        if mine:
            sealed[poll.number] = rolls.seal(work, poll)
    if sealed:
        work.tell(rolls=sealed)


def _demand_of_body(work: Work, body: Body) -> None:
    """The opinion is handed in by a member of the committee, or by the clerk."""
    if BodyKind(body.kind) not in COMMITTEES:
        raise Refused([Reason("not_of_body", {}, RULE)])
    if work.actor.office in (OfficeKind.CLERK, "system"):
        return
    members = facts.members_of(work.session, work.community_id, body.id, legal_day(work.at))
    if work.actor.person_id not in {member.person_id for member in members}:
        raise Refused([Reason("not_of_body", {}, RULE)])


def _decided_poll(work: Work, proposal: Proposal, body: Body) -> Poll:
    """The committee's closed vote in this round of the review."""
    known = (Opinion.proposal_id == proposal.id, Opinion.body_id == body.id)
    if work.find(Opinion, *known, Opinion.round == proposal.round) is not None:
        raise Refused([Reason("opinion_exists", {}, RULE)])
    polls = work.all(
        Poll,
        Poll.proposal_id == proposal.id,
        Poll.body_id == body.id,
        Poll.opened_at >= proposal.stage_since,
        Poll.outcome.in_((tally.PASSED, tally.FAILED)),
    )
    if not polls:
        raise Refused([Reason("opinion_no_poll", {}, RULE)])
    return polls[-1]


def _conclude(work: Work, proposal: Proposal) -> None:
    """Move the matter as soon as both opinions are in."""
    for act in ("review.conclude", "review.reject"):
        if lifecycle.verdict(work, proposal, act).lawful:
            lifecycle.advance(work, proposal, act, rule_id=RULE)
            return
