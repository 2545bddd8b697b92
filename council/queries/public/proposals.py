"""The list of matters: keyset pages of fifty rows by an index, and its filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Connection,
    Integer,
    bindparam,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union_all,
)

from council.models.base import tied
from council.models.places import Building, Compound
from council.models.proposals import Proposal
from council.models.rules import Category
from council.prepared import Prepared
from council.rules.masking import mask_text

PAGE = 50


class ListedMatter(NamedTuple):
    """One matter in the list, as little of it as a line shows (a tuple: fifty are made each time).

    ``place``: where its author says it is; ``spot``: else the compound and building.
    """

    number: str
    title: str
    stage: str
    ending: str | None
    listed_at: datetime
    seconders: int
    place: str
    spot: str
    category: str


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One matter with all that is open data. ``cost`` in fen; instants in UTC."""

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

    rows: list[ListedMatter]
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


def _name_of(model: Any, key: str) -> Any:
    """The name behind a key, looked up only for the rows that are shown."""
    found = select(model.name).where(tied(model, Proposal, key)).correlate(Proposal)
    return func.coalesce(found.scalar_subquery(), "")


_PUBLIC = (Proposal.community_id == bindparam("community"), Proposal.is_public.is_(True))
_SPOT = _name_of(Compound, "compound_id") + _name_of(Building, "building_id")
_LIST = (
    select(
        Proposal.number,
        Proposal.title,
        Proposal.stage,
        Proposal.ending,
        Proposal.listed_at,
        Proposal.seconder_count,
        Proposal.place,
        case((Proposal.place == "", _SPOT), else_=""),
        func.coalesce(Category.name, ""),
    )
    .outerjoin(Category, tied(Category, Proposal, "category_id"))
    .where(*_PUBLIC)
)
_OPEN_DATA = (
    select(*_LINE)
    .outerjoin(Category, tied(Category, Proposal, "category_id"))
    .outerjoin(Compound, tied(Compound, Proposal, "compound_id"))
    .outerjoin(Building, tied(Building, Proposal, "building_id"))
    .where(*_PUBLIC)
)
_NEWEST = (Proposal.listed_at.desc(), Proposal.number.desc())
_OLDEST = (Proposal.listed_at.asc(), Proposal.number.asc())
_KEY = tuple_(Proposal.listed_at, Proposal.number)
_FIRST = Prepared(_LIST.order_by(*_NEWEST).limit(PAGE + 1))  # the page that is asked for most
_NO_FILTERS = Filters()


def page(connection: Connection, community_id: UUID, filters: Filters) -> ProposalPage:
    """One page of the list, newest first."""
    backwards = filters.before is not None
    if filters == _NO_FILTERS:
        found = _FIRST.rows(connection, community=community_id)
    else:
        order = _OLDEST if backwards else _NEWEST
        query = _filtered(filters).order_by(*order).limit(PAGE + 1)
        found = connection.execute(query, {"community": community_id}).all()
    more, rows = len(found) > PAGE, [_listed(*row) for row in found[:PAGE]]
    if backwards:
        return ProposalPage(rows[::-1], newer=more, older=True)
    return ProposalPage(rows, newer=filters.after is not None, older=more)


def onward(
    connection: Connection,
    community_id: UUID,
    after: tuple[datetime, str] | None = None,
    most: int = PAGE + 1,
) -> list[ProposalLine]:
    """The list for the open-data files, newest first; ``after`` is the key of the last one seen."""
    query = _OPEN_DATA.order_by(*_NEWEST).limit(most)
    if after:
        query = query.where(tuple_(*after) > _KEY)
    return [_line(row) for row in connection.execute(query, {"community": community_id}).all()]


def _listed(
    number: str, title: str, stage: str, ending: str | None, at: datetime, n: int, place: str,
    spot: str, category: str,
) -> ListedMatter:  # fmt: skip
    title, place = mask_text(title), mask_text(place)
    return ListedMatter(number, title, stage, ending, at, n, place, spot, category)


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
        wanted = or_(Category.path == filters.category, below)
        query = query.where(Proposal.category_id.in_(_keys(Category, wanted)))
    if filters.compound:
        named = _keys(Compound, Compound.name == filters.compound)
        query = query.where(Proposal.compound_id.in_(named))
    if filters.after:
        query = query.where(tuple_(*filters.after) > _KEY)
    if filters.before:
        query = query.where(tuple_(*filters.before) < _KEY)
    return query


def _keys(model: Any, *where: Any) -> Any:
    return select(model.id).where(model.community_id == bindparam("community"), *where)


_TOP = select(
    literal_column("0", Integer).label("of_place"),
    Category.position.label("position"),
    Category.path.label("key"),
    Category.name,
    Category.name_hant,
    Category.name_en,
).where(Category.community_id == bindparam("community"), Category.depth == 0)
_COMPOUNDS = select(
    literal_column("1", Integer), Compound.position, Compound.name, Compound.name, null(), null()
).where(Compound.community_id == bindparam("community"))
_CHOICES = Prepared(union_all(_TOP, _COMPOUNDS).order_by("of_place", "position", "key"))


def choices(connection: Connection, community_id: UUID, lang: str) -> Choices:
    """What the list can be filtered by, in the reader's language."""
    name_in = {"zh-Hant": 4, "en": 5}.get(lang, 3)
    found = _CHOICES.rows(connection, community=community_id)
    named = [(row[0], row[2], row[name_in] or row[3]) for row in found]
    top = [(key, name) for of_place, key, name in named if not of_place]
    return Choices(top, [(key, name) for of_place, key, name in named if of_place])
