"""The columns of the open data: one definition serves .csv, .xlsx, .json and its description.

A cell has a type. In tables people read it in their language and units (yuan, legal days); in
JSON it stays exact: codes, integer fen, ISO 8601 instants with offset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from flask_babel import LazyString
from sqlalchemy import Connection

from council.vocabulary import word, words
from council.web import dates

Getter = Callable[[Any], Any]
Cell = str | int | bool | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` in JSON, ``title`` above the table.

    kind: ``text``, ``code`` (with ``group`` of the vocabulary), ``integer``, ``fen``, ``instant``,
    ``day``, ``boolean``, ``url`` (``value`` gives the path).
    """

    key: str
    title: LazyString | str
    value: Getter
    kind: str = "text"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a table is asked for."""

    connection: Connection
    community_id: UUID
    base: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Table:
    """A public list as open data; ``noun`` is its address, ``rows`` reads all of it."""

    noun: str
    title: LazyString | str
    columns: Sequence[Column]
    rows: Callable[[Request], Iterable[Any]]
    formats: tuple[str, ...] = ("csv", "xlsx", "json")


def exact(column: Column, row: Any, base: str) -> str | int | bool | None:
    """The cell as JSON gives it."""
    value = column.value(row)
    if value is None:
        return None
    if column.kind == "instant":
        return dates.local(value).isoformat(timespec="seconds")
    if column.kind == "day":
        return str(value.isoformat())
    if column.kind == "url":
        return f"{base}{value}" if value else None
    if column.kind in ("integer", "fen"):
        return int(value)
    if column.kind == "boolean":
        return bool(value)
    return str(value)


def readable(column: Column, row: Any, base: str) -> Cell:
    """The cell as a table shows it: words for codes, yuan for fen, Shanghai time."""
    value = column.value(row)
    if value is None:
        return None
    if column.kind == "code":
        return word(column.group, value) if str(value) in words(column.group) else str(value)
    if column.kind == "fen":
        return Decimal(int(value)) / 100
    if column.kind == "instant":
        return dates.local(value).replace(tzinfo=None, microsecond=0)
    if column.kind == "url":
        return f"{base}{value}" if value else None
    if column.kind in ("integer", "day", "boolean"):
        return cast(Cell, value)
    return str(value)


def schema(column: Column) -> dict[str, Any]:
    """The cell in OpenAPI's words."""
    made: dict[str, Any] = {"type": ["string", "null"]}
    if column.kind in ("integer", "fen"):
        made["type"] = ["integer", "null"]
    elif column.kind == "boolean":
        made["type"] = ["boolean", "null"]
    elif column.kind == "instant":
        made["format"] = "date-time"
    elif column.kind == "day":
        made["format"] = "date"
    elif column.kind == "url":
        made["format"] = "uri-reference"
    elif column.kind == "code":
        made["description"] = "One of: " + ", ".join(words(column.group))
    if column.kind == "fen":
        made["description"] = "Fen (1/100 yuan)"
    return made
