"""What papers about a meeting say, and which Word template a community uses. Masked, no names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.base import tied
from council.models.bodies import Body
from council.models.meetings import AgendaItem, Meeting, MeetingBody
from council.models.minutes import DocumentTemplate
from council.models.people import Person
from council.models.proposals import Proposal
from council.queries.public.meetings import STATE
from council.rules.agenda import kind_of
from council.rules.masking import mask_name, mask_text

INVITED = "invited"


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One item of the agenda; a closed one has no title. ``planned`` is in minutes."""

    position: int
    title: str
    kind: str
    planned: int | None
    side: str
    proposal: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a paper about a meeting says. Chair and recorder are masked; ``link`` is empty."""

    id: UUID
    number: str
    title: str
    place: str
    rule_id: str
    form: str
    state: str
    starts_at: datetime
    ends_at: datetime | None
    noticed_at: datetime
    chair: str
    recorder: str
    bodies: tuple[tuple[UUID, str], ...]
    invited: tuple[str, ...]
    items: tuple[SheetItem, ...]
    link: str


def sheet(connection: Connection, community_id: UUID, number: str) -> Sheet | None:
    """The meeting with this number, or None."""
    row = connection.execute(
        select(
            Meeting.id,
            Meeting.number,
            Meeting.title,
            Meeting.place,
            Meeting.rule_id,
            Meeting.form,
            STATE.label("state"),
            Meeting.starts_at,
            Meeting.ends_at,
            Meeting.noticed_at,
            Meeting.chair_id,
            Meeting.recorder_id,
            Meeting.body_id,
            Meeting.joint_body_id,
        ).where(Meeting.community_id == community_id, Meeting.number == number)
    ).one_or_none()
    if row is None:
        return None
    names = _names(connection, community_id, (row.chair_id, row.recorder_id))
    bodies, invited = _bodies(connection, community_id, row.id, (row.body_id, row.joint_body_id))
    titles = (mask_text(row.title), mask_text(row.place))
    people = (mask_name(names.get(row.chair_id, "")), mask_name(names.get(row.recorder_id, "")))
    items = _items(connection, community_id, row.id)
    values: tuple[Any, ...] = (*row[:2], *titles, *row[4:10], *people, bodies, invited, items, "")
    return Sheet(*values)


def _names(
    connection: Connection, community_id: UUID, ids: tuple[UUID | None, ...]
) -> dict[UUID, str]:
    wanted = [one for one in ids if one is not None]
    if not wanted:
        return {}
    query = select(Person.id, Person.name).where(
        Person.community_id == community_id, Person.id.in_(wanted)
    )
    return {row.id: row.name for row in connection.execute(query)}


def _bodies(
    connection: Connection, community_id: UUID, meeting_id: UUID, own: tuple[UUID | None, ...]
) -> tuple[tuple[tuple[UUID, str], ...], tuple[str, ...]]:
    """The bodies that meet, in their order, and those that are invited."""
    query = (
        select(Body.id, Body.name, MeetingBody.role)
        .outerjoin(
            MeetingBody, tied(Body, MeetingBody, "body_id") & (MeetingBody.meeting_id == meeting_id)
        )
        .where(
            Body.community_id == community_id,
            MeetingBody.id.is_not(None) | Body.id.in_([one for one in own if one is not None]),
        )
        .order_by(MeetingBody.position, Body.position)
    )
    rows = connection.execute(query).all()
    meets = [(row.id, row.name) for row in rows if row.role != INVITED]
    meets.sort(key=lambda pair: own.index(pair[0]) if pair[0] in own else len(own))
    return tuple(meets), tuple(row.name for row in rows if row.role == INVITED)


def _items(connection: Connection, community_id: UUID, meeting_id: UUID) -> tuple[SheetItem, ...]:
    public = tied(Proposal, AgendaItem, "proposal_id") & Proposal.is_public.is_(True)
    query = (
        select(
            AgendaItem.position,
            AgendaItem.title,
            AgendaItem.kind,
            AgendaItem.for_decision,
            AgendaItem.planned,
            Body.name.label("side"),
            Proposal.number,
            AgendaItem.is_closed,
        )
        .outerjoin(Body, tied(Body, AgendaItem, "side_id"))
        .outerjoin(Proposal, public)
        .where(AgendaItem.community_id == community_id, AgendaItem.meeting_id == meeting_id)
        .order_by(AgendaItem.position)
    )
    return tuple(_item(row) for row in connection.execute(query))


def _item(row: Any) -> SheetItem:
    position, title, kind, decides, planned, side, proposal, closed = row
    return SheetItem(
        position,
        "" if closed else mask_text(title),
        kind_of(kind, for_decision=decides),
        planned,
        side or "",
        "" if closed else proposal or "",
        closed,
    )


def opened(
    found: Sheet, *, chair: str, recorder: str, link: str, titles: Mapping[int, str]
) -> Sheet:
    """The same for those who keep the meeting: officers by name, every title, how to join."""
    items = tuple(replace(one, title=titles.get(one.position, one.title)) for one in found.items)
    return replace(found, chair=chair, recorder=recorder, link=link, items=items)


def in_use(connection: Connection, community_id: UUID, kind: str) -> str | None:
    """The hash of the community's own template of a kind of document; None: ours is used."""
    query = (
        select(DocumentTemplate.sha256)
        .where(
            DocumentTemplate.community_id == community_id,
            DocumentTemplate.kind == kind,
            DocumentTemplate.withdrawn_at.is_(None),
        )
        .order_by(DocumentTemplate.position.desc())
        .limit(1)
    )
    return connection.scalar(query)
