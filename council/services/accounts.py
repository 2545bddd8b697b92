"""Accounts: opened for a person, their password checked and changed."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.accounts import Account
from council.models.base import new_id
from council.models.people import Person
from council.rules.verdict import Reason, Refused, Verdict
from council.services.unit import SYSTEM, Actor, Work, unit

hasher = PasswordHasher()
"""argon2id with the library's parameters (RFC 9106, low-memory profile)."""

LEAST_PASSWORD = 8
MOST_PASSWORD = 128
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{2,58}[a-z0-9]")
_NO_PASSWORD = "!"  # noqa: S105 - no hash at all, so that none fits
_MISSING = Reason("sign_in_failed")


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account that has shown its password."""

    account_id: UUID
    generation: int
    is_operator: bool


def credentials(login: str, password: str) -> Verdict:
    """Whether login and password have the shape of an account's."""
    reasons = []
    if not _LOGIN.fullmatch(login):
        reasons.append(Reason("login_malformed"))
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        reasons.append(Reason("password_length", {"least": str(LEAST_PASSWORD)}))
    elif password.lower() == login or len(set(password)) < 4:
        reasons.append(Reason("password_weak"))
    return Verdict(tuple(reasons))


def open_account(
    community_id: UUID,
    person_id: UUID,
    login: str,
    password: str | None,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
    is_operator: bool = False,
) -> UUID:
    """Open an account for a person and return its id; without a password nobody can type one.

    Raises:
        Refused: ``login_taken``, ``has_account``, or credentials without the right shape.
    """
    with unit(community_id, kind="account.open", actor=actor, at=at) as work:
        account_id = enter_account(work, work.get(Person, person_id), login, password, is_operator)
        work.tell(person=person_id)
        return account_id


def enter_account(
    work: Work, person: Person, login: str, password: str | None, is_operator: bool = False
) -> UUID:
    """Open an account inside an act."""
    login = login.strip().lower()
    credentials(login, password if password is not None else "no password at all").demand()
    if person.account_id is not None:
        raise Refused([Reason("has_account")])
    if work.session.scalar(select(Account.id).where(Account.login == login)):
        raise Refused([Reason("login_taken")])
    account = Account(
        id=new_id(),
        login=login,
        password_hash=_NO_PASSWORD if password is None else hasher.hash(password),
        generation=0,
        is_operator=is_operator,
        created_at=work.at,
    )
    work.session.add(account)
    work.session.flush()
    person.account_id = account.id
    return account.id


def check(login: str, password: str) -> SignIn | None:
    """The account with that login and password, or None.

    An unknown login costs as much time as a wrong password.
    """
    with Session(db.engine) as session:
        row = session.scalars(
            select(Account).where(Account.login == login.strip().lower()[:60])
        ).one_or_none()
        known = row is not None and row.password_hash != _NO_PASSWORD
        right = _verify(row.password_hash if row and known else _dummy(), password)
        return SignIn(row.id, row.generation, row.is_operator) if row and known and right else None


def by_id(account_id: UUID) -> SignIn | None:
    """The account with that id (after a code was redeemed, and in demo mode)."""
    with Session(db.engine) as session:
        row = session.get(Account, account_id)
        return SignIn(row.id, row.generation, row.is_operator) if row else None


def change_password(account_id: UUID, old: str, new: str, *, at: datetime) -> SignIn:
    """Change a password; every session of the account ends (its generation rises).

    Raises:
        Refused: ``password_wrong``, or a new password without the right shape.
    """
    with Session(db.engine) as session:
        row = session.get(Account, account_id)
        person = session.scalars(
            select(Person).where(Person.account_id == account_id).order_by(Person.community_id)
        ).first()
    if row is None or not _verify(row.password_hash, old):
        raise Refused([Reason("password_wrong")])
    credentials(row.login, new).demand()
    if person is None:
        with Session(db.engine) as session:
            return _set_password(session, account_id, new, commit=True)
    actor = Actor(person.id, "resident")
    with unit(person.community_id, kind="account.password", actor=actor, at=at) as work:
        work.tell(person=person.id)
        return _set_password(work.session, account_id, new)


def _set_password(session: Session, account_id: UUID, new: str, *, commit: bool = False) -> SignIn:
    row = session.get(Account, account_id)
    if row is None:
        raise Refused([_MISSING])
    row.password_hash = hasher.hash(new)
    row.generation += 1
    session.flush()
    if commit:
        session.commit()
    return SignIn(row.id, row.generation, row.is_operator)


def _verify(stored: str, password: str) -> bool:
    if len(password) > MOST_PASSWORD:
        password = ""
    try:
        return hasher.verify(stored, password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _dummy() -> str:
    """A hash that no password fits."""
    return hasher.hash(hmac.digest(b"nobody", new_id().bytes, "sha256"))
