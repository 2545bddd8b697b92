"""A community with its bodies and its tree of categories."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.base import new_id
from council.models.bodies import Body
from council.models.communities import Community, StreetOffice
from council.models.rules import Category
from council.rules import words
from council.rules.calendar import legal_day
from council.rules.powers import BodyKind
from council.rules.verdict import Reason, Refused, Verdict
from council.services import disclosureitems
from council.services.unit import SYSTEM, Actor, Work, unit

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
CATEGORIES = Path(__file__).resolve().parent.parent / "data" / "categories.toml"


@dataclass(frozen=True, slots=True)
class BodySeed:
    """A body to be made with its community."""

    kind: BodyKind
    name: str


DEFAULT_BODIES = (
    BodySeed(BodyKind.PARTY_COMMITTEE, "社区党委"),
    BodySeed(BodyKind.PARTY_MEMBERS, "党员大会"),
    BodySeed(BodyKind.RESIDENTS_COMMITTEE, "居民委员会"),
    BodySeed(BodyKind.SUPERVISION_COMMITTEE, "居务监督委员会"),
    BodySeed(BodyKind.REPRESENTATIVES, "居民代表会议"),
    BodySeed(BodyKind.RESIDENTS_ASSEMBLY, "居民会议"),
    BodySeed(BodyKind.COUNCIL, "议事会"),
    BodySeed(BodyKind.OWNERS_COMMITTEE, "业主委员会"),
    BodySeed(BodyKind.PROPERTY_COMPANY, "物业服务企业"),
    BodySeed(BodyKind.STREET_OFFICE, "街道办事处"),
    BodySeed(BodyKind.STAFF, "社区工作人员"),
)
"""One body of every kind that DOMAIN names."""


@dataclass(frozen=True, slots=True)
class Details:
    """What the pages show of a community beside its name."""

    short_name: str = ""
    seal: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""


def create_community(
    slug: str,
    name: str,
    street_name: str,
    at: datetime,
    *,
    details: Details | None = None,
    bodies: Sequence[BodySeed] = DEFAULT_BODIES,
    catalogue: bool = True,
    actor: Actor = SYSTEM,
) -> UUID:
    """Create a community under a street office (made where it is new) and return its id.

    ``catalogue``: with the default catalogue of routine disclosure, owed from today on.

    Raises:
        Refused: for a slug that is taken or malformed, and names that cannot be kept.
    """
    more = details or Details()
    _shape(slug, name, street_name, more).demand()
    community_id = new_id()
    with unit(community_id, kind="community.create", actor=actor, at=at) as work:
        if work.session.scalar(select(Community.id).where(Community.slug == slug)):
            raise Refused([Reason("slug_taken", {"slug": slug})])
        work.session.add(
            Community(
                id=community_id,
                slug=slug,
                name=name,
                short_name=more.short_name or name.removesuffix("社区")[:20],
                seal=more.seal or name[:1],
                address=more.address,
                phone=more.phone,
                hours=more.hours,
                street_office_id=_street_office(work.session, street_name),
                founded_at=at,
            )
        )
        work.session.flush()
        for position, seed in enumerate(bodies):
            work.add(Body(kind=seed.kind.value, name=seed.name, position=position))
        _add_categories(work)
        if catalogue:
            disclosureitems.add_default(work, legal_day(work.at))
        work.tell(slug=slug, name=name, street=street_name, bodies=len(bodies))
    return community_id


def add_body(community_id: UUID, kind: BodyKind, name: str, *, actor: Actor, at: datetime) -> UUID:
    """Add a body, such as the owners' committee of a further compound."""
    words.field("body_name", name, 60).demand()
    with unit(community_id, kind="body.add", actor=actor, at=at, power="roster.keep") as work:
        known = work.all(Body)
        if any(body.name == name for body in known):
            raise Refused([Reason("body_exists", {"name": name})])
        body = work.add(Body(id=new_id(), kind=kind.value, name=name, position=len(known)))
        work.tell(body=body.id, body_kind=kind.value, name=name)
        return body.id


def find(slug: str) -> UUID | None:
    """The id of the community with this slug."""
    with Session(db.engine) as session:
        return session.scalar(select(Community.id).where(Community.slug == slug))


def ids() -> Sequence[UUID]:
    """The ids of all communities of this server."""
    with Session(db.engine) as session:
        return session.scalars(select(Community.id).order_by(Community.id)).all()


def _shape(slug: str, name: str, street_name: str, more: Details) -> Verdict:
    verdict = words.field("community_name", name, 80) + words.field("street_name", street_name, 80)
    for field, text, most in (
        ("short_name", more.short_name, 20),
        ("seal", more.seal, 2),
        ("address", more.address, 200),
        ("phone", more.phone, 40),
        ("hours", more.hours, 120),
    ):
        verdict += words.field(field, text, most, required=False)
    if not _SLUG.fullmatch(slug):
        verdict += Verdict((Reason("slug_malformed", {"slug": slug[:60]}),))
    return verdict


def _street_office(session: Session, name: str) -> UUID:
    found = session.scalar(select(StreetOffice.id).where(StreetOffice.name == name))
    if found is not None:
        return found
    slug = "s" + hashlib.sha256(name.encode()).hexdigest()[:10]
    office = StreetOffice(id=new_id(), name=name, slug=slug)
    session.add(office)
    session.flush()
    return office.id


def _add_categories(work: Work) -> None:
    """Make the default tree; a path is the slugs from the top, such as ``safety/fire``."""
    tree = tomllib.loads(CATEGORIES.read_text(encoding="utf-8"))["category"]
    for place, top in enumerate(tree, 1):
        parent = _add_category(work, top, None, place)
        work.session.flush()
        for below, sub in enumerate(top.get("sub", ()), 1):
            _add_category(work, sub, parent, below)


def _add_category(
    work: Work, row: dict[str, str], parent: Category | None, position: int
) -> Category:
    return work.add(
        Category(
            id=new_id(),
            parent_id=parent.id if parent else None,
            path=f"{parent.path}/{row['slug']}" if parent else row["slug"],
            name=row["zh_hans"],
            name_hant=row["zh_hant"],
            name_en=row["en"],
            depth=1 if parent else 0,
            position=position,
        )
    )
