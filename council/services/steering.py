"""What may happen to a running poll: suspended, resumed, extended, ended early, annulled.

Every act has a reason, which goes into the journal and, where the poll is on a matter, into its
trace. Nothing here looks at a vote: only at who has voted.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from council.models.bodies import Body
from council.models.meetings import Meeting
from council.models.polls import Ballot, Poll, PollVoter, UrnBallot
from council.models.proposals import Proposal
from council.rules import extension, written
from council.rules.calendar import legal_day
from council.rules.outlook import outlook
from council.rules.rule import Rule
from council.rules.shapes import check_date, clean_text
from council.rules.tally import Line
from council.rules.verdict import Reason, Refused
from council.services import lifecycle, polls
from council.services.unit import SYSTEM, Actor, Work, unit

POWER = "written.keep"
REASON_MIN, REASON_MAX = 5, 1000


def suspend(
    community_id: UUID, actor: Actor, poll_number: str, reason: str, *, at: datetime
) -> None:
    """Take no votes for the time being; those cast stay.

    Raises:
        Refused: ``poll_closed``, ``poll_suspended``, ``poll_ended``, ``poll_in_session``.
    """
    with unit(community_id, kind="poll.suspend", actor=actor, at=at, power=POWER) as work:
        poll = _running(work, poll_number)
        if poll.suspended_at is not None:
            raise Refused([Reason("poll_suspended", {}, poll.rule_id)])
        if poll.ended_at is not None:
            raise Refused([Reason("poll_ended", {"ended": poll.ended_at}, poll.rule_id)])
        poll.suspended_at = work.at
        _record(work, poll, "poll.suspend", reason)


def resume(
    community_id: UUID, actor: Actor, poll_number: str, reason: str, *, at: datetime
) -> datetime:
    """Take votes again; the time lost is added to the end. Gives the new end.

    Raises:
        Refused: ``poll_not_suspended``.
    """
    with unit(community_id, kind="poll.resume", actor=actor, at=at, power=POWER) as work:
        poll = _running(work, poll_number)
        if poll.suspended_at is None or poll.closes_at is None:
            raise Refused([Reason("poll_not_suspended", {}, poll.rule_id)])
        poll.closes_at += work.at - poll.suspended_at
        poll.suspended_at = None
        work.tell(closes_at=poll.closes_at)
        _record(work, poll, "poll.resume", reason)
        return poll.closes_at


def extend(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    until: datetime,
    reason: str,
    *,
    at: datetime,
) -> None:
    """Let a vote in which too few took part run on until ``until``.

    Raises:
        Refused: ``extension_not_provided``, ``extension_not_needed``, ``extension_too_long`` with
            the latest end, ``poll_suspended``.
    """
    check_date(legal_day(until), "until")
    with unit(community_id, kind="poll.extend", actor=actor, at=at, power=POWER) as work:
        poll = _running(work, poll_number)
        if poll.suspended_at is not None:
            raise Refused([Reason("poll_suspended", {}, poll.rule_id)])
        meeting = work.get(Meeting, poll.meeting_id)
        rule = Rule.from_snapshot(poll.rule)
        if poll.closes_at is None or meeting.ends_at is None:  # _running() refused this already
            raise LookupError(poll_number)
        extension.may_extend(
            rule,
            participation_met=participation_met(work, poll),
            first_close=meeting.ends_at,
            closes=max(poll.closes_at, work.at),
            until=until,
        ).demand()
        poll.closes_at, poll.ended_at = until, None
        poll.extensions += 1
        work.tell(closes_at=until, extensions=poll.extensions)
        _record(work, poll, "poll.extend", reason)


def end_voting(community_id: UUID, actor: Actor, poll_number: str, *, at: datetime) -> None:
    """Take no more votes: the time is over, or everybody on the roll has voted.

    Sheets of paper that came in time are entered until the poll is closed and counted.

    Raises:
        Refused: ``poll_not_over`` with the announced end, ``poll_ended``, ``poll_suspended``.
    """
    with unit(community_id, kind="poll.end", actor=actor, at=at, power=POWER) as work:
        poll = _running(work, poll_number)
        if poll.ended_at is not None:
            raise Refused([Reason("poll_ended", {"ended": poll.ended_at}, poll.rule_id)])
        if poll.suspended_at is not None:
            raise Refused([Reason("poll_suspended", {}, poll.rule_id)])
        if poll.closes_at is not None and work.at < poll.closes_at and _missing(work, poll):
            raise Refused([Reason("poll_not_over", {"closes": poll.closes_at}, poll.rule_id)])
        poll.ended_at = work.at
        work.tell(number=poll.number)


def annul(community_id: UUID, actor: Actor, poll_number: str, reason: str, *, at: datetime) -> None:
    """Void a running poll without counting it: nobody will ever know how it stood.

    The question may be put again with a new notice.

    Raises:
        Refused: ``poll_closed``.
    """
    with unit(community_id, kind="poll.annul", actor=actor, at=at, power=POWER) as work:
        poll = _running(work, poll_number)
        _record(work, poll, "poll.annul", reason)
        mine = (UrnBallot.community_id == community_id, UrnBallot.poll_id == poll.id)
        work.session.execute(delete(UrnBallot).where(*mine))
        poll.ended_at = poll.ended_at or work.at
        poll.outcome, poll.closed_at = written.ANNULLED, work.at


def participation_met(work: Work, poll: Poll) -> bool:
    """Whether enough have voted by every measure of the rule; never how."""
    lines, voted = _turnout(work, poll)
    return outlook(Rule.from_snapshot(poll.rule), lines, voted).met


def _missing(work: Work, poll: Poll) -> bool:
    lines, voted = _turnout(work, poll)
    return any(not line.recused and line.voter not in voted for line in lines)


def _turnout(work: Work, poll: Poll) -> tuple[list[Line], set[str]]:
    """The roll, and who of it has the mark 'has voted'."""
    voters = work.all(PollVoter, PollVoter.poll_id == poll.id)
    marks = work.session.execute(
        select(Ballot.person_id, Ballot.line).where(
            Ballot.community_id == work.community_id, Ballot.poll_id == poll.id
        )
    )
    lines = [Line(f"{v.person_id.hex}/{v.line}", v.heads, v.area, v.recused) for v in voters]
    return lines, {f"{person.hex}/{line}" for person, line in marks}


def _running(work: Work, number: str) -> Poll:
    """The written poll with this number, not yet counted, kept by somebody who may."""
    poll = polls.load(work, number)
    if poll.closed_at is not None:
        raise Refused([Reason("poll_closed", {}, poll.rule_id)])
    if poll.closes_at is None:
        raise Refused([Reason("poll_in_session", {}, poll.rule_id)])
    if work.actor is not SYSTEM:
        written.may_call(work.get(Body, poll.body_id).kind, work.actor.office).demand()
    return poll


def _record(work: Work, poll: Poll, kind: str, reason: str) -> None:
    """Put act and reason into the journal and into the matter's trace."""
    reason = clean_text(reason, REASON_MIN, REASON_MAX, "reason")
    work.tell(number=poll.number, reason=reason)
    if poll.proposal_id is not None:
        work.session.flush()
        proposal = work.get(Proposal, poll.proposal_id)
        detail = {"poll": poll.number}
        lifecycle.record(work, proposal, kind, reason=reason, rule_id=poll.rule_id, detail=detail)
