"""The story of the demo community as frozen values, read from the TOML files beside this module.

Nothing here touches a database or a clock: every moment is a day relative to the day of loading,
and ``council.demo.loader`` plays the story through the services.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, order=True)
class Moment:
    """A day relative to the day of loading, and a time of that day in Asia/Shanghai."""

    day: int
    time: time

    @classmethod
    def parse(cls, text: str) -> Moment:
        """``"-62 19:30"``: 62 days before the day of loading, half past seven in the evening."""
        day, clock = text.split()
        return cls(int(day), time.fromisoformat(clock))

    def on(self, today: date) -> datetime:
        """The aware instant when the community is loaded on ``today``."""
        return datetime.combine(today + timedelta(days=self.day), self.time, tzinfo=ZONE)


@dataclass(frozen=True)
class Compound:
    """小区: ``areas`` are the floor plans in hundredths of m², one after another on each floor."""

    slug: str
    name: str
    property: str
    buildings: int
    entrances: int
    floors: int
    flats: int
    areas: tuple[int, ...]


@dataclass(frozen=True)
class Body:
    """机构, with the number of its seats; ``compound`` only for owners."""

    key: str
    kind: str
    name: str
    seats: int
    compound: str = ""


@dataclass(frozen=True)
class Office:
    """A tenure: ``start`` and ``until`` are relative days; without them the present, open term."""

    body: str
    kind: str
    title: str
    seat: str = ""
    start: int | None = None
    until: int | None = None

    def held(self, day: int, term: int) -> bool:
        """Whether the office was held on that relative day (both ends included)."""
        begin = term if self.start is None else self.start
        return begin <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Person:
    """Somebody named. ``order`` > 0 puts them on the demo sign-in page, with ``line``."""

    key: str
    name: str
    born: int
    home: str = ""
    organisation: str = ""
    local: bool = True
    operator: bool = False
    order: int = 0
    line: str = ""
    offices: tuple[Office, ...] = ()

    @property
    def login(self) -> str:
        """The sign-in name; demo mode opens it with one click, and orders by it."""
        return f"demo-{self.order:02d}-{self.key}"


@dataclass(frozen=True)
class Act:
    """One dated step of a matter; ``detail`` holds what only this kind of step needs."""

    at: Moment
    kind: str
    by: str
    words: str
    detail: Mapping[str, Any]

    def get(self, key: str, default: Any = None) -> Any:
        """A value of ``detail``, or the default."""
        return self.detail.get(key, default)


@dataclass(frozen=True)
class Matter:
    """A proposal and its life. ``cost`` in fen; ``ends``: where it stands when loaded.

    ``picture``: a motif of :mod:`council.demo.drawings`.
    """

    key: str
    title: str
    text: str
    category: str
    place: str
    spot: str
    picture: str
    cost: int | None
    proposer: str
    helper: str
    track: str
    ends: str
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Item:
    """One resolution of a session with its counts; ``online`` of the ballots were cast online."""

    matter: str
    title: str
    text: str
    yes: int = 0
    no: int = 0
    abstain: int = 0
    online: int = 0
    spoiled: int = 0

    @property
    def cast(self) -> int:
        """All ballots, spoiled ones included."""
        return self.yes + self.no + self.abstain + self.spoiled


@dataclass(frozen=True)
class Session:
    """A session of the representatives' assembly."""

    key: str
    at: Moment
    noticed: Moment
    closes: Moment
    place: str
    present: int
    guests: tuple[str, ...]
    words: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Vote:
    """A vote held over a period; without ``counted`` it runs, with ``grades`` it appraises."""

    key: str
    body: str
    by: str
    office: str
    rule: str
    subject: str
    title: str
    place: str
    question: str
    noticed: Moment
    opens: Moment
    closes: Moment
    cast: int
    counted: Moment | None = None
    matter: str = ""
    yes: int = 0
    no: int = 0
    grades: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """Everything the loader plays."""

    community: Mapping[str, Any]
    companies: Mapping[str, str]
    compounds: tuple[Compound, ...]
    owners: Mapping[str, Any]
    bodies: tuple[Body, ...]
    assembly_seats: Mapping[str, int]
    council_seats: Mapping[str, int]
    party_members: tuple[str, ...]
    people: Mapping[str, Person]
    matters: Mapping[str, Matter]
    sessions: tuple[Session, ...]
    votes: tuple[Vote, ...]

    def holders(self, body: str, day: int) -> tuple[str, ...]:
        """Keys of the named people who held an office of that body on a relative day."""
        term = int(self.community["term"])
        return tuple(
            person.key
            for person in self.people.values()
            if any(o.body == body and o.held(day, term) for o in person.offices)
        )

    @property
    def on_sign_in_page(self) -> tuple[Person, ...]:
        """The demo people of the sign-in page, in their order."""
        chosen = (person for person in self.people.values() if person.order)
        return tuple(sorted(chosen, key=lambda person: person.order))


