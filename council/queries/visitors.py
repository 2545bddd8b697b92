"""Which community a request is for, and who the signed-in visitor is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, exists, or_, select

from council.models.accounts import Account
from council.models.bodies import Office, Tenure
from council.models.communities import Community, StreetOffice
from council.models.people import Person
from council.models.places import Ownership
from council.prepared import Prepared
from council.rules.masking import mask_name
from council.rules.powers import OfficeKind


@dataclass(frozen=True, slots=True)
class CommunityHead:
    """What every page of a community shows of it."""

    id: UUID
    slug: str
    name: str
    short_name: str
    seal_char: str
    street_name: str
    address: str
    phone: str
    hours: str


@dataclass(frozen=True, slots=True)
class AccountHead:
    """An account as far as a session needs it."""

    id: UUID
    generation: int
    is_operator: bool


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person of this community, signed in; ``titles`` maps each office held to its title."""

    person_id: UUID
    name: str
    name_masked: str
    kinds: frozenset[OfficeKind]
    titles: dict[OfficeKind, str]


_COMMUNITY = Prepared(
    select(
        Community.id,
        Community.slug,
        Community.name,
        Community.short_name,
        Community.seal,
        StreetOffice.name,
        Community.address,
        Community.phone,
        Community.hours,
    )
    .join(StreetOffice, StreetOffice.id == Community.street_office_id)
    .where(Community.slug == bindparam("slug"))
)
_ACCOUNT = Prepared(
    select(Account.id, Account.generation, Account.is_operator).where(
        Account.id == bindparam("account")
    )
)
_VISITOR = Prepared(
    select(
        Person.id,
        Person.name,
        Person.household_id,
        Person.is_adult,
        Person.moved_out,
        Office.kind,
        Office.title,
        exists()
        .where(
            Ownership.community_id == Person.community_id,
            Ownership.person_id == Person.id,
            Ownership.starts_on <= bindparam("today"),
            or_(Ownership.ends_on.is_(None), Ownership.ends_on > bindparam("today")),
        )
        .label("owns"),
    )
    .outerjoin(
        Tenure,
        and_(
            Tenure.community_id == Person.community_id,
            Tenure.person_id == Person.id,
            Tenure.starts_on <= bindparam("today"),
            or_(Tenure.ends_on.is_(None), Tenure.ends_on > bindparam("today")),
        ),
    )
    .outerjoin(
        Office, and_(Office.community_id == Tenure.community_id, Office.id == Tenure.office_id)
    )
    .where(Person.community_id == bindparam("community"), Person.account_id == bindparam("account"))
)


def community(connection: Connection, slug: str) -> CommunityHead | None:
    """The community with this slug, or None."""
    row = _COMMUNITY.row(connection, slug=slug)
    return CommunityHead(*row) if row else None


def account(connection: Connection, account_id: UUID) -> AccountHead | None:
    """The account of a session, or None."""
    row = _ACCOUNT.row(connection, account=account_id)
    return AccountHead(*row) if row else None


def visitor(
    connection: Connection, community_id: UUID, account_id: UUID, today: date
) -> Visitor | None:
    """The person behind an account in a community with the offices held today, or None."""
    rows = _VISITOR.rows(connection, community=community_id, account=account_id, today=today)
    if not rows:
        return None
    person_id, name, household_id, is_adult, moved_out, *_, owns = rows[0]
    titles = {OfficeKind(kind): title for *_, kind, title, _owns in rows if kind}
    if household_id and is_adult and not moved_out:
        titles.setdefault(OfficeKind.RESIDENT, "")
    if owns:
        titles.setdefault(OfficeKind.OWNER, "")
    return Visitor(person_id, name, mask_name(name), frozenset(titles), titles)
