"""Objections to the roll of a poll: put in writing, answered in writing, never forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from council.models.base import new_id
from council.models.bodies import Body
from council.models.meetings import Meeting
from council.models.polls import Poll, PollVoter, RollObjection
from council.rules import objecting
from council.rules.objecting import Running
from council.rules.rule import Rule
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import rolls
from council.services.polls import load
from council.services.rollstanding import begun
from council.services.unit import Actor, Work, unit

TEXT_MIN, TEXT_MAX = 5, 1000


def object_to_roll(
    community_id: UUID, actor: Actor, poll_number: str, text: str, *, at: datetime
) -> UUID:
    """Object: somebody is missing, wrongly there, or weighed wrongly; gives the objection's id.

    Raises:
        Refused: ``roll_objections_over`` with the time, ``roll_objection_waits``, ``poll_closed``.
    """
    said = clean_text(text, TEXT_MIN, TEXT_MAX, "text")
    if actor.person_id is None:
        raise Refused([Reason("not_found", {"what": "person"})])
    with unit(community_id, kind="roll.object", actor=actor, at=at, power="roll.object") as work:
        poll = load(work, poll_number)
        mine = work.all(
            RollObjection,
            RollObjection.poll_id == poll.id,
            RollObjection.person_id == actor.person_id,
        )
        same = [o for o in mine if o.text == said and o.answered_at is None]
        if same:
            work.repeat()
            return same[0].id
        waits = any(o.answered_at is None for o in mine)
        objecting.may_object(_running(poll), work.at, waits=waits).demand()
        row = work.add(
            RollObjection(
                id=new_id(), poll_id=poll.id, person_id=actor.person_id, text=said, at=work.at
            )
        )
        work.tell(number=poll.number)
        return row.id


def answer(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    objection_id: UUID,
    *,
    upheld: bool,
    text: str,
    at: datetime,
) -> bool:
    """Answer an objection in writing; gives whether the roll was frozen anew.

    Upheld before anybody voted (and before a paper was given out), the roll of a written poll is
    frozen again from the records as they stand now. See :mod:`council.rules.objecting`.

    Raises:
        Refused: ``roll_objection_answered``, ``roll_objection_own``, ``poll_closed``;
            ``roll_unchanged`` where the records were not put right first.
    """
    said = clean_text(text, TEXT_MIN, TEXT_MAX, "answer")
    with unit(community_id, kind="roll.answer", actor=actor, at=at, power="roll.answer") as work:
        poll, row = load(work, poll_number), work.get(RollObjection, objection_id)
        if row.poll_id != poll.id:
            raise Refused([Reason("not_found", {"what": "roll_objection"})])
        objecting.may_answer(
            closed=poll.closed_at is not None,
            answered=row.answered_at is not None,
            own=row.person_id == actor.person_id,
            rule_id=poll.rule_id,
        ).demand()
        corrects = upheld and poll.closes_at is not None and not begun(work, poll, work.at)
        row.upheld, row.answer = upheld, said
        row.answered_by_id, row.answered_at = actor.person_id, work.at
        work.tell(number=poll.number, objection=row.id, upheld=upheld, corrected=corrects)
        if corrects:
            _freeze_anew(work, poll)
        return corrects


def _running(poll: Poll) -> Running:
    return Running(poll.objections_until, poll.closed_at is not None, poll.rule_id)


def _freeze_anew(work: Work, poll: Poll) -> None:
    """Put the roll as the records give it now in the place of the one that was wrong."""
    before = poll.roll_sha256
    for line in _lines(work, poll):
        work.session.delete(line)
    work.session.flush()
    rolls.freeze(work, poll, work.get(Meeting, poll.meeting_id), work.get(Body, poll.body_id))
    if poll.roll_sha256 == before:
        raise Refused([Reason("roll_unchanged", {}, "RO1")])
    rolls.demand_lawful(work, poll, Rule.from_snapshot(poll.rule))
    work.tell(roll_sha256_before=before)


def _lines(work: Work, poll: Poll) -> Sequence[PollVoter]:
    return work.all(PollVoter, PollVoter.poll_id == poll.id)
