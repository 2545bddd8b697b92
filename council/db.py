"""The database: one engine, reads without a transaction, writes only inside a unit.

Both engines run in driver autocommit. ``reading()`` is a connection for pages;
:mod:`council.services.unit` opens the one transaction of an act. A statement that changes a
recorded table outside a unit, or a commit without its journal entry, is refused here.
"""

from __future__ import annotations

import logging
import re
import sqlite3
from functools import cache
from typing import Any

from flask import Flask, g
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url

from council.models.base import Base

log = logging.getLogger(__name__)
db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate(directory="migrations", compare_type=True, render_as_batch=True)

_WRITES = re.compile(
    r"^\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+[\"`]?(\w+)", re.IGNORECASE
)
_WAL_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


class UnjournalledWrite(RuntimeError):  # noqa: N818 - it says what was attempted
    """A recorded table was about to change without a journal entry."""


def init(app: Flask) -> None:
    """Bind the database to the app, with the guards on its engine."""
    options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"}
    if make_url(app.config["SQLALCHEMY_DATABASE_URI"]).get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": 20}
    else:
        options |= {"pool_size": 5, "max_overflow": 10, "pool_pre_ping": False}
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)
    migrate.init_app(app, db)
    with app.app_context():
        _guard(db.engine)
    app.teardown_appcontext(release_reading)


def reading() -> Connection:
    """The read connection of this request (autocommit); closed with the request."""
    connection: Connection | None = g.get("read_connection")
    if connection is None:
        connection = g.read_connection = db.engine.connect()
    return connection


def release_reading(_: BaseException | None = None) -> None:
    """Give the read connection back; the next reader takes another.

    An act does so before it takes a connection to write: whoever held one and waited for a second
    could wait for others who do the same, until the pool's time is over.
    """
    connection = g.pop("read_connection", None)
    if connection is not None:
        connection.close()


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the fix of the WAL-reset defect (3.51.3, 3.50.7, 3.44.6)."""
    if version >= _WAL_FIXED[0]:
        return True
    return any(version[:2] == fixed[:2] and version >= fixed for fixed in _WAL_FIXED[1:])


def _guard(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        wal = wal_is_safe(sqlite3.sqlite_version_info)
        log.info("SQLite %s, journal_mode=%s", sqlite3.sqlite_version, "WAL" if wal else "DELETE")
        event.listen(engine, "connect", _sqlite_pragmas(wal))
    event.listen(engine, "before_cursor_execute", _refuse_loose_writes)
    event.listen(engine, "commit", _refuse_silent_commit)


def _sqlite_pragmas(wal: bool) -> Any:
    mode, sync = ("WAL", "FULL") if wal else ("DELETE", "EXTRA")

    def on_connect(connection: sqlite3.Connection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA busy_timeout=20000")
        cursor.execute(f"PRAGMA journal_mode={mode}")
        cursor.execute(f"PRAGMA synchronous={sync}")
        cursor.execute("PRAGMA cache_size=-16000")
        cursor.close()

    return on_connect


@cache
def recorded_tables() -> frozenset[str]:
    """Names of the tables whose every change must be entered in the journal."""
    return frozenset(
        m.local_table.name  # type: ignore[attr-defined]
        for m in Base.registry.mappers
        if getattr(m.class_, "__recorded__", True)
    )


def _refuse_loose_writes(
    conn: Connection, _c: Any, statement: str, _p: Any, _x: Any, _many: bool
) -> None:
    found = _WRITES.match(statement)
    if found is None or conn.info.get("maintenance"):
        return
    if found[1] not in recorded_tables():
        return
    if "unit" not in conn.info:
        raise UnjournalledWrite(f"{found[1]} may change only inside a unit")
    conn.info["changed"] = True


def _refuse_silent_commit(conn: Connection) -> None:
    if conn.info.pop("changed", False) and not conn.info.pop("journalled", False):
        raise UnjournalledWrite("rows changed without a journal entry")
