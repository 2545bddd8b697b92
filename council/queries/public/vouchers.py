"""The copy of a voucher without personal data, for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.payments import Voucher


@dataclass(frozen=True, slots=True)
class PublicFile:
    """The public copy: which bytes, and what they are."""

    number: str
    sha256: str
    media_type: str


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
