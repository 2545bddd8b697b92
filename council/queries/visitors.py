"""Which community a request is for, and who the signed-in visitor is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, exists, or_, select

from council.models.accounts import Account
from council.models.base import tied
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


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who comes with a session: the community, the account (None: gone) and the person there."""

    community: CommunityHead
    account: AccountHead | None
    visitor: Visitor | None


_HEAD = (
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
_ACCOUNT_HEAD = (Account.id, Account.generation, Account.is_operator)
_TODAY: Any = bindparam("today")
_OWNS = exists().where(
    Ownership.community_id == Person.community_id,
    Ownership.person_id == Person.id,
    Ownership.starts_on <= _TODAY,
    or_(Ownership.ends_on.is_(None), Ownership.ends_on > _TODAY),
)
_COMMUNITY = Prepared(
    select(*_HEAD)
    .join(StreetOffice, StreetOffice.id == Community.street_office_id)
    .where(Community.slug == bindparam("slug"))
)
_ACCOUNT = Prepared(select(*_ACCOUNT_HEAD).where(Account.id == bindparam("account")))
_ARRIVAL = Prepared(
    select(
        *_HEAD,
        *_ACCOUNT_HEAD,
        Person.id,
        Person.name,
        Person.household_id,
        Person.is_adult,
        Person.moved_out,
        _OWNS,
        Office.kind,
        Office.title,
    )
    .select_from(Community)
    .join(StreetOffice, StreetOffice.id == Community.street_office_id)
    .outerjoin(Account, Account.id == bindparam("account"))
    .outerjoin(Person, and_(Person.community_id == Community.id, Person.account_id == Account.id))
    .outerjoin(
        Tenure,
        and_(
            Tenure.community_id == Person.community_id,
            Tenure.person_id == Person.id,
            Tenure.starts_on <= _TODAY,
            or_(Tenure.ends_on.is_(None), Tenure.ends_on > _TODAY),
        ),
    )
    .outerjoin(Office, tied(Office, Tenure, "office_id"))
    .where(Community.slug == bindparam("slug"))
)


def community(connection: Connection, slug: str) -> CommunityHead | None:
    """The community with this slug, or None."""
    row = _COMMUNITY.row(connection, slug=slug)
    return CommunityHead(*row) if row else None


def account(connection: Connection, account_id: UUID) -> AccountHead | None:
    """The account of a session, or None."""
    row = _ACCOUNT.row(connection, account=account_id)
    return AccountHead(*row) if row else None


def arrive(connection: Connection, slug: str, account_id: UUID, today: date) -> Arrival | None:
    """Who comes with a session to a community, in one select; None where there is no such one."""
    rows = _ARRIVAL.rows(connection, slug=slug, account=account_id, today=today)
    if not rows:
        return None
    heads, accounts = len(_HEAD), len(_ACCOUNT_HEAD)
    head, rest = rows[0][:heads], rows[0][heads:]
    account, person = rest[:accounts], rest[accounts:-2]
    return Arrival(
        CommunityHead(*head),
        AccountHead(*account) if account[0] else None,
        _visitor(person, [row[-2:] for row in rows]) if person[0] else None,
    )


def _visitor(person: tuple[Any, ...], offices: list[tuple[Any, ...]]) -> Visitor:
    person_id, name, household_id, is_adult, moved_out, owns = person
    titles = {OfficeKind(kind): title for kind, title in offices if kind}
    if household_id and is_adult and not moved_out:
        titles.setdefault(OfficeKind.RESIDENT, "")
    if owns:
        titles.setdefault(OfficeKind.OWNER, "")
    return Visitor(person_id, name, mask_name(name), frozenset(titles), titles)
