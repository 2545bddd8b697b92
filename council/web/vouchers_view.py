"""What the pages of vouchers show: rows, facts, and the areas of a page in per cent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.queries.chamber.vouchers import VoucherLine, VoucherPage
from council.rules.money import format_yuan
from council.services.voucherfiles import ENDINGS
from council.vocabulary import word
from council.web import dates
from council.web.api.columns import Column

SPARE = 4
"""Empty lines for areas that are typed in, besides those that are there."""
Line = tuple[str, str, str, str, str]


def rows(lines: Iterable[VoucherLine], base: str, today: date) -> list[SimpleNamespace]:
    """The rows of the list."""
    here = f"{base}/chamber/fund"
    return [
        SimpleNamespace(
            number=line.number,
            url=f"{here}/vouchers/{line.number}",
            kind=word("voucher_kind", line.kind),
            seller=line.seller,
            invoice_number=line.invoice_number,
            amount=format_yuan(line.amount),
            issued_on=dates.full_day(line.issued_on),
            payment=line.payment,
            payment_url=f"{here}/payments/{line.payment}",
            state=state(line),
            mark=_mark(line),
            keep_until=dates.full_day(line.keep_until),
            is_over=line.keep_until < today,
        )
        for line in lines
    ]


def state(line: VoucherLine) -> str:
    """Whether it stands and everybody can open it."""
    if line.struck_at is not None:
        return _("已作废")
    return _("已公开") if line.public_sha256 else _("待遮盖")


def _mark(line: VoucherLine) -> str:
    if line.struck_at is not None:
        return "no"
    return "yes" if line.public_sha256 else "due"


def facts(found: VoucherPage) -> list[tuple[str, str]]:
    """Everything that is recorded of a voucher."""
    line = found.line
    kept = _("%(kind)s，%(pages)s 页，%(size)s KB", kind=ENDINGS[found.media_type].upper(),
             pages=line.pages, size=max(1, found.size // 1024))  # fmt: skip
    drawn = ""
    if line.redacted_at is not None and line.public_sha256:
        drawn = _("遮盖 %(n)s 处，%(who)s，%(at)s", n=len(found.boxes), who=found.redacted_by,
                  at=dates.full_moment(line.redacted_at))  # fmt: skip
    struck = ""
    if line.struck_at is not None:
        struck = f"{dates.full_moment(line.struck_at)} {line.struck_reason}"
    brought = f"{found.brought_by} {dates.full_moment(line.at)}"
    return [
        (_("项目"), f"{line.project} {found.project_title}"),
        (_("种类"), word("voucher_kind", line.kind)),
        (_("销售方（开票人）"), line.seller),
        (_("发票号码"), line.invoice_number),
        (_("开票日期"), dates.full_day(line.issued_on)),
        (_("金额"), _("%(sum)s 元", sum=format_yuan(line.amount))),
        (_("登记人"), brought),
        (_("原件"), kept),
        (_("公开件"), drawn or ("" if struck else _("还没有，待遮盖"))),
        (_("作废"), struck),
        (_("保管到"), dates.full_day(line.keep_until)),
        (_("原件的 SHA-256"), line.sha256),
        (_("公开件的 SHA-256"), line.public_sha256 or ""),
    ]


def lines_of(boxes: Sequence[Mapping[str, int]]) -> list[Line]:
    """Areas as lines of the form: page, left, top, width, height in per cent."""
    return [
        (str(box["page"]), *(_per_cent(box[key]) for key in ("x", "y", "w", "h")))  # type: ignore[misc]
        for box in boxes
    ]


def typed_lines(form: Any) -> list[Line]:
    """The lines as they came back from the browser."""
    columns = [form.getlist(name) for name in ("page", "x", "y", "w", "h")]
    return list(zip(*columns, strict=False))


def padded(lines: Sequence[Line]) -> list[Line]:
    """The lines that say something, and some to fill in."""
    return [line for line in lines if any(line[1:])] + [("", "", "", "", "")] * SPARE


def _per_cent(thousandths: int) -> str:
    whole, rest = divmod(thousandths, 10)
    return f"{whole}.{rest}" if rest else str(whole)


COLUMNS = (
    Column("number", _l("凭证号"), lambda v: v.number),
    Column("payment", _l("支付号"), lambda v: v.payment),
    Column("payment_state", _l("支付状态"), lambda v: v.payment_state, "code", "payment_state"),
    Column("project", _l("项目号"), lambda v: v.project),
    Column("kind", _l("种类"), lambda v: v.kind, "code", "voucher_kind"),
    Column("seller", _l("销售方（开票人）"), lambda v: v.seller),
    Column("invoice_number", _l("发票号码"), lambda v: v.invoice_number),
    Column("issued_on", _l("开票日期"), lambda v: v.issued_on, "day"),
    Column("amount", _l("金额（元）"), lambda v: v.amount, "fen"),
    Column("pages", _l("页数"), lambda v: v.pages, "integer"),
    Column("sha256", _l("原件的 SHA-256"), lambda v: v.sha256),
    Column("public_sha256", _l("公开件的 SHA-256"), lambda v: v.public_sha256),
    Column("redacted_at", _l("公开于"), lambda v: v.redacted_at, "instant"),
    Column("keep_until", _l("保管到"), lambda v: v.keep_until, "day"),
    Column("struck_at", _l("作废于"), lambda v: v.struck_at, "instant"),
    Column("struck_reason", _l("作废原因"), lambda v: v.struck_reason),
    Column("at", _l("登记于"), lambda v: v.at, "instant"),
)
