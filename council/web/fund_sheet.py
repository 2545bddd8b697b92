"""The published table of a fund's year: columns, head and foot, for every form of it."""

from __future__ import annotations

from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.queries.public.fund import Year
from council.queries.public.fund_table import FundTable, Line, Signed
from council.rules.ledger import Balances
from council.vocabulary import word
from council.web import dates
from council.web.api.columns import Column
from council.web.dates import yuan

SUMMED = ("budget", "paid", "balance")
"""The columns whose sums stand in the foot."""


def note(line: Line) -> str:
    """What is special about a project, in words."""
    told = []
    if line.urgent_reason:
        told.append(_("紧急支出：%(reason)s", reason=line.urgent_reason))
    if line.few_quotes:
        told.append(_("报价不足三家：%(reason)s", reason=line.few_quotes))
    if line.project.state == "dropped":
        told.append(word("fund_project_state", "dropped"))
    return dates.sentences([dates.ended(text) for text in [*told, line.note] if text])


def subject(line: Line) -> str:
    """The class in words; one of another release that has no word is shown by its code."""
    return word("fund_subject", line.project.subject)


def resolution(line: Line) -> str:
    """The number of the resolution as documents write it."""
    return line.project.reference or line.project.resolution


def _of(name: str) -> Any:
    return attrgetter(f"project.{name}")


COLUMNS = (
    Column("no", _l("序号"), attrgetter("no"), "integer"),
    Column("number", _l("项目编号"), _of("number")),
    Column("project", _l("项目名称"), _of("title")),
    Column("class", _l("类别"), _of("subject"), "code", "fund_subject"),
    Column("kind", _l("性质"), attrgetter("kind"), "code", "project_kind"),
    Column("compound", _l("小区"), _of("compound")),
    Column("proposer", _l("提出人或来源"), attrgetter("proposer")),
    Column("resolution", _l("决议号"), resolution),
    Column("budget", _l("预算（元）"), _of("approved"), "fen"),
    Column("contractor", _l("承办单位"), lambda line: "、".join(line.contractors)),
    Column("paid", _l("已付（元）"), _of("paid"), "fen"),
    Column("balance", _l("结余（元）"), attrgetter("balance"), "fen"),
    Column("from_on", _l("开始"), attrgetter("from_on"), "day"),
    Column("until_on", _l("完成"), attrgetter("until_on"), "day"),
    Column("accepted_on", _l("验收"), attrgetter("accepted_on"), "day"),
    Column("satisfaction", _l("满意度（%）"), _of("said.percent"), "integer"),
    Column("evaluations", _l("评议人数"), _of("said.n"), "integer"),
    Column("vouchers", _l("凭证号"), lambda line: "、".join(line.vouchers)),
    Column("note", _l("备注"), note),
    Column("url", _l("网址"), lambda line: f"/fund/projects/{line.project.number}", "url"),
)
"""One definition for .csv, .xlsx, .json and its description."""


def sums(table: FundTable) -> dict[str, int]:
    """What the foot says, in fen."""
    return {
        column.key: sum(column.value(line) for line in table.lines)
        for column in COLUMNS
        if column.key in SUMMED
    }


def head(has: Balances) -> list[tuple[str, str, int]]:
    """Code, name and sum of what stands above the table; what is nought at the year's end too."""
    lines = [
        ("opening", _("上年结转"), has.opening),
        ("received", _("本年到账"), has.received),
        ("paid", _("本年支出"), has.paid),
    ]
    if has.swept:
        lines.append(("swept", _("交回"), has.swept))
    if has.carried:
        lines.append(("carried", _("结转下年"), has.carried))
    lines.append(("balance", _("账上结余"), has.at_hand))
    if has.granted != has.received:
        lines.append(("missing", _("拨款还没到账"), has.granted - has.received))
    return lines


def foot(signed: Signed, phone: str) -> list[tuple[str, str]]:
    """Name and text of what stands below the table; empty where it is filled in by hand."""
    posted = ""
    if signed.posted_from and signed.posted_until:
        first, last = (dates.full_day(on) for on in (signed.posted_from, signed.posted_until))
        posted = _("%(first)s至%(last)s", first=first, last=last)
    return [
        (_("公示时间"), posted),
        (_("监督电话"), phone),
        (_("经手"), _people(signed.handled)),
        (_("审核"), _people(signed.checked)),
        (_("监督"), _people(signed.supervised)),
    ]


def _people(names: tuple[str, ...]) -> str:
    return (", " if dates.is_english() else "、").join(names)


def sheet(table: FundTable, year: Year, phone: str) -> SimpleNamespace:
    """What the page of the table and the sheet for the notice board show."""
    total = sums(table)
    return SimpleNamespace(
        head=[(name, yuan(sum_)) for _code, name, sum_ in head(year.balances)],
        columns=[
            (_("序号"), "l"),
            (_("项目"), "l"),
            (_("类别"), "l"),
            (_("提出人或来源"), "l"),
            (_("决议号"), "l"),
            (_("预算（元）"), "r"),
            (_("承办单位"), "l"),
            (_("已付（元）"), "r"),
            (_("结余（元）"), "r"),
            (_("起止"), "l"),
            (_("验收"), "l"),
            (_("满意度"), "l"),
            (_("凭证号"), "l"),
            (_("备注"), "l"),
        ],
        rows=[_row(line) for line in table.lines],
        foot=["", _("合计"), "", "", "", yuan(total["budget"]), "", yuan(total["paid"]),
              yuan(total["balance"]), "", "", "", "", ""],
        below=foot(table.signed, phone),
    )  # fmt: skip


def _row(line: Line) -> SimpleNamespace:
    """The cells of a project; ``number`` and ``title`` make the link to its page."""
    about = line.project
    return SimpleNamespace(
        no=line.no,
        number=about.number,
        title=about.title,
        cells=[
            (subject(line), ""),
            (line.proposer or NONE, ""),
            (resolution(line) or NONE, ""),
            (yuan(about.approved), "r"),
            ("、".join(line.contractors) or NONE, ""),
            (yuan(about.paid), "r"),
            (yuan(line.balance), "r"),
            (_period(line), ""),
            (dates.day(line.accepted_on) or _("未验收"), ""),
            (_satisfaction(line), ""),
            ("、".join(line.vouchers) or NONE, ""),
            (note(line), ""),
        ],
    )


NONE = "—"


def _period(line: Line) -> str:
    if not line.from_on:
        return _("未开始")
    first = dates.day(line.from_on)
    if not line.until_on or line.until_on < line.from_on:
        return _("%(day)s起", day=first)
    return f"{first}–{dates.day(line.until_on)}"


def _satisfaction(line: Line) -> str:
    said = line.project.said
    if said.percent is not None:
        return _("%(percent)s%%（%(n)s 人）", percent=said.percent, n=said.n)
    return _("%(n)s 人评议", n=said.n) if said.n else "—"
