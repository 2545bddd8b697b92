"""Who was told of a meeting and how, with names in full: for those who keep it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, union

from council.models.base import tied
from council.models.bodies import Office, Tenure
from council.models.calling import NoticeDelivery
from council.models.facts import holders_on
from council.models.meetings import Meeting, MeetingBody
from council.models.people import Person


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a notice on one channel, and since when."""

    state: str
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Somebody who is told by name, or left an address: channel → what became of it."""

    person_id: UUID
    number: str
    name: str
    title: str
    told: dict[str, Told] = field(default_factory=dict)

    @property
    def way(self) -> str:
        """How the notice has reached them, the surest first; empty: it has not, as far as known."""
        for channel, state in (("paper", "handed"), ("app", "read"), ("mail", "sent")):
            if channel in self.told and self.told[channel].state == state:
                return channel
        return ""


def lines(
    connection: Connection, community_id: UUID, meeting_id: UUID, on: date
) -> list[NoticeLine]:
    """Everybody who is told of the meeting, in the order of the roster."""
    titles = _titles(connection, community_id, meeting_id, on)
    rows = connection.execute(
        select(
            *(Person.id, Person.number, Person.name, NoticeDelivery.channel),
            *(NoticeDelivery.state, NoticeDelivery.at, NoticeDelivery.detail),
        )
        .join(Person, tied(Person, NoticeDelivery, "person_id"))
        .where(NoticeDelivery.community_id == community_id, NoticeDelivery.meeting_id == meeting_id)
        .order_by(Person.number, NoticeDelivery.channel)
    )
    found: dict[UUID, NoticeLine] = {}
    for person, number, name, channel, state, at, detail in rows:
        line = NoticeLine(person, number, name, "、".join(titles.get(person, ())))
        found.setdefault(person, line).told[channel] = Told(state, at, detail)
    return list(found.values())


def own(
    connection: Connection, community_id: UUID, meeting_id: UUID, person_id: UUID
) -> Told | None:
    """What became of somebody's own notice in the app."""
    row = connection.execute(
        select(NoticeDelivery.state, NoticeDelivery.at, NoticeDelivery.detail).where(
            NoticeDelivery.community_id == community_id,
            NoticeDelivery.meeting_id == meeting_id,
            NoticeDelivery.person_id == person_id,
            NoticeDelivery.channel == "app",
        )
    ).one_or_none()
    return Told(*row) if row else None


def _titles(
    connection: Connection, community_id: UUID, meeting_id: UUID, on: date
) -> dict[UUID, list[str]]:
    """The offices that people hold today in the bodies of the meeting."""
    mine = (Meeting.community_id == community_id, Meeting.id == meeting_id)
    bodies: Any = union(
        select(Meeting.body_id).where(*mine),
        select(Meeting.joint_body_id).where(*mine, Meeting.joint_body_id.is_not(None)),
        select(MeetingBody.body_id).where(
            MeetingBody.community_id == community_id, MeetingBody.meeting_id == meeting_id
        ),
    )
    rows = connection.execute(
        select(Tenure.person_id, Office.title)
        .join(Office, tied(Office, Tenure, "office_id"))
        .where(Tenure.community_id == community_id, Office.body_id.in_(bodies), holders_on(on))
        .order_by(Office.number)
    )
    found: dict[UUID, list[str]] = {}
    for person, title in rows:
        found.setdefault(person, []).append(title)
    return found
