"""另行选举: a second vote among those who came next, made from the result of the first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.meetings import AgendaItem, Meeting
from council.models.polls import Poll
from council.rules.form import Form, Option
from council.rules.verdict import Reason, Refused
from council.services import calling
from council.services.calling import Question
from council.services.unit import Actor


def call(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    at: datetime,
) -> str:
    """Call the run-off of a closed choice or election with seats left; gives the meeting's number.

    Who stands again and for how many seats is what the count found; the notice is that of any vote.

    Raises:
        Refused: ``poll_running``, ``run_off_not_needed``, and whatever a call may be refused for.
    """
    poll, meeting, question = _made_from(community_id, poll_number)
    return calling.call(
        community_id,
        actor,
        body_id=poll.body_id,
        rule_id=poll.rule_id,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        title=f"{meeting.title}（另行选举）"[:120],
        told=meeting.told_at is not None,
        questions=[question],
        follows=True,
        at=at,
    )


def form_of(poll: Poll) -> Form:
    """The ballot of the run-off: who stands again keeps the number on the list.

    Raises:
        Refused: ``poll_running``, ``run_off_not_needed``.
    """
    if poll.closed_at is None:
        raise Refused([Reason("poll_running", {}, poll.rule_id)])
    found = poll.tally or {}
    again, left = found.get("run_off") or [], int(found.get("seats_left") or 0)
    if not again or left < 1:
        raise Refused([Reason("run_off_not_needed", {}, poll.rule_id)])
    first = Form.from_data(poll.ask or {"kind": "motion"})
    notes = {option.position: option.note for option in first.options}
    options = tuple(
        Option(entry["position"], entry["label"], note=notes.get(entry["position"], ""))
        for entry in sorted(again, key=lambda entry: int(entry["position"]))
    )
    most = min(first.most, left)
    return Form(first.kind, options, seats=left, most=most, tie=first.tie)


def _made_from(community_id: UUID, poll_number: str) -> tuple[Poll, Meeting, Question]:
    with Session(db.engine, expire_on_commit=False) as session:
        mine = (Poll.community_id == community_id, Poll.number == poll_number)
        poll = session.scalars(select(Poll).where(*mine)).one_or_none()
        if poll is None:
            raise Refused([Reason("not_found", {"what": "poll"})])
        meeting = session.get_one(Meeting, (community_id, poll.meeting_id))
        item = session.get_one(AgendaItem, (community_id, poll.item_id))
    form = form_of(poll)
    text = f"{poll.question}（另行选举）"[:400]
    return poll, meeting, Question(text, item.subject or "", form.as_data())
