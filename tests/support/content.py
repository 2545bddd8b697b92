"""What lies in the database, to be compared before and after an act that must leave nothing."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from council.db import db
from council.models.base import Base


def content_of_the_database() -> dict[str, str]:
    """A hash over the rows of each table."""
    with db.engine.connect() as connection:
        return {
            table.name: hashlib.sha256(
                repr(sorted(map(repr, connection.execute(select(table))))).encode()
            ).hexdigest()
            for table in Base.metadata.sorted_tables
        }
