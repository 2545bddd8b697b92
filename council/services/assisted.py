"""A vote that a clerk enters at the voter's wish, marked as such; the voter needs no account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from council.models.meetings import Meeting
from council.models.polls import Ballot, Poll, PollVoter
from council.rules import meetings as law_of
from council.rules.form import read_content
from council.rules.meetings import ONLINE, SESSION
from council.rules.verdict import Reason, Refused
from council.services import attendance, casting, polls, presence, sheets
from council.services.unit import Actor, Work, unit


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for the voter. ``content`` is told only where the poll is open.

    ``receipt`` is the tracker of the ballot in a secret poll.
    """

    poll: str
    receipt: str
    at: datetime
    content: Mapping[str, Any] | None
    again: bool = False


def assist(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    voter_id: UUID,
    content: Mapping[str, Any],
    *,
    request_key: str,
    at: datetime,
) -> Slip:
    """Cast the ballot of a line of the roll at the voter's wish; a retry gives the same slip.

    Raises:
        Refused: ``assist_oneself``, ``channel_closed`` (no voting online), ``paper_is_in`` (the
            voter's sheet of paper has come back), ``already_voted`` …
    """
    if not 8 <= len(request_key) <= 64:
        raise Refused([Reason("value_unknown")])
    with unit(community_id, kind="poll.assist", actor=actor, at=at, power="poll.assist") as work:
        poll = polls.load(work, poll_number)
        voter = sheets.voter_of(work, poll, voter_id)
        said = read_content(casting.asked(poll), content)
        shown = None if poll.secret else said
        if earlier := _before(work, poll, voter, request_key):
            work.repeat()
            return Slip(poll.number, earlier, work.at, shown, again=True)
        _demand(work, poll, voter)
        receipt = casting.cast(
            work, poll, voter, said, ONLINE, request_key, assisted=True, entered=True
        )
        work.tell(number=poll.number, channel=ONLINE, assisted=True)
        return Slip(poll.number, receipt, work.at, shown)


def _demand(work: Work, poll: Poll, voter: PollVoter) -> None:
    """That this voter may be helped to vote now."""
    sheets.demand_open(poll)
    if voter.person_id == work.actor.person_id:
        raise Refused([Reason("assist_oneself", {}, poll.rule_id)])
    if not poll.allows_online:
        raise Refused([Reason("channel_closed", {}, poll.rule_id)])
    sheets.demand_taken(work, poll)
    sheets.demand_unmarked(work, poll, voter)
    sheets.demand_no_paper_in(work, poll, voter)
    meeting = work.get(Meeting, poll.meeting_id)
    if meeting.form == SESSION:
        law_of.running(attendance.state_of(meeting)).demand()
        attendance.come_online(work, meeting, voter.person_id)
        presence.demand_in_vote(work, poll.id)


def _before(work: Work, poll: Poll, voter: PollVoter, key: str) -> str | None:
    """The receipt of this very request, where it was answered before."""
    known = casting.Keys(key, poll.id).mark if poll.secret else key
    earlier = work.find(Ballot, Ballot.poll_id == poll.id, Ballot.request_key == known)
    if earlier is None:
        return None
    if (earlier.person_id, earlier.line) != (voter.person_id, voter.line):
        raise Refused([Reason("key_used")])
    return (casting.tracker_of(work, poll, key) or "") if poll.secret else earlier.receipt
