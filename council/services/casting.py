"""Casting: the mark that somebody has voted, and the ballot, whatever the channel.

In an open poll mark and choice are one row. In a secret poll the mark says only that this voter has
voted; the ballot goes into the urn under an id and a tracker that are derived from the voter's own
key, as is the mark's key. Each by its own hash: whoever has the key finds all three again (so a
retry gets the same answer), whoever has not cannot lead one back to another.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select

from council.models.polls import Ballot, Poll, PollVoter, UrnBallot
from council.models.votefacts import VoteLine, VotePoll
from council.rules.form import MOTION, Form, canonical, read_content
from council.rules.verdict import Reason, Refused
from council.services import receipts
from council.services.unit import Work

AnyPoll = Poll | VotePoll
AnyVoter = PollVoter | VoteLine
SEALED, HANDS, MARKED = "sealed", "hands", "marked"
_TRIES = 64


@dataclass(frozen=True, slots=True)
class Keys:
    """What one ballot of a secret poll is known by; none leads to another without ``secret``."""

    secret: str
    poll_id: UUID

    @property
    def mark(self) -> str:
        """The key of the mark."""
        return self._hash("mark").hex()

    @property
    def ballot(self) -> UUID:
        """The id of the ballot in the urn."""
        return UUID(bytes=self._hash("ballot")[:16], version=4)

    def tracker(self, attempt: int = 0) -> str:
        """Three words and a number; the next attempt where another ballot has the same."""
        return receipts.tracker(self._hash(f"tracker {attempt}"))

    def _hash(self, purpose: str) -> bytes:
        message = f"{purpose} {self.poll_id.hex}".encode()
        return hmac.digest(self.secret.encode(), message, hashlib.sha256)


def cast(
    work: Work,
    poll: AnyPoll,
    voter: AnyVoter,
    content: Mapping[str, Any],
    channel: str,
    key: str,
    *,
    holder_id: UUID | None = None,
    assisted: bool = False,
    serial: str | None = None,
    entered: bool = False,
) -> str:
    """Take the ballot of one voter; gives the receipt, in a secret poll the tracker.

    Whether this voter may vote now is for the caller to ask; that nobody votes twice is also held
    by the database. ``key`` is the voter's own in a secret poll.

    Raises:
        Refused: where the content is not one that the ballot offers.
    """
    said = read_content(asked(poll), content)
    if poll.secret:
        mark(
            work,
            poll,
            voter,
            channel,
            key,
            holder_id=holder_id,
            assisted=assisted,
            entered=entered,
        )
        return drop(work, poll, said, key)
    line = _line(work, poll, voter, channel, entered)
    receipt = receipts.words()
    choice = said.get("choice")
    line |= {
        "choice": choice or MARKED,
        "content": None if choice else said,
        "request_key": key,
        "receipt": receipt,
        "holder_id": holder_id,
        "assisted": assisted,
        "serial": serial,
    }
    if entered:
        work.put(Ballot, [line])
    else:
        work.put_last(Ballot, line)
    return receipt


def mark(
    work: Work,
    poll: AnyPoll,
    voter: AnyVoter,
    channel: str,
    key: str,
    *,
    choice: str = SEALED,
    holder_id: UUID | None = None,
    assisted: bool = False,
    entered: bool = False,
) -> None:
    """Only note that this voter has voted: the ballot lies in the urn, or hands were counted."""
    line = _line(work, poll, voter, channel, entered)
    line |= {
        "choice": choice,
        "request_key": Keys(key, poll.id).mark if poll.secret else key,
        "receipt": "",
        "holder_id": holder_id,
        "assisted": assisted,
    }
    work.put(Ballot, [line])


def drop(work: Work, poll: AnyPoll, content: Mapping[str, Any], key: str) -> str:
    """Only put a ballot into the urn of a secret poll; gives its tracker.

    Raises:
        Refused: where the content is not one that the ballot offers.
    """
    said = read_content(asked(poll), content)
    keys = Keys(key, poll.id)
    tracker = _free_tracker(work, poll, keys)
    row = {
        "community_id": work.community_id,
        "id": keys.ballot,
        "poll_id": poll.id,
        "tracker": tracker,
        "content": canonical(said),
    }
    work.session.execute(_DROP, [row])
    return tracker


def tracker_of(work: Work, poll: AnyPoll, key: str) -> str | None:
    """The tracker that the ballot under this key was given, while it lies in the urn."""
    found: str | None = work.session.scalar(
        _TRACKER, {"community": work.community_id, "ballot": Keys(key, poll.id).ballot}
    )
    return found


def asked(poll: AnyPoll) -> Form:
    """What the poll's ballot asks."""
    return MOTION if poll.ask is None else Form.from_data(poll.ask)


def _line(
    work: Work, poll: AnyPoll, voter: AnyVoter, channel: str, entered: bool
) -> dict[str, Any]:
    return {
        "poll_id": poll.id,
        "person_id": voter.person_id,
        "line": voter.line,
        "channel": channel,
        "entered_by_id": work.actor.person_id if entered else None,
        "at": work.at,
    }


def _free_tracker(work: Work, poll: AnyPoll, keys: Keys) -> str:
    for attempt in range(_TRIES):
        tracker = keys.tracker(attempt)
        taken = {"community": work.community_id, "poll": poll.id, "tracker": tracker}
        if work.session.scalar(_TAKEN, taken) is None:
            return tracker
    raise Refused([Reason("key_used", {}, poll.rule_id)])


_URN: Any = UrnBallot.__table__
_DROP = insert(_URN)
_TRACKER = select(_URN.c.tracker).where(
    _URN.c.community_id == bindparam("community"), _URN.c.id == bindparam("ballot")
)
_TAKEN = select(_URN.c.id).where(
    _URN.c.community_id == bindparam("community"),
    _URN.c.poll_id == bindparam("poll"),
    _URN.c.tracker == bindparam("tracker"),
)
