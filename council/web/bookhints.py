"""What the forms of the books offer to choose from, and what their pages say beforehand."""

from __future__ import annotations

from datetime import date
from typing import Any

from council import vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import bank
from council.queries.chamber import books as queries
from council.queries.chamber.books import BookYear
from council.rules.money import format_yuan
from council.services import funds
from council.web.access import community


def sources(form: Any, year: BookYear) -> None:
    """Where money comes from: a grant that has not arrived whole, or a kind of receipt."""
    found = _grants(year, form.source.data)
    kinds = [(code, str(vocabulary.word("receipt", code))) for code in funds.INCOME_OF]
    form.source.choices = [("", _("请选择")), *found, *kinds]


def month_of(form: Any, year: BookYear) -> None:
    """The month that the form closes stays the one it was shown for."""
    form.month.data = form.month.data or str(next_month(year))


def next_month(year: BookYear) -> int:
    """The first month that is not closed; December where all are."""
    return min(year.months + 1, 12)


def which_grant(form: Any, year: BookYear) -> None:
    """The grants that have not arrived whole."""
    form.grant.choices = [("", _("请选择")), *_grants(year, form.grant.data)]


def _grants(year: BookYear, chosen: str | None) -> list[tuple[str, str]]:
    """What has not arrived; and what was chosen, for a form sent again is the same form."""
    return [
        (
            grant.id.hex,
            _(
                "%(payer)s %(reference)s，还没有到账 %(left)s",
                payer=grant.payer,
                reference=grant.reference,
                left=format_yuan(grant.left),
            ),
        )
        for grant in queries.grants(reading(), community().id, year.id)
        if grant.left or grant.id.hex == chosen
    ]


def left(year: BookYear) -> list[str]:
    """What is free and what lies in the bank."""
    free = _("没有安排的钱 %(free)s 元，", free=format_yuan(year.free))
    return [free + _("账上的钱 %(sum)s 元。", sum=format_yuan(year.at_hand))]


def before_carry(year: BookYear) -> list[str]:
    """What is said before money is carried over."""
    return [
        *left(year),
        _(
            "金额不填，就把没有用完的全部结转：还有钱的项目连同合同转到 %(next)s 年，"
            "没有安排的钱成为下年的上年结转。",
            next=year.year + 1,
        ),
    ]


def before_month(year: BookYear) -> list[str]:
    """What is said before a month is closed."""
    said = [_("结账以后，这个月不能再记账；有错在以后的月份冲正。")]
    month = next_month(year)
    first = date(year.year, month, 1)
    n = bank.apart(reading(), community().id, year.fund_id, year.id, first)
    if n:
        said.append(
            _("%(m)s 月还有 %(n)s 笔银行和账面没有对上：先去对账，或者写明原因。", m=month, n=n)
        )
    else:
        said.append(_("%(m)s 月的银行和账面都对上了。", m=month))
    if year.months == 11:
        said.append(_("结十二月以前，要先把没有用完的钱支付、结转或者交回。"))
    return said
