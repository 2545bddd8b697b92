"""The books as the chamber's pages show them: words, sums, addresses."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.chamber.books import BookYear, Entry
from council.rules.ledger import KINDS, Account
from council.rules.money import format_yuan
from council.services.fundcorrections import STANDS
from council.vocabulary import word
from council.web import dates

BALANCES = (
    *("opening", "granted", "received", "free", "planned", "contracted", "paid", "swept"),
    "carried",
)


def year_state(year: BookYear) -> tuple[str, str]:
    """The frame beside a year: running, or closed, and how many months are."""
    if year.closed_at is not None:
        return "yes", _("全年已结账")
    if year.months:
        return "plain", _("已结到 %(month)s 月", month=year.months)
    return "plain", _("还没有结过账")


def years(found: Sequence[BookYear], base: str) -> list[SimpleNamespace]:
    """Every fund with its years, as the front page lists them."""
    funds: dict[str, SimpleNamespace] = {}
    for year in found:
        fund = funds.setdefault(
            year.code,
            SimpleNamespace(name=year.fund, code=year.code, kind=word("fund", year.kind), rows=[]),
        )
        fund.rows.append(
            SimpleNamespace(
                year=year.year,
                url=f"{base}/chamber/fund/books/{year.code}/{year.year}",
                public_url=f"{base}/fund/{year.year}"
                + ("" if year.kind == "service" else f"?fund={year.code}"),
                mark=year_state(year),
                said=said(year),
                at_hand=format_yuan(year.at_hand),
                is_open=year.closed_at is None,
            )
        )
    return list(funds.values())


def said(year: BookYear) -> str:
    """What became of the year's money, in a line."""
    return _(
        "可用 %(sources)s，已付 %(paid)s，合同待付 %(contracted)s，已列计划 %(planned)s，"
        "没有安排 %(free)s",
        sources=format_yuan(year.opening + year.granted),
        paid=format_yuan(year.paid),
        contracted=format_yuan(year.contracted),
        planned=format_yuan(year.planned),
        free=format_yuan(year.free),
    )


def balances(year: BookYear) -> list[tuple[str, str]]:
    """Every balance of the year by its name, in yuan; the bank's last."""
    rows = [(word("balance", name), format_yuan(getattr(year, name))) for name in BALANCES]
    return [*rows, (word("balance", "at_hand"), format_yuan(year.at_hand))]


def trial(found: Sequence[tuple[Account, int, int]]) -> SimpleNamespace:
    """The trial balance as a table: debits, credits, and what is left on which side."""
    rows = [
        (
            account_name(account),
            format_yuan(debit),
            format_yuan(credit),
            _left(debit - credit),
        )
        for account, debit, credit in found
    ]
    debits, credits = sum(d for _, d, _c in found), sum(c for _, _d, c in found)
    foot = (_("合计"), format_yuan(debits), format_yuan(credits), _left(debits - credits))
    return SimpleNamespace(rows=rows, foot=foot, equal=debits == credits)


def _left(fen: int) -> str:
    if not fen:
        return _("平")
    side = _("借 %(sum)s") if fen > 0 else _("贷 %(sum)s")
    return side % {"sum": format_yuan(abs(fen))}


def account_name(code: str) -> str:
    """``1002 银行存款``."""
    return f"{code} {word('account', code)}"


def entry(found: Entry, here: str, base: str, *, corrects: bool) -> SimpleNamespace:
    """An entry with its lines; ``corrects`` where the reader may take entries back."""
    taken = found.reversed_by is not None or found.kind in STANDS
    about = [dates.full_day(found.on), word("entry", found.kind), found.title]
    links = [
        (f"{_('项目')} {found.project}", f"{base}/chamber/fund/projects/{found.project}")
        if found.project
        else None,
        (f"{_('合同')} {found.contract}", f"{base}/chamber/fund/contracts/{found.contract}")
        if found.contract
        else None,
        (f"{_('支付')} {found.payment}", f"{base}/chamber/fund/payments/{found.payment}")
        if found.payment
        else None,
    ]
    return SimpleNamespace(
        number=found.number,
        text=found.text,
        about=" · ".join(part for part in about if part),
        links=[link for link in links if link],
        note=_note(found),
        lines=[
            (account_name(line.debit), account_name(line.credit), format_yuan(line.amount))
            for line in found.lines
        ],
        correct_url="" if taken or not corrects else f"{here}/entries/{found.number}/correct",
    )


def _note(found: Entry) -> str:
    if found.reverses is not None:
        return _("冲正第 %(number)s 号", number=found.reverses)
    if found.reversed_by is not None:
        return _("已由第 %(number)s 号冲正", number=found.reversed_by)
    return ""


def kinds() -> list[tuple[str, str]]:
    """The kinds of entries in the books; the journal's acts share the group of words."""
    return [("", _("全部")), *((code, word("entry", code)) for code in KINDS)]
