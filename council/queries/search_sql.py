"""The three statements behind search, as SQL that both engines read by index and keep prepared.

1. how many documents have each gram; 2. the candidates: per gram the newest postings, those in
titles first,
at most ``cap`` of each – so the work stays the same when the table grows a hundredfold; 3. the
candidates' rows.
"""

# ruff: noqa: S608 - the statements are put together from fixed text only; values are bound
from __future__ import annotations

from functools import lru_cache

from sqlalchemy import BigInteger, TextClause, TextualSelect, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from council.models.base import Instant

FILTERS = {
    "kind": "d.kind = :kind",
    "stage": "p.stage = :stage",
    "ending": "p.ending = :ending",
    "category_id": "p.category_id = :category_id",
    "compound_id": "p.compound_id = :compound_id",
    "category": (
        "p.category_id IN (SELECT c.id FROM category c WHERE c.community_id = :community_id"
        " AND substr(c.path || '/', 1, length(CAST(:category AS VARCHAR)) + 1)"
        " = CAST(:category AS VARCHAR) || '/')"
    ),
}
_IDS = ("category_id", "compound_id")
_PROPOSAL = (
    "LEFT JOIN proposal p ON d.kind = 'proposal'"
    " AND p.community_id = d.community_id AND p.number = d.number"
)
_MERGED = "LEFT JOIN proposal m ON m.community_id = p.community_id AND m.id = p.merged_into_id"
_VISIBLE = "(p.id IS NULL OR p.is_public)"


def _among(postgres: bool, column: str, name: str) -> str:
    if postgres:
        return f"{column} = ANY(:{name})"
    return f"{column} IN (SELECT value FROM json_each(:{name}))"


def _typed(statement: str, postgres: bool, lists: tuple[str, ...] = ()) -> TextClause:
    made = text(statement).bindparams(bindparam("community_id", type_=Uuid))
    for name in _IDS:
        if f":{name}" in statement:
            made = made.bindparams(bindparam(name, type_=Uuid))
    if postgres:
        made = made.bindparams(*(bindparam(name, type_=ARRAY(BigInteger)) for name in lists))
    return made


@lru_cache
def counts(postgres: bool) -> TextClause:
    """(gram, documents) of ``codes``."""
    among = _among(postgres, "gram", "codes")
    return _typed(
        "SELECT gram, documents FROM search_gram_count"
        f" WHERE community_id = :community_id AND {among}",
        postgres,
        ("codes",),
    )


@lru_cache(maxsize=128)
def candidates(postgres: bool, grams: int, filters: tuple[str, ...]) -> TextClause:
    """(document) of the most promising ones; the worth of a gram counts threefold in a title."""
    if postgres:
        found = (
            "SELECT s.document, q.worth * (1 + 2 * s.in_title) AS worth"
            " FROM unnest(:grams, :worths) AS q(gram, worth)"
            " CROSS JOIN LATERAL (SELECT g.document, g.in_title FROM search_gram g"
            " WHERE g.community_id = :community_id AND g.gram = q.gram"
            " ORDER BY g.in_title DESC, g.document DESC LIMIT :cap) s"
        )
    else:
        found = " UNION ALL ".join(
            f"SELECT * FROM (SELECT document, :w{i} * (1 + 2 * in_title) AS worth FROM search_gram"
            f" WHERE community_id = :community_id AND gram = :g{i}"
            " ORDER BY in_title DESC, document DESC LIMIT :cap)"
            for i in range(grams)
        )
    joined = ""
    if filters:
        tests = " AND ".join((_VISIBLE, *(FILTERS[name] for name in filters)))
        joined = (
            "JOIN search_document d ON d.community_id = :community_id AND d.id = f.document"
            f" {_PROPOSAL} WHERE {tests}"
        )
    return _typed(
        f"SELECT f.document FROM ({found}) AS f {joined}"
        " GROUP BY f.document ORDER BY SUM(f.worth) DESC, f.document DESC LIMIT :most",
        postgres,
        ("grams", "worths"),
    )


@lru_cache
def documents(postgres: bool, with_text: bool) -> TextualSelect:
    """The rows of ``ids`` that may be seen by everybody, as :mod:`council.queries.search` reads
    them.
    """
    body = "d.text" if with_text else "''"
    return _typed(
        f"SELECT d.id, d.kind, d.number, d.title, {body} AS text, d.place, d.category,"
        " COALESCE(p.stage, d.stage) AS stage, p.ending, m.number AS merged_into, d.at, d.grams"
        f" FROM search_document d {_PROPOSAL} {_MERGED}"
        f" WHERE d.community_id = :community_id AND {_VISIBLE}"
        f" AND {_among(postgres, 'd.id', 'ids')}",
        postgres,
        ("ids",),
    ).columns(at=Instant)
