"""Routine disclosure that is owed, or waits for a check, an approval, the board, the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select

from council.models.postings import Posting
from council.queries.chamber import postings as inside
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.queries.visitors import Visitor
from council.rules.postings import RULE, SIDES, side_of
from council.rules.powers import OfficeKind, may
from council.rules.rulebook import Rulebook
from council.rules.verdict import Refused

_AHEAD = timedelta(days=10)


def duties(
    connection: Connection, community_id: UUID, visitor: Visitor, at: datetime
) -> list[Duty]:
    """One duty for everything that should be prepared: what is most urgent, and how much more."""
    if not may("posting.prepare", visitor.kinds):
        return []
    soon = at + _AHEAD
    owed = [one for one in inside.owed(connection, community_id, at) if one.due_at < soon]
    if not owed:
        return []
    path, facts = "/chamber/postings/", {"n": len(owed)}
    return [Duty("posting.prepare", owed[0].title, path, "", owed[0].due_at, RULE, facts=facts)]


def parts(who: Who) -> Iterator[Part]:
    """What waits for this visitor's step."""
    if who.may("posting.prepare"):
        yield Part(_of(who, *_OPEN, Posting.returned_reason != ""), _returned)
    if who.may("posting.check"):
        where = (*_OPEN, Posting.returned_reason == "", Posting.prepared_by_id != who.person_id)
        yield Part(_of(who, *where), _make("posting.check"))
    for side in _sides(who.kinds):
        yield Part(_of(who, *_waits_for(who, side)), _make("posting.approve"))
    if who.may("posting.post"):
        done = (Posting.party_by_id.is_not(None), Posting.committee_by_id.is_not(None))
        yield Part(_of(who, *done, Posting.posted_at.is_(None)), _make("posting.post"))
        over = (Posting.until_at <= who.at, Posting.filed_at.is_(None))
        yield Part(_of(who, *over), _file)


_OPEN = (Posting.checked_by_id.is_(None), Posting.posted_at.is_(None))


def _sides(kinds: frozenset[OfficeKind]) -> list[str]:
    found = set()
    for kind in kinds:
        try:
            found.add(side_of(str(kind)))
        except Refused:
            continue
    return [side for side in SIDES if side in found]


def _waits_for(who: Who, side: str) -> tuple[Any, ...]:
    """Checked, this committee has not approved, and the visitor took no earlier step."""
    other = next(one for one in SIDES if one != side)
    mine, theirs = (getattr(Posting, f"{one}_by_id") for one in (side, other))
    return (
        Posting.checked_by_id.is_not(None),
        mine.is_(None),
        Posting.prepared_by_id != who.person_id,
        Posting.checked_by_id != who.person_id,
        theirs.is_(None) | (theirs != who.person_id),
    )


def _of(who: Who, *where: Any) -> Select[Any]:
    mine = (Posting.community_id == who.community_id, Posting.is_withdrawn.is_(False))
    return (
        columns(
            number=Posting.number,
            title=Posting.title,
            due_at=Posting.due_at,
            extra=Posting.returned_reason,
        )
        .where(*mine, *where)
        .order_by(Posting.due_at)
    )


def _make(act: str) -> Any:
    def make(row: Row, _book: Rulebook) -> Duty:
        return _duty(act, row, row.until)

    return make


def _returned(row: Row, _book: Rulebook) -> Duty:
    return _duty("posting.returned", row, row.until, {"reason": row.extra})


def _file(row: Row, _book: Rulebook) -> Duty:
    return _duty("posting.file", row, None)


def _duty(act: str, row: Row, due_at: datetime | None, facts: dict[str, Any] | None = None) -> Duty:
    path = f"/chamber/postings/{row.number}"
    return Duty(act, row.title, path, row.number, due_at, RULE if due_at else None, facts or {})
