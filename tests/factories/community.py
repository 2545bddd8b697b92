"""A small community with every body and office, made through the services."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.accounts import Account
from council.models.base import new_id
from council.models.bodies import Body
from council.models.people import Person
from council.models.places import Household, Ownership, Unit
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind, SeatKind
from council.services import accounts, people, places, rules
from council.services.communities import Details, create_community
from council.services.people import BODY_OF, PersonSeed
from council.services.rules import Replacement
from council.services.unit import SYSTEM, Actor, Work, unit

FOUNDED = datetime(2025, 1, 6, 2, tzinfo=UTC)
STARTS = date(2025, 1, 6)
PASSWORD = "apricot tree 47"
COMPOUNDS = ("杏园", "柳岸")

OFFICES: tuple[tuple[str, OfficeKind, SeatKind | None, str], ...] = (
    ("secretary", OfficeKind.PARTY_SECRETARY, SeatKind.PARTY, "党委书记"),
    ("party1", OfficeKind.PARTY_COMMITTEE, None, "党委委员"),
    ("party2", OfficeKind.PARTY_COMMITTEE, None, "党委委员"),
    ("member1", OfficeKind.PARTY_MEMBER, None, "党员"),
    ("member2", OfficeKind.PARTY_MEMBER, None, "党员"),
    ("member3", OfficeKind.PARTY_MEMBER, None, "党员"),
    ("chair", OfficeKind.COMMITTEE_CHAIR, None, "居委会主任"),
    ("committee1", OfficeKind.COMMITTEE_MEMBER, None, "居委会委员"),
    ("committee2", OfficeKind.COMMITTEE_MEMBER, None, "居委会委员"),
    ("supervisor1", OfficeKind.SUPERVISOR, None, "居务监督委员会主任"),
    ("supervisor2", OfficeKind.SUPERVISOR, None, "居务监督委员"),
    ("representative1", OfficeKind.REPRESENTATIVE, SeatKind.RESIDENTS, "居民代表"),
    ("representative2", OfficeKind.REPRESENTATIVE, SeatKind.RESIDENTS, "居民代表"),
    ("representative3", OfficeKind.REPRESENTATIVE, SeatKind.RESIDENTS, "居民代表"),
    ("representative4", OfficeKind.REPRESENTATIVE, SeatKind.NON_LOCAL, "居民代表（非户籍）"),
    ("representative5", OfficeKind.REPRESENTATIVE, SeatKind.RESIDENT_UNIT, "居民代表（驻区单位）"),
    (
        "representative6",
        OfficeKind.REPRESENTATIVE,
        SeatKind.SOCIAL_ORGANISATION,
        "居民代表（社会组织）",
    ),
    ("councillor1", OfficeKind.COUNCILLOR, SeatKind.RESIDENTS, "议事会成员"),
    ("councillor2", OfficeKind.COUNCILLOR, SeatKind.NON_LOCAL, "议事会成员"),
    ("owners1", OfficeKind.OWNERS_COMMITTEE, SeatKind.OWNERS, "业主委员会主任"),
    ("property", OfficeKind.PROPERTY_MANAGER, SeatKind.PROPERTY, "物业项目经理"),
    ("block", OfficeKind.BLOCK_LEADER, SeatKind.BLOCK, "楼长"),
    ("grid", OfficeKind.GRID_OFFICER, SeatKind.GRID, "网格员"),
    ("clerk", OfficeKind.CLERK, None, "书记员"),
    ("street", OfficeKind.STREET_OFFICER, None, "街道社区办科员"),
)
"""Key, office, seat and title of everybody who holds an office."""

RESIDENTS = tuple(f"resident{n}" for n in range(1, 13))
WORKS_HERE = {"property", "clerk", "street"}
_NAMES = "林陈张李王赵周吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏"


@dataclass
class Handle:
    """What tests know of the community: ids by key (``secretary``, ``resident1`` …)."""

    community_id: UUID
    slug: str
    people: dict[str, UUID] = field(default_factory=dict)
    accounts: dict[str, UUID] = field(default_factory=dict)
    offices: dict[str, UUID] = field(default_factory=dict)
    tenures: dict[str, UUID] = field(default_factory=dict)
    bodies: dict[str, UUID] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    buildings: dict[str, UUID] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """``/c/<slug>``."""
        return f"/c/{self.slug}"

    def actor(self, key: str) -> Actor:
        """Who acts, in the office that the key stands for."""
        title = next((o[3] for o in OFFICES if o[0] == key), "")
        return Actor(self.people[key], self.kinds.get(key, "resident"), title)


def make_community(app: Any, slug: str = "t1", *, at: datetime = FOUNDED, name: str = "") -> Handle:
    """Create the community inside the app's context; everybody has an account ``<slug>-<key>``.

    Twelve residents without office (``resident1`` …), one office holder for each row of OFFICES,
    ``child`` (under age, no account), ``neighbour`` (adult without account), ``operator``,
    ``owner`` (of resident12's flat). Voting online is switched on by a recorded decision.
    Office holders live here too, except those in WORKS_HERE. No password is set:
    sign in with :func:`sign_in`, or give one by :func:`give_password`.
    """
    with app.app_context():
        return _make(slug, at, name or f"试验社区{slug}")


def _make(slug: str, at: datetime, name: str) -> Handle:
    details = Details(
        seal="试", address="试验路1号", phone="19900001111", hours="周一至周五 9:00–17:00"
    )
    made = create_community(slug, name, "松河街道", at, details=details, catalogue=False)
    handle = Handle(made, slug)
    with unit(handle.community_id, kind="roster.import", actor=SYSTEM, at=at) as work:
        _people(work, handle)
        _offices(work, handle)
        work.tell(people=len(handle.people))
    switch(handle, "OV1", "online", at=at)
    return handle


def switch(handle: Handle, rule_id: str, figure: str, value: str = "1", *, at: datetime) -> None:
    """Record the decision that sets a figure of a rule: ``switch(hall, "OP1", "reserved")``."""
    day = legal_day(at)
    decided = Replacement(rule_id, figure, value, "试验社区决定〔2025〕1号", day, day)
    rules.replace(handle.community_id, decided, actor=handle.actor("chair"), at=at)


def _people(work: Work, handle: Handle) -> None:
    keys = [*(row[0] for row in OFFICES), *RESIDENTS, "neighbour", "operator"]
    for at, key in enumerate(keys):
        home = None if key in {*WORKS_HERE, "operator"} else _household(work, handle, at)
        seed = PersonSeed(
            number=f"P{at + 1:03d}",
            name=f"{_NAMES[at % len(_NAMES)]}试{'甲乙丙丁'[at % 4]}",
            phone=f"1990000{at:04d}",
            household_id=home,
            is_delegate=home is not None,
        )
        person = people.enter_person(work, seed)
        work.session.flush()
        handle.people[key] = person.id
        if key != "neighbour":
            login = f"{handle.slug}-{key}"
            account = accounts.enter_account(work, person, login, None, key == "operator")
            handle.accounts[key] = account
    home = work.session.get(Person, (work.community_id, handle.people["resident1"])).household_id
    seed = PersonSeed("P900", "林小童", household_id=home, is_adult=False)
    handle.people["child"] = people.enter_person(work, seed).id
    _owner(work, handle)


def _owner(work: Work, handle: Handle) -> None:
    """``owner`` owns the flat where ``resident12`` lives, and lives elsewhere."""
    person = people.enter_person(work, PersonSeed(number="P901", name="章试主"))
    work.session.flush()
    tenant = work.get(Person, handle.people["resident12"])
    flat = work.get(Household, tenant.household_id).unit_id
    work.add(Ownership(unit_id=flat, person_id=person.id, starts_on=STARTS))
    handle.people["owner"] = person.id
    handle.kinds["owner"] = "owner"
    handle.accounts["owner"] = accounts.enter_account(
        work, person, f"{handle.slug}-owner", None, False
    )


def _household(work: Work, handle: Handle, at: int) -> UUID:
    compound = COMPOUNDS[at % 2]
    building = places.building(work, compound, f"{at % 3 + 1}号楼")
    handle.buildings[f"{compound}{building.name}"] = building.id
    unit_row = work.add(
        Unit(
            id=new_id(),
            building_id=building.id,
            entrance="1单元",
            room=str(101 + at),
            area=8931 + at,
            area_source="certificate",
        )
    )
    work.session.flush()
    row = work.add(Household(id=new_id(), number=f"H{at + 1:03d}", unit_id=unit_row.id))
    work.session.flush()
    return row.id


def _offices(work: Work, handle: Handle) -> None:
    bodies = {body.kind: body for body in work.all(Body)}
    handle.bodies = {kind: body.id for kind, body in bodies.items()}
    for key, kind, seat, title in OFFICES:
        office = people.enter_office(work, bodies[BODY_OF[kind]], kind, title, seat)
        person = work.get(Person, handle.people[key])
        tenure = people.enter_tenure(work, office, person, STARTS, None, ())
        handle.kinds[key] = kind.value
        handle.offices[key], handle.tenures[key] = office.id, tenure.id


def sign_in(client: Any, who: UUID, generation: int = 0) -> None:
    """Sign a client in with an account (``handle.accounts["clerk"]``) without typing a password."""
    with client.session_transaction() as session:
        session.clear()
        session["_user_id"] = f"{who.hex}.{generation}"
        session["_fresh"] = True


def sign_out(client: Any) -> None:
    """Forget who was signed in."""
    with client.session_transaction() as session:
        session.clear()


def give_password(app: Any, account_id: UUID, password: str = PASSWORD) -> str:
    """Set a password quickly hashed, and return it."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with app.app_context(), Session(db.engine) as session:
        row = session.scalars(select(Account).where(Account.id == account_id)).one()
        row.password_hash = quick.hash(password)
        session.commit()
    return password


_STAGED: dict[tuple[str, str], Handle] = {}


def on_stage(
    app: Any,
    scene: Any,
    name: str = "small-community",
    slug: str = "t1",
    also: Callable[[Handle], object] | None = None,
) -> Handle:
    """The community as a scene: built once per run and database, a fresh copy for each test.

    ``also`` adds to it before the copy is kept; then give the scene a name of its own.

    ``@pytest.fixture`` / ``def hall(app, scene): return on_stage(app, scene)``
    """
    key = (app.config["SQLALCHEMY_DATABASE_URI"], name)

    def build() -> None:
        _STAGED[key] = make_community(app, slug)
        if also is not None:
            also(_STAGED[key])

    scene(name, build)
    return deepcopy(_STAGED[key])
