"""What is unexplained as lists show it: a mark, what, who is responsible, what is missing."""

from __future__ import annotations

from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.unexplained import Line
from council.vocabulary import word
from council.web import dates
from council.web.payment_view import flag_word

_LONGEST = 60
_DOT = " · "


def row(line: Line, base: str, year: int, fund: str) -> SimpleNamespace:
    """One line for the ``record_item`` component; ``level`` is ``red`` or ``amber``."""
    return SimpleNamespace(
        level=line.level,
        kind="late" if line.level == "red" else "due",
        word=mark_word(line),
        title=title(line),
        url=url(line, base, year, fund),
        text=_DOT.join(part for part in (_who(line), _since(line)) if part),
        more=_DOT.join(part for part in (*_notes(line), word("unexplained_missing", line.kind))),
    )


def mark_word(line: Line) -> str:
    """``超期 9 天``, ``到 11月30日``, else the kind."""
    if line.due is not None and line.days:
        return _("超期 %(days)s", days=dates.days(line.days))
    if line.due is not None and line.kind != "voucher_hidden":
        return _("到 %(day)s", day=dates.deadline_day(line.due))
    return word("unexplained", line.kind)


def title(line: Line) -> str:
    """What it is about, in one line."""
    match line.kind:
        case "voucher_missing" | "voucher_hidden" | "payment_flagged":
            said = _("%(project)s：%(what)s", project=line.project, what=line.title)
        case "milestone_late":
            said = _("%(project)s：%(what)s", project=line.project, what=line.title)
        case "month_open":
            said = _("%(n)s 月没有结账", n=line.n)
        case "statement_missing":
            said = _("第 %(n)s 季度没有监督意见", n=line.n)
        case "grant_missing" | "idle_money" | "audit_missing":
            said = word("unexplained", line.kind)
        case _:
            said = line.title
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


def url(line: Line, base: str, year: int, fund: str) -> str:
    """The page that it stands on."""
    if line.noun == "questions":
        return f"{base}/fund/{year}/questions?fund={fund}#q-{line.number}"
    if line.kind in ("statement_missing", "audit_missing"):
        return f"{base}/fund/{year}/statements?fund={fund}"
    if line.noun:
        return f"{base}/fund/{line.noun}/{line.number}"
    return f"{base}/fund/{year}?fund={fund}"


_SEATS = {
    "grant_missing": "street_officer",
    "idle_money": "committee_chair",
    "audit_missing": "committee_chair",
    "statement_missing": "supervisor",
    "month_open": "clerk",
}


def _who(line: Line) -> str:
    who = line.who or (word("office", _SEATS[line.kind]) if line.kind in _SEATS else "")
    return _("负责：%(who)s", who=who or word("office", "committee_chair"))


def _since(line: Line) -> str:
    """Since when: the day of the payment, of the contract, the day that was set."""
    match line.kind:
        case "voucher_missing" | "voucher_hidden":
            return _("%(day)s付款", day=dates.full_day(line.since))
        case "few_quotes":
            return _("%(day)s签合同", day=dates.full_day(line.since))
        case "payment_flagged":
            return _("%(day)s录入", day=dates.full_day(line.since))
        case "low_rating":
            return _("%(day)s评议", day=dates.full_day(line.since))
    return _("应当在 %(day)s以前", day=dates.full_day(line.due)) if line.due else ""


def _notes(line: Line) -> list[str]:
    """Sums, figures and reasons."""
    found = []
    if line.sum:
        found.append(_("%(sum)s 元", sum=dates.yuan(line.sum)))
    if line.kind == "few_quotes":
        found.append(_("%(n)s 家报价", n=line.n))
    if line.kind == "low_rating":
        found.append(_("%(n)s 人打分，满意 %(share)s%%", n=line.n, share=line.share))
    found += [flag_word(flag) for flag in line.flags]
    if line.note:
        found.append(_("已写明理由：%(why)s", why=line.note))
    return found
