"""The common ground of all tables.

Every table of a community carries ``community_id`` and has the primary key
``(community_id, id)``; foreign keys are composite, so a row can never point into another
community. ``salt`` hides personal data behind the row's commitment in the journal.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, Dialect, ForeignKeyConstraint, LargeBinary, MetaData, Uuid, and_
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator
from uuid_utils.compat import uuid7


class Instant(TypeDecorator[datetime]):
    """An instant, stored in UTC; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bind in UTC (naive on SQLite, which has no zone)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Give back an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> UUID:
    """A fresh identifier (UUIDv7, RFC 9562)."""
    return uuid7()


def new_salt() -> bytes:
    """Sixteen random bytes."""
    return secrets.token_bytes(16)


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant, UUID: Uuid}
    __recorded__: ClassVar[bool] = True


class OfCommunity:
    """A row of one community."""

    @declared_attr
    def community_id(cls) -> Mapped[UUID]:  # noqa: N805
        """The community that the row belongs to."""
        return mapped_column(primary_key=True, sort_order=-3)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-2)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16), default=new_salt, sort_order=-1)


def late(default: Any = None) -> dict[str, Any]:
    """Mark a column that joined its table after rows had been committed to the journal.

    While such a column holds ``default``, a commitment leaves it out: the rows that were there
    before keep the digest that the journal knows. ``mapped_column(info=late())``.
    """
    return {"late": default}


def tied(one: Any, many: Any, key: str) -> Any:
    """The condition that joins the row ``one`` that ``many`` points to by its column ``key``."""
    return and_(one.community_id == many.community_id, one.id == getattr(many, key))


def belongs(*extra: Any, community: bool = True, **targets: str) -> tuple[Any, ...]:
    """Composite foreign keys: ``belongs(proposal="proposal")`` ties ``proposal_id``."""
    keys: list[Any] = [
        ForeignKeyConstraint(
            ["community_id", f"{name}_id"], [f"{table}.community_id", f"{table}.id"]
        )
        for name, table in targets.items()
    ]
    if community:
        keys.append(ForeignKeyConstraint(["community_id"], ["community.id"]))
    return (*keys, *extra)
