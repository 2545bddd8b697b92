"""The money thread in words: each step with its page, who, when, and the sum at the right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from council.language import gettext as _
from council.queries.public.moneythread import (
    ContractLine,
    PaymentLine,
    QuoteLine,
    Thread,
    ThreadHead,
)
from council.rules.evaluation import shown
from council.rules.procuring import Choice, compared, is_lowest
from council.vocabulary import word, words
from council.web import dates, payment_view

DOT = " · "


def build(thread: Thread, base: str, now: datetime, minimum: int) -> SimpleNamespace:
    """The value that ``fund/project.html`` and ``fund/payment.html`` show."""
    head = thread.head
    return SimpleNamespace(
        number=head.number,
        title=head.title,
        url=f"{base}/fund/projects/{head.number}",
        say=_say(head),
        facts=_facts(head, base),
        links=_links(head, base),
        steps=list(_steps(thread, base, now, minimum)),
        account=_account(head),
        payments=[payment_view.row(line, base) for line in thread.payments],
    )


def _say(head: ThreadHead) -> str:
    """The sum in one sentence."""
    approved, paid = dates.yuan(head.approved), dates.yuan(head.paid)
    if head.paid and head.paid == head.approved:
        return _("批准 %(approved)s 元，已经全部付清。", approved=approved)
    if not head.paid:
        return _("批准 %(approved)s 元，还没有付过钱。", approved=approved)
    return _(
        "批准 %(approved)s 元，已付 %(paid)s 元，还有 %(left)s 元没有付。",
        approved=approved,
        paid=paid,
        left=dates.yuan(head.approved - head.paid),
    )


def _account(head: ThreadHead) -> list[tuple[str, int]]:
    return [
        (_("已支付"), head.paid),
        (_("已签合同，待支付"), head.contracted),
        (_("已列计划，未签合同"), head.planned),
    ]


def _facts(head: ThreadHead, base: str) -> list[tuple[str, Any]]:
    who = " ".join(part for part in (head.responsible, head.responsible_name) if part)
    fund = _("%(fund)s %(year)s 年", fund=head.fund_name, year=head.year)
    return [
        (_("谁负责"), who),
        (_("哪一笔经费"), fund),
        (_("哪一类"), DOT.join([word("project_kind", head.kind), _subject(head.subject)])),
        (_("在哪里"), DOT.join(part for part in (head.compound, head.place) if part)),
        (_("结项"), _closed(head.state)),
        (_("质保到"), dates.full_day(head.guarantee_until)),
        (_("说明"), head.note),
    ]


def _closed(state: str) -> str:
    """Whether the project's account is closed; how far the work is, the thread tells."""
    return _("还没有结项") if state == "open" else word("fund_project_state", state)


def _subject(code: str) -> str:
    return word("fund_subject", code) if code in words("fund_subject") else code


def _links(head: ThreadHead, base: str) -> list[tuple[str, str]]:
    """To the same project in the year before and after."""
    url = f"{base}/fund/projects/"
    found = []
    if head.before:
        found.append((_("上一年度的同一项目 %(number)s", number=head.before), url + head.before))
    if head.after:
        found.append((_("下一年度的同一项目 %(number)s", number=head.after), url + head.after))
    return found


def _step(name: str, text: str, **more: Any) -> SimpleNamespace:
    """``marks``: (kind, word); ``notes``: further lines; ``links``: (text, url)."""
    blank: dict[str, Any] = {"url": "", "note": "", "sum": "", "here": False}
    return SimpleNamespace(
        name=name, text=text, **{**blank, "marks": [], "notes": [], "links": [], **more}
    )


def _steps(thread: Thread, base: str, now: datetime, minimum: int) -> Iterator[SimpleNamespace]:
    head = thread.head
    yield from _wish(thread, base)
    yield _origin(head, base)
    if head.urgent:
        yield _urgent(head, now)
    if head.resolution or not head.urgent:
        yield _resolution(head, base)
    for contract in thread.contracts:
        yield _contract(contract, compared_quotes(contract, thread.quotes, thread.suppliers), base)
    yield _acceptance(thread, base)
    for line in thread.payments:
        yield _payment(line, base, here=line.number == thread.here)
    if head.proposal:
        yield _rating(head, base, minimum)


