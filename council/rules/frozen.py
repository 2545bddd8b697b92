"""Frozen values as JSON-safe data and back: dataclasses of text, numbers, instants and tuples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def plain(value: Any) -> Any:
    """The value as JSON knows it; instants in UTC to the second, days as ``2026-11-19``."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value


def read(kind: type[T], data: Mapping[str, Any]) -> T:
    """The dataclass ``kind`` that :func:`plain` made into ``data``.

    Raises:
        ValueError, TypeError: for data of another shape.
    """
    name: Any = kind
    hints = _hints(name)
    unknown = set(data) - set(hints)
    if unknown:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{name: _one(hints[name], entry) for name, entry in data.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _one(hint: Any, value: Any) -> Any:
    """One field, as its hint says."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        if value is None:
            return None
        return _one(next(part for part in get_args(hint) if part is not NoneType), value)
    if origin is tuple:
        return tuple(_one(get_args(hint)[0], entry) for entry in value)
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is date:
        return date.fromisoformat(value)
    return read(hint, value) if is_dataclass(hint) and isinstance(hint, type) else value
