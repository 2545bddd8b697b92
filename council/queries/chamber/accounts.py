"""Where an account is at home, and which people a demo offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from council.models.accounts import Account
from council.models.bodies import Office, Tenure
from council.models.communities import Community
from council.models.people import Person
from council.rules.masking import mask_name

DEMO_LOGIN = "demo-"
"""Accounts with such a login are offered on the sign-in page in demo mode."""


@dataclass(frozen=True, slots=True)
class Home:
    """A community where the account belongs to a person; ``street`` where an office oversees it."""

    community_id: UUID
    slug: str
    name: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person to try the demo as. ``offices`` are codes of kinds; none: a resident."""

    account_id: UUID
    login: str
    name: str
    community: str
    slug: str
    offices: tuple[str, ...]


def login(connection: Connection, account_id: UUID) -> str:
    """The sign-in name of an account."""
    return str(
        connection.execute(select(Account.login).where(Account.id == account_id)).scalar_one()
    )


def homes(connection: Connection, account_id: UUID, on: date) -> list[Home]:
    """The communities of an account, with the kinds of office held there on a day."""
    rows = connection.execute(
        _with_offices(
            select(Community.id, Community.slug, Community.name, Office.kind).join(
                Person, Person.community_id == Community.id
            ),
            on,
        )
        .where(Person.account_id == account_id)
        .order_by(Community.name)
    ).all()
    kinds: dict[UUID, set[str]] = {}
    for row in rows:
        kinds.setdefault(row[0], set()).update([row[3]] if row[3] else [])
    seen = {row[0]: row for row in rows}
    return [Home(key, row[1], row[2], frozenset(kinds[key])) for key, row in seen.items()]


def demo_people(connection: Connection, on: date) -> list[DemoPerson]:
    """Everybody whose login begins with ``demo-``, in the order of their logins."""
    rows = connection.execute(
        _with_offices(
            select(
                Account.id,
                Account.login,
                Person.name,
                Community.name,
                Community.slug,
                Office.kind,
            )
            .select_from(Account)
            .join(Person, Person.account_id == Account.id)
            .join(Community, Community.id == Person.community_id),
            on,
        )
        .where(Account.login.startswith(DEMO_LOGIN, autoescape=True))
        .order_by(Account.login, Community.name)
    ).all()
    kinds: dict[UUID, list[str]] = {}
    for row in rows:
        kinds.setdefault(row[0], []).extend([row[5]] if row[5] else [])
    first: dict[UUID, DemoPerson] = {}
    for account_id, login_name, name, community, slug, _ in rows:
        offices = tuple(dict.fromkeys(kinds[account_id]))
        first.setdefault(
            account_id,
            DemoPerson(account_id, login_name, mask_name(name), community, slug, offices),
        )
    return list(first.values())


def _with_offices(query: Any, on: date) -> Any:
    """A select with the offices that a person holds on a day joined to it."""
    held = and_(
        Tenure.community_id == Person.community_id,
        Tenure.person_id == Person.id,
        Tenure.starts_on <= on,
        or_(Tenure.ends_on.is_(None), Tenure.ends_on > on),
    )
    office = and_(Office.community_id == Tenure.community_id, Office.id == Tenure.office_id)
    return query.outerjoin(Tenure, held).outerjoin(Office, office)