def _toml(name: str) -> dict[str, Any]:
    with (HERE / name).open("rb") as file:
        return tomllib.load(file)


def _person(row: dict[str, Any]) -> Person:
    offices = tuple(
        Office(o["body"], o["kind"], o["title"], o.get("seat", ""), o.get("from"), o.get("until"))
        for o in row.pop("office", [])
    )
    return Person(offices=offices, **row)


def _act(row: dict[str, Any]) -> Act:
    at, kind = Moment.parse(row.pop("at")), row.pop("kind")
    by, words = row.pop("by", ""), row.pop("words", row.pop("text", ""))
    if isinstance(words, list):
        row["remarks"], words = tuple(words), ""
    return Act(at, kind, by, words, MappingProxyType(row))


def _matter(path: Path) -> Matter:
    row = _toml(f"matters/{path.name}")
    acts = tuple(_act(act) for act in row.pop("act"))
    row["text"] = row["text"].strip()
    return Matter(
        key=path.stem,
        acts=acts,
        cost=row.pop("cost", None),
        helper=row.pop("helper", ""),
        spot=row.pop("spot", ""),
        picture=row.pop("picture", ""),
        **row,
    )


def _session(row: dict[str, Any]) -> Session:
    items = tuple(Item(**item) for item in row.pop("item"))
    for name in ("at", "noticed", "closes"):
        row[name] = Moment.parse(row[name])
    return Session(items=items, guests=tuple(row.pop("guests")), **row)


def _vote(row: dict[str, Any]) -> Vote:
    for name in ("noticed", "opens", "closes", "counted"):
        if name in row:
            row[name] = Moment.parse(row[name])
    return Vote(grades=tuple(row.pop("grades", ())), **row)


@cache
def content() -> Content:
    """The whole story, read once.

    Raises KeyError or TypeError where a file lacks a field or has an unknown one.
    """
    base = _toml("community.toml")
    paths = sorted((HERE / "matters").glob("*.toml"))
    people = [_person(row) for row in _toml("people.toml")["person"]]
    return Content(
        community=MappingProxyType(base["community"]),
        companies=MappingProxyType({c["key"]: c["name"] for c in base["company"]}),
        compounds=tuple(Compound(**{**c, "areas": tuple(c["areas"])}) for c in base["compound"]),
        owners=MappingProxyType(base["owners"]),
        bodies=tuple(Body(**b) for b in base["body"]),
        assembly_seats=MappingProxyType(base["assembly_seats"]),
        council_seats=MappingProxyType(base["council_seats"]),
        party_members=tuple(base["party_members"]["named"]),
        people=MappingProxyType({p.key: p for p in people}),
        matters=MappingProxyType({path.stem: _matter(path) for path in paths}),
        sessions=tuple(_session(row) for row in _toml("sessions.toml")["session"]),
        votes=tuple(_vote(row) for row in _toml("votes.toml")["vote"]),
    )
