"""Vouchers for everybody: what they are, and the copy without personal data where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.payments import Voucher
from council.rules.masking import mask_text


@dataclass(frozen=True, slots=True)
class PublicVoucher:
    """A voucher as everybody may know it; ``amount`` in fen.

    Without ``is_public`` its personal data are still being blacked out: there is nothing to open.
    A struck one is told of with the reason (``struck_reason``, masked).
    """

    number: str
    kind: str
    issued_on: date | None
    amount: int
    pages: int
    is_public: bool
    public_sha256: str
    public_type: str
    redacted_at: datetime | None
    is_struck: bool
    struck_reason: str


@dataclass(frozen=True, slots=True)
class PublicFile:
    """The public copy."""

    number: str
    sha256: str
    media_type: str


def of_payments(
    connection: Connection, community_id: UUID, payment_ids: Sequence[UUID]
) -> dict[UUID, list[PublicVoucher]]:
    """The vouchers of each of these payments, in the order of their numbers; one query."""
    if not payment_ids:
        return {}
    query = (
        select(
            Voucher.payment_id,
            Voucher.number,
            Voucher.kind,
            Voucher.issued_on,
            Voucher.amount,
            Voucher.pages,
            Voucher.public_sha256,
            Voucher.public_type,
            Voucher.redacted_at,
            Voucher.struck_at,
            Voucher.struck_reason,
        )
        .where(Voucher.community_id == community_id, Voucher.payment_id.in_(payment_ids))
        .order_by(Voucher.number)
    )
    found: dict[UUID, list[PublicVoucher]] = {}
    for payment_id, number, kind, on, amount, pages, sha, kept, at, struck, why in (
        connection.execute(query)
    ):  # fmt: skip
        line = PublicVoucher(
            number, kind, on, amount, pages, sha is not None, sha or "", kept, at,
            struck is not None, mask_text(why),
        )  # fmt: skip
        found.setdefault(payment_id, []).append(line)
    return found


def find(connection: Connection, community_id: UUID, number: str) -> PublicFile | None:
    """The public copy of a voucher that stands, where one was drawn."""
    query = select(Voucher.number, Voucher.public_sha256, Voucher.public_type).where(
        Voucher.community_id == community_id,
        Voucher.number == number,
        Voucher.public_sha256.is_not(None),
        Voucher.struck_at.is_(None),
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else PublicFile(row[0], row[1] or "", row[2])
