"""Routine disclosure as everybody sees it: the catalogue, what was posted, what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.people import Person
from council.models.postings import DisclosureItem, Posting
from council.queries.public import rules
from council.rules import postings as law_of
from council.rules.calendar import legal_day
from council.rules.masking import mask_name, mask_text
from council.rules.postings import Period
from council.rules.rulebook import Rulebook

PAGE = 50
PERIODS = 6
"""Periods of an item that are shown."""


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """One period of an item; ``standing`` as ``rules.postings.standing`` names it.

    ``number`` is its latest posting ("" where there is none); ``posted_at`` when it was first
    posted.
    """

    code: str
    due_at: datetime
    standing: str
    number: str = ""
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of the catalogue with its latest periods, newest first.

    ``days``: within so many days after the period or the event.
    """

    number: int
    subject: str
    title: str
    content: str
    legal_basis: str
    rhythm: str
    days: int
    discloser: str
    channel: str
    from_on: date
    periods: tuple[PeriodLine, ...]

    @property
    def overdue(self) -> int:
        """How many of the shown periods should have been posted and are not."""
        return sum(period.standing == "overdue" for period in self.periods)

    @property
    def latest(self) -> PeriodLine | None:
        """The newest period that was posted."""
        return next((period for period in self.periods if period.number), None)


@dataclass(frozen=True, slots=True)
class PostedLine:
    """One posting in a list."""

    number: str
    item: int
    subject: str
    item_title: str
    rhythm: str
    period: str
    title: str
    text: str
    due_at: datetime
    posted_at: datetime
    until_at: datetime
    filed_at: datetime | None
    sha256: str
    corrects: str

    @property
    def standing(self) -> str:
        """``on_time`` or ``late``."""
        return law_of.standing(self.due_at, self.posted_at, self.posted_at)


@dataclass(frozen=True, slots=True)
class Step:
    """Who did a step of a posting, masked, in which office, when."""

    act: str
    name: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PostingPage:
    """One posting as it was posted, with who prepared, checked, approved and posted it."""

    line: PostedLine
    content: tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None
    legal_basis: str
    discloser: str
    channel: str
    corrected_by: str
    filed_reference: str
    steps: tuple[Step, ...]
    canonical: bytes
    fills: str


_OLD = aliased(Posting)
_COLUMNS = (
    Posting.number,
    DisclosureItem.number,
    DisclosureItem.subject,
    DisclosureItem.title,
    DisclosureItem.rhythm,
    Posting.period,
    Posting.title,
    Posting.text,
    Posting.due_at,
    Posting.posted_at,
    Posting.until_at,
    Posting.filed_at,
    Posting.sha256,
    _OLD.number,
)
_POSTED = (
    select(*_COLUMNS)
    .join(DisclosureItem, tied(DisclosureItem, Posting, "item_id"))
    .outerjoin(_OLD, tied(_OLD, Posting, "corrects_id"))
    .where(Posting.posted_at.is_not(None))
)
_NEWEST = (Posting.posted_at.desc(), Posting.number.desc())


def lines(
    connection: Connection, community_id: UUID, skip: int = 0, most: int = PAGE + 1
) -> list[PostedLine]:
    """What was posted, newest first; one query."""
    query = _POSTED.where(Posting.community_id == community_id).order_by(*_NEWEST)
    return [_line(row) for row in connection.execute(query.offset(skip).limit(most))]


def _line(row: Sequence[Any]) -> PostedLine:
    texts = (mask_text(row[6]), mask_text(row[7]))
    values: list[Any] = [*row[:6], *texts, *row[8:12], row[12] or "", row[13] or ""]
    return PostedLine(*values)


def catalogue(
    connection: Connection, community_id: UUID, at: datetime, most: int = PERIODS
) -> list[ItemLine]:
    """Every item in force with how its latest periods stand; three queries."""
    today = legal_day(at)
    book, _ = rules.book(connection, community_id)
    items = connection.execute(_items([community_id], today)).all()
    posted = _posted(connection, [community_id])
    return [_item(row, posted[row.id], book, at, most) for row in items]


def overdue(
    connection: Connection, books: Mapping[UUID, Rulebook], at: datetime
) -> dict[UUID, int]:
    """By community, how many periods its catalogue shows as overdue; two queries for all."""
    found = dict.fromkeys(books, 0)
    items = connection.execute(_items(list(books), legal_day(at))).all()
    posted = _posted(connection, list(books))
    for row in items:
        book = books[row.community_id]
        found[row.community_id] += _item(row, posted[row.id], book, at, PERIODS).overdue
    return found


def _item(
    row: Any, posted: dict[str, _Posted], book: Rulebook, at: datetime, most: int
) -> ItemLine:
    rule = book.rule(law_of.RULE, legal_day(at))
    days = law_of.days_of(rule, row.rhythm, row.days)
    periods = _periods(row, posted, book, at, most)
    values: list[Any] = [*row[1:7], days, *row[8:11], periods]
    return ItemLine(*values)


def _items(communities: Sequence[UUID], today: date) -> Any:
    item = DisclosureItem
    ended = item.until_on.is_(None) | (item.until_on >= today)
    return (
        select(
            item.id,
            item.number,
            item.subject,
            item.title,
            item.content,
            item.legal_basis,
            item.rhythm,
            item.days,
            item.discloser,
            item.channel,
            item.from_on,
            item.until_on,
            item.community_id,
        )
        .where(item.community_id.in_(communities), item.from_on <= today, ended)
        .order_by(item.number)
    )


