"""JSON Schema of a frozen value as :func:`council.rules.frozen.plain` writes it."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

_PLAIN = {str: "string", int: "integer", bool: "boolean"}


def schema(kind: Any) -> dict[str, Any]:
    """The schema of a dataclass, or of what its fields are."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        found = schema(next(part for part in parts if part is not NoneType))
        return found | {"type": [found["type"], "null"]}
    if origin is tuple:
        return {"type": "array", "items": schema(parts[0])}
    if is_dataclass(kind):
        properties = {name: schema(hint) for name, hint in get_type_hints(kind).items()}
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
    if kind is datetime:
        return {"type": "string", "format": "date-time"}
    if kind is date:
        return {"type": "string", "format": "date"}
    return {"type": _PLAIN.get(kind, "object")}