def _wish(thread: Thread, base: str) -> Iterator[SimpleNamespace]:
    if not thread.wishes:
        return
    first = thread.wishes[0]
    yield _step(
        _("心愿"),
        _("“%(title)s”", title=first.title),
        url=f"{base}/proposals/{first.number}",
        note=_("%(day)s · 相近的提议 %(n)s 条，已经合并", day=dates.day(first.at),
               n=len(thread.wishes)),
    )  # fmt: skip


def _origin(head: ThreadHead, base: str) -> SimpleNamespace:
    estimate = head.proposal_cost if head.proposal_cost is not None else head.estimate
    total = _("估 %(sum)s", sum=dates.yuan(estimate)) if estimate else ""
    if not head.proposal:
        return _step(_("来源"), head.source or _no_matter(head), sum=total)
    parts = [dates.full_day(head.listed_at), _("居民 %(name)s", name=head.proposer)]
    if head.merged:
        parts.append(_("合并了 %(n)s 条相近提议", n=head.merged))
    return _step(
        _("提案"),
        f"{head.proposal} {head.proposal_title}",
        url=f"{base}/proposals/{head.proposal}",
        note=DOT.join(parts),
        sum=total,
    )


def _no_matter(head: ThreadHead) -> str:
    return _("先抢修，会后追认") if head.urgent else _("没有留下提案")


def _urgent(head: ThreadHead, now: datetime) -> SimpleNamespace:
    if head.confirmed_at is not None:
        mark = ("yes", _("已追认"))
    elif head.confirm_by is not None and dates.legal_day(now) > head.confirm_by:
        late = (dates.legal_day(now) - head.confirm_by).days
        mark = ("late", _("超期 %(days)s", days=dates.days(late)))
    else:
        mark = ("due", _("待追认，到 %(day)s", day=dates.day(head.confirm_by)))
    return _step(
        _("应急"),
        head.urgent_reason,
        note=_("%(day)s · 由%(who)s先行决定", day=dates.full_day(head.at),
               who=head.responsible or _("居委会主任")),
        marks=[mark],
        sum=_("准 %(sum)s", sum=dates.yuan(head.approved)),
    )  # fmt: skip


def _resolution(head: ThreadHead, base: str) -> SimpleNamespace:
    allowed = _("准 %(sum)s", sum=dates.yuan(head.approved))
    if not head.resolution:
        return _step(_("决议"), _("没有决议"), marks=[("late", _("缺决议"))], sum=allowed)
    meeting = (
        _("%(day)s %(title)s", day=dates.full_day(head.met_at), title=head.meeting_title),
        f"{base}/meetings/{head.meeting}",
    )
    links = [meeting, (_("表决全过程"), f"{base}/polls/{head.poll}")]
    if head.plan:
        links.append((_("%(year)s 年度计划", year=head.year), f"{base}/fund/plans/{head.year}"))
    figures = vote_figures(head.tally)
    return _step(
        _("决议"),
        _("，").join(part for part in (head.reference, figures) if part),
        url=f"{base}/decisions/{head.resolution}",
        note=head.body,
        links=links,
        sum=allowed,
    )


def vote_figures(tally: Any) -> str:
    """How many took part and how many agreed: ``66 人到会，59 人赞成``."""
    if not tally:
        return ""
    present = tally.get("participation", {}).get("heads", {}).get("have")
    agreed = tally.get("counts", {}).get("yes")
    if agreed is None:
        agreed = tally.get("approval", {}).get("heads", {}).get("have")
    parts = []
    if present is not None:
        parts.append(_("%(n)s 人到会", n=present))
    if agreed is not None:
        parts.append(_("%(n)s 人赞成", n=agreed))
    return _("，").join(parts)


def compared_quotes(
    line: ContractLine, quotes: tuple[QuoteLine, ...], suppliers: frozenset[UUID]
) -> tuple[QuoteLine, ...]:
    """The quotes that a contract is compared with, by the rule under which it was signed."""
    asked = {quote.supplier_id: quote.amount for quote in quotes}
    found = compared(asked, suppliers, line.supplier_id)
    return tuple(quote for quote in quotes if quote.supplier_id in found)


