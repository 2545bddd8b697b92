"""Papers about a meeting for those who keep it: by name; the templates of a community."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.facts import holders_on
from council.models.meetings import AgendaItem, Meeting, Observer
from council.models.minutes import DocumentTemplate
from council.models.people import Person

_Chair, _Recorder = aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A community's own template. It is in use where no later one of its kind is."""

    kind: str
    position: int
    name: str
    sha256: str
    size: int
    uploader: str
    at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Officers:
    """Who chairs, who keeps the minutes, how to join; what is not known is empty."""

    chair: str
    recorder: str
    link: str


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who is on the roll of a meeting, or attends it without a vote."""

    name: str
    title: str
    body: str


def templates(connection: Connection, community_id: UUID) -> list[TemplateLine]:
    """Every template that a community has kept, the newest first."""
    query = (
        select(
            DocumentTemplate.kind,
            DocumentTemplate.position,
            DocumentTemplate.name,
            DocumentTemplate.sha256,
            DocumentTemplate.size,
            Person.name,
            DocumentTemplate.at,
            DocumentTemplate.withdrawn_at,
        )
        .outerjoin(Person, tied(Person, DocumentTemplate, "uploader_id"))
        .where(DocumentTemplate.community_id == community_id)
        .order_by(DocumentTemplate.kind, DocumentTemplate.position.desc())
    )
    rows = connection.execute(query)
    return [TemplateLine(*row[:5], row[5] or "", *row[6:]) for row in rows]


def officers(connection: Connection, community_id: UUID, meeting_id: UUID) -> Officers:
    """Chair, recorder and link of a meeting."""
    row = connection.execute(
        select(_Chair.name, _Recorder.name, Meeting.link)
        .select_from(Meeting)
        .outerjoin(_Chair, tied(_Chair, Meeting, "chair_id"))
        .outerjoin(_Recorder, tied(_Recorder, Meeting, "recorder_id"))
        .where(Meeting.community_id == community_id, Meeting.id == meeting_id)
    ).one()
    return Officers(row[0] or "", row[1] or "", row[2])


def titles(connection: Connection, community_id: UUID, meeting_id: UUID) -> dict[int, str]:
    """What the items are called, the closed ones among them, by position."""
    query = select(AgendaItem.position, AgendaItem.title).where(
        AgendaItem.community_id == community_id, AgendaItem.meeting_id == meeting_id
    )
    return {row.position: row.title for row in connection.execute(query)}


def expected(
    connection: Connection, community_id: UUID, bodies: Sequence[UUID], on: date
) -> list[Expected]:
    """Who will be on the roll of these bodies on a day, body by body."""
    query = (
        select(Person.name, Office.title, Body.name)
        .select_from(Tenure)
        .join(Office, tied(Office, Tenure, "office_id"))
        .join(Body, and_(Body.community_id == Office.community_id, Body.id == Office.body_id))
        .join(Person, tied(Person, Tenure, "person_id"))
        .where(Tenure.community_id == community_id, Body.id.in_(bodies), holders_on(on))
        .order_by(Body.position, Body.name, Office.number)
    )
    return [Expected(*row) for row in connection.execute(query)]


def observers(connection: Connection, community_id: UUID, meeting_id: UUID) -> list[Expected]:
    """Who attends without a vote."""
    query = (
        select(Observer.name, Observer.title)
        .where(Observer.community_id == community_id, Observer.meeting_id == meeting_id)
        .order_by(Observer.id)
    )
    return [Expected(row[0], row[1], "") for row in connection.execute(query)]
