"""Vouchers for office holders: the list with what awaits, and one with all that is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.fundprojects import FundProject, Supplier
from council.models.hall import RequestKey
from council.models.payments import Payment, Voucher
from council.models.people import Person
from council.rules.vouchers import SOON_DAYS, bare

PAGE = 50
STATES = ("standing", "to_redact", "public", "soon", "over", "struck")
"""What the list can be narrowed to; anything else is all."""


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """A voucher in the list; ``amount`` in fen."""

    number: str
    payment: str
    payment_state: str
    project: str
    kind: str
    seller: str
    invoice_number: str
    issued_on: date | None
    amount: int
    pages: int
    sha256: str
    public_sha256: str | None
    redacted_at: datetime | None
    keep_until: date
    struck_at: datetime | None
    struck_reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VoucherPage:
    """A voucher with everything that is recorded of it."""

    line: VoucherLine
    id: UUID
    project_title: str
    media_type: str
    size: int
    boxes: tuple[dict[str, int], ...]
    public_type: str
    version: int
    brought_by: str
    redacted_by: str


@dataclass(frozen=True, slots=True)
class ForPayment:
    """The payment that a voucher is brought for; ``vouchers`` is the sum of those that stand."""

    number: str
    supplier: str
    purpose: str
    amount: int
    vouchers: int


def listing(
    connection: Connection, community_id: UUID, *, state: str, asked: str, today: date, page: int
) -> tuple[list[VoucherLine], int]:
    """A page of the list, the newest first, and how many there are."""
    where = _where(community_id, state, asked, today)
    total = connection.scalar(select(func.count()).select_from(Voucher).where(*where)) or 0
    query = _lines().where(*where).limit(PAGE).offset((page - 1) * PAGE)
    return [VoucherLine(*row) for row in connection.execute(query)], total


def everything(
    connection: Connection, community_id: UUID, *, state: str, asked: str, today: date
) -> Iterator[VoucherLine]:
    """The whole list, for a file."""
    query = _lines().where(*_where(community_id, state, asked, today))
    for row in connection.execute(query):
        yield VoucherLine(*row)


def to_redact(connection: Connection, community_id: UUID) -> int:
    """How many vouchers have no public copy yet."""
    query = select(func.count()).select_from(Voucher).where(*awaiting(community_id))
    return connection.scalar(query) or 0


def awaiting(community_id: Any) -> tuple[ColumnElement[bool], ...]:
    """What a voucher is that waits for its public copy."""
    return (
        Voucher.community_id == community_id,
        Voucher.public_sha256.is_(None),
        Voucher.struck_at.is_(None),
    )


def one(connection: Connection, community_id: UUID, number: str) -> VoucherPage | None:
    """The voucher with this number, or None."""
    brought, redacted = aliased(Person), aliased(Person)
    query = (
        _lines()
        .add_columns(
            Voucher.id,
            FundProject.title,
            Voucher.media_type,
            Voucher.size,
            Voucher.boxes,
            Voucher.public_type,
            Voucher.version,
            brought.name,
            redacted.name,
        )
        .outerjoin(brought, tied(brought, Voucher, "person_id"))
        .outerjoin(redacted, tied(redacted, Voucher, "redacted_by_id"))
        .where(Voucher.community_id == community_id, Voucher.number == number)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    wide = len(VoucherLine.__dataclass_fields__)
    key, title, media_type, size, boxes, public_type, version, by, drawn = row[wide:]
    line = VoucherLine(*row[:wide])
    return VoucherPage(
        line,
        key,
        title,
        media_type,
        size,
        tuple(boxes),
        public_type,
        version,
        by or "",
        drawn or "",
    )


def for_payment(connection: Connection, community_id: UUID, number: str) -> ForPayment | None:
    """The payment with this number, or None."""
    standing = (
        select(func.coalesce(func.sum(Voucher.amount), 0))
        .where(tied(Payment, Voucher, "payment_id"), Voucher.struck_at.is_(None))
        .correlate(Payment)
        .scalar_subquery()
    )
    query = (
        select(Payment.number, Supplier.name, Payment.purpose, Payment.amount, standing)
        .join(Supplier, tied(Supplier, Payment, "supplier_id"))
        .where(Payment.community_id == community_id, Payment.number == number)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    number, supplier, purpose, amount, there = row
    return ForPayment(number, supplier, purpose, amount, int(there))


def next_to_redact(connection: Connection, community_id: UUID) -> str | None:
    """The number of the voucher that has waited longest for its public copy."""
    query = select(Voucher.number).where(*awaiting(community_id)).order_by(Voucher.at).limit(1)
    return connection.scalar(query)


def was_opened(connection: Connection, community_id: UUID, key: str) -> bool:
    """Whether ``rules.vouchers.look_key`` stands recorded."""
    mine = (RequestKey.community_id == community_id, RequestKey.key == key)
    return connection.scalar(select(RequestKey.key).where(*mine)) is not None


def _lines() -> Any:
    return (
        select(
            Voucher.number,
            Payment.number,
            Payment.state,
            FundProject.number,
            Voucher.kind,
            Voucher.seller,
            Voucher.invoice_number,
            Voucher.issued_on,
            Voucher.amount,
            Voucher.pages,
            Voucher.sha256,
            Voucher.public_sha256,
            Voucher.redacted_at,
            Voucher.keep_until,
            Voucher.struck_at,
            Voucher.struck_reason,
            Voucher.at,
        )
        .join(Payment, tied(Payment, Voucher, "payment_id"))
        .join(FundProject, tied(FundProject, Payment, "project_id"))
        .order_by(Voucher.at.desc(), Voucher.number.desc())
    )


def _where(
    community_id: UUID, state: str, asked: str, today: date
) -> tuple[ColumnElement[bool], ...]:
    where = [Voucher.community_id == community_id, *_narrowed(state, today)]
    if asked:
        plain = bare(asked)
        found = [
            Voucher.number == asked,
            Voucher.seller.contains(asked, autoescape=True),
            Voucher.invoice_number.contains(asked, autoescape=True),
        ]
        if plain:
            found.append(Voucher.invoice_key.contains(plain, autoescape=True))
        where.append(or_(*found))
    return tuple(where)


def _narrowed(state: str, today: date) -> tuple[ColumnElement[bool], ...]:
    stands = Voucher.struck_at.is_(None)
    soon = today + timedelta(days=SOON_DAYS)
    match state:
        case "standing":
            return (stands,)
        case "to_redact":
            return (stands, Voucher.public_sha256.is_(None))
        case "public":
            return (stands, Voucher.public_sha256.is_not(None))
        case "soon":
            return (and_(Voucher.keep_until >= today, Voucher.keep_until <= soon),)
        case "over":
            return (Voucher.keep_until < today,)
        case "struck":
            return (Voucher.struck_at.is_not(None),)
        case _:
            return ()
