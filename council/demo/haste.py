"""Loading fast: the database does not wait for the disk at each of some thousand acts.

Only while the demo community is loaded, and only in the process that loads it. A crash of the
machine meanwhile may spoil the database; it shows as half loaded then, and is made anew. Whatever
is written after the block waits for the disk again and takes what came before along.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from council.db import db

_RELAXED = {"sqlite": "PRAGMA synchronous=OFF", "postgresql": "SET synchronous_commit TO off"}


@contextmanager
def hurried() -> Iterator[None]:
    """Commits inside the block do not wait for the disk."""
    engine = db.engine
    statement = _RELAXED[engine.dialect.name]

    def relax(connection: Any, _record: object, _proxy: object) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()

    event.listen(engine, "checkout", relax)
    try:
        yield
    finally:
        event.remove(engine, "checkout", relax)
        engine.dispose()  # no relaxed connection stays in the pool
