"""How often one may try: failed attempts are counted per key and window.

Keys are keyed hashes, so that the table tells neither logins nor addresses. An attempt is counted
before it is examined; two at once cannot slip through together.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from council.db import db
from council.models.accounts import Throttle

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` failed attempts of this ``kind`` in a window of 15 minutes."""

    kind: str
    most: int


LOGIN = Limit("login", 8)
ADDRESS = Limit("address", 30)
"""More than one household may share an address."""
CODE = Limit("code", 10)


def keyed(kind: str, value: str, secret: str) -> str:
    """A keyed hash (HMAC-SHA-256) of a value that must not be readable in the database."""
    return hmac.new(secret.encode(), f"{kind}\n{value}".encode(), hashlib.sha256).hexdigest()


def attempt(limit: Limit, value: str, secret: str, *, at: datetime) -> bool:
    """Count an attempt; whether it is still within the limit."""
    fresh = Throttle.since <= at - WINDOW
    make = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    key = keyed(limit.kind, value, secret)
    statement = (
        make(Throttle)
        .values(key=key, since=at, failures=1)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "failures": case((fresh, 1), else_=Throttle.failures + 1),
                "since": case((fresh, at), else_=Throttle.since),
            },
        )
        .returning(Throttle.failures)
    )
    with db.engine.connect() as connection:
        return int(connection.execute(statement).scalar_one()) <= limit.most


def forgive(limit: Limit, value: str, secret: str, *, forget: bool = False) -> None:
    """Take back an attempt that succeeded, or ``forget`` all that failed before it."""
    key = keyed(limit.kind, value, secret)
    rows = Throttle.key == key
    with db.engine.connect() as connection:
        if forget:
            connection.execute(delete(Throttle).where(rows))
        else:
            lower = update(Throttle).where(rows, Throttle.failures > 0)
            connection.execute(lower.values(failures=Throttle.failures - 1))


def sweep(at: datetime) -> None:
    """Drop the windows that are over."""
    with db.engine.connect() as connection:
        connection.execute(delete(Throttle).where(Throttle.since < at - WINDOW))
