"""Tasks that a meeting sets: who does what by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from council.models.bodies import Body
from council.models.hall import MeetingTask
from council.models.people import Person
from council.rules.calendar import legal_day
from council.rules.shapes import check_date, clean_line, clean_text
from council.rules.verdict import Reason, Refused
from council.services import hall
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for a task: a person, a side or body, an office as it is published."""

    person_id: UUID | None = None
    body_id: UUID | None = None
    holder: str = ""


def set_task(
    community_id: UUID,
    actor: Actor,
    number: str,
    text: str,
    owner: Owner,
    due_on: date,
    *,
    position: int | None = None,
    request_key: str,
    at: datetime,
) -> str | None:
    """Set a task, from an item (``position``) or from the meeting; gives its number.

    Raises:
        Refused: ``task_without_owner``, ``task_due_past``.
    """
    with unit(community_id, kind="task.set", actor=actor, at=at, power="meeting.keep") as work:
        if work.done_before(request_key):
            return None
        meeting = hall.writable(work, number)
        item = hall.item_of(work, meeting, position) if position is not None else None
        if check_date(due_on, "due_on") < legal_day(work.at):
            raise Refused([Reason("task_due_past", {"day": due_on})])
        _demand_owner(work, owner)
        task = MeetingTask(
            number=next_number(work, "task"),
            meeting_id=meeting.id,
            item_id=item.id if item else None,
            text=clean_text(text, 2, 1000, "text"),
            body_id=owner.body_id,
            person_id=owner.person_id,
            holder=clean_line(owner.holder, 0, 80, "holder"),
            due_on=due_on,
            at=work.at,
        )
        work.add(task)
        work.tell(number=task.number, meeting=meeting.number, due_on=due_on)
        return task.number


def drop(
    community_id: UUID,
    actor: Actor,
    number: str,
    task: str,
    reason: str,
    *,
    request_key: str,
    at: datetime,
) -> None:
    """Take a task back that was set by mistake, with the reason, while the meeting is written."""
    with unit(community_id, kind="task.drop", actor=actor, at=at, power="meeting.keep") as work:
        if work.done_before(request_key):
            return
        meeting = hall.writable(work, number)
        mine = (MeetingTask.meeting_id == meeting.id, MeetingTask.number == task)
        found = work.find(MeetingTask, *mine)
        if found is None:
            raise Refused([Reason("not_found", {"what": "meeting_task"})])
        if found.state != "open":
            raise Refused([Reason("task_not_open")])
        found.state, found.remark = "dropped", clean_text(reason, 2, 1000, "reason")
        work.tell(number=task, meeting=meeting.number)


def _demand_owner(work: Work, owner: Owner) -> None:
    if owner.person_id is not None:
        work.get(Person, owner.person_id)
    if owner.body_id is not None:
        work.get(Body, owner.body_id)
    if owner.person_id is None and owner.body_id is None and not owner.holder.strip():
        raise Refused([Reason("task_without_owner")])
