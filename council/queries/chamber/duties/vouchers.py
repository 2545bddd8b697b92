"""Vouchers whose personal data have to be blacked out before everybody can open them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func

from council.models.payments import Voucher
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.queries.chamber.vouchers import awaiting
from council.rules.powers import OfficeKind
from council.rules.rulebook import Rulebook
from council.rules.vouchers import RULE

HREF = "/chamber/fund/vouchers/?state=to_redact"


def parts(who: Who) -> Iterator[Part]:
    """One duty for all of them together, for whoever keeps the papers."""
    if OfficeKind.CLERK in who.kinds and who.may("voucher.keep"):
        n = func.count().label("n")
        yield Part(columns(n=n).select_from(Voucher).where(*awaiting(who.community_id)), _redact)


def _redact(row: Row, _book: Rulebook) -> Duty | None:
    if not row.n:
        return None
    return Duty("voucher.publish", str(row.n), HREF, rule=RULE, facts={"n": row.n})
