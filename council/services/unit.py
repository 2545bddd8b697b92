"""The transaction of an act: one per act, with exactly one entry in the journal.

A unit takes the write lock of its community first (``BEGIN IMMEDIATE`` on SQLite, the journal
head ``FOR UPDATE`` on PostgreSQL), so the acts of a community happen one after the other and
whoever comes second sees what the first did. At the end each changed row gets a salted
commitment, and the entry is chained to the one before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast
from uuid import UUID

import rfc8785
from sqlalchemy import (
    Connection,
    FromClause,
    Table,
    bindparam,
    event,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.orm import Session

from council.db import db, release_reading
from council.models.base import Base
from council.models.commitments import plain, told
from council.models.hall import RequestKey
from council.models.journal import JournalCommitment, JournalEntry, JournalHead
from council.prepared import Prepared, PreparedWrite, Stroke
from council.rules.powers import OfficeKind, may
from council.rules.verdict import Reason, Refused

_TRANSACTION: dict[str, dict[str, str]] = {
    "sqlite": {},
    "postgresql": {"isolation_level": "READ COMMITTED"},
}

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the person and the office in which the act is done."""

    person_id: UUID | None
    office: str = ""
    title: str = ""


SYSTEM = Actor(None, "system", "")


@dataclass
class Work:
    """What a service uses inside a unit."""

    session: Session
    community_id: UUID
    actor: Actor
    kind: str
    at: datetime
    payload: dict[str, Any] = field(default_factory=dict)
    touched: dict[tuple[str, UUID], Base] = field(default_factory=dict)
    deleted: dict[tuple[str, UUID], Base] = field(default_factory=dict)
    placed: list[tuple[str, UUID, str]] = field(default_factory=list)
    last: list[tuple[Table, dict[str, Any]]] = field(default_factory=list)
    is_repeat: bool = False

    def add(self, row: Row) -> Row:
        """Add a row of this community."""
        if hasattr(type(row), "community_id"):
            row.community_id = self.community_id  # type: ignore[attr-defined]
        self.session.add(row)
        return row

    def put(self, model: type[Base], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Insert many rows of this community in one stroke, past the session.

        Ids, salts and the columns' defaults are filled in; gives the rows as they were written.
        The journal commits to each, as to any row.
        """
        table = cast(Table, model.__table__)
        full = [_filled(table, self.community_id, row) for row in rows]
        if full:
            self.session.flush()
            _insert(self.session.connection(), table, full)
        if model.__recorded__:
            self.placed += [(table.name, row["id"], values_digest(table, row)) for row in full]
        return full

    def put_last(self, model: type[Base], row: dict[str, Any]) -> None:
        """Insert one row of this community together with the entry of the act, in one stroke.

        For what nothing in the act reads again; what the database refuses shows at the end.
        """
        table = cast(Table, model.__table__)
        full = _filled(table, self.community_id, row)
        self.last.append((table, full))
        self.placed.append((table.name, full["id"], values_digest(table, full)))

    def get(self, model: type[Row], row_id: UUID | None) -> Row:
        """The row of this community.

        Raises:
            Refused: ``not_found`` where there is none.
        """
        row = self.session.get(model, (self.community_id, row_id)) if row_id else None
        if row is None:
            raise Refused([Reason("not_found", {"what": model.__tablename__})])
        return row

    def find(self, model: type[Row], *where: Any) -> Row | None:
        """The one row of this community that fulfils ``where``, or None."""
        return self.session.scalars(self._mine(model, where)).one_or_none()

    def all(self, model: type[Row], *where: Any, order: Any = None) -> Sequence[Row]:
        """The rows of this community that fulfil ``where``."""
        query = self._mine(model, where)
        return self.session.scalars(query if order is None else query.order_by(order)).all()

    def tell(self, **facts: Any) -> None:
        """Put facts without personal data into the entry's payload."""
        self.payload |= {key: plain(value) for key, value in facts.items()}

    def repeat(self) -> None:
        """What is asked stands recorded already: where no row changes, no entry is made."""
        self.is_repeat = True

    def done_before(self, key: str) -> bool:
        """Whether what a browser sends under this key was done already; if not, it is noted now.

        Raises:
            Refused: ``value_unknown`` where the key is none.
        """
        if not 8 <= len(key) <= 64:
            raise Refused([Reason("value_unknown")])
        if self.session.get(RequestKey, (self.community_id, key)) is not None:
            self.repeat()
            return True
        self.session.add(RequestKey(community_id=self.community_id, key=key, at=self.at))
        return False

    def _mine(self, model: type[Row], where: tuple[Any, ...]) -> Any:
        mine = model.community_id == self.community_id  # type: ignore[attr-defined]
        return select(model).where(mine, *where)


@contextmanager
def unit(
    community_id: UUID, *, kind: str, actor: Actor, at: datetime, power: str | None = None
) -> Iterator[Work]:
    """One act: everything in it is written and entered in the journal, or nothing is.

    A repeated act (``work.repeat()``) that changes no row leaves no entry.

    ``power`` names the act in :mod:`council.rules.powers` that the actor's office must carry.

    Raises:
        Refused: ``no_power`` where it does not, and whatever the act inside raises.
    """
    if power is not None and actor is not SYSTEM and not may(power, _office(actor)):
        raise Refused([Reason("no_power", {"act": power})])
    release_reading()
    session = _ActSession(db.engine, expire_on_commit=False)
    marks: dict[str, Any] = {}
    try:
        connection = session.connection(execution_options=_TRANSACTION[db.engine.dialect.name])
        marks = connection.info
        head = _begin(connection, marks, community_id)
        work = Work(session, community_id, actor, kind, max(at, head.at or at))
        session.info[_WORK] = work
        yield work
        session.flush()
        if work.is_repeat and not (work.touched or work.deleted or work.placed):
            session.rollback()
            return
        _enter(connection, work, head)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        for mark in ("unit", "changed", "journalled"):
            marks.pop(mark, None)
        session.close()


class _ActSession(Session):
    """The session of one act: what it flushes is noted for the entry."""


_WORK = "work"
event.listen(_ActSession, "after_flush", lambda session, _: _note(session.info[_WORK], session))


def _office(actor: Actor) -> list[OfficeKind]:
    return [OfficeKind(actor.office)] if actor.office in set(OfficeKind) else []


@dataclass(frozen=True, slots=True)
class _Head:
    """The last entry of a community's journal."""

    seq: int
    sha256: str
    at: datetime | None


# Every act sends these: they are put together once.
_HEAD_TABLE: Any = JournalHead.__table__
_MINE = _HEAD_TABLE.c.community_id == bindparam("community")
_LOCK = Prepared(
    select(_HEAD_TABLE.c.seq, _HEAD_TABLE.c.sha256, _HEAD_TABLE.c.at).where(_MINE).with_for_update()
)
_FIRST = insert(_HEAD_TABLE)
_FORWARD = PreparedWrite(update(_HEAD_TABLE).where(_MINE), ("seq", "sha256", "at"))
_ENTRY = cast(Table, JournalEntry.__table__)
_COMMITMENTS = cast(Table, JournalCommitment.__table__)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert whole rows; one alone, as most acts have it, by a statement that is ready."""
    if len(rows) == 1:
        _one_row(table).run(connection, rows[0])
    elif rows:
        connection.execute(insert(table), rows)


@cache
def _stroke(tables: tuple[Table, ...]) -> Stroke:
    """One row into each of these tables, and the journal's head moves on."""
    return Stroke(*(_one_row(table) for table in tables), _FORWARD)


@cache
def _one_row(table: Table) -> PreparedWrite:
    return PreparedWrite(insert(table), [column.key for column in table.columns])


def _begin(connection: Connection, marks: dict[str, Any], community_id: UUID) -> _Head:
    """Open the transaction and take the community's write lock."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    marks.update(unit=True, changed=False, journalled=False)
    row = _LOCK.row(connection, community=community_id)
    if row is not None:
        return _Head(*row)
    connection.execute(_FIRST, {"community_id": community_id, "seq": 0, "sha256": ""})
    return _Head(0, "", None)


def _note(work: Work, session: Session) -> None:
    for row in (*session.new, *session.dirty):
        if getattr(row, "__recorded__", True):
            work.touched[row.__tablename__, row.id] = row
    for row in session.deleted:
        if getattr(row, "__recorded__", True):
            work.deleted[row.__tablename__, row.id] = row
            work.touched.pop((row.__tablename__, row.id), None)


def _enter(connection: Connection, work: Work, head: _Head) -> None:
    """Write the journal entry of the act with its row commitments."""
    marks = [*work.placed, *((t, i, digest(row)) for (t, i), row in work.touched.items())]
    marks += [(t, i, "") for t, i in work.deleted]
    payload = {
        "act": work.kind,
        "at": plain(work.at),
        "by": {"office": work.actor.office, "title": work.actor.title},
        "facts": work.payload,
        "rows": rows_digest(marks),
        "row_count": len(marks),
        "seq": head.seq + 1,
    }
    if work.actor.person_id is not None:
        payload["by"]["person"] = work.actor.person_id.hex
    canonical = rfc8785.dumps(payload).decode()
    sha = chain_hash(head.sha256, canonical)
    keys = {"community_id": work.community_id, "seq": head.seq + 1}
    entry = {
        "at": work.at,
        "kind": work.kind,
        "payload": canonical,
        "previous": head.sha256,
        "sha256": sha,
    }
    commitments = [
        keys | {"position": n, "table_name": t, "row_id": i, "digest": d}
        for n, (t, i, d) in enumerate(marks)
    ]
    forward = {
        "seq": head.seq + 1,
        "sha256": sha,
        "at": work.at,
        "community": work.community_id,
    }
    rows = [*work.last, (_ENTRY, keys | entry)]
    if len(commitments) == 1:
        rows.append((_COMMITMENTS, commitments[0]))
    else:
        _insert(connection, _COMMITMENTS, commitments)
    stroke = _stroke(tuple(table for table, _ in rows))
    stroke.run(connection, *(row for _, row in rows), forward)
    connection.info["journalled"] = True


def chain_hash(previous: str, canonical: str) -> str:
    """SHA-256 over the hash before and the canonical payload."""
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def rows_digest(marks: Sequence[tuple[str, UUID, str]]) -> str:
    """One hash over all row commitments of an entry, in their order."""
    lines = "\n".join(f"{table} {row_id.hex} {mark}" for table, row_id, mark in marks)
    return hashlib.sha256(lines.encode()).hexdigest()


def digest(row: Base) -> str:
    """The salted commitment of a row: SHA-256 over its salt and its canonical columns."""
    mapper = inspect(type(row))
    values = {c.key: getattr(row, mapper.get_property_by_column(c).key) for c in mapper.columns}
    return values_digest(mapper.local_table, values)


def values_digest(table: FromClause, values: dict[str, Any]) -> str:
    """The salted commitment of a row's column values (with ``salt``); see ``commitments.told``."""
    salt: bytes = values["salt"]
    return hashlib.sha256(bytes(salt) + rfc8785.dumps(told(table, values))).hexdigest()


def _filled(table: FromClause, community_id: UUID, row: dict[str, Any]) -> dict[str, Any]:
    """The row with community and the defaults of the columns that it leaves out."""
    return {"community_id": community_id} | {
        key: row[key] if key in row else fill() for key, fill in _fills(table).items()
    }


@cache
def _fills(table: FromClause) -> dict[str, Callable[[], Any]]:
    """By column, what fills it where a row says nothing."""
    return {c.key: _fill(c) for c in table.columns if c.key != "community_id"}


def _fill(column: Any) -> Callable[[], Any]:
    default = column.default
    if default is None:
        return lambda: None
    if default.is_callable:
        return lambda: default.arg(None)
    return lambda: default.arg
