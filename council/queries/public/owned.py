"""Units with those who own them, as the rules count them, from rows of units and ownerships."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from council.rules.roll import OwnedUnit


def owned_units(rows: Iterable[Any]) -> tuple[list[OwnedUnit], int]:
    """The units that somebody owns, and how many nobody owns.

    A row has ``id``, ``person_id``, ``area`` and ``developer``: one for each owner of a unit, and
    one without a person where nobody owns it. A unit whose area is not known has 0.
    """
    units: dict[UUID, list[Any]] = {}
    for row in rows:
        units.setdefault(row.id, []).append(row)
    owned = [
        OwnedUnit(
            key.hex,
            tuple(row.person_id.hex for row in mine),
            mine[0].area or 0,
            any(row.developer for row in mine),
        )
        for key, mine in units.items()
        if mine[0].person_id is not None
    ]
    return owned, len(units) - len(owned)
