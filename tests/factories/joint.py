"""Joint meetings of the owners' committee and the property company, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from council.models.hall import MeetingTask
from council.services import meetings
from council.services.agenda import Plan
from council.services.numbers import next_number
from council.services.unit import SYSTEM, unit
from tests.factories.community import Handle
from tests.factories.hall import AT, LATER, seat

SIDES = ("owners_committee", "property_company")
PEOPLE = ("owners1", "property")


def key() -> str:
    """What a form would send along."""
    return uuid4().hex


def call_joint(
    hall: Handle,
    *,
    sides: Sequence[str] = SIDES,
    invited: Sequence[str] = ("street_office",),
    chair: str | None = "owners_committee",
    series: UUID | None = None,
    at: datetime = AT,
    starts: datetime = LATER,
) -> str:
    """A joint meeting called in time by the clerk, with two items, one of each side."""
    ids = [hall.bodies[side] for side in sides]
    return meetings.convene(
        hall.community_id,
        hall.actor("clerk"),
        kind="joint",
        body_id=ids[0],
        sides=ids,
        invited=[hall.bodies[body] for body in invited],
        chair_body_id=hall.bodies[chair] if chair else None,
        series_id=series,
        starts_at=starts,
        place="物业会议室",
        plans=[
            Plan("deliberation", title="电梯困人的响应时间", side_id=ids[0], topic="lifts"),
            Plan("deliberation", title="地库漏水", side_id=ids[-1], topic="repairs"),
        ],
        at=at,
    )


def opened_joint(hall: Handle, people: Sequence[str] = PEOPLE, **called: Any) -> str:
    """A joint meeting that is open with these people in the hall."""
    number = call_joint(hall, **called)
    starts = called.get("starts", LATER)
    assert isinstance(starts, datetime)
    meetings.open_meeting(hall.community_id, hall.actor("clerk"), number, at=starts)
    seat(hall, number, people, at=starts)
    return number


def promise(
    hall: Handle,
    meeting: str,
    side: str | None,
    text: str = "更换3号楼电梯主板",
    *,
    due: date | None = None,
    item: int = 1,
    person: str | None = None,
    at: datetime = LATER,
) -> str:
    """A promise of a side, as the meeting wrote it down."""
    from council.services.attendance import load_meeting
    from council.services.joint import item_of

    with unit(hall.community_id, kind="task.add", actor=SYSTEM, at=at) as work:
        found = load_meeting(work, meeting)
        task = work.add(
            MeetingTask(
                number=next_number(work, "task"),
                meeting_id=found.id,
                item_id=item_of(work, found, item).id,
                text=text,
                body_id=hall.bodies[side] if side else None,
                person_id=hall.people[person] if person else None,
                holder="",
                due_on=due or (at + timedelta(days=20)).date(),
                at=at,
            )
        )
        work.tell(number=task.number)
        return task.number
