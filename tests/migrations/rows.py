"""Rows as JSON, readable by either database, and made-up rows for every table.

What JSON lacks is tagged: ``{"uuid": …}``, ``{"bytes": hex}``, ``{"instant": ISO 8601 in UTC}``,
``{"day": ISO 8601}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Column, MetaData, Table, types

PER_TABLE = 2
"""Rows made up for each table: the first full, the second with nothing that may be missing."""

SPACE = UUID("6f0c8e0a-5f3e-4b0e-9d0e-2f6f3f0f7a11")
FIRST = datetime(2026, 1, 5, 2, tzinfo=UTC)
SOUND: dict[tuple[str, str], Any] = {
    # sums that add up, people who differ, a year and a month that are open
    **{("fund_year", name): 1 for name in ("opening", "received", "free")},
    **{("fund_year", name): 0 for name in ("granted", "planned", "contracted", "paid")},
    **{("fund_year", name): 0 for name in ("swept", "carried")},
    **{("contract", name): 0 for name in ("open", "paid")},
    **{("payment", name): None for name in ("approved_by_id", "supervised_by_id", "paid_on")},
    ("fund_year", "closed_at"): None,
    ("fund_year", "sweep_on"): FIRST.date(),
    ("fund_period", "month"): 12,
}
"""What the constraints of a table ask of its columns, where a made-up value would not do."""


def to_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """One row, its values tagged."""
    return {name: _tag(value) for name, value in row.items()}


def _tag(value: Any) -> Any:
    match value:
        case UUID():
            return {"uuid": value.hex}
        case bytes() | memoryview():
            return {"bytes": bytes(value).hex()}
        case datetime():
            return {"instant": value.astimezone(UTC).isoformat()}
        case date():
            return {"day": value.isoformat()}
    return value


def from_json(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row as this database's columns take them."""
    return {name: _untag(table.c[name], value) for name, value in row.items()}


def _untag(column: Column[Any], value: Any) -> Any:
    if not isinstance(value, dict) or len(value) != 1:
        return value
    (tag, text), *_ = value.items()
    match tag:
        case "uuid":
            # SQLite knows no such type and holds the digits.
            return UUID(hex=text) if isinstance(column.type, types.Uuid) else text
        case "bytes":
            return bytes.fromhex(text)
        case "instant":
            instant = datetime.fromisoformat(text)
            aware = getattr(column.type, "timezone", False)
            return instant if aware else instant.replace(tzinfo=None)
        case "day":
            return date.fromisoformat(text)
    return value


def made_up(metadata: MetaData) -> dict[str, list[dict[str, Any]]]:
    """Rows for every table, parents first, each pointing at its parents."""
    return {
        table.name: [to_json(_row(table, number)) for number in range(_wanted(table))]
        for table in metadata.sorted_tables
    }


def _wanted(table: Table) -> int:
    one_per_community = [column.name for column in table.primary_key] == ["community_id"]
    return 1 if one_per_community else PER_TABLE


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: _value(table, column, number) for column in table.columns}


def _value(table: Table, column: Column[Any], number: int) -> Any:
    if (table.name, column.name) in SOUND:
        return SOUND[table.name, column.name]
    points_at = next(iter(column.foreign_keys), None)
    if column.name == "community_id":
        return _identity("community", 0)
    if table.name == "community" and column.name == "id":
        return _identity("community", number)
    if number and column.nullable and not column.primary_key:
        return None
    for key in column.foreign_keys:
        if key.column.name != "community_id":
            points_at = key
    if points_at is not None:
        return _parent(points_at.column, number)
    return _plain(table, column, number)


def _parent(column: Column[Any], number: int) -> Any:
    return _value(column.table, column, number)


def _identity(name: str, number: int) -> UUID:
    return uuid5(SPACE, f"{name}/{number}")


def _plain(table: Table, column: Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, types.TypeDecorator):
        kind = kind.impl_instance
    match kind:
        case types.Uuid():
            return _identity(f"{table.name}.{column.name}", number)
        case types.Boolean():
            return bool(number)
        case types.Integer():
            return number + 1
        case types.DateTime():
            return FIRST + timedelta(days=number)
        case types.Date():
            # An end lies after its beginning.
            later = 365 if column.name.startswith(("ends", "until")) else 0
            return FIRST.date() + timedelta(days=number + later)
        case types.LargeBinary():
            return bytes([number + 1]) * 16
        case types.JSON():
            return {"示例": number, "list": [1, 2]}
    length = getattr(kind, "length", None) or 60
    return f"{number + 1}-{column.name}-甲"[:length]
