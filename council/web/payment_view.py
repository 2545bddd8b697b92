"""A payment as public pages show it: who, what, when, its vouchers, what is flagged."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.queries.public.moneythread import PaymentLine, RefundLine, VoucherLine
from council.queries.public.unexplained import Flag
from council.vocabulary import word, words
from council.web import dates

_MARKS = {"entered": "plain", "approved": "due", "refused": "no", "reversed": "no"}
_DOT = " · "


def row(line: PaymentLine, base: str) -> SimpleNamespace:
    """A payment as one line of a list or one step of the thread."""
    return SimpleNamespace(
        number=line.number,
        title=line.purpose,
        url=f"{base}/fund/payments/{line.number}",
        supplier=line.supplier,
        note=_DOT.join(part for part in (_day(line), people(line)) if part),
        marks=marks(line),
        notes=list(notes(line)),
        vouchers=[voucher(one, base) for one in line.vouchers],
        sum=dates.yuan(line.amount),
    )


def _day(line: PaymentLine) -> str:
    if line.paid_on is None:
        return _("%(day)s录入", day=dates.full_day(line.handled_at))
    return _("%(day)s付给%(who)s", day=dates.full_day(line.paid_on), who=line.supplier)


def people(line: PaymentLine) -> str:
    """``经手 书记员 刘*，审批 居委会主任 陈*华，监督 …``: title and masked name."""
    said = []
    for name, (title, who) in (
        (_("经手"), line.handled),
        (_("审批"), line.approved),
        (_("监督"), line.supervised),
    ):
        if who:
            said.append(" ".join(part for part in (name, title, who) if part))
    return _("，").join(said)


def marks(line: PaymentLine) -> list[tuple[str, str]]:
    """What stands in frames beside it: its state, missing vouchers, an objection, flags."""
    found = []
    if line.state != "paid":
        found.append((_MARKS.get(line.state, "plain"), word("payment_state", line.state)))
    standing = [one for one in line.vouchers if not one.is_struck]
    if line.state == "paid" and not standing:
        found.append(("late", _("没有凭证")))
    if line.opinion == "object":
        found.append(("no", _("监督委员会反对")))
    coded = [flag for flag in line.flags if flag.code != "objected" or line.opinion != "object"]
    return [*found, *(("due", flag_word(flag)) for flag in coded)]


def notes(line: PaymentLine) -> list[str]:
    """Reasons and refunds in sentences."""
    found = [_said(flag) for flag in line.flags if flag.reason]
    if line.reason and all(flag.reason != line.reason for flag in line.flags):
        found.append(_("说明：%(why)s", why=line.reason))
    if line.opinion_text:
        found.append(_("监督意见：%(text)s", text=line.opinion_text))
    if line.refused_reason:
        found.append(_("没有支付的理由：%(why)s", why=line.refused_reason))
    return [*found, *(refund(one) for one in line.refunds)]


def _said(flag: Flag) -> str:
    return _("%(what)s：%(why)s", what=flag_word(flag), why=flag.reason)


def refund(one: RefundLine) -> str:
    """``退回 200 元（5月6日，材料退货）``."""
    return _("%(day)s退回 %(sum)s 元：%(why)s", day=dates.full_day(one.on),
             sum=dates.yuan(one.amount), why=one.reason)  # fmt: skip


def flag_word(flag: Flag) -> str:
    """The flag in words; one of another release that has none, by its code."""
    return word("payment_flag", flag.code) if flag.code in words("payment_flag") else flag.code


def voucher(one: VoucherLine, base: str) -> tuple[str, str]:
    """A voucher's words and the address of its public copy, empty while there is none."""
    kind = word("voucher_kind", one.kind)
    said = _("%(kind)s %(number)s", kind=kind, number=one.number)
    if one.is_struck:
        return _("%(voucher)s（作废：%(why)s）", voucher=said, why=one.struck_reason), ""
    if not one.is_public:
        return _("%(voucher)s（公开件还没有做好）", voucher=said), ""
    url = f"{base}/fund/vouchers/{one.number}"
    return _("%(voucher)s（已遮盖个人信息）", voucher=said), url


def pictures(line: PaymentLine, base: str) -> list[tuple[str, str]]:
    """What is shown at a glance: the public copies that are photos, each with its words."""
    return [
        (voucher(one, base)[0], f"{base}/fund/vouchers/{one.number}")
        for one in line.vouchers
        if one.is_picture and not one.is_struck
    ]


def facts(line: PaymentLine, year: int) -> list[tuple[str, Any]]:
    """Everything about one payment, name by name."""
    return [
        (_("付给谁"), line.supplier),
        (_("用途"), line.purpose),
        (_("状态"), word("payment_state", line.state)),
        (_("经手"), _who(line.handled, line.handled_at)),
        (_("审批"), _who(line.approved, line.approved_at)),
        (_("监督"), _who(line.supervised, line.supervised_at)),
        (_("监督意见"), _opinion(line)),
        (_("哪天付的"), dates.full_day(line.paid_on)),
        (_("退回"), _("%(sum)s 元", sum=dates.yuan(line.refunded)) if line.refunded else ""),
    ]


def _who(who: tuple[str, str], at: Any) -> str:
    title, name = who
    return _DOT.join(p for p in (" ".join(filter(None, (title, name))), dates.full_day(at)) if p)


def _opinion(line: PaymentLine) -> str:
    if not line.opinion:
        return ""
    said = word("opinion", line.opinion)
    return _("%(what)s：%(why)s", what=said, why=line.opinion_text) if line.opinion_text else said
