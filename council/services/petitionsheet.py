"""A signed sheet row by row: who each row names on the register, and what keeps a row out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from sqlalchemy import or_, select

from council.models.base import tied
from council.models.people import Person
from council.models.places import Building, Household, Ownership, Unit
from council.rules.placing import unit_label
from council.rules.rule import Rule
from council.rules.verdict import Reason, Refused
from council.services.unit import Work

_BETWEEN = re.compile(r"[\s,，、;；]+")
_MOST_SHOWN = 40
Found = UUID | Reason


def read(work: Work, rows: Sequence[str]) -> list[UUID]:
    """Whom each row names: by the number on the register, or by name, and home where given.

    Raises:
        Refused: with every row that names nobody, or more than one.
    """
    words = [_words(row) for row in rows]
    people = _people(work, {word for row in words for word in row})
    homes = _homes(work, [person for person, _number, _name in people])
    found = [_who(n, row, people, homes) for n, row in enumerate(words, 1)]
    wrong = [one for one in found if isinstance(one, Reason)]
    if wrong:
        raise Refused(wrong)
    return [one for one in found if isinstance(one, UUID)]


def demand(
    people: Sequence[UUID],
    rows: Sequence[str],
    entitled: Collection[UUID],
    signed: Collection[UUID],
    rule: Rule,
) -> None:
    """Refuse a sheet with a row of somebody who may not sign, signed already, or stands twice.

    Raises:
        Refused: with every such row.
    """
    wrong = list(_wrong(people, rows, entitled, signed, rule))
    if wrong:
        raise Refused(wrong)


def _wrong(
    people: Sequence[UUID],
    rows: Sequence[str],
    entitled: Collection[UUID],
    signed: Collection[UUID],
    rule: Rule,
) -> Iterator[Reason]:
    seen: dict[UUID, int] = {}
    for n, person in enumerate(people, 1):
        said = {"row": n, "said": rows[n - 1].strip()[:_MOST_SHOWN]}
        if person in seen:
            yield Reason("petition_row_twice", said | {"first": seen[person]}, rule.id)
        elif person in signed:
            yield Reason("petition_row_signed", said, rule.id)
        elif person not in entitled:
            yield Reason("petition_row_stranger", said, rule.id, rule.statutes)
        seen.setdefault(person, n)


def _words(row: str) -> list[str]:
    return [word for word in _BETWEEN.split(row.strip()) if word]


def _people(work: Work, words: Collection[str]) -> list[tuple[UUID, str, str]]:
    """Everybody whose number or name is one of these words."""
    wanted = sorted(words)
    rows = work.session.execute(
        select(Person.id, Person.number, Person.name).where(
            Person.community_id == work.community_id,
            Person.moved_out.is_(False),
            or_(Person.number.in_(wanted), Person.name.in_(wanted)),
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _homes(work: Work, people: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The homes of these people and the units they own, as they are written, without blanks."""
    label = (Building.name, Unit.entrance, Unit.room)
    lives = (
        select(Person.id, *label)
        .join(Household, tied(Household, Person, "household_id"))
        .join(Unit, tied(Unit, Household, "unit_id"))
        .join(Building, tied(Building, Unit, "building_id"))
        .where(Person.community_id == work.community_id, Person.id.in_(people))
    )
    owns = (
        select(Ownership.person_id, *label)
        .join(Unit, tied(Unit, Ownership, "unit_id"))
        .join(Building, tied(Building, Unit, "building_id"))
        .where(Ownership.community_id == work.community_id, Ownership.person_id.in_(people))
    )
    found: dict[UUID, list[str]] = {}
    for person, building, entrance, room in work.session.execute(lives.union_all(owns)):
        written = unit_label(building, entrance, room).replace(" ", "")
        found.setdefault(person, []).append(written)
    return found


def _who(
    n: int,
    words: Sequence[str],
    people: Sequence[tuple[UUID, str, str]],
    homes: dict[UUID, list[str]],
) -> Found:
    """By name, else by number; whatever else the row says has to be their number or their home."""
    if not words:
        return Reason("petition_row_empty", {"row": n})
    said = {"row": n, "said": " ".join(words)[:_MOST_SHOWN]}
    named = [one for one in people if one[2] in words]
    named = named or [one for one in people if one[1] in words]
    if not named:
        return Reason("petition_row_unknown", said)
    fitting = []
    for person, *known in named:
        rest = "".join(word for word in words if word not in known)
        if not rest or any(rest in home for home in homes.get(person, ())):
            fitting.append(person)
    if not fitting:
        return Reason("petition_row_differs", said)
    return fitting[0] if len(fitting) == 1 else Reason("petition_row_many", said)
