"""What a row's commitment in the journal is taken over: its columns as canonical JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause


def told(table: FromClause, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that a commitment tells, by name; the salt stands before them.

    A column that joined the table later is left out while it holds its default (see ``late``).
    """
    late = _late(table)
    return {
        key: plain(value)
        for key, value in values.items()
        if key != "salt" and not (key in late and value == late[key])
    }


@cache
def _late(table: FromClause) -> dict[str, Any]:
    return {c.key: c.info["late"] for c in table.columns if "late" in c.info}


def plain(value: Any) -> Any:
    """A value as canonical JSON knows it: instants in UTC, ids as hex."""
    match value:
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date():
            return value.isoformat()
        case UUID():
            return value.hex
        case bytes():
            return value.hex()
        case dict():
            return {str(k): plain(v) for k, v in value.items()}
        case list() | tuple():
            return [plain(v) for v in value]
        case _:
            return value
