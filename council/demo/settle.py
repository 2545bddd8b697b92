"""Founds the demo community: houses, people, bodies, offices, the sign-in of the named people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from council.demo import owners
from council.demo.content import Content, Moment, Office
from council.demo.households import Dwelling, Resident, dwellings
from council.models import bodies as rows
from council.models.base import new_id
from council.models.people import Person as PersonRow
from council.models.places import Building, Household, Unit
from council.rules.calendar import legal_day
from council.rules.powers import BodyKind, OfficeKind, SeatKind
from council.rules.tenures import Term
from council.services import accounts, people, places, rules
from council.services.communities import BodySeed, Details, create_community
from council.services.people import PersonSeed
from council.services.rules import Replacement
from council.services.unit import SYSTEM, Actor, Work, unit

ADULT_AGE = 18


@dataclass
class Settled:
    """What the player of the story knows: ids by the keys of the story."""

    community_id: UUID
    today: date
    story: Content
    people: dict[str, UUID] = field(default_factory=dict)
    bodies: dict[str, UUID] = field(default_factory=dict)
    buildings: dict[str, UUID] = field(default_factory=dict)  # by "compound/number"
    compounds: dict[str, UUID] = field(default_factory=dict)
    heads: dict[str, list[UUID]] = field(default_factory=dict)  # nameless heads by compound
    representatives: list[UUID] = field(default_factory=list)
    party_members: list[UUID] = field(default_factory=list)

    def on(self, moment: Moment) -> datetime:
        """The instant of a moment of the story."""
        return moment.on(self.today)

    def actor(self, key: str, *bodies: str, day: int = 0) -> Actor:
        """Who acts: in an office of one of ``bodies`` held on that day, else as a resident."""
        term = int(self.story.community["term"])
        for body in bodies:
            for office in self.story.people[key].offices:
                if office.body == body and office.held(day, term):
                    return Actor(self.people[key], office.kind, office.title)
        return Actor(self.people[key], OfficeKind.RESIDENT.value, "")


def settle(story: Content, today: date) -> Settled:
    """Create the community as it was on its first day, and everybody in it."""
    about = story.community
    founded = Moment.parse(f"{about['founded']} 09:00").on(today)
    details = Details(
        short_name="杏林", seal="杏", address=about["office"], phone=about["phone"],
        hours=about["hours"],
    )  # fmt: skip
    seeds = [BodySeed(BodyKind(body.kind), body.name) for body in story.bodies]
    slug, name = about["slug"], about["name"]
    cid = create_community(
        slug, name, about["street"], founded, details=details, bodies=seeds, catalogue=False
    )
    settled = Settled(cid, today, story)
    at = founded + timedelta(hours=1)
    with unit(cid, kind="roster.import", actor=SYSTEM, at=at) as work:
        _Town(work, settled).build()
        work.tell(people=len(settled.people), households=sum(map(len, settled.heads.values())))
    _switch_on(settled, at + timedelta(hours=1))
    return settled


def _switch_on(settled: Settled, at: datetime) -> None:
    """The community decided to let people vote online, beside the hall and paper."""
    day, decision = legal_day(at), "居民代表会议决议：开通线上表决"
    chair = settled.actor("lu", "committee")
    new = Replacement("OV1", "online", "1", decision, day, day)
    rules.replace(settled.community_id, new, actor=chair, at=at)


class _Town:
    """One pass over the houses, then the offices."""

    def __init__(self, work: Work, settled: Settled) -> None:
        self.work = work
        self.settled = settled
        self.story = settled.story
        self.names = {compound.slug: compound.name for compound in self.story.compounds}
        self.buildings: dict[str, Building] = {}
        self.terms: list[Term] = []
        self.homes: list[owners.Home] = []
        self.count = 0

    def build(self) -> None:
        """Write everything."""
        self._houses()
        for person in self.story.people.values():
            if not person.home:
                self._person(Resident(person.name, person.born, True, False, key=person.key), None)
        self.work.session.flush()
        for body in self.work.all(rows.Body):
            key = next(b.key for b in self.story.bodies if b.name == body.name)
            self.settled.bodies[key] = body.id
            compound = next(b.compound for b in self.story.bodies if b.key == key)
            body.compound_id = self.settled.compounds[compound] if compound else None
        self._named_offices()
        self._drawn_offices()
        self._accounts()
        self._owners()

    def _houses(self) -> None:
        """Units first, then households, then people: each refers to the one before."""
        homes = dwellings()
        units = [self._unit(home) for home in homes]
        self.work.session.flush()
        households = [self._household(home, row) for home, row in zip(homes, units, strict=True)]
        self.work.session.flush()
        for home, household, row in zip(homes, households, units, strict=True):
            live = [
                self._person(resident, household.id if household else None, home.compound)
                for resident in home.residents
            ]
            adults = tuple(person.id for person in live if person.is_adult)
            self.homes.append(owners.Home(home.compound, row.id, adults))

    def _unit(self, home: Dwelling) -> Unit:
        return self.work.add(
            Unit(
                id=new_id(),
                building_id=self._building(home).id,
                entrance=f"{home.entrance}单元",
                room=str(home.room),
                area=home.area,
                area_source="certificate",
            )
        )

    def _household(self, home: Dwelling, row: Unit) -> Household | None:
        if not home.residents:
            return None
        number = home.address.replace("/", "-")
        return self.work.add(Household(id=new_id(), number=number, unit_id=row.id))

    def _building(self, home: Dwelling) -> Building:
        key = f"{home.compound}/{home.building}"
        if key not in self.buildings:
            compound = self.names[home.compound]
            row = places.building(self.work, compound, f"{home.building}号楼")
            self.buildings[key] = row
            self.settled.buildings[key] = row.id
            self.settled.compounds[home.compound] = row.compound_id
        return self.buildings[key]

    def _person(self, who: Resident, household: UUID | None, compound: str = "") -> PersonRow:
        self.count += 1
        seed = PersonSeed(
            number=f"{'R' if household else 'W'}{self.count:04d}",
            name=who.name,
            phone=who.phone or None,
            household_id=household,
            is_delegate=who.is_head,
            is_adult=self.settled.today.year - who.born > ADULT_AGE,
            is_registered=who.local,
        )
        row = people.enter_person(self.work, seed)
        if who.key:
            self.settled.people[who.key] = row.id
        elif who.is_head:
            self.settled.heads.setdefault(compound, []).append(row.id)
        return row

    def _owners(self) -> None:
        """Whose the homes are; a developer is entered like a person who lives elsewhere."""
        told = self.story.owners
        developers = {
            compound: self._person(Resident(name, 1970, True, False), None).id
            for compound, name in told["developers"].items()
        }
        self.work.session.flush()
        owners.own_all(self.work, self.homes, self.settled.compounds, developers, told)

    def _named_offices(self) -> None:
        vacated: dict[tuple[str, str], rows.Office] = {}
        ordered = sorted(
            (
                (office, person)
                for person in self.story.people.values()
                for office in person.offices
            ),
            key=lambda pair: pair[0].start if pair[0].start is not None else -10_000,
        )
        for office, person in ordered:
            chair = (office.body, office.seat or office.kind)
            row = vacated.pop(chair, None) if office.start is not None else None
            row = row or self._office(office)
            self._tenure(row, self.settled.people[person.key], office.start, office.until)
            if office.until is not None:
                vacated[chair] = row

    def _office(self, office: Office) -> rows.Office:
        body = self.work.get(rows.Body, self.settled.bodies[office.body])
        seat = SeatKind(office.seat) if office.seat else None
        return people.enter_office(self.work, body, OfficeKind(office.kind), office.title, seat)

    def _tenure(
        self, office: rows.Office, person: UUID, start: int | None = None, until: int | None = None
    ) -> None:
        today = self.settled.today
        first = int(self.story.community["term"]) if start is None else start
        ends = None if until is None else today + timedelta(days=until + 1)
        row = self.work.get(PersonRow, person)
        begins = today + timedelta(days=first)
        people.enter_tenure(self.work, office, row, begins, ends, self.terms)
        body = self.work.get(rows.Body, office.body_id)
        self.terms.append(
            Term(
                office.id, body.id, body.kind, office.title, person, row.household_id, begins, ends
            )
        )

    def _drawn_offices(self) -> None:
        """Fill the assembly and the party members' meeting from the households."""
        for compound, seats in self.story.assembly_seats.items():
            mine = list(self._named_representatives(compound))
            spare = self.settled.heads[compound]
            step = len(spare) // (seats - len(mine))
            mine += spare[::step][: seats - len(mine)]
            title = f"居民代表（{self.names[compound]}）"
            for person in mine[len(list(self._named_representatives(compound))) :]:
                self._seat("assembly", OfficeKind.REPRESENTATIVE, title, person, SeatKind.RESIDENTS)
            self.settled.representatives += mine
        named = [*self.story.holders("party", 0), *self.story.party_members]
        members = [self.settled.people[key] for key in named]
        size = next(body.seats for body in self.story.bodies if body.key == "members")
        spare = [head for heads in self.settled.heads.values() for head in heads[5::41]]
        members += [p for p in spare if p not in self.settled.representatives][
            : size - len(members)
        ]
        for person in members:
            self._seat("members", OfficeKind.PARTY_MEMBER, "党员", person, SeatKind.PARTY)
        self.settled.party_members = members

    def _named_representatives(self, compound: str) -> Iterator[UUID]:
        for key in self.story.holders("assembly", 0):
            if self.story.people[key].home.startswith(f"{compound}/"):
                yield self.settled.people[key]

    def _seat(self, body: str, kind: OfficeKind, title: str, person: UUID, seat: SeatKind) -> None:
        office = self._office(Office(body, kind.value, title, seat.value))
        self._tenure(office, person)

    def _accounts(self) -> None:
        """Sign-ins without a password: demo mode opens them with one click, nobody else can."""
        for person in self.story.on_sign_in_page:
            row = self.work.get(PersonRow, self.settled.people[person.key])
            accounts.enter_account(self.work, row, person.login, None, person.operator)
