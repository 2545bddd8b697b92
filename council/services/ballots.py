"""Ballots: one per voter, online by the voter or the holder of a mandate, or entered by the clerk.

The mark is one, whatever the channel; a retry with the same key gives the same receipt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from council.models.meetings import Meeting
from council.models.people import Person
from council.models.polls import Ballot, Poll
from council.models.votefacts import Before, VoteLine, VotePoll, before
from council.rules import meetings as law_of
from council.rules.form import Form
from council.rules.meetings import HALL, ONLINE, PROXY
from council.rules.verdict import Reason, Refused
from council.services import attendance, casting, mandates, polls, presence
from council.services.unit import Actor, Work, unit

Content = Mapping[str, Any]
Reader = Callable[[Form], Content]
"""What a ballot says, once it is known what the poll asks; raises where it cannot be read."""


@dataclass(frozen=True, slots=True)
class BallotReceipt:
    """What a voter keeps: a receipt, in a secret poll the tracker of the ballot.

    ``again`` says that this very ballot had been taken before. A secret poll gives no time.
    """

    poll: str
    receipt: str
    channel: str
    at: datetime
    again: bool = False
    secret: bool = False


def vote(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    content: Content | str | Reader,
    *,
    request_key: str,
    at: datetime,
    line: int = 0,
    for_person: UUID | None = None,
) -> BallotReceipt:
    """Cast a ballot online: one's own, or with a written mandate that of ``for_person``.

    ``content`` is what stands on the ballot (see :mod:`council.rules.marking`), or ``yes``, ``no``,
    ``abstain``, or what reads it off a sheet once the act knows what the poll asks. ``line`` is the
    voter's line of the roll. A retry with the same key gives the same receipt.

    Raises:
        Refused: ``not_on_roll``, ``voter_recused``, ``already_voted``, ``poll_closed`` …
    """
    if actor.person_id is None:
        raise Refused([Reason("not_on_roll")])
    if not 8 <= len(request_key) <= 64:
        raise Refused([Reason("value_unknown")])
    with _no_key_twice(), _voting(community_id, actor, at) as work:
        voter_id = for_person or actor.person_id
        seen = _see(work, poll_number, voter_id, line)
        said = _said(seen.poll, content)
        if earlier := _answered(work, seen, request_key):
            work.repeat()
            return earlier
        holder = _by_mandate(work, seen) if for_person is not None else None
        _demand_vote(work, seen, ONLINE)
        channel = ONLINE if holder is None else PROXY
        receipt = casting.cast(
            work, seen.poll, _line_of(seen), said, channel, request_key, holder_id=holder
        )
        work.tell(number=poll_number, channel=channel)
        return BallotReceipt(poll_number, receipt, channel, work.at, secret=seen.poll.secret)


def _said(poll: VotePoll, content: Content | str | Reader) -> Content:
    """What stands on the ballot; nobody spoils one online."""
    if callable(content):
        said = content(casting.asked(poll))
    else:
        said = {"choice": content} if isinstance(content, str) else content
    if said.get("choice") == "spoiled":
        raise Refused([Reason("value_unknown")])
    return said


def _voting(community_id: UUID, actor: Actor, at: datetime) -> AbstractContextManager[Work]:
    return unit(community_id, kind="poll.vote", actor=actor, at=at, power="poll.vote")


@contextmanager
def _no_key_twice() -> Iterator[None]:
    """The voter has not voted, so a ballot that the database refuses has somebody else's key."""
    try:
        yield
    except IntegrityError as error:
        raise Refused([Reason("key_used")]) from error


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
    with unit(community_id, kind="poll.enter", actor=actor, at=at, power="poll.enter") as work:
        poll = polls.load(work, poll_number)
        if poll.secret:
            raise Refused([Reason("hall_names_secret", {}, poll.rule_id)])
        keys = {person: _hall_key(request_key, person) for person in votes}
        if _entered_before(work, poll, keys):
            work.repeat()
            return len(votes)
        for seen, choice in _demand_all(work, poll, votes):
            voter = _line_of(seen)
            key = keys[voter.person_id]
            casting.cast(work, poll, voter, {"choice": choice}, HALL, key, entered=True)
        work.tell(number=poll.number, channel=HALL, ballots=len(votes))
        return len(votes)


