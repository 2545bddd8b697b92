"""The list of matters: keyset pages of fifty rows by an index, and its filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, func, or_, select, tuple_

from council.models.places import Building, Compound
from council.models.proposals import Proposal
from council.models.rules import Category
from council.rules.masking import mask_text

PAGE = 50


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One matter in the list. ``cost`` in fen; instants in UTC."""

    number: str
    title: str
    stage: str
    ending: str | None
    listed_at: datetime
    due_at: datetime | None
    seconders: int
    contributions: int
    cost: int | None
    place: str
    category: str
    compound: str
    building: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader narrows the list by; empty means all. ``after``/``before``: a row's key."""

    stage: str = ""
    category: str = ""
    compound: str = ""
    after: tuple[datetime, str] | None = None
    before: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """Fifty rows, and whether there are newer and older ones."""

    rows: list[ProposalLine]
    newer: bool
    older: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be filtered by: top categories and compounds, each (key, name)."""

    categories: list[tuple[str, str]]
    compounds: list[tuple[str, str]]


_LINE = (
    Proposal.number,
    Proposal.title,
    Proposal.stage,
    Proposal.ending,
    Proposal.listed_at,
    Proposal.due_at,
    Proposal.seconder_count,
    Proposal.contribution_count,
    Proposal.cost,
    Proposal.place,
    func.coalesce(Category.name, "").label("category"),
    func.coalesce(Compound.name, "").label("compound"),
    func.coalesce(Building.name, "").label("building"),
)


def _tied(model: Any, key: Any) -> Any:
    return and_(model.community_id == Proposal.community_id, model.id == key)


_LIST = (
    select(*_LINE)
    .outerjoin(Category, _tied(Category, Proposal.category_id))
    .outerjoin(Compound, _tied(Compound, Proposal.compound_id))
    .outerjoin(Building, _tied(Building, Proposal.building_id))
    .where(
        Proposal.community_id == bindparam("community"),
        Proposal.is_public.is_(True),
    )
)
_NEWEST = (Proposal.listed_at.desc(), Proposal.number.desc())
_OLDEST = (Proposal.listed_at.asc(), Proposal.number.asc())
_KEY = tuple_(Proposal.listed_at, Proposal.number)
# The page that is asked for most, made once: SQLAlchemy then finds its compiled form at once.
_FIRST = _LIST.order_by(*_NEWEST).limit(PAGE + 1)
_NO_FILTERS = Filters()


def page(connection: Connection, community_id: UUID, filters: Filters) -> ProposalPage:
    """One page of the list, newest first."""
    backwards = filters.before is not None
    query = _FIRST
    if filters != _NO_FILTERS:
        order = _OLDEST if backwards else _NEWEST
        query = _filtered(filters).order_by(*order).limit(PAGE + 1)
    rows = [_line(row) for row in connection.execute(query, {"community": community_id})]
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if backwards:
        return ProposalPage(rows[::-1], newer=more, older=True)
    return ProposalPage(rows, newer=filters.after is not None, older=more)


def every(connection: Connection, community_id: UUID, filters: Filters, most: int) -> list[Any]:
    """The list without pages, for the open-data files; at most ``most`` rows."""
    query = _filtered(filters).order_by(*_NEWEST).limit(most)
    return [_line(row) for row in connection.execute(query, {"community": community_id})]


def _line(row: Any) -> ProposalLine:
    values = list(row)
    values[1], values[9] = mask_text(row[1]), mask_text(row[9])
    return ProposalLine(*values)


def _filtered(filters: Filters) -> Any:
    query = _LIST
    if filters.stage:
        ended = filters.stage.startswith("ended:")
        column = Proposal.ending if ended else Proposal.stage
        query = query.where(column == filters.stage.removeprefix("ended:"))
    if filters.category:
        below = Category.path.startswith(filters.category + "/", autoescape=True)
        query = query.where(or_(Category.path == filters.category, below))
    if filters.compound:
        query = query.where(Compound.name == filters.compound)
    if filters.after:
        query = query.where(tuple_(*filters.after) > _KEY)
    if filters.before:
        query = query.where(tuple_(*filters.before) < _KEY)
    return query


_TOP = (
    select(Category.path, Category.name, Category.name_hant, Category.name_en)
    .where(Category.community_id == bindparam("community"), Category.depth == 0)
    .order_by(Category.position, Category.path)
)
_COMPOUNDS = (
    select(Compound.name)
    .where(Compound.community_id == bindparam("community"))
    .order_by(Compound.position, Compound.name)
)


def choices(connection: Connection, community_id: UUID, lang: str) -> Choices:
    """What the list can be filtered by, in the reader's language."""
    keys = {"community": community_id}
    place = {"zh-Hant": 2, "en": 3}.get(lang, 1)
    top = [(row[0], row[place] or row[1]) for row in connection.execute(_TOP, keys)]
    compounds = [(name, name) for (name,) in connection.execute(_COMPOUNDS, keys)]
    return Choices(top, compounds)
