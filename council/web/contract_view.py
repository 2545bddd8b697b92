"""A contract as its public page shows it: what was agreed, the quotes, what was paid under it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.queries.public.contractpage import ContractPage
from council.queries.public.moneythread import ContractLine, QuoteLine
from council.rules.procuring import standing
from council.vocabulary import word
from council.web import dates, payment_view
from council.web.moneythread_view import compared_quotes

_STATE = {"running": "now", "fulfilled": "yes", "ended": "no"}


def build(found: ContractPage, base: str) -> SimpleNamespace:
    """The value that ``fund/contract.html`` shows."""
    line = found.line
    state = standing(line.state, line.open, line.paid)
    marks = [(_STATE.get(state, "plain"), word("contract_state", state))]
    if line.few_quotes:
        marks.append(("due", _("报价份数不够")))
    compared = compared_quotes(line, found.quotes, found.suppliers)
    return SimpleNamespace(
        number=line.number,
        supplier=line.supplier,
        sum=dates.yuan(line.amount),
        marks=marks,
        project=found.title,
        project_url=f"{base}/fund/projects/{found.project}",
        facts=_facts(line),
        account=[(_("已支付"), line.paid), (_("待支付"), line.open)],
        resolution=found.reference or found.resolution,
        resolution_url=f"{base}/decisions/{found.resolution}" if found.resolution else "",
        quotes=_quotes(line, found.quotes, compared),
        reasons=_reasons(line),
        payments=[payment_view.row(one, base) for one in found.payments],
    )


def _facts(line: ContractLine) -> list[tuple[str, Any]]:
    return [
        (_("供应商"), line.supplier),
        (_("合同内容"), line.subject),
        (_("合同金额（元）"), dates.yuan(line.amount)),
        (_("签订日期"), dates.full_day(line.signed_on)),
        (_("签订人"), line.signed),
        (_("验收前可以预付"), _advance(line)),
        (_("质保金"), _retained(line)),
        (_("质保期到"), dates.full_day(line.guarantee_until)),
        (_("提前终止的理由"), line.ended_reason),
    ]


def _advance(line: ContractLine) -> str:
    if not line.in_advance:
        return _("不预付")
    return _("不超过 %(sum)s 元", sum=dates.yuan(line.in_advance))


def _retained(line: ContractLine) -> str:
    if not line.retained:
        return ""
    total = dates.yuan(line.retained)
    if line.guarantee_until is None:
        return _("留 %(sum)s 元，质保期还没有登记", sum=total)
    day = dates.full_day(line.guarantee_until)
    return _("留 %(sum)s 元，%(day)s以后支付", sum=total, day=day)


def _reasons(line: ContractLine) -> list[str]:
    found = []
    if line.few_quotes:
        found.append(_("报价不够的理由：%(why)s", why=line.few_quotes))
    if line.not_lowest:
        found.append(_("没有取最低价的理由：%(why)s", why=line.not_lowest))
    return found


def _quotes(
    line: ContractLine, quotes: tuple[QuoteLine, ...], compared: tuple[QuoteLine, ...]
) -> list[list[str]]:
    """Rows of the table: supplier, sum, day, what became of it. All of the project's quotes."""
    lowest = min((quote.amount for quote in compared), default=0)
    rows = []
    for quote in quotes:
        said = []
        if quote.supplier_id == line.supplier_id:
            said.append(_("中选"))
        elif quote not in compared:
            said.append(_("另有合同，不比较"))
        if quote in compared and quote.amount == lowest:
            said.append(_("最低"))
        told = _("、").join([*said, *filter(None, [quote.note])])
        rows.append(
            [quote.supplier, dates.yuan(quote.amount), dates.full_day(quote.quoted_on), told]
        )
    return rows
