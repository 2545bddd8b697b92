"""Payments as pages show them: marks, facts, what is flagged, what may and may not be done."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from council import vocabulary
from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.queries.chamber.payments import PaymentLine, PaymentPage
from council.queries.chamber.paymenttargets import Target
from council.rules import spending
from council.rules.capitals import capitals
from council.rules.money import format_yuan
from council.rules.spending import Judgement
from council.vocabulary import word
from council.web import dates
from council.web.errors import reason_view

_WAITS = {
    "empty": _l("没有余额"),
    "year": _l("不是今年的经费，今天不能付"),
    "resolution": _l("决议没有生效，今天不能付"),
    "acceptance": _l("还没有验收，今天不能付"),
    "guarantee": _l("只剩质保金，还没有到期"),
}
"""Why nothing may be paid from a target today."""
_MARKS = {"paid": "yes", "refused": "no", "withdrawn": "no", "reversed": "no"}


def yuan(fen: int) -> str:
    """The sum with its unit."""
    return _("%(yuan)s 元", yuan=format_yuan(fen))


def mark(line: PaymentLine) -> tuple[str, str]:
    """Kind and word of the state; an approved one says what it still waits for."""
    said = word("payment_state", line.state)
    if line.state == "approved":
        waits = {"": _("待监督"), "agree": _("待付款"), "object": _("监督反对")}
        said = waits[line.opinion]
    elif line.state == "entered" and line.vouchers < line.amount:
        said = _("缺凭证")
    return _MARKS.get(line.state, "due" if line.opinion != "object" else "late"), said


def row(line: PaymentLine, base: str) -> SimpleNamespace:
    """A line of the list."""
    return SimpleNamespace(
        url=f"{base}/chamber/fund/payments/{line.number}",
        number=line.number,
        purpose=line.purpose,
        about=" · ".join(filter(None, (f"{line.project} {line.title}", line.supplier))),
        sum=yuan(line.amount),
        mark=mark(line),
        flags=[word("payment_flag", flag["code"]) for flag in line.flags],
        day=dates.full_day(line.handled_at),
        by=line.handled_title,
    )


def option(target: Target) -> tuple[str, str]:
    """A choice of the form: the project, its contract, and what may be paid today."""
    contract = _("合同 %(number)s %(supplier)s", number=target.contract, supplier=target.supplier)
    parts = (
        f"{target.project} {target.title}",
        contract if target.contract else _("没有合同"),
        str(_WAITS[target.waits]) if target.waits else _("今天可付 %(sum)s", sum=yuan(target.left)),
    )
    return target.key, " · ".join(parts)


def facts(page: PaymentPage) -> list[tuple[str, str]]:
    """What is paid, to whom, from where."""
    line = page.line
    contract = ""
    if line.contract:
        left = yuan(page.contract_open)
        contract = _("%(number)s，还可付 %(sum)s", number=line.contract, sum=left)
    approved = yuan(page.planned + page.contracted + page.paid)
    spent = _("批准 %(approved)s，已支付 %(paid)s", approved=approved, paid=yuan(page.paid))
    return [
        (_("金额大写"), capitals(line.amount)),
        (_("收款方"), line.supplier),
        (_("用途"), line.purpose),
        (_("项目的钱"), spent),
        (_("合同"), contract),
        (_("经费"), f"{page.fund} {page.year}"),
        (_("凭证合计"), yuan(line.vouchers) if line.vouchers else ""),
        (_("说明"), line.reason),
        (_("付款日期"), dates.full_day(line.paid_on)),
        (_("银行回单号"), page.bank_reference),
        (_("已退回"), yuan(line.refunded) if line.refunded else ""),
        (_("不予支付或者撤回的理由"), page.refused_reason),
    ]


def hands(page: PaymentPage) -> list[tuple[str, str, str, str]]:
    """Who handled, approved, supervised: role, name and office, when, what was said."""
    line = page.line
    view = word("opinion", line.opinion) if line.opinion else ""
    return [
        (_("经手"), f"{page.handled_by} {line.handled_title}", _at(line.handled_at), ""),
        (
            _("审批"),
            f"{page.approved_by} {line.approved_title}".strip(),
            _at(page.approved_at),
            "",
        ),
        (
            _("监督"),
            f"{page.supervised_by} {line.supervised_title}".strip(),
            _at(page.supervised_at),
            _("%(view)s。%(text)s", view=view, text=page.opinion_text) if view else "",
        ),
    ]


def flagged(line: PaymentLine) -> list[SimpleNamespace]:
    """What everybody sees beside the payment, with its reason."""
    return [
        SimpleNamespace(
            word=word("payment_flag", flag["code"]),
            text=vocabulary.reason(spending.recorded(flag)),
            reason=flag["reason"],
        )
        for flag in line.flags
    ]


def judged(judgement: Judgement) -> tuple[list[SimpleNamespace], list[SimpleNamespace]]:
    """Reasons against, and what will be shown in public."""
    reasons = [
        reason_view(reason) for reason in judgement.reasons if reason.code != "approval_missing"
    ]
    return reasons, [reason_view(flag.reason) for flag in judgement.flags]


def panel(name: str, title: str, form: Any, submit: str, **more: Any) -> SimpleNamespace:
    """An act of the page with its form."""
    given = {"say": "", "hint": "", "flags": [], "secondary": False} | more
    return SimpleNamespace(name=name, title=title, form=form, submit=submit, **given)


def _at(moment: Any) -> str:
    return dates.full_moment(moment) if moment else ""
