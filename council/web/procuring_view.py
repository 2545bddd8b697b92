"""Projects, contracts and suppliers as the chamber's pages show them: words, sums, addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.chamber.fundprojects import ContractLine, ProjectLine
from council.queries.chamber.projectfile import Head, PaymentOf, ProjectFile, QuoteOf
from council.rules.money import format_yuan
from council.vocabulary import word
from council.web import dates

_DOT = " · "
_STATE = {"open": "now", "finished": "yes", "dropped": "no"}
_CONTRACT = {"running": "now", "fulfilled": "yes", "ended": "no"}


def yuan(fen: int) -> str:
    """``38,600.50 元``."""
    return _("%(yuan)s 元", yuan=format_yuan(fen))


def marks(line: ProjectLine | Head, today: date) -> list[tuple[str, str]]:
    """What stands in frames beside a project."""
    found = [(_STATE[line.state], word("project_state", line.state))]
    if line.urgent and line.resolution:
        found.append(("plain", _("应急，已追认")))
    elif line.urgent and line.state != "dropped" and line.confirm_by is not None:
        late = today > line.confirm_by
        day = dates.day(line.confirm_by)
        said = _("超期没有追认") if late else _("待追认，%(day)s止", day=day)
        found.append(("late" if late else "due", said))
    return found


def project(line: ProjectLine, base: str, today: date) -> SimpleNamespace:
    """A project as one line of the list."""
    source = _("决议 %(number)s", number=line.resolution) if line.resolution else _("没有决议")
    place = line.compound or line.place
    kind = word("project_kind", line.kind)
    note = [line.number, str(line.year), kind, source, place, line.responsible]
    return SimpleNamespace(
        title=line.title,
        url=f"{base}/{line.number}",
        note=_DOT.join(part for part in note if part),
        marks=marks(line, today),
        approved=yuan(line.approved),
        said=_(
            "合同待付 %(open)s，已付 %(paid)s",
            open=format_yuan(line.contracted),
            paid=format_yuan(line.paid),
        ),
    )


def contract(line: ContractLine, base: str) -> SimpleNamespace:
    """A contract as one line."""
    notes = [
        _("签于 %(day)s", day=dates.full_day(line.signed_on)),
        line.subject,
        _("预付不超过 %(sum)s", sum=yuan(line.in_advance)) if line.in_advance else "",
        _("质保金 %(sum)s", sum=yuan(line.retained)) if line.retained else "",
        _("质保到 %(day)s", day=dates.full_day(line.guarantee_until))
        if line.guarantee_until
        else "",
    ]
    return SimpleNamespace(
        number=line.number,
        supplier=line.supplier,
        url=f"{base}/chamber/fund/contracts/{line.number}",
        project=line.title,
        project_url=f"{base}/chamber/fund/projects/{line.project}",
        mark=(_CONTRACT[line.state], word("contract_state", line.state)),
        note=_DOT.join(part for part in notes if part),
        reasons=[
            text
            for name, said in (
                (_("报价不足：%(why)s"), line.few_quotes),
                (_("没有选最低报价：%(why)s"), line.not_lowest),
            )
            if said and (text := name % {"why": said})
        ],
        amount=yuan(line.amount),
        said=_(
            "已付 %(paid)s，待付 %(open)s",
            paid=format_yuan(line.paid),
            open=format_yuan(line.open),
        ),
    )


def quote(one: QuoteOf, file: ProjectFile, here: str) -> SimpleNamespace:
    """A quote in the table; ``chosen`` where its supplier has a contract."""
    names = {line.supplier for line in file.contracts}
    lowest = min(row.amount for row in file.quotes)
    said = [_("中选") if one.supplier in names else "", _("最低") if one.amount == lowest else ""]
    return SimpleNamespace(
        supplier=one.supplier,
        amount=format_yuan(one.amount),
        on=dates.full_day(one.quoted_on),
        said=_("、").join(part for part in said if part),
        note=one.note,
        url=f"{here}/quotes/{one.id}/paper" if one.sha256 else "",
    )


def payment(one: PaymentOf, base: str) -> SimpleNamespace:
    """A payment as one line."""
    back = _("退回 %(sum)s", sum=yuan(one.refunded)) if one.refunded else ""
    note = [one.supplier, dates.full_day(one.paid_on), back]
    return SimpleNamespace(
        number=one.number,
        purpose=one.purpose,
        url=f"{base}/chamber/fund/payments/{one.number}",
        state=word("payment_state", one.state),
        note=_DOT.join(part for part in note if part),
        amount=yuan(one.amount),
    )


def thread(file: ProjectFile, base: str) -> list[SimpleNamespace]:
    """The project's way from the matter to the rating, each step with its sum."""
    return list(_thread(file, base))


def _step(name: str, text: str, url: str = "", total: int | None = None) -> SimpleNamespace:
    said = "" if total is None else yuan(total)
    return SimpleNamespace(name=name, text=text, url=url, sum=said)


def _thread(file: ProjectFile, base: str) -> Iterator[SimpleNamespace]:
    head = file.head
    if head.matter:
        url = f"{base}/proposals/{head.matter}"
        yield _step(_("议题"), f"{head.matter} {head.matter_title}", url)
    if head.resolution:
        url, text = f"{base}/decisions/{head.resolution}", head.reference or head.resolution
        yield _step(_("决议"), text, url, head.approved)
    else:
        said = head.source or (_("应急支出，还没有追认") if head.urgent else _("没有决议"))
        yield _step(_("决议"), said, "", head.approved)
    n = len(file.quotes)
    said = _("%(n)s 份", n=n) if n else _("还没有")
    yield _step(_("报价"), said, "#s-quotes" if n else "")
    agreed = sum(line.open + line.paid for line in file.contracts)
    said = _("%(n)s 份", n=len(file.contracts)) if file.contracts else _("还没有")
    yield _step(_("合同"), said, "#s-contracts" if file.contracts else "", agreed)
    yield from _work(file)
    paid = [one for one in file.payments if one.state == "paid"]
    said = _("%(n)s 笔", n=len(paid)) if paid else _("还没有")
    yield _step(_("支付"), said, "#s-payments" if file.payments else "", head.paid)
    if head.guarantee_until:
        said = _("到 %(day)s", day=dates.full_day(head.guarantee_until))
        kept = sum(line.retained for line in file.contracts)
        yield _step(_("质保"), said, "", kept)
    if file.rated:
        tenths = (file.marks * 10 + file.rated * 2) // (file.rated * 4)
        mark = f"{tenths // 10}.{tenths % 10}"
        yield _step(_("评议"), _("%(n)s 人，平均 %(mark)s 分", n=file.rated, mark=mark))


def _work(file: ProjectFile) -> Iterator[SimpleNamespace]:
    """Milestones of the matter, and the acceptance."""
    if file.steps:
        done = [step for step in file.steps if step.done_at is not None]
        ahead = next((step for step in file.steps if step.done_at is None), None)
        said = _("%(done)s/%(all)s 步完成", done=len(done), all=len(file.steps))
        if ahead is not None:
            said += _("；下一步 %(step)s，%(day)s止", step=ahead.title, day=dates.day(ahead.due_on))
        yield _step(_("实施"), said)
    on = file.accepted_on
    yield _step(_("验收"), dates.full_day(on) if on else _("还没有"))
