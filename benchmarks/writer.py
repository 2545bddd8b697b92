"""Rows written straight into the tables: the journal is not what is measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, insert

from council.db import db
from council.models.base import Base, new_id, new_salt

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@contextmanager
def maintenance() -> Iterator[Connection]:
    """One transaction past the journal, as ``restore`` has it."""
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        else:
            connection = connection.execution_options(isolation_level="READ COMMITTED")
        yield connection
        connection.commit()
        connection.info.pop("maintenance")


class Writer:
    """Inserts rows of one community by the thousand."""

    def __init__(self, connection: Connection, community: UUID) -> None:
        self.connection = connection
        self.community = community

    def put(self, table: str, rows: list[dict[str, Any]], ids: Sequence[UUID] = ()) -> list[UUID]:
        """Insert ``rows`` with salts and with new ids, or these; returns the ids."""
        made: Table = Base.metadata.tables[table]
        for row, key in zip(rows, ids or [new_id() for _ in rows], strict=True):
            row |= {"community_id": self.community, "id": key, "salt": new_salt()}
        for start in range(0, len(rows), 500):
            self.connection.execute(insert(made), rows[start : start + 500])
        return [row["id"] for row in rows]
