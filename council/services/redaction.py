"""凭证: the public copy drawn with areas blacked out, and wrong vouchers struck out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from council.db import db
from council.models.payments import Voucher
from council.rules import vouchers as rules
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import storedfiles, voucherfiles
from council.services.unit import Actor, unit
from council.services.uploads import discard, pending, place
from council.services.voucherfiles import VoucherFile
from council.services.vouchers import load


def publish(
    community_id: UUID,
    number: str,
    boxes: Iterable[Mapping[str, int]],
    *,
    confirmed: bool,
    version: int,
    folder: Path,
    actor: Actor,
    at: datetime,
) -> None:
    """Draw the public copy with these areas black; it takes the place of the one before.

    ``confirmed``: a person has looked and says that no personal data are left.

    Raises:
        Refused: ``redaction_unconfirmed``, ``not_found``, ``voucher_moved``, ``voucher_struck``,
            what ``rules.vouchers.boxes`` and :mod:`council.services.voucherfiles` say.
    """
    if not confirmed:
        raise Refused([Reason("redaction_unconfirmed", {}, rules.RULE)])
    kept, seen = original(community_id, number, folder)
    if seen != version:
        raise Refused([Reason("voucher_moved")])
    areas = rules.boxes(boxes, kept.pages)
    copy = voucherfiles.public_copy(kept, areas)  # slow: before the community waits for us
    with (
        pending(folder) as files,
        unit(
            community_id, kind="voucher.publish", actor=actor, at=at, power="voucher.keep"
        ) as work,
    ):
        voucher = load(work, number, version)
        _demand_standing(voucher)
        before = voucher.public_sha256
        voucher.boxes = [box.plain for box in areas]
        voucher.public_sha256 = files.keep(copy.data)
        voucher.public_type = copy.media_type
        voucher.redacted_by_id, voucher.redacted_at = work.actor.person_id, work.at
        voucher.version += 1
        work.tell(
            voucher=number,
            original=voucher.sha256,
            public=voucher.public_sha256,
            boxes=len(areas),
            version=voucher.version,
        )
    _sweep(folder, before)


def strike(
    community_id: UUID,
    number: str,
    reason: str,
    *,
    version: int,
    folder: Path,
    actor: Actor,
    at: datetime,
) -> None:
    """Strike out a wrong voucher: its invoice number is free again, its public copy goes.

    The row and the original stay.

    Raises:
        Refused: ``not_found``, ``voucher_moved``, ``voucher_struck``, and for a missing reason.
    """
    with unit(
        community_id, kind="voucher.strike", actor=actor, at=at, power="voucher.keep"
    ) as work:
        voucher = load(work, number, version)
        _demand_standing(voucher)
        voucher.struck_at = work.at
        voucher.struck_reason = clean_text(reason, 4, 500, "reason")
        voucher.invoice_key = None
        before, voucher.public_sha256, voucher.public_type = voucher.public_sha256, None, ""
        voucher.version += 1
        work.tell(voucher=number, original=voucher.sha256, public=before or "")
    _sweep(folder, before)


def original(community_id: UUID, number: str, folder: Path) -> tuple[VoucherFile, int]:
    """The kept file, and the version of its voucher.

    Raises:
        Refused: ``not_found``.
    """
    query = select(Voucher.sha256, Voucher.media_type, Voucher.pages, Voucher.version).where(
        Voucher.community_id == community_id, Voucher.number == number
    )
    with db.engine.connect() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise Refused([Reason("not_found", {"what": "voucher"})])
    data = place(folder, row.sha256).read_bytes()
    return VoucherFile(data, row.media_type, row.pages), row.version


def _demand_standing(voucher: Voucher) -> None:
    if voucher.struck_at is not None:
        raise Refused([Reason("voucher_struck", {"number": voucher.number}, rules.RULE)])


def _sweep(folder: Path, sha: str | None) -> None:
    """Delete a public copy that nothing shows any more."""
    if sha is None:
        return
    with db.engine.connect() as connection:
        if place(folder, sha).exists() and not storedfiles.is_needed(connection, sha):
            discard(folder, sha, partial(storedfiles.is_needed, connection, sha))
