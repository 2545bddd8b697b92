"""Keeps the search index in step with what is recorded. Called inside the unit of the act.

The unit holds the community's journal, so counts and document numbers cannot race. The index is
derived:
nothing here enters the journal, and :func:`clear` followed by indexing again gives the same index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from council.models.search import TOTAL, SearchDocument, SearchGram, SearchGramCount
from council.rules.masking import mask_text
from council.rules.similarity import Profile, pack, profile, single_characters, unpack
from council.services.search_rows import Posting, add_counts, add_postings

PROPOSAL = "proposal"
KEPT_TEXT = 4000
"""Characters of the text that are kept for excerpts."""

_documents = cast(Table, SearchDocument.__table__)
_grams = cast(Table, SearchGram.__table__)
_counts = cast(Table, SearchGramCount.__table__)

Postings = dict[int, int]
"""Gram code → 1 where it stands in the title, else 0."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One matter to be found. ``number`` is the one that people see, such as 2026-014."""

    number: str
    title: str
    text: str
    at: datetime
    place: str = ""
    category: str = ""
    stage: str = ""
    kind: str = PROPOSAL


def index_proposal(
    session: Session,
    community_id: UUID,
    number: str,
    title: str,
    text: str,
    place: str,
    category: str,
    at: datetime,
    stage: str = "",
) -> None:
    """Let a proposal be found, or found by its new words: the first call adds it, later ones
    replace it.
    """
    index(session, community_id, Entry(number, title, text, at, place, category, stage))


def index(session: Session, community_id: UUID, entry: Entry) -> None:
    """Add or replace one entry; only postings that differ are written."""
    entry = masked(entry)
    row = _find(session, community_id, entry.kind, entry.number)
    made = _profile(entry)
    new = _postings(entry, made)
    old: Postings = {}
    if row is None:
        key = _next_document(session, community_id)
        session.execute(insert(_documents), [_document(community_id, key, entry, made)])
    else:
        key, old = row.id, _stored_postings(row)
        values = _document(community_id, key, entry, made)
        session.execute(update(_documents).where(_is(community_id, key)).values(values))
    _write_postings(session, community_id, key, old, new)
    add_counts(session, community_id, _difference(old, new, 1 if row is None else 0))


def index_many(session: Session, community_id: UUID, entries: Iterable[Entry]) -> int:
    """Add entries that are not yet in the index, in one sweep (imports, rebuilding); how many."""
    key = _next_document(session, community_id)
    documents: list[dict[str, object]] = []
    postings: list[Posting] = []
    counts = Counter[int]()
    for entry in map(masked, entries):
        made = _profile(entry)
        documents.append(_document(community_id, key, entry, made))
        found = _postings(entry, made)
        postings.extend((code, in_title, key) for code, in_title in found.items())
        counts.update(found.keys())
        key += 1
    if documents:
        counts[TOTAL] = len(documents)
        session.execute(insert(_documents), documents)
        add_postings(session, community_id, postings)
        add_counts(session, community_id, counts)
    return len(documents)


def masked(entry: Entry) -> Entry:
    """The entry without what points to a person: what is hidden on pages cannot be found either."""
    return replace(
        entry,
        title=mask_text(entry.title),
        text=mask_text(entry.text),
        place=mask_text(entry.place),
    )


def remove(session: Session, community_id: UUID, number: str, kind: str = PROPOSAL) -> None:
    """Let the matter no longer be found."""
    row = _find(session, community_id, kind, number)
    if row is None:
        return
    old = _stored_postings(row)
    _write_postings(session, community_id, row.id, old, {})
    session.execute(delete(_documents).where(_is(community_id, row.id)))
    add_counts(session, community_id, _difference(old, {}, -1))


def clear(session: Session, community_id: UUID) -> None:
    """Empty the index of one community, before it is made again."""
    for table in (_grams, _counts, _documents):
        session.execute(delete(table).where(table.c.community_id == community_id))


def _profile(entry: Entry) -> Profile:
    return profile(f"{entry.title} {entry.number}", entry.text, entry.place)


def _postings(entry: Entry, made: Profile) -> Postings:
    found = {code: int(code in made.title) for code in made.grams}
    found.update(dict.fromkeys(single_characters(entry.title), 1))
    return found


def _stored_postings(row: Any) -> Postings:
    titles, grams, _ = unpack(row.grams)
    found = {code: int(code in titles) for code in grams}
    found.update(dict.fromkeys(single_characters(row.title), 1))
    return found


def _document(community_id: UUID, key: int, entry: Entry, made: Profile) -> dict[str, object]:
    return {
        "community_id": community_id,
        "id": key,
        "kind": entry.kind,
        "number": entry.number,
        "title": entry.title,
        "text": entry.text[:KEPT_TEXT],
        "place": entry.place,
        "category": entry.category,
        "stage": entry.stage,
        "at": entry.at,
        "grams": pack(made),
    }


def _is(community_id: UUID, key: int) -> ColumnElement[bool]:
    return (_documents.c.community_id == community_id) & (_documents.c.id == key)


def _find(session: Session, community_id: UUID, kind: str, number: str) -> Any:
    query = select(_documents.c.id, _documents.c.title, _documents.c.grams).where(
        _documents.c.community_id == community_id,
        _documents.c.kind == kind,
        _documents.c.number == number,
    )
    return session.execute(query).one_or_none()


def _next_document(session: Session, community_id: UUID) -> int:
    highest = select(func.max(_documents.c.id)).where(_documents.c.community_id == community_id)
    return (session.scalar(highest) or 0) + 1


def _write_postings(
    session: Session, community_id: UUID, key: int, old: Postings, new: Postings
) -> None:
    gone = [code for code, in_title in old.items() if new.get(code) != in_title]
    fresh = {code: in_title for code, in_title in new.items() if old.get(code) != in_title}
    if gone:
        session.execute(
            delete(_grams).where(
                _grams.c.community_id == community_id,
                _grams.c.gram.in_(gone),
                _grams.c.in_title.in_((0, 1)),
                _grams.c.document == key,
            )
        )
    rows = [(code, in_title, key) for code, in_title in fresh.items()]
    add_postings(session, community_id, rows)


def _difference(old: Postings, new: Postings, documents: int) -> dict[int, int]:
    change = dict.fromkeys(new.keys() - old.keys(), 1)
    change.update(dict.fromkeys(old.keys() - new.keys(), -1))
    if documents:
        change[TOTAL] = documents
    return change
