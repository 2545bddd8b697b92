"""The page of a fund's year in words: sentences, tables and rows for the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.queries.public.fund import FundPage, Group, ProjectLine, Year, Years
from council.rules.ledger import Balances
from council.vocabulary import word, words
from council.web import dates, fund_squares
from council.web.dates import yuan
from council.web.words import stage_word

Cells = list[Any]


def title(year: Year) -> str:
    """``2026 年服务群众专项经费``."""
    return _("%(year)s 年%(name)s", year=year.year, name=name(year))


def name(year: Year) -> str:
    """The fund's name; one that is among our own words, in the reader's language."""
    return _(year.name)


def lead(year: Year, today: date) -> str:
    """What came in, and as of which day the page speaks."""
    has = year.balances
    told = _(
        "上年结转 %(opening)s 元，本年到账 %(received)s 元。",
        opening=yuan(has.opening),
        received=yuan(has.received),
    )
    return dates.sentences([told, as_of(year, today)])


def as_of(year: Year, today: date) -> str:
    """Until when the figures speak."""
    if year.closed_at:
        return _("%(day)s结账，以后不再改动。", day=dates.full_day(year.closed_at))
    return _("截至 %(day)s。", day=dates.full_day(today))


def figures(has: Balances) -> SimpleNamespace:
    """What ``fund/_say.html`` says in a few sentences."""
    return SimpleNamespace(
        total=has.sources,
        got=has.opening + has.received,
        missing=has.granted - has.received,
        paid=has.paid,
        rest=has.planned + has.contracted + has.free,
        arranged=has.planned + has.contracted,
        swept=has.swept,
        carried=has.carried,
    )


def squares(year: Year) -> fund_squares.SquareAccount:
    """The square account of the year."""
    return fund_squares.account(year.balances, _("%(title)s的去向", title=title(year)))


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """What ``components/project_row.html`` shows."""

    title: str
    url: str
    note: str
    sum: str
    told: str
    state: str
    contracted: str
    paid: str


def projects(lines: Sequence[ProjectLine], base: str) -> list[ProjectRow]:
    """The rows of a list of projects."""
    told = _("已付 %(paid)s，合同 %(contracted)s")
    return [
        ProjectRow(
            title=line.title,
            url=f"{base}/fund/projects/{line.number}",
            note=" · ".join(part for part in (_decided(line), line.place or line.compound) if part),
            sum=yuan(line.approved),
            told=told % {"paid": yuan(line.paid), "contracted": yuan(line.contracted + line.paid)},
            state=progress(line),
            contracted=_part(line.contracted + line.paid, line.approved),
            paid=_part(line.paid, line.approved),
        )
        for line in lines
    ]


def _part(sum_: int, whole: int) -> str:
    """How much of a bar, in per cent with two decimals."""
    part = sum_ * 10_000 // (whole or 1)
    return f"{part // 100}.{part % 100:02d}%"


def _decided(line: ProjectLine) -> str:
    if line.resolution:
        return _("决议 %(number)s", number=line.reference or line.resolution)
    if line.urgent and not line.confirmed_at:
        return _("紧急支出，待会议追认")
    return line.source


def progress(line: ProjectLine) -> str:
    """How far the work is, or once enough have said so, how it was received."""
    if line.said.percent is not None:
        return _("满意 %(percent)s%%（%(n)s 人）", percent=line.said.percent, n=line.said.n)
    if line.state != "open":
        return word("fund_project_state", line.state)
    if line.accepted_on:
        return _("%(day)s验收", day=dates.day(line.accepted_on))
    if line.steps and line.stage == "implementation":
        return _("已完成 %(done)s 步，共 %(of)s 步", done=line.steps_done, of=line.steps)
    if line.ending:
        return word("ending", line.ending)
    if line.stage:
        return stage_word(line.stage)
    return _("进行中")


def by_class(page: FundPage, year: Year, before: Year | None) -> SimpleNamespace:
    """Approved and paid by class, with the share of what is approved, and the year before."""
    now, then = _sums(page.groups, "subject"), _sums(page.before, "subject")
    codes = [code for code in words("fund_subject") if code in now or code in then]
    shares = fund_squares.shares([now.get(code, _NONE)[1] for code in codes])
    rows = []
    for code, share in zip(codes, shares, strict=True):
        n, approved, paid = now.get(code, _NONE)
        row: Cells = [word("fund_subject", code), n, yuan(approved), share, yuan(paid)]
        rows.append([*row, yuan(then.get(code, _NONE)[2])] if before else row)
    columns = [
        (_("类别"), "l"),
        (_("项目"), "r"),
        (_("批准（元）"), "r"),
        (_("占比"), "r"),
        (_("已付（元）"), "r"),
    ]
    if before:
        columns.append((_("%(year)s 年已付（元）", year=before.year), "r"))
    return SimpleNamespace(
        caption=_("%(year)s 年按类别", year=year.year),
        columns=columns,
        rows=rows,
        foot=_foot(now, then if before else None, share=True),
    )


def by_compound(page: FundPage, year: Year) -> SimpleNamespace | None:
    """Approved and paid by compound; nothing where no project is of one compound only."""
    sums = _sums(page.groups, "compound")
    if not set(sums) - {""}:
        return None
    rows = [
        [name or _("不分小区"), n, yuan(approved), yuan(paid)]
        for name, (n, approved, paid) in sums.items()
    ]
    return SimpleNamespace(
        caption=_("%(year)s 年按小区", year=year.year),
        columns=[
            (_("小区"), "l"),
            (_("项目"), "r"),
            (_("批准（元）"), "r"),
            (_("已付（元）"), "r"),
        ],
        rows=rows,
        foot=_foot(sums, None, share=False),
    )


_NONE = (0, 0, 0)
Sums = dict[str, tuple[int, int, int]]


def _sums(groups: Sequence[Group], key: str) -> Sums:
    """How many, approved and paid, by class or compound."""
    sums: Sums = {}
    for group in groups:
        code = getattr(group, key)
        n, approved, paid = sums.get(code, _NONE)
        sums[code] = n + group.count, approved + group.approved, paid + group.paid
    return sums


def _foot(now: Sums, then: Sums | None, *, share: bool) -> Cells:
    n, approved, paid = (sum(row[at] for row in now.values()) for at in range(3))
    whole = ["100.0%" if approved else "—"] if share else []
    last = [yuan(sum(row[2] for row in then.values()))] if then is not None else []
    return [_("合计"), n, yuan(approved), *whole, yuan(paid), *last]


def per_household(years: Years, year: Year) -> str:
    """The whole and what is paid, divided by the households that live here; none without either."""
    many = years.households
    if not many or not year.balances.sources:
        return ""
    return _(
        "按现在的 %(n)s 户平均，每户 %(whole)s 元，其中已付 %(paid)s 元（总数除以户数，"
        "四舍五入到分；钱花在公共项目上，不发到各户）。",
        n=dates.number(many),
        whole=yuan(divided(year.balances.sources, many)),
        paid=yuan(divided(year.balances.paid, many)),
    )


def divided(sum_: int, many: int) -> int:
    """A sum in fen by so many, half up."""
    return (2 * sum_ + many) // (2 * many)


def compared(year: Year, before: Year | None) -> SimpleNamespace | None:
    """The year beside the one before, line by line, with the difference."""
    if before is None:
        return None
    lines = (
        (_("上年结转"), "opening"),
        (_("本年拨入"), "granted"),
        (_("本年到账"), "received"),
        (_("已支付"), "paid"),
        (_("已签合同，待支付"), "contracted"),
        (_("已列计划，未签合同"), "planned"),
        (_("还没安排"), "free"),
        (_("已交回"), "swept"),
        (_("结转下年"), "carried"),
    )
    rows = []
    for name, field in lines:
        now, then = (getattr(one.balances, field) for one in (year, before))
        rows.append([name, yuan(now), yuan(then), difference(now - then)])
    return SimpleNamespace(
        caption=_("%(year)s 年和 %(before)s 年", year=year.year, before=before.year),
        columns=[
            (_("项目名称"), "l"),
            (_("%(year)s 年（元）", year=year.year), "r"),
            (_("%(year)s 年（元）", year=before.year), "r"),
            (_("相差（元）"), "r"),
        ],
        rows=rows,
        foot=(),
    )


def difference(fen: int) -> str:
    """``+1,200`` or ``−1,200``; nought has no sign."""
    return f"+{yuan(fen)}" if fen > 0 else yuan(fen)


def nav(years: Years, year: Year, base: str) -> SimpleNamespace:
    """Other funds (on their newest year) and other years of this one: (text, url, here)."""
    of_fund = [(name(one), address(years, one, base), one.code == year.code) for one in years.funds]
    of_year = [
        (str(one.year), address(years, one, base), one.year == year.year)
        for one in years.of(year.code)
    ]
    return SimpleNamespace(funds=of_fund, years=of_year)


def address(years: Years, year: Year, base: str, more: str = "") -> str:
    """The page of a year, or what stands under it; the first fund needs no name."""
    first = year.code == years.all[0].code
    return f"{base}/fund/{year.year}{more}" + ("" if first else f"?fund={year.code}")


def links(years: Years, year: Year, base: str) -> SimpleNamespace:
    """The table and the files beside the page."""
    return SimpleNamespace(
        page=address(years, year, base),
        table=address(years, year, base, "/table"),
        files=[
            (f".{kind}", address(years, year, base, f"/table.{kind}"))
            for kind in ("xlsx", "csv", "json")
        ],
        package=address(years, year, base, "/datapackage.zip"),
        unexplained=address(years, year, base, "/unexplained"),
        questions=address(years, year, base, "/questions"),
        statements=address(years, year, base, "/statements"),
        posting=f"{base}/disclosure/{year.posting}" if year.posting else "",
        plan=f"{base}/fund/plans/{year.year}",
        ask=f"{base}/chamber/fund/questions/new?year={year.year}&fund={year.code}",
    )