@dataclass(frozen=True, slots=True)
class _Posted:
    """The first and the latest posting of an item's period."""

    due_at: datetime
    first: datetime
    number: str


def _posted(connection: Connection, communities: Sequence[UUID]) -> dict[UUID, dict[str, _Posted]]:
    query = (
        select(Posting.item_id, Posting.period, Posting.due_at, Posting.posted_at, Posting.number)
        .where(Posting.community_id.in_(communities), Posting.posted_at.is_not(None))
        .order_by(Posting.posted_at, Posting.number)
    )
    found: dict[UUID, dict[str, _Posted]] = defaultdict(dict)
    for row in connection.execute(query):
        item_id, code, due_at, posted_at, number = row
        known = found[item_id].get(code)
        first = known.first if known else posted_at
        found[item_id][code] = _Posted(due_at, first or due_at, number)
    return found


def _periods(
    row: Any, posted: dict[str, _Posted], book: Rulebook, at: datetime, most: int
) -> tuple[PeriodLine, ...]:
    rhythm, own, from_on, until_on = row.rhythm, row.days, row.from_on, row.until_on
    codes = {
        period.code: period
        for period in law_of.finished(rhythm, from_on, until_on, legal_day(at), most)
    }
    codes |= {code: law_of.period(rhythm, code) for code in posted}
    newest = sorted(codes.values(), key=lambda period: period.last, reverse=True)[:most]
    return tuple(_period(period, posted.get(period.code), own, book, at) for period in newest)


def _period(
    period: Period, posted: _Posted | None, own: int, book: Rulebook, at: datetime
) -> PeriodLine:
    if posted is not None:
        stands = law_of.standing(posted.due_at, posted.first, at)
        return PeriodLine(period.code, posted.due_at, stands, posted.number, posted.first)
    rule = book.rule(law_of.RULE, period.last)
    due = period.due(law_of.days_of(rule, period.rhythm, own))
    return PeriodLine(period.code, due, law_of.standing(due, None, at))


_NEW = aliased(Posting)
_STEPS = ("prepared", "checked", "party", "committee", "posted", "filed")
_MORE = (
    Posting.content,
    DisclosureItem.legal_basis,
    DisclosureItem.discloser,
    DisclosureItem.channel,
    DisclosureItem.fills,
    _NEW.number.label("corrected_by"),
    Posting.filed_reference,
    *(getattr(Posting, f"{step}_by_id") for step in _STEPS),
    *(getattr(Posting, f"{step}_at") for step in _STEPS[:-2]),
    *(getattr(Posting, f"{step}_title") for step in _STEPS[:-1]),
)


def page(connection: Connection, community_id: UUID, number: str) -> PostingPage | None:
    """One posting (None where nothing is posted under this number); two queries."""
    corrected = _NEW.posted_at.is_not(None) & (_NEW.community_id == Posting.community_id)
    query = (
        _POSTED.add_columns(*_MORE)
        .outerjoin(_NEW, corrected & (_NEW.corrects_id == Posting.id))
        .where(Posting.community_id == community_id, Posting.number == number)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    found = row._mapping  # noqa: SLF001 - the public name of it in SQLAlchemy
    line = _line(row[: len(_COLUMNS)])
    return PostingPage(
        line,
        _content(found["content"]),
        found["legal_basis"],
        found["discloser"],
        found["channel"],
        found["corrected_by"] or "",
        mask_text(found["filed_reference"]),
        _steps(connection, community_id, line, found),
        _canonical(line, found["content"]),
        found["fills"],
    )


def _content(content: Any) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None:
    if not content:
        return None
    return (
        tuple(mask_text(cell) for cell in content["columns"]),
        tuple(tuple(mask_text(cell) for cell in cells) for cells in content["rows"]),
    )


def _canonical(line: PostedLine, content: Any) -> bytes:
    """The bytes whose hash the posting carries: texts were masked before they were posted."""
    shown = _content(content)
    table = (
        {"columns": list(shown[0]), "rows": [list(cells) for cells in shown[1]]} if shown else None
    )
    return law_of.canonical(
        {
            "number": line.number,
            "item": line.item,
            "period": line.period,
            "title": line.title,
            "text": line.text,
            "content": table,
            "corrects": line.corrects,
        }
    )


def _steps(
    connection: Connection, community_id: UUID, line: PostedLine, found: Any
) -> tuple[Step, ...]:
    by = {step: found[f"{step}_by_id"] for step in _STEPS}
    wanted = {person for person in by.values() if person is not None}
    query = select(Person.id, Person.name).where(
        Person.community_id == community_id, Person.id.in_(wanted)
    )
    names = {row[0]: mask_name(row[1]) for row in connection.execute(query)}
    at = {step: found[f"{step}_at"] for step in _STEPS[:-2]}
    at |= {"posted": line.posted_at, "filed": line.filed_at}
    done = [step for step in _STEPS if at[step] is not None]
    return tuple(
        Step(step, names.get(by[step], ""), found.get(f"{step}_title", ""), at[step])
        for step in done
    )
