"""Rows written straight into the tables: the journal is not what is measured."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, insert

from council.models.base import Base, new_id, new_salt

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


class Writer:
    """Inserts rows of one community by the thousand."""

    def __init__(self, connection: Connection, community: UUID) -> None:
        self.connection = connection
        self.community = community

    def put(self, table: str, rows: list[dict[str, Any]]) -> list[UUID]:
        """Insert ``rows`` with ids and salts; returns the ids."""
        made: Table = Base.metadata.tables[table]
        for row in rows:
            row |= {"community_id": self.community, "id": new_id(), "salt": new_salt()}
        for start in range(0, len(rows), 500):
            self.connection.execute(insert(made), rows[start : start + 500])
        return [row["id"] for row in rows]
