"""Routine disclosure for those who prepare, check, approve and post it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.people import Person
from council.models.postings import DisclosureItem, Posting
from council.queries.chamber import rules
from council.rules import postings as law_of
from council.rules.calendar import legal_day
from council.rules.postings import Progress

STEPS = ("prepared", "checked", "party", "committee", "posted", "filed")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A posting that is on its way, or was posted and is not on file yet."""

    number: str
    item: int
    item_title: str
    period: str
    title: str
    due_at: datetime
    posted_at: datetime | None
    until_at: datetime | None
    returned_reason: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One posting with everything that whoever decides on it has to see.

    ``steps``: the act, who (with the full name, for office holders only), in which office, when.
    """

    line: DraftLine
    text: str
    content: dict[str, Any] | None
    fills: str
    rhythm: str
    legal_basis: str
    version: int
    corrects: str
    filed_reference: str
    steps: tuple[tuple[str, str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class ItemForActs:
    """An item of the catalogue to prepare a posting of."""

    number: int
    title: str
    subject: str
    content: str
    rhythm: str
    fills: str


_OLD = aliased(Posting)
_LINE = (
    Posting.number,
    DisclosureItem.number,
    DisclosureItem.title,
    Posting.period,
    Posting.title,
    Posting.due_at,
    Posting.posted_at,
    Posting.until_at,
    Posting.returned_reason,
    Posting.prepared_by_id,
    Posting.is_withdrawn,
    Posting.checked_by_id,
    Posting.party_by_id,
    Posting.committee_by_id,
    Posting.filed_at,
)


def lines(connection: Connection, community_id: UUID, most: int = 200) -> list[DraftLine]:
    """What is on its way or not on file yet, the most urgent first."""
    query = (
        select(*_LINE)
        .join(DisclosureItem, tied(DisclosureItem, Posting, "item_id"))
        .where(
            Posting.community_id == community_id,
            Posting.filed_at.is_(None),
            Posting.is_withdrawn.is_(False),
        )
        .order_by(Posting.posted_at.is_not(None), Posting.due_at, Posting.number)
    )
    return [_line(row) for row in connection.execute(query.limit(most))]


def _line(row: Any) -> DraftLine:
    prepared, withdrawn, checked, party, committee, filed = row[9:15]
    progress = Progress(
        prepared,
        bool(row[8]),
        withdrawn,
        checked,
        party,
        committee,
        row[6] is not None,
        filed is not None,
    )
    values: list[Any] = [*row[:9], progress]
    return DraftLine(*values)


def page(connection: Connection, community_id: UUID, number: str) -> DraftPage | None:
    """One posting, or None."""
    by = {step: aliased(Person) for step in STEPS}
    query = (
        select(
            *_LINE,
            Posting.text,
            Posting.content,
            DisclosureItem.fills,
            DisclosureItem.rhythm,
            DisclosureItem.legal_basis,
            Posting.version,
            _OLD.number,
            Posting.filed_reference,
            *(by[step].name for step in STEPS),
            *(getattr(Posting, f"{step}_title") for step in STEPS[:-1]),
            *(getattr(Posting, f"{step}_at") for step in STEPS),
        )
        .join(DisclosureItem, tied(DisclosureItem, Posting, "item_id"))
        .outerjoin(_OLD, tied(_OLD, Posting, "corrects_id"))
        .where(Posting.community_id == community_id, Posting.number == number)
    )
    for step, person in by.items():
        query = query.outerjoin(person, tied(person, Posting, f"{step}_by_id"))
    row = connection.execute(query).first()
    if row is None:
        return None
    first = len(_LINE)
    about = row[first : first + 8]
    steps = _steps(row[first + 8 :])
    values: list[Any] = [_line(row), *about[:6], about[6] or "", about[7], steps]
    return DraftPage(*values)


def _steps(cells: Any) -> tuple[tuple[str, str, str, datetime], ...]:
    count = len(STEPS)
    names, titles, moments = cells[:count], [*cells[count : 2 * count - 1], ""], cells[-count:]
    return tuple(
        (step, name or "", title or "", at)
        for step, name, title, at in zip(STEPS, names, titles, moments, strict=True)
        if at is not None
    )


def item(connection: Connection, community_id: UUID, number: int) -> ItemForActs | None:
    """The item with this number, or None."""
    query = select(
        DisclosureItem.number,
        DisclosureItem.title,
        DisclosureItem.subject,
        DisclosureItem.content,
        DisclosureItem.rhythm,
        DisclosureItem.fills,
    ).where(DisclosureItem.community_id == community_id, DisclosureItem.number == number)
    row = connection.execute(query).first()
    return ItemForActs(*row) if row else None


@dataclass(frozen=True, slots=True)
class Owed:
    """A period of an item of which nothing is on its way or posted."""

    item: int
    title: str
    period: str
    due_at: datetime


def owed(connection: Connection, community_id: UUID, at: datetime, most: int = 2) -> list[Owed]:
    """What should be prepared, ``most`` periods of each item, most urgent first; two queries."""
    book, today = rules.book(connection, community_id), legal_day(at)
    item = DisclosureItem
    covered: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    query = (
        select(
            item.number, item.title, item.rhythm, item.days, item.from_on, item.until_on,
            Posting.period,
        )
        .outerjoin(Posting, tied(item, Posting, "item_id") & Posting.is_withdrawn.is_(False))
        .where(item.community_id == community_id, item.rhythm != law_of.AT_ONCE)
        .where(item.from_on <= today)
    )  # fmt: skip
    for *about, code in connection.execute(query):
        covered[tuple(about)].add(code or "")
    found = []
    for (number, title, rhythm, days, from_on, until_on), codes in covered.items():
        for period in law_of.finished(rhythm, from_on, until_on, today, most):
            if period.code not in codes:
                rule = book.rule(law_of.RULE, period.last)
                due_at = period.due(law_of.days_of(rule, rhythm, days))
                found.append(Owed(number, title, period.code, due_at))
    return sorted(found, key=lambda one: (one.due_at, one.item))
