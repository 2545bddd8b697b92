"""How places are written and ordered: 3号楼 2单元 301, and the 2nd before the 10th."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGITS = re.compile(r"([0-9]+)")


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that orders 2单元 before 10单元."""
    parts = [part for part in _DIGITS.split(text) if part]
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts)


def unit_label(building: str, entrance: str, room: str) -> str:
    """A unit as neighbours write it; without entrance where the house has none."""
    return " ".join(part for part in (building, entrance, room) if part)


def units_label(labels: Sequence[str]) -> str:
    """Several units of one voter in one line: the first, and how many there are."""
    return labels[0] if len(labels) == 1 else f"{labels[0]} 等{len(labels)}套"
