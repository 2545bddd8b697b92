"""What was ever decided: resolutions, and conclusions in published minutes, by place and topic.

Conclusions are read from the search index, which has them masked since the day of publication.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    String,
    and_,
    bindparam,
    cast,
    desc,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from council.models.base import tied
from council.models.bodies import Body
from council.models.meetings import AgendaItem, Meeting
from council.models.minutes import Minutes
from council.models.places import Building, Compound
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.models.rules import Category
from council.models.search import SearchDocument
from council.prepared import Prepared
from council.rules.calendar import midnight
from council.rules.masking import mask_text
from council.rules.minuteslife import PUBLISHED

PAGE = 30
RESOLUTION, CONCLUSION = "resolution", "conclusion"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means any.

    ``category`` is a path with all below it, ``topic`` one of joint meetings, ``year`` a legal one.
    """

    kind: str = ""
    compound: str = ""
    building: UUID | None = None
    category: str = ""
    topic: str = ""
    body: UUID | None = None
    year: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """One resolution, or one conclusion of an item. ``outcome`` is empty for a conclusion.

    ``number`` is that of the resolution or of the meeting, ``position`` the item's.
    """

    kind: str
    number: str
    position: int
    title: str
    text: str
    reference: str
    outcome: str
    at: datetime
    body: str
    meeting: str
    proposal: str | None
    compound: str | None
    building: str | None
    topic: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to narrow the list by. ``kind``: ``body``, ``building``, ``year``."""

    kind: str
    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Dealt:
    """A meeting that dealt with a matter; ``conclusion`` once its minutes are published."""

    meeting: str
    title: str
    body: str
    starts_at: datetime
    state: str
    position: int
    conclusion: str


_ITEM = Meeting.number + literal("/") + cast(AgendaItem.position, String)
_CONCLUDED = and_(
    SearchDocument.community_id == Meeting.community_id,
    SearchDocument.kind == CONCLUSION,
    SearchDocument.number == _ITEM,
)

_OF_MATTER = Prepared(
    select(
        Meeting.number,
        Meeting.title,
        Body.name,
        Meeting.starts_at,
        Meeting.cancelled_at,
        Meeting.closed_at,
        AgendaItem.position,
        SearchDocument.text,
    )
    .select_from(AgendaItem)
    .join(Meeting, tied(Meeting, AgendaItem, "meeting_id"))
    .join(Body, tied(Body, Meeting, "body_id"))
    .outerjoin(SearchDocument, _CONCLUDED)
    .where(
        AgendaItem.community_id == bindparam("community"),
        AgendaItem.proposal_id == bindparam("proposal"),
        AgendaItem.is_closed.is_(False),
    )
    .order_by(Meeting.starts_at, Meeting.number)
)


def lines(
    connection: Connection, community_id: UUID, filters: Filters, skip: int = 0
) -> list[Decided]:
    """The latest first; one more than a page where there are older ones."""
    wanted = {RESOLUTION: _resolutions, CONCLUSION: _conclusions}
    if filters.topic:
        wanted.pop(RESOLUTION)
    parts = [make(filters) for kind, make in wanted.items() if filters.kind in ("", kind)]
    if not parts:
        return []
    found = union_all(*parts)
    query = found.order_by(desc("at"), desc("number"), "position")
    rows = connection.execute(
        query.limit(PAGE + 1).offset(skip), {"community": community_id, **_values(filters)}
    )
    return [_decided(row) for row in rows]


def choices(connection: Connection, community_id: UUID) -> list[Choice]:
    """Bodies that decide, buildings, and the years from the first resolution or minutes on."""
    mine: Any = bindparam("community")
    bodies = select(
        literal("body").label("kind"),
        cast(Body.id, String).label("value"),
        Body.name.label("name"),
        literal(0).label("first"),
        Body.position.label("second"),
    ).where(Body.community_id == mine)
    buildings = (
        select(
            literal("building"),
            cast(Building.id, String),
            Compound.name + literal(" ") + Building.name,
            Compound.position,
            Building.position,
        )
        .join(Compound, tied(Compound, Building, "compound_id"))
        .where(Building.community_id == mine)
    )
    found = union_all(bodies, buildings)
    ordered = found.order_by("kind", "first", "second", "name")
    rows = connection.execute(ordered, {"community": community_id})
    return [Choice(row[0], UUID(row[1]).hex, row[2]) for row in rows]


def first_year(connection: Connection, community_id: UUID) -> date | None:
    """The day of the first resolution or meeting."""
    oldest = select(func.min(Meeting.starts_at)).where(Meeting.community_id == community_id)
    at = connection.scalar(oldest)
    return at.date() if at else None


def of_matter(connection: Connection, community_id: UUID, proposal_id: UUID) -> list[Dealt]:
    """Every meeting that had the matter on its open agenda, oldest first."""
    rows = _OF_MATTER.rows(connection, community=community_id, proposal=proposal_id)
    return [_dealt(*row) for row in rows]


def _dealt(
    number: str, title: str, body: str, starts_at: datetime, cancelled: datetime | None,
    closed: datetime | None, position: int, text: str | None,
) -> Dealt:  # fmt: skip
    state = "cancelled" if cancelled else "closed" if closed else "ahead"
    return Dealt(number, mask_text(title), body, starts_at, state, position, text or "")


def _decided(row: Any) -> Decided:
    values = dict(zip([field.name for field in fields(Decided)], row, strict=True))
    for name in ("title", "text"):
        values[name] = mask_text(values[name] or "")
    return Decided(**values)


def _resolutions(filters: Filters) -> Any:
    query: Any = (
        select(
            literal(RESOLUTION).label("kind"),
            Resolution.number.label("number"),
            literal(0).label("position"),
            Proposal.title.label("title"),
            Resolution.text.label("text"),
            Resolution.reference.label("reference"),
            Resolution.outcome.label("outcome"),
            Resolution.at.label("at"),
            Body.name.label("body"),
            Meeting.number.label("meeting"),
            Proposal.number.label("proposal"),
            Compound.name.label("compound"),
            Building.name.label("building"),
            literal("").label("topic"),
        )
        .join(Proposal, tied(Proposal, Resolution, "proposal_id"))
        .join(Body, tied(Body, Resolution, "body_id"))
        .join(Meeting, tied(Meeting, Resolution, "meeting_id"))
    )
    where = [
        Resolution.community_id == bindparam("community"),
        Proposal.is_public.is_(True),
        *_by_place(filters),
        *_between(filters, Resolution.at),
        *([Resolution.body_id == bindparam("body")] if filters.body else ()),
    ]
    return _placed(query).where(*where)


def _conclusions(filters: Filters) -> Any:
    resolved = exists().where(
        tied(Meeting, Resolution, "meeting_id"), tied(Proposal, Resolution, "proposal_id")
    )
    public = and_(tied(Proposal, AgendaItem, "proposal_id"), Proposal.is_public.is_(True))
    query: Any = (
        select(
            literal(CONCLUSION).label("kind"),
            Meeting.number.label("number"),
            AgendaItem.position.label("position"),
            SearchDocument.title.label("title"),
            SearchDocument.text.label("text"),
            literal("").label("reference"),
            literal("").label("outcome"),
            Meeting.starts_at.label("at"),
            Body.name.label("body"),
            Meeting.number.label("meeting"),
            Proposal.number.label("proposal"),
            Compound.name.label("compound"),
            Building.name.label("building"),
            AgendaItem.topic.label("topic"),
        )
        .select_from(Minutes)
        .join(Meeting, tied(Meeting, Minutes, "meeting_id"))
        .join(AgendaItem, tied(Meeting, AgendaItem, "meeting_id"))
        .join(SearchDocument, _CONCLUDED)
        .join(Body, tied(Body, Meeting, "body_id"))
        .outerjoin(Proposal, public)
    )
    where = [
        Minutes.community_id == bindparam("community"),
        Minutes.state == PUBLISHED,
        AgendaItem.is_closed.is_(False),
        or_(AgendaItem.proposal_id.is_(None), Proposal.id.is_not(None)),
        ~resolved.correlate(Meeting, Proposal),
        *_by_place(filters),
        *_between(filters, Meeting.starts_at),
        *([Meeting.body_id == bindparam("body")] if filters.body else ()),
        *([AgendaItem.topic == bindparam("topic")] if filters.topic else ()),
    ]
    return _placed(query).where(*where)


def _placed(query: Any) -> Any:
    return (
        query.outerjoin(Building, tied(Building, Proposal, "building_id"))
        .outerjoin(Compound, tied(Compound, Proposal, "compound_id"))
        .outerjoin(Category, tied(Category, Proposal, "category_id"))
    )


def _by_place(filters: Filters) -> Iterator[Any]:
    if filters.compound:
        yield Compound.name == bindparam("compound")
    if filters.building:
        yield Proposal.building_id == bindparam("building")
    if filters.category:
        path = bindparam("category", type_=String)
        yield or_(Category.path == path, Category.path.startswith(path + "/"))


def _between(filters: Filters, column: Any) -> Iterator[Any]:
    if filters.year:
        yield column >= bindparam("since", type_=column.type)
        yield column < bindparam("until", type_=column.type)


def _values(filters: Filters) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(filters, name)
        for name in ("compound", "building", "category", "topic", "body")
        if getattr(filters, name)
    }
    if filters.year:
        values |= {
            "since": midnight(date(filters.year, 1, 1)),
            "until": midnight(date(filters.year + 1, 1, 1)),
        }
    return values
