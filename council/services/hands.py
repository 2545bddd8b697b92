"""A show of hands in a session: two tellers count, neither sees the other's numbers.

When both counts are equal, everybody in the hall who has not voted otherwise is marked, and the
numbers enter the count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from council.models import paperfacts
from council.models.meetings import Meeting
from council.models.polls import HandCount, Poll, PollVoter
from council.rules import hands as law_of
from council.rules import meetings
from council.rules.hands import Count, Standing
from council.rules.meetings import HALL, SESSION
from council.rules.rule import Rule
from council.rules.verdict import Reason, Refused, Verdict
from council.services import attendance, casting, polls, presence
from council.services.unit import Actor, Work, unit

MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of a teller's count. ``state`` is ``first``, ``differs`` or ``agreed``."""

    state: str
    round: int


def enter(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    yes: int,
    no: int,
    abstain: int,
    *,
    at: datetime,
) -> Counted:
    """Hand in what one teller counted. The second equal count is accepted and marks the hall.

    Raises:
        Refused: ``hands_sum`` (with how many there have to be), ``hands_counted_already``,
            ``hands_agreed``, ``no_quorum``, why hands are not offered, or ``poll_ended``.
    """
    if not all(0 <= number <= MOST for number in (yes, no, abstain)) or actor.person_id is None:
        raise Refused([Reason("value_unknown")])
    with unit(community_id, kind="poll.hands", actor=actor, at=at, power="poll.tell") as work:
        poll = polls.load(work, poll_number)
        _demand_now(work, poll)
        who = waiting(work, poll)
        counts = _counts(work.session, poll)
        teller = actor.person_id.hex
        law_of.may_count(counts, teller, yes + no + abstain, len(who)).demand()
        mine = Count(law_of.standing(counts).round, teller, yes, no, abstain)
        work.add(
            HandCount(
                poll_id=poll.id,
                teller_id=actor.person_id,
                round=mine.round,
                yes=yes,
                no=no,
                abstain=abstain,
                at=work.at,
            )
        )
        state = _settle(work, poll, who, law_of.standing([*counts, mine]))
        work.tell(number=poll.number, round=mine.round, state=state)
        return Counted(state, mine.round)


def agreed(session: Session, poll: Poll) -> dict[str, int] | None:
    """The numbers on which two tellers agreed, or None."""
    found = law_of.standing(_counts(session, poll)).agreed
    if found is None:
        return None
    return {"yes": found.yes, "no": found.no, "abstain": found.abstain}


def offered(work: Work, poll: Poll) -> Verdict:
    """Whether this poll may be decided by a show of hands."""
    meeting = work.get(Meeting, poll.meeting_id)
    mine = (PollVoter.poll_id == poll.id, PollVoter.heads != 1)
    return law_of.offered(
        Rule.from_snapshot(poll.rule),
        casting.asked(poll),
        secret=poll.secret,
        session=meeting.form == SESSION,
        one_head_each=not work.all(PollVoter, *mine),
    )


def waiting(work: Work, poll: Poll) -> Sequence[PollVoter]:
    """Who is in the hall, may vote, and has not voted otherwise."""
    query = paperfacts.may_raise(PollVoter, work.community_id, poll.id).order_by(PollVoter.id)
    found: Sequence[PollVoter] = work.session.scalars(query).all()
    return found


def _demand_now(work: Work, poll: Poll) -> None:
    if poll.closed_at is not None:
        raise Refused([Reason("poll_closed", {}, poll.rule_id)])
    offered(work, poll).demand()
    meetings.votes_are_taken(polls.window(poll), work.at, poll.rule_id).demand()
    meeting = work.get(Meeting, poll.meeting_id)
    meetings.running(attendance.state_of(meeting)).demand()
    presence.demand_in_vote(work, poll.id)


def _settle(work: Work, poll: Poll, who: Sequence[PollVoter], now: Standing) -> str:
    """Mark the hall where both counts are equal; say where the show of hands stands."""
    if now.agreed is None:
        return "first" if now.begun else "differs"
    for voter in who:
        key = hashlib.sha256(f"hands {poll.id.hex} {voter.id.hex}".encode()).hexdigest()
        casting.mark(work, poll, voter, HALL, key, choice=casting.HANDS, entered=True)
    return "agreed"


def _counts(session: Session, poll: Poll) -> list[Count]:
    return paperfacts.hand_counts(session, poll.community_id, poll.id)
