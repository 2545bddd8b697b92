"""Accounts, one-time codes and the sign-in throttle.

Credentials are not part of the public record: their tables are outside the journal, the acts
on them (a code issued, redeemed, a password changed) are entries.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base, OfCommunity, belongs, new_id


class Account(Base):
    """账号: a sign-in name and an argon2id hash."""

    __tablename__ = "account"
    __recorded__ = False
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    generation: Mapped[int] = mapped_column(Integer, default=0)
    is_operator: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime]


class AccountCode(OfCommunity, Base):
    """A one-time code printed on a household's letter; only its hash is kept."""

    __tablename__ = "account_code"
    __recorded__ = False
    __table_args__ = belongs(
        UniqueConstraint("code_hash"),
        Index("ix_account_code_person", "community_id", "person_id"),
        person="person",
    )
    person_id: Mapped[UUID]
    code_hash: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Throttle(Base):
    """Failed attempts per key (a salted hash of login or address) and window."""

    __tablename__ = "throttle"
    __recorded__ = False
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime]
    failures: Mapped[int] = mapped_column(Integer, default=0)
