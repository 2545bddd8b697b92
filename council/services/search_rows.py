"""Writes the rows of the search index: a few hundred per matter, so in one statement where it pays.

PostgreSQL takes them as arrays (one round trip instead of hundreds of bound rows); SQLite is
quickest row by row within its process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Table, TextClause, Uuid, bindparam, insert, text
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from council.models.search import SearchGram, SearchGramCount

Posting = tuple[int, int, int]
"""Gram, 1 where it stands in the title, document."""

Row = TypeVar("Row")

_ROWS = 20_000
_grams = cast(Table, SearchGram.__table__)
_counts = cast(Table, SearchGramCount.__table__)


def _arrays(statement: str, *names: str) -> TextClause:
    arrays = (bindparam(name, type_=ARRAY(BigInteger)) for name in names)
    return text(statement).bindparams(bindparam("community_id", type_=Uuid), *arrays)


_POSTINGS = _arrays(
    "INSERT INTO search_gram (community_id, gram, in_title, document)"
    " SELECT :community_id, gram, in_title, document"
    " FROM unnest(:grams, :titles, :documents) AS rows (gram, in_title, document)",
    "grams",
    "titles",
    "documents",
)
_COUNTS = _arrays(
    "INSERT INTO search_gram_count (community_id, gram, documents)"
    " SELECT :community_id, gram, documents FROM unnest(:grams, :changes) AS rows (gram, documents)"
    " ON CONFLICT (community_id, gram)"
    " DO UPDATE SET documents = search_gram_count.documents + excluded.documents",
    "grams",
    "changes",
)


def add_postings(session: Session, community_id: UUID, postings: Sequence[Posting]) -> None:
    """Write postings, in the order of the index."""
    for part in _parts(sorted(postings)):
        if _is_postgres(session):
            grams, titles, documents = map(list, zip(*part, strict=True))
            values = {"grams": grams, "titles": titles, "documents": documents}
            session.execute(_POSTINGS, {"community_id": community_id, **values})
        else:
            keys = ("gram", "in_title", "document")
            rows = [{"community_id": community_id, **dict(zip(keys, p, strict=True))} for p in part]
            session.execute(insert(_grams), rows)


def add_counts(session: Session, community_id: UUID, change: Mapping[int, int]) -> None:
    """Add ``change`` (gram → how many documents more) to the counts."""
    for part in _parts(sorted(change.items())):
        if _is_postgres(session):
            grams, changes = map(list, zip(*part, strict=True))
            values = {"community_id": community_id, "grams": grams, "changes": changes}
            session.execute(_COUNTS, values)
        else:
            rows = [{"community_id": community_id, "gram": g, "documents": by} for g, by in part]
            statement = upsert(_counts)
            more = _counts.c.documents + statement.excluded.documents
            session.execute(
                statement.on_conflict_do_update(
                    index_elements=["community_id", "gram"], set_={"documents": more}
                ),
                rows,
            )


def _parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while part := list(islice(left, _ROWS)):
        yield part


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
