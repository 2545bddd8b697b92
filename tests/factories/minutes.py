"""A meeting that was held, with speeches, a vote and a task: what minutes are written of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from council.db import db
from council.models.hall import MeetingTask, Speech
from council.models.meetings import AgendaItem, Meeting
from council.models.minutes import Minutes
from council.models.people import Person
from council.services import meetings, minutes, signing
from council.services.unit import SYSTEM, unit
from tests.factories.community import Handle
from tests.factories.hall import LATER, REPRESENTATIVES, call, seat, stored

OVER = LATER + timedelta(hours=2)
AFTER = OVER + timedelta(days=20)
"""When every term to correct is over."""


def key() -> str:
    """A fresh request key."""
    return uuid4().hex


def held(hall: Handle, *, starts: datetime = LATER, closes: bool = True) -> str:
    """A meeting of representatives: five there, two items, two speeches, one task."""
    number = call(hall, "representatives", ("2026-001",), starts=starts)
    meetings.add_item(
        hall.community_id, hall.actor("clerk"), number, title="其他", at=starts - timedelta(days=8)
    )
    meetings.open_meeting(hall.community_id, hall.actor("clerk"), number, at=starts)
    seat(hall, number, REPRESENTATIVES[:5], at=starts)
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=starts) as work:
        meeting = work.find(Meeting, Meeting.number == number)
        first = work.find(AgendaItem, AgendaItem.meeting_id == meeting.id, AgendaItem.position == 1)
        for position, who in enumerate(("representative1", "representative2"), 1):
            person = work.get(Person, hall.people[who])
            work.add(
                Speech(
                    meeting_id=meeting.id,
                    item_id=first.id,
                    position=position,
                    person_id=person.id,
                    name=person.name,
                    title="居民代表",
                    side=("for", "against")[position - 1],
                    state="spoken",
                    seconds=120,
                    asked_at=starts,
                    started_at=starts,
                    ended_at=starts,
                    gist=f"第 {position} 位的话。",
                )
            )
        work.add(
            MeetingTask(
                number="2026-001",
                meeting_id=meeting.id,
                item_id=first.id,
                text="向三家以上询价",
                holder="居委会副主任",
                due_on=date(2026, 6, 5),
                at=starts,
            )
        )
    if closes:
        meetings.close_meeting(
            hall.community_id, hall.actor("clerk"), number, at=starts + timedelta(hours=1)
        )
    return number


def write(hall: Handle, number: str, position: int, **changes: Any) -> int:
    """Write an item down as the clerk."""
    given: dict[str, Any] = {
        "record": "大家讨论了。",
        "conclusion": "先询价。",
        "version": item(hall, number, position).version,
        "request_key": key(),
        "at": OVER,
    } | changes
    return minutes.write_item(hall.community_id, hall.actor("clerk"), number, position, **given)


def officers(hall: Handle, number: str, chair: str = "chair", recorder: str = "clerk") -> None:
    """Note who chaired and who recorded."""
    minutes.name_officers(
        hall.community_id,
        hall.actor("clerk"),
        number,
        chair_id=hall.people[chair],
        recorder_id=hall.people[recorder],
        at=OVER,
    )


def circulated(hall: Handle) -> str:
    """Whole minutes, sent round."""
    number = held(hall)
    write(hall, number, 1)
    write(hall, number, 2)
    officers(hall, number)
    minutes.circulate(hall.community_id, hall.actor("clerk"), number, at=OVER)
    return number


def submitted(hall: Handle) -> str:
    """Minutes put up for signing."""
    number = circulated(hall)
    minutes.submit(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    return number


def sign(hall: Handle, number: str, who: str, **changes: Any) -> str:
    """Sign by name."""
    with Session(db.engine) as session:
        name = session.get(Person, (hall.community_id, hall.people[who])).name
    given = {"name": name, "sha256": kept(hall, number).sha256, "at": AFTER} | changes
    return signing.sign(hall.community_id, hall.actor(who), number, **given)


def signed(hall: Handle) -> str:
    """Minutes signed by chair and recorder."""
    number = submitted(hall)
    sign(hall, number, "chair")
    sign(hall, number, "clerk")
    return number


def published(hall: Handle) -> str:
    """Minutes that everybody may read."""
    number = signed(hall)
    signing.publish(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    return number


def item(hall: Handle, number: str, position: int) -> AgendaItem:
    """An item as it is stored."""
    meeting = stored(hall, Meeting, Meeting.number == number)[0]
    mine = (AgendaItem.meeting_id == meeting.id, AgendaItem.position == position)
    return stored(hall, AgendaItem, *mine)[0]


def kept(hall: Handle, number: str) -> Minutes:
    """The minutes as they are stored."""
    meeting = stored(hall, Meeting, Meeting.number == number)[0]
    return stored(hall, Minutes, Minutes.meeting_id == meeting.id)[0]