def took_lowest(line: ContractLine, quotes: tuple[QuoteLine, ...]) -> bool:
    """Whether the supplier quoted and the contract is the lowest of several quotes or less."""
    own = {quote.supplier_id: quote.amount for quote in quotes}.get(line.supplier_id)
    sums = [quote.amount for quote in quotes]
    return own is not None and len(sums) > 1 and is_lowest(Choice(line.amount, sums, own))


def _contract(line: ContractLine, quotes: tuple[QuoteLine, ...], base: str) -> SimpleNamespace:
    marks: list[tuple[str, str]] = []
    if line.few_quotes:
        marks.append(("due", _("报价份数不够")))
    if line.state == "ended":
        marks.append(("no", word("contract_state", line.state)))
    notes = [_quoted(line, quotes)] if quotes else []
    if line.few_quotes:
        notes.append(_("报价不够的理由：%(why)s", why=line.few_quotes))
    if line.not_lowest:
        notes.append(_("没有取最低价的理由：%(why)s", why=line.not_lowest))
    if line.ended_reason:
        notes.append(_("终止的理由：%(why)s", why=line.ended_reason))
    if line.guarantee_until:
        notes.append(_guarantee(line))
    return _step(
        _("合同"),
        DOT.join(part for part in (line.supplier, line.subject) if part),
        url=f"{base}/fund/contracts/{line.number}",
        note=DOT.join(p for p in (dates.full_day(line.signed_on), line.number, _signed(line)) if p),
        marks=marks,
        notes=notes,
        sum=dates.yuan(line.amount),
    )


def _signed(line: ContractLine) -> str:
    return _("%(who)s签", who=line.signed) if line.signed else ""


def _guarantee(line: ContractLine) -> str:
    until = dates.full_day(line.guarantee_until)
    if not line.retained:
        return _("质保到 %(day)s", day=until)
    return _("质保到 %(day)s，留 %(sum)s 元质保金", day=until, sum=dates.yuan(line.retained))


def _quoted(line: ContractLine, quotes: tuple[QuoteLine, ...]) -> str:
    """How many quotes, each with its sum, and whether the lowest was taken."""
    each = _("，").join(f"{quote.supplier} {dates.yuan(quote.amount)}" for quote in quotes)
    if took_lowest(line, quotes):
        return _("%(n)s 家报价，取最低者：%(each)s", n=len(quotes), each=each)
    return _("%(n)s 家报价：%(each)s", n=len(quotes), each=each)


def _acceptance(thread: Thread, base: str) -> SimpleNamespace:
    head = thread.head
    if not thread.signatures:
        if head.accepted_on:
            return _step(_("验收"), _("合格"), note=dates.full_day(head.accepted_on), sum="—")
        return _step(_("验收"), _("还没有验收"), sum="—")
    said = [
        _("%(role)s %(n)s 人%(verdict)s", role=word("role", s.role), n=s.n,
          verdict=word("verdict", s.verdict))
        for s in thread.signatures
    ]  # fmt: skip
    refused = any(s.verdict == "refused" for s in thread.signatures)
    return _step(
        _("验收"),
        _("，").join(said),
        url=f"{base}/proposals/{head.proposal}#s-acc",
        note=dates.full_day(max(s.at for s in thread.signatures)),
        marks=[("no", _("有人不同意"))] if refused else [],
        sum="—",
    )


def _payment(line: PaymentLine, base: str, *, here: bool) -> SimpleNamespace:
    row = payment_view.row(line, base)
    return _step(
        _("支付"),
        row.title,
        url="" if here else row.url,
        note=row.note,
        marks=row.marks,
        notes=row.notes,
        links=row.vouchers,
        sum=row.sum,
        here=here,
    )


def _rating(head: ThreadHead, base: str, minimum: int) -> SimpleNamespace:
    url = f"{base}/proposals/{head.proposal}#s-eva"
    if not head.rated:
        return _step(_("评议"), _("居民还没有评议"))
    share = shown(head.rated, head.marks, minimum)
    if share is None:
        text = _("%(n)s 人已评，满 %(least)s 人后公布分数。", n=head.rated, least=minimum)
    else:
        percent = share.numerator * 100 // share.denominator
        text = _("%(n)s 人打分，满意 %(share)s%%", n=head.rated, share=percent)
    return _step(_("评议"), text, url=url, note=dates.full_day(head.rated_at))
