"""Finding matters: those that resemble a draft, and those that some words name. Three queries
each.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from council.models.search import TOTAL
from council.queries import search_sql
from council.rules import similarity
from council.rules.excerpts import Segment, excerpt, mark
from council.rules.folding import fold
from council.rules.likeness import Likeness, Matter, reasons

SIMILAR_GRAMS, SIMILAR_CAP, SIMILAR_CANDIDATES = 28, 60, 40
SEARCH_GRAMS, SEARCH_CAP, SEARCH_CANDIDATES = 12, 400, 48
LEAST_LIKENESS = 40
"""A resemblance below this (of 1000) is not shown: it would be chance."""


@dataclass(frozen=True, slots=True)
class SimilarHit:
    """An earlier matter that resembles a draft; ``score`` 0 to 1000, ``reasons`` say why.

    ``merged_into``: the number of the matter that goes on with it.
    """

    number: str
    title: str
    stage: str
    ending: str | None
    at: datetime
    score: int
    reasons: tuple[Likeness, ...]
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; empty means any. ``category``: a path, with all below it."""

    kind: str = ""
    stage: str = ""
    ending: str = ""
    category_id: UUID | None = None
    compound_id: UUID | None = None
    category: str = ""

    def given(self) -> dict[str, object]:
        """The filters that narrow."""
        return {name: getattr(self, name) for name in search_sql.FILTERS if getattr(self, name)}


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A matter that has the words: title and excerpt as segments, some of them marked."""

    kind: str
    number: str
    title: tuple[Segment, ...]
    excerpt: tuple[Segment, ...]
    stage: str
    ending: str | None
    at: datetime
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The answer to a search. ``understood`` is false where the words hold nothing to look for."""

    words: str
    hits: tuple[SearchHit, ...] = ()
    more: bool = False
    understood: bool = True


def similar(
    connection: Connection,
    community_id: UUID,
    title: str,
    text: str = "",
    place: str = "",
    limit: int = 5,
    *,
    category: str = "",
    exclude: str = "",
) -> list[SimilarHit]:
    """The matters that resemble a draft most, best first; ``exclude`` is the draft's own number."""
    query = similarity.profile(title, text, place).grams
    having, worths = _worths(connection, community_id, query)
    chosen = similarity.choose(query, worths, having, SIMILAR_GRAMS)
    if not chosen:
        return []
    weights = {code: worths[code] * query[code] for code in chosen}
    only = {"kind": "proposal"}
    found = _candidates(connection, community_id, weights, SIMILAR_CAP, SIMILAR_CANDIDATES, only)
    rows = _documents(connection, community_id, found)
    scored = _scored(query, worths, [row for row in rows if row.number != exclude])
    mine = Matter(title, text, place, category)
    return [_similar_hit(mine, score, row) for score, row in scored[:limit]]


def search(
    connection: Connection,
    community_id: UUID,
    words: str,
    filters: Filters | None = None,
    limit: int = 20,
) -> SearchPage:
    """The matters that the words name, best first; at least half of what the words say must be
    there.
    """
    wanted = _wanted(words)
    if not wanted:
        return SearchPage(words, understood=False)
    having, worths = _worths(connection, community_id, wanted)
    known = {code: max(worths[code], 1) for code in wanted if having.get(code)}
    if not known:
        return SearchPage(words)
    chosen = dict(sorted(known.items(), key=lambda pair: -pair[1])[:SEARCH_GRAMS])
    given = (filters or Filters()).given()
    found = _candidates(connection, community_id, chosen, SEARCH_CAP, SEARCH_CANDIDATES, given)
    rows = _documents(connection, community_id, found, with_text=True)
    ranked = _ranked(rows, words, {code: max(worths[code], 1) for code in wanted})
    hits = tuple(_search_hit(row, wanted) for row in ranked[:limit])
    return SearchPage(words, hits, more=len(ranked) > limit)


def _scored(
    query: Mapping[int, int], worths: Mapping[int, int], rows: Iterable[Row[Any]]
) -> list[tuple[int, Row[Any]]]:
    """Rows that resemble the query enough to be shown, with their scores, best first."""
    own, mean = similarity.squares(query, worths), sum(worths.values()) // len(worths)
    scored = [
        (similarity.score(query, own, similarity.unpack(row.grams), worths, mean), row)
        for row in rows
    ]
    scored = [(score, row) for score, row in scored if score >= LEAST_LIKENESS]
    return sorted(scored, key=lambda pair: (-pair[0], -pair[1].id))


