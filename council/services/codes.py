"""One-time codes for letters: issued per adult without an account, printed once, used once."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from council.db import db
from council.models.accounts import Account, AccountCode
from council.models.base import new_id
from council.models.people import Person
from council.models.places import Building, Compound, Household, Unit
from council.rules.verdict import Reason, Refused
from council.services import accounts
from council.services.accounts import SignIn
from council.services.throttle import keyed
from council.services.unit import Actor, Work, unit

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 O 1 I L, which look alike on paper: twelve of them make 59 bits."""
LENGTH, GROUP = 12, 4
VALID = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Line:
    """One adult of a household and the code that opens an account for them."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What is printed for one household. The codes exist nowhere else."""

    household: str
    place: str
    lines: tuple[Line, ...]
    expires_at: datetime


def readable(code: str) -> str:
    """A code in groups, as it is printed: ``7KQM-3WXP-A9DT``."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def normal(typed: str) -> str:
    """A code as it was meant: without blanks and dashes, in capitals, full-width signs folded."""
    folded = unicodedata.normalize("NFKC", typed[:80]).upper()
    return "".join(char for char in folded if char in ALPHABET)


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is written to: one building, one person (by number), or with neither everybody.

    Whoever holds a valid code is left out unless ``again``: then the old code is withdrawn.
    """

    building_id: UUID | None = None
    person: str | None = None
    again: bool = False


def issue(
    community_id: UUID, secret: str, whom: Whom, *, actor: Actor, at: datetime
) -> list[Letter]:
    """Issue codes to the adults without an account, and give the letters, one per household.

    Who only works here gets a letter of their own.

    Raises:
        Refused: ``codes_none`` where nobody needs one.
    """
    with unit(community_id, kind="codes.issue", actor=actor, at=at, power="codes.print") as work:
        letters = [
            _letter(work, secret, list(rows))
            for _, rows in groupby(_waiting(work, whom), key=lambda row: row.household)
        ]
        if not letters:
            raise Refused([Reason("codes_none")])
        work.tell(households=len(letters), codes=sum(len(letter.lines) for letter in letters))
    return letters


@dataclass(frozen=True, slots=True)
class _Addressee:
    person_id: UUID
    name: str
    household: str
    place: str


def _waiting(work: Work, whom: Whom) -> list[_Addressee]:
    """Everybody to be written to, household by household."""
    query = (
        select(Person.id, Person.name, Person.number, Household.number, *_PLACE)
        .outerjoin(Household, _joined(Household, Person, "household_id"))
        .outerjoin(Unit, _joined(Unit, Household, "unit_id"))
        .outerjoin(Building, _joined(Building, Unit, "building_id"))
        .outerjoin(Compound, _joined(Compound, Building, "compound_id"))
        .where(
            Person.community_id == work.community_id,
            Person.account_id.is_(None),
            Person.is_adult,
            ~Person.moved_out,
        )
        .order_by(Compound.position, Building.position, Household.number, Person.number)
    )
    if whom.building_id is not None:
        query = query.where(Building.id == whom.building_id)
    if whom.person is not None:
        query = query.where(Person.number == whom.person)
    holding = set() if whom.again else _holding(work)
    return [
        _Addressee(row[0], row[1], row[3] or row[2], " ".join(part for part in row[4:] if part))
        for row in work.session.execute(query)
        if row[0] not in holding
    ]


_PLACE = (Compound.name, Building.name, Unit.entrance, Unit.room)


def _holding(work: Work) -> set[UUID]:
    """The people who have a valid code in hand."""
    return {row.person_id for row in work.all(AccountCode, *_valid(work.at))}


def _joined(one: Any, many: Any, key: str) -> Any:
    return and_(one.community_id == many.community_id, one.id == getattr(many, key))


def _valid(at: datetime) -> tuple[Any, ...]:
    return (
        AccountCode.used_at.is_(None),
        AccountCode.withdrawn_at.is_(None),
        AccountCode.expires_at > at,
    )


def _letter(work: Work, secret: str, rows: list[_Addressee]) -> Letter:
    _withdraw(work, [row.person_id for row in rows])
    lines = tuple(Line(row.name, _new_code(work, secret, row.person_id)) for row in rows)
    return Letter(rows[0].household, rows[0].place, lines, work.at + VALID)


def _withdraw(work: Work, people: Iterable[UUID]) -> None:
    open_codes = (AccountCode.used_at.is_(None), AccountCode.withdrawn_at.is_(None))
    for old in work.all(AccountCode, AccountCode.person_id.in_(people), *open_codes):
        old.withdrawn_at = work.at


def _new_code(work: Work, secret: str, person_id: UUID) -> str:
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    work.add(
        AccountCode(
            id=new_id(),
            person_id=person_id,
            code_hash=keyed("code", code, secret),
            issued_at=work.at,
            expires_at=work.at + VALID,
        )
    )
    return readable(code)


def is_open(typed: str, secret: str, *, at: datetime) -> bool:
    """Whether this code can still be redeemed."""
    with Session(db.engine) as session:
        return _look_up(session, typed, secret, at) is not None


def _look_up(session: Session, typed: str, secret: str, at: datetime) -> AccountCode | None:
    digest = keyed("code", normal(typed), secret)
    mine = AccountCode.code_hash == digest
    return session.scalars(select(AccountCode).where(mine, *_valid(at))).one_or_none()


@contextmanager
def _holder(typed: str, secret: str, at: datetime) -> Iterator[tuple[Work, Person]]:
    """The act of the code's person, with the code used up; looked up again under the lock."""
    with Session(db.engine) as session:
        found = _look_up(session, typed, secret, at)
    if found is None:
        raise Refused([Reason("code_invalid")])
    who = Actor(found.person_id, "resident")
    with unit(found.community_id, kind="account.redeem", actor=who, at=at) as work:
        code = _look_up(work.session, typed, secret, at)
        if code is None:
            raise Refused([Reason("code_invalid")])
        code.used_at = work.at
        work.tell(person=code.person_id)
        yield work, work.get(Person, code.person_id)


def redeem(typed: str, secret: str, login: str, password: str, *, at: datetime) -> SignIn:
    """Open the account of the code's person; the code is used up.

    Raises:
        Refused: ``code_invalid`` (unknown, used, withdrawn or expired: which, is not said),
            ``login_taken``, ``has_account``, or credentials without the right shape.
    """
    with _holder(typed, secret, at) as (work, person):
        account_id = accounts.enter_account(work, person, login, password)
    return SignIn(account_id, 0, False)


def attach(typed: str, secret: str, account_id: UUID, *, at: datetime) -> None:
    """Tie the code's person to an account that its holder already has elsewhere.

    Raises:
        Refused: ``code_invalid``, ``has_account``, or ``account_here`` where the account already
            belongs to another person of this community.
    """
    with _holder(typed, secret, at) as (work, person):
        if person.account_id is not None:
            raise Refused([Reason("has_account")])
        if work.find(Person, Person.account_id == account_id) is not None:
            raise Refused([Reason("account_here")])
        if work.session.get(Account, account_id) is None:
            raise Refused([Reason("not_found", {"what": "account"})])
        person.account_id = account_id
