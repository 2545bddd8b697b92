"""Ballots: one per voter, online by the voter or entered by the clerk from the hall."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from council.models.meetings import Attendance, Meeting
from council.models.people import Person
from council.models.polls import Ballot, Poll, PollVoter
from council.rules import meetings as law_of
from council.rules.meetings import HALL, ONLINE
from council.rules.verdict import Reason, Refused
from council.services import attendance, polls, receipts
from council.services.unit import Actor, Work, unit


@dataclass(frozen=True, slots=True)
class BallotReceipt:
    """What a voter keeps. ``again`` says that this very ballot had been taken before."""

    poll: str
    receipt: str
    channel: str
    at: datetime
    again: bool = False


class _Again(Exception):  # noqa: N818 - a retry is no error
    """Leaves the unit without an entry: this request was answered before."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer


def vote(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    choice: str,
    *,
    request_key: str,
    at: datetime,
) -> BallotReceipt:
    """Cast one's own ballot online; a retry with the same key gives the same receipt.

    Raises:
        Refused: ``not_on_roll``, ``voter_recused``, ``already_voted``, ``poll_closed`` …
    """
    if choice not in ("yes", "no", "abstain") or not 8 <= len(request_key) <= 64:
        raise Refused([Reason("value_unknown")])
    try:
        with unit(community_id, kind="poll.vote", actor=actor, at=at, power="poll.vote") as work:
            if actor.person_id is None:
                raise Refused([Reason("not_on_roll")])
            poll = polls.load(work, poll_number)
            _answer_again(work, poll, actor.person_id, request_key)
            _demand_vote(work, poll, actor.person_id, ONLINE)
            meeting = work.get(Meeting, poll.meeting_id)
            law_of.running(attendance.state_of(meeting)).demand()
            attendance.come_online(work, meeting, actor.person_id)
            ballot = _cast(work, poll, actor.person_id, choice, ONLINE, request_key)
            work.tell(number=poll.number, channel=ONLINE)
            return _receipt(poll, ballot)
    except _Again as earlier:
        answer: BallotReceipt = earlier.answer
        return answer


def enter_hall(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    votes: Mapping[UUID, str],
    *,
    request_key: str,
    at: datetime,
) -> int:
    """Enter named votes that were cast in the hall: all of them or none; gives how many.

    A retry with the same key and votes changes nothing and gives the same number.
    """
    if not votes:
        raise Refused([Reason("hall_votes_none")])
    if any(choice not in law_of.CHOICES for choice in votes.values()) or len(request_key) < 8:
        raise Refused([Reason("value_unknown")])
    try:
        with unit(community_id, kind="poll.enter", actor=actor, at=at, power="poll.enter") as work:
            poll = polls.load(work, poll_number)
            keys = {person: _hall_key(request_key, person) for person in votes}
            _entered_again(work, poll, keys)
            _demand_all(work, poll, list(votes))
            for person, choice in votes.items():
                _cast(work, poll, person, choice, HALL, keys[person])
            work.tell(number=poll.number, channel=HALL, ballots=len(votes))
            return len(votes)
    except _Again as earlier:
        n: int = earlier.answer
        return n


def _answer_again(work: Work, poll: Poll, person_id: UUID, key: str) -> None:
    """Leave with the receipt of before, where this request was already answered."""
    earlier = work.find(Ballot, Ballot.poll_id == poll.id, Ballot.request_key == key)
    if earlier is None:
        return
    if earlier.person_id != person_id:
        raise Refused([Reason("key_used")])
    raise _Again(_receipt(poll, earlier, again=True))


def _entered_again(work: Work, poll: Poll, keys: Mapping[UUID, str]) -> None:
    known = work.all(Ballot, Ballot.poll_id == poll.id, Ballot.request_key.in_(list(keys.values())))
    if len(known) == len(keys):
        raise _Again(len(known))


def _hall_key(request_key: str, person_id: UUID) -> str:
    return hashlib.sha256(f"{request_key} {person_id.hex}".encode()).hexdigest()


def _demand_vote(work: Work, poll: Poll, person_id: UUID, channel: str) -> None:
    line = work.find(PollVoter, PollVoter.poll_id == poll.id, PollVoter.person_id == person_id)
    voted = work.find(Ballot, Ballot.poll_id == poll.id, Ballot.person_id == person_id)
    here = work.find(
        Attendance,
        Attendance.meeting_id == poll.meeting_id,
        Attendance.body_id == poll.body_id,
        Attendance.person_id == person_id,
    )
    law_of.may_vote(
        law_of.Voter(
            on_roll=line is not None,
            recused=line is not None and line.recused,
            voted=voted is not None,
            present=here is not None and here.state == "present",
        ),
        closed=poll.closed_at is not None,
        channel=channel,
        online=poll.allows_online,
        rule_id=poll.rule_id,
    ).demand()


def _demand_all(work: Work, poll: Poll, people: Sequence[UUID]) -> None:
    """Every hall vote must stand; the refusal names each that does not."""
    found: list[Reason] = []
    for person_id in people:
        try:
            _demand_vote(work, poll, person_id, HALL)
        except Refused as no:
            person = work.find(Person, Person.id == person_id)
            name = person.name if person else person_id.hex[:8]
            found += [
                Reason("voters_refused", {"name": name, "why": r.code}, r.rule) for r in no.reasons
            ]
    if found:
        raise Refused(found)


def _cast(work: Work, poll: Poll, person_id: UUID, choice: str, channel: str, key: str) -> Ballot:
    ballot = Ballot(
        poll_id=poll.id,
        person_id=person_id,
        choice=choice,
        channel=channel,
        request_key=key,
        receipt=receipts.words(),
        entered_by_id=work.actor.person_id if channel == HALL else None,
        at=work.at,
    )
    return work.add(ballot)


def _receipt(poll: Poll, ballot: Ballot, *, again: bool = False) -> BallotReceipt:
    return BallotReceipt(poll.number, ballot.receipt, ballot.channel, ballot.at, again)