def _wanted(words: str) -> dict[int, str]:
    """Gram code → gram of what is looked for; at most 200 characters of it are read."""
    folded = fold(words[:200])
    grams = [g for piece in similarity.pieces(folded) for g in similarity.grams_of_piece(piece)]
    if not grams:  # nothing but small words: then these are meant
        grams = [character for character in folded if similarity.single_characters(character)]
    return {similarity.gram_code(gram): gram for gram in dict.fromkeys(grams)}


def _is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _list(connection: Connection, numbers: Sequence[int]) -> object:
    return list(numbers) if _is_postgres(connection) else json.dumps(numbers)


def _worths(
    connection: Connection, community_id: UUID, query: Mapping[int, object]
) -> tuple[dict[int, int], dict[int, int]]:
    """How many documents have each gram of the query, and what each gram is worth."""
    if not query:
        return {}, {}
    codes = _list(connection, [TOTAL, *query])
    statement = search_sql.counts(_is_postgres(connection))
    rows = connection.execute(statement, {"community_id": community_id, "codes": codes})
    having: dict[int, int] = {row.gram: row.documents for row in rows}
    total = having.pop(TOTAL, 0)
    return having, {code: similarity.worth(total, having.get(code, 0)) for code in query}


def _candidates(
    connection: Connection,
    community_id: UUID,
    worths: Mapping[int, int],
    cap: int,
    most: int,
    filters: Mapping[str, object] | None = None,
) -> list[int]:
    postgres = _is_postgres(connection)
    given = filters or {}
    values: dict[str, object] = {"community_id": community_id, "cap": cap, "most": most, **given}
    if postgres:
        values |= {"grams": list(worths), "worths": list(worths.values())}
    else:
        for i, (code, worth) in enumerate(worths.items()):
            values[f"g{i}"], values[f"w{i}"] = code, worth
    shape = 0 if postgres else len(worths)
    statement = search_sql.candidates(postgres, shape, tuple(given))
    return list(connection.execute(statement, values).scalars())


def _documents(
    connection: Connection, community_id: UUID, ids: Sequence[int], with_text: bool = False
) -> Sequence[Row[Any]]:
    if not ids:
        return []
    statement = search_sql.documents(_is_postgres(connection), with_text)
    values = {"community_id": community_id, "ids": _list(connection, ids)}
    return connection.execute(statement, values).all()


def _similar_hit(mine: Matter, score: int, row: Row[Any]) -> SimilarHit:
    theirs = Matter(row.title, "", row.place, row.category)
    return SimilarHit(
        row.number,
        row.title,
        row.stage,
        row.ending,
        row.at,
        score,
        reasons(mine, theirs),
        row.merged_into,
    )


def _ranked(rows: Sequence[Row[Any]], words: str, worths: Mapping[int, int]) -> list[Row[Any]]:
    """Rows with at least half of what is looked for, best first: in the title, as one phrase,
    newest.
    """
    phrase = fold(words).strip()
    whole = sum(worths.values())
    wanted = frozenset(worths)
    single = frozenset(code for code in wanted if code < similarity.PAIRS)
    ranked = []
    for row in rows:
        titles, anywhere = similarity.matches(wanted, row.grams)
        if single:
            titles |= single & similarity.single_characters(row.title)
        have = sum(worths[code] for code in titles | anywhere)
        if 2 * have < whole:
            continue
        in_title = sum(worths[code] for code in titles)
        as_phrase = 4 if phrase in fold(row.title) else 1 if phrase in row.text else 0
        points = 1000 * (have + 2 * in_title + as_phrase * whole) // whole
        ranked.append((points, row.id, row))
    ranked.sort(key=lambda found: (-found[0], -found[1]))
    return [row for _, _, row in ranked]


def _search_hit(row: Row[Any], wanted: Mapping[int, str]) -> SearchHit:
    grams = tuple(wanted.values())
    return SearchHit(
        row.kind,
        row.number,
        mark(row.title, grams),
        excerpt(row.text, grams),
        row.stage,
        row.ending,
        row.at,
        row.merged_into,
    )
