"""Fills the houses of the demo community: dwellings, households, residents, all from one seed.

The same seed gives the same community on every machine: only ``random.Random`` with integers
and lists is used, no floats and no sets.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from council.demo.content import HERE, Compound, Content, Person, content

PHONE_BASE = 19_900_000_000  # an unused range: nobody's number
VACANT_IN = 56  # one dwelling in so many stands empty


@dataclass(frozen=True)
class Resident:
    """居民. ``key`` is set for the people of the story; the phone belongs to adults only."""

    name: str
    born: int
    local: bool
    is_head: bool
    phone: str = ""
    key: str = ""


@dataclass(frozen=True)
class Dwelling:
    """房屋 with its household; an empty ``residents`` means that nobody lives there."""

    compound: str
    building: int
    entrance: int
    room: int
    area: int  # hundredths of m²
    residents: tuple[Resident, ...]

    @property
    def address(self) -> str:
        """``compound/building/entrance/room``, as a person's home is written."""
        return f"{self.compound}/{self.building}/{self.entrance}/{self.room}"


@dataclass
class _Names:
    surnames: list[str]
    older: list[str]
    middle: list[str]
    younger: list[str]

    def given(self, dice: Random, born: int) -> str:
        pool = self.older if born < 1960 else self.middle if born < 1988 else self.younger
        return dice.choice(pool)


def _names() -> _Names:
    with (HERE / "names.toml").open("rb") as file:
        return _Names(**tomllib.load(file))


def _slots(compound: Compound) -> Iterator[tuple[int, int, int, int]]:
    """Building, entrance, room and the number of the floor plan, in the order of the houses."""
    for building in range(1, compound.buildings + 1):
        for entrance in range(1, compound.entrances + 1):
            for floor in range(1, compound.floors + 1):
                for flat in range(1, compound.flats + 1):
                    yield building, entrance, floor * 100 + flat, flat - 1


def _family(dice: Random, names: _Names, head: Resident) -> Iterator[Resident]:
    """Those who live with the head: a partner, children, an old parent."""
    surname = head.name[0]
    if dice.randrange(100) < 62:
        born = head.born + dice.randrange(-4, 5)
        own = dice.choice(names.surnames)
        yield Resident(own + names.given(dice, born), born, head.local, False)
    children = dice.choice([0, 0, 1, 1, 2]) if 1970 <= head.born <= 1994 else 0
    for _ in range(children):
        born = min(2025, head.born + dice.randrange(25, 33))
        yield Resident(surname + names.given(dice, born), born, head.local, False)
    if head.born >= 1965 and dice.randrange(100) < 16:
        born = head.born - dice.randrange(23, 31)
        yield Resident(surname + names.given(dice, born), born, head.local, False)


def _head(dice: Random, names: _Names, named: Person | None) -> Resident:
    if named is not None:
        return Resident(named.name, named.born, named.local, True, key=named.key)
    born = dice.choice([*range(1942, 2002), *range(1950, 1985)])
    name = dice.choice(names.surnames) + names.given(dice, born)
    return Resident(name, born, dice.randrange(100) < 76, True)


def _with_phones(people: list[Resident], first: int) -> tuple[Resident, ...]:
    adults = [person.born <= 2007 for person in people]
    return tuple(
        Resident(
            p.name,
            p.born,
            p.local,
            p.is_head,
            str(PHONE_BASE + first + i) if adult else "",
            p.key,
        )
        for i, (p, adult) in enumerate(zip(people, adults, strict=True))
    )


def _dwellings(story: Content) -> Iterator[Dwelling]:
    # The same houses everywhere; nothing here is a secret.
    dice, names = Random(int(story.community["seed"])), _names()  # noqa: S311
    homes = {person.home: person for person in story.people.values() if person.home}
    next_phone = 1000
    for compound in story.compounds:
        for building, entrance, room, plan in _slots(compound):
            area = compound.areas[plan] + 7 * (building % 3) + 3 * (entrance - 1)
            home = f"{compound.slug}/{building}/{entrance}/{room}"
            named = homes.get(home)
            people: list[Resident] = []
            if named is not None or dice.randrange(VACANT_IN):
                head = _head(dice, names, named)
                people = [head, *_family(dice, names, head)]
            residents = _with_phones(people, next_phone)
            next_phone += len(people)
            yield Dwelling(compound.slug, building, entrance, room, area, residents)


@cache
def dwellings() -> tuple[Dwelling, ...]:
    """Every dwelling of the three compounds with who lives there, always the same."""
    return tuple(_dwellings(content()))
