"""Who owns the homes of the demo community, told from who lives in them.

Most heads own their home; some own it with their partner, some rent it from a neighbour, who then
owns several; empty homes belong to a neighbour or to the developer who has not sold them yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from council.models.places import Ownership
from council.services import owners
from council.services.unit import Work


@dataclass(frozen=True)
class Home:
    """A home with the adults who live in it, the head first; none: it stands empty."""

    compound: str
    unit_id: UUID
    adults: tuple[UUID, ...]


def own_all(
    work: Work,
    homes: Sequence[Home],
    compounds: Mapping[str, UUID],
    developers: Mapping[str, UUID],
    rules: Mapping[str, Any],
) -> None:
    """Record the owners of every home, and the owners' assembly of each compound."""
    since = date.fromisoformat(rules["since"])
    work.put(Ownership, [row | {"starts_on": since} for row in _rows(homes, developers, rules)])
    for compound_id in compounds.values():
        owners.assembly(work, compound_id)


def _rows(
    homes: Sequence[Home], developers: Mapping[str, UUID], rules: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    # by compound, whose home was told of last
    last = {home.compound: home.adults[0] for home in reversed(homes) if home.adults}
    for at, home in enumerate(homes, 1):
        neighbour, builder = last.get(home.compound), developers.get(home.compound)
        if not home.adults:
            yield _row(home, builder or neighbour, developer=builder is not None)
        elif neighbour and at % rules["rented"] == 0:
            yield _row(home, neighbour)
        elif len(home.adults) > 1 and at % rules["shared"] == 0:
            yield from (_row(home, who, casts=who == home.adults[0]) for who in home.adults[:2])
        else:
            last[home.compound] = home.adults[0]
            yield _row(home, home.adults[0])


def _row(
    home: Home, person: UUID | None, *, casts: bool = False, developer: bool = False
) -> dict[str, Any]:
    return {
        "unit_id": home.unit_id,
        "person_id": person,
        "casts": casts,
        "developer": developer,
    }
