"""Who may call a meeting together: how many they are today, and for how much each signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from council.models import facts
from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.facts import holders_on
from council.models.people import Person
from council.models.places import Building
from council.rules.calendar import legal_day
from council.rules.petitions import Base, by_signatures
from council.rules.powers import BodyKind, OfficeKind
from council.rules.rule import Rule
from council.services.rollowners import homes_where, owner_rows
from council.services.unit import Work

Weights = Mapping[UUID, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Callers:
    """Those of one kind: of how many, and heads and area (hundredths of m²) for each who signs."""

    base: Base
    weights: Weights

    def signed(self, people: Iterable[UUID]) -> Base:
        """What these people make together; who does not belong here adds nothing."""
        mine = [self.weights[person] for person in set(people) if person in self.weights]
        area = None if self.base.area is None else sum(area for _heads, area in mine)
        return Base(sum(heads for heads, _area in mine), area)


def callers(work: Work, body: Body, rule: Rule) -> dict[str, Callers]:
    """Everybody who may sign for a meeting of ``body``, by who they are, on the day of the act."""
    return {one.who: _callers(work, body, rule, one.who) for one in by_signatures(rule)}


def _callers(work: Work, body: Body, rule: Rule, who: str) -> Callers:
    match who:
        case "owners":
            return _owners(work, body, rule)
        case "households":
            return _households(work)
        case "representatives":
            return _of(_representatives(work, body))
        case "members":
            on = legal_day(work.at)
            found = facts.members_of(work.session, work.community_id, body.id, on)
            return _of(member.person_id for member in found)
        case _:
            return _of(row[0] for row in _adults(work))


def _of(people: Iterable[UUID]) -> Callers:
    """One head each."""
    weights = dict.fromkeys(people, (1, 0))
    return Callers(Base(len(weights)), weights)


def _adults(work: Work) -> list[tuple[UUID, UUID, bool]]:
    """Everybody of age who lives here: person, household, whether they are its delegate."""
    rows = work.session.execute(
        select(Person.id, Person.household_id, Person.is_delegate).where(
            Person.community_id == work.community_id,
            Person.household_id.is_not(None),
            Person.is_adult.is_(True),
            Person.moved_out.is_(False),
        )
    )
    return [(row[0], row[1], row[2]) for row in rows if row[1] is not None]


def _households(work: Work) -> Callers:
    """One head for each household in which somebody of age lives, signed for by its delegate."""
    homes: dict[UUID, list[UUID]] = {}
    for person, home, is_delegate in _adults(work):
        delegates = homes.setdefault(home, [])
        if is_delegate:
            delegates.append(person)
    clear = [delegates[0] for delegates in homes.values() if len(delegates) == 1]
    weights = dict.fromkeys(clear, (1, 0))
    return Callers(Base(len(homes), unclear=len(homes) - len(clear)), weights)


def _representatives(work: Work, body: Body) -> list[UUID]:
    """Who holds a seat of a representative today; of the body itself where it is theirs."""
    own = [Office.body_id == body.id] if body.kind == BodyKind.REPRESENTATIVES else []
    return list(
        work.session.scalars(
            select(Tenure.person_id)
            .join(Office, tied(Office, Tenure, "office_id"))
            .where(
                Tenure.community_id == work.community_id,
                Office.kind == OfficeKind.REPRESENTATIVE.value,
                *own,
                holders_on(legal_day(work.at)),
            )
            .distinct()
        )
    )


def _owners(work: Work, body: Body, rule: Rule) -> Callers:
    """Owners by heads and area, as their roll counts them; signed for by who casts their vote."""
    if body.compound_id is None:
        return Callers(Base(0, 0), {})
    homes = homes_where(work, Building.compound_id == body.compound_id)
    heads = {home.owned.voter if home.owners else home.id.hex for home in homes}
    rows = owner_rows(work, body, replace(rule, voters="owners"), {}, strict=False)
    weights: dict[UUID, tuple[int, int]] = {}
    for row in rows:
        before = weights.get(row["person_id"], (0, 0))
        weights[row["person_id"]] = (before[0] + 1, before[1] + (row["area"] or 0))
    covered = sum(len(row["basis"]["units"]) for row in rows)
    area = sum(home.area or 0 for home in homes)
    return Callers(Base(len(heads), area, len(homes) - covered), weights)
