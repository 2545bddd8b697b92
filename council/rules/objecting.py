"""Objections to a frozen roll: until when, by whom answered, and what stands against closing.

A roll that was frozen is never changed silently. An objection that is upheld before anybody has
voted corrects it: the records are put right, the roll is frozen and sealed anew in the same
recorded act. Once somebody has voted, an upheld objection leaves the roll as it is, and a vote
held over a period cannot be counted any more: it is annulled and called anew. In a meeting in
session the finding is recorded and published with the result; the meeting's roll is that of its
opening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from council.rules.verdict import LAWFUL, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Running:
    """Where a poll stands, as far as objections to its roll ask."""

    objections_until: datetime | None
    closed: bool
    rule_id: str

    def late(self, at: datetime) -> bool:
        """Whether the time to object is over."""
        return self.objections_until is not None and at >= self.objections_until


@dataclass(frozen=True, slots=True)
class Standing:
    """Objections to the roll of a poll; ``upheld`` only those that came too late to correct it."""

    waiting: int = 0
    upheld: int = 0


def may_object(poll: Running, at: datetime, *, waits: bool) -> Verdict:
    """Whether somebody may object now; ``waits`` where an earlier objection is not answered."""
    if poll.closed:
        return _refuse("poll_closed", poll.rule_id)
    if poll.late(at):
        until = {"until": poll.objections_until}
        return Verdict((Reason("roll_objections_over", until, "RO1"),))
    return _refuse("roll_objection_waits", "RO1") if waits else LAWFUL


def may_answer(*, closed: bool, answered: bool, own: bool, rule_id: str) -> Verdict:
    """Whether an objection may be answered now, by this person."""
    if answered:
        return _refuse("roll_objection_answered", "RO1")
    if closed:
        return _refuse("poll_closed", rule_id)
    return _refuse("roll_objection_own", "RO1") if own else LAWFUL


def may_count(found: Standing) -> Verdict:
    """Whether the poll may be closed and counted."""
    reasons = []
    if found.waiting:
        reasons.append(Reason("roll_objections_open", {"n": found.waiting}, "RO1"))
    if found.upheld:
        reasons.append(Reason("roll_objection_upheld", {"n": found.upheld}, "RO1"))
    return Verdict(tuple(reasons))


def _refuse(code: str, rule_id: str) -> Verdict:
    return Verdict((Reason(code, {}, rule_id),))