def _see(work: Work, number: str, person_id: UUID, line: int) -> Before:
    work.session.flush()
    connection = work.session.connection()
    seen = before(connection, work.community_id, number, person_id, line)
    if seen is None:
        raise Refused([Reason("not_found", {"what": "poll"})])
    return seen


def _line_of(seen: Before) -> VoteLine:
    """The voter's line of the roll, or Refused ``not_on_roll``."""
    if seen.line is None:
        raise Refused([Reason("not_on_roll", {}, seen.poll.rule_id)])
    return seen.line


def _answered(work: Work, seen: Before, key: str) -> BallotReceipt | None:
    """The receipt of before, where this very request was already answered."""
    poll, mine = seen.poll, seen.mark
    mark = casting.Keys(key, poll.id).mark if poll.secret else key
    asks = work.actor.person_id
    if mine is not None and mine.request_key == mark and asks in (mine.person_id, mine.holder_id):
        receipt = casting.tracker_of(work, poll, key) if poll.secret else mine.receipt
        return BallotReceipt(
            poll.number, receipt or "", mine.channel, mine.at, again=True, secret=poll.secret
        )
    return None


def _by_mandate(work: Work, seen: Before) -> UUID | None:
    """The holder, where the actor holds the voter's mandate for this poll; it is used up."""
    voter = _line_of(seen)
    mandate = mandates.holding(work, seen.poll, voter.person_id, voter.line)
    if mandate is None or mandate.holder_id != work.actor.person_id:
        raise Refused([Reason("mandate_missing", {}, seen.poll.rule_id)])
    mandates.use(work, mandate)
    return mandate.holder_id


def _demand_vote(work: Work, seen: Before, channel: str) -> None:
    """That the poll runs and this voter may vote in it now; who votes in session is here."""
    poll = seen.poll
    law_of.may_vote(
        law_of.Voter(
            on_roll=seen.line is not None,
            recused=seen.line is not None and seen.line.recused,
            voted=seen.mark is not None,
            present=seen.attendance == "present",
        ),
        closed=poll.closed_at is not None,
        channel=channel,
        online=poll.allows_online,
        rule_id=poll.rule_id,
    ).demand()
    if seen.paper_is_in:
        raise Refused([Reason("paper_is_in", {}, poll.rule_id)])
    law_of.votes_are_taken(polls.window(poll), work.at, poll.rule_id).demand()
    if seen.meeting_form != law_of.SESSION:
        return
    meeting = work.get(Meeting, poll.meeting_id)
    law_of.running(attendance.state_of(meeting)).demand()
    if seen.attendance is None:  # no roll of the hall is kept, so none can be too short
        return
    if channel == ONLINE:
        attendance.come_online(work, meeting, _line_of(seen).person_id)
    presence.demand_in_vote(work, poll.id)


def _entered_before(work: Work, poll: Poll, keys: Mapping[UUID, str]) -> bool:
    known = work.all(Ballot, Ballot.poll_id == poll.id, Ballot.request_key.in_(list(keys.values())))
    return len(known) == len(keys)


def _hall_key(request_key: str, person_id: UUID) -> str:
    return hashlib.sha256(f"{request_key} {person_id.hex}".encode()).hexdigest()


def _demand_all(work: Work, poll: Poll, votes: Mapping[UUID, str]) -> Sequence[tuple[Before, str]]:
    """Every hall vote must stand; the refusal names each that does not."""
    found: list[Reason] = []
    stand: list[tuple[Before, str]] = []
    for person_id, choice in votes.items():
        seen = _see(work, poll.number, person_id, 0)
        try:
            _demand_vote(work, seen, HALL)
            stand.append((seen, choice))
        except Refused as no:
            person = work.find(Person, Person.id == person_id)
            name = person.name if person else person_id.hex[:8]
            found += [
                Reason("voters_refused", {"name": name, "why": r.code}, r.rule) for r in no.reasons
            ]
    if found:
        raise Refused(found)
    return stand
