"""A rule of the rulebook in sentences, for the rulebook's page."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.rules import Replaced, RuleEntry
from council.rules.rule import Calling, Rule, Threshold
from council.rules.rulebook import Statute
from council.vocabulary import word
from council.web import dates, language
from council.web.citations import title


def share(value: Fraction) -> str:
    """``2/3``; the whole as a word."""
    return _("全部") if value == 1 else f"{value.numerator}/{value.denominator}"


def threshold(value: Threshold) -> str:
    """A threshold as the law reads: 以上 includes the figure, 超过 does not."""
    if value.share == 1:
        return _("全部")
    if value.inclusive:
        return _("%(share)s 以上（含本数）", share=share(value.share))
    return _("超过 %(share)s（不含本数）", share=share(value.share))


def share_words(value: Threshold) -> str:
    """The same in few words: 2/3 以上, 超过 1/2, 全部."""
    if value.share == 1:
        return _("全部")
    if value.inclusive:
        return _("%(share)s 以上", share=share(value.share))
    return _("超过 %(share)s", share=share(value.share))


def entry(given: RuleEntry) -> SimpleNamespace:
    """One rule for the page: name, sentences, citations, dates, what was replaced."""
    rule = given.rule
    return SimpleNamespace(
        id=rule.id,
        name=language.spoken(rule.name),
        explanation=language.spoken(rule.explanation),
        facts=[*_poll(rule), *_days(rule), *_figures(rule)],
        source=word("source", rule.source),
        statutes=[_statute(s) for s in given.statutes],
        verified=rule.verified,
        unverified=[word("figure", name) for name in rule.unverified],
        design=[word("figure", name) for name in rule.design],
        force=force(rule),
        others=[force(other) for other in given.others],
        replaced=[_replaced(r) for r in given.replaced],
        replaceable=[
            (name, word("figure", name), bounds) for name, bounds in rule.replaceable.items()
        ],
    )


def force(rule: Rule) -> str:
    """From when until when a version is in force."""
    lang = language.current()
    since = dates.full_day(rule.in_force_from, lang)
    if rule.in_force_until is None:
        return _("自 %(since)s 起施行", since=since)
    until = dates.full_day(rule.in_force_until, lang)
    return _("%(since)s 至 %(until)s 施行", since=since, until=until)


def _statute(statute: Statute) -> SimpleNamespace:
    return SimpleNamespace(
        id=statute.id,
        name=title(statute.id),
        text=statute.text or "",
        verified=statute.verified,
    )


def _replaced(given: Replaced) -> SimpleNamespace:
    lang = language.current()
    return SimpleNamespace(
        field=word("figure", given.field),
        value=given.value,
        decision=given.decision,
        decided_on=dates.full_day(given.decided_on, lang),
        from_on=dates.full_day(given.from_on, lang),
        to_come=given.to_come,
    )


def _poll(rule: Rule) -> list[tuple[str, str]]:
    facts = []
    if rule.voters:
        facts.append((_("谁表决"), word("voters", rule.voters)))
    by = _("（人数和面积都要达到）") if rule.counts_area else ""
    if rule.participation:
        facts.append((_("到会"), _("应到的%(share)s", share=threshold(rule.participation)) + by))
    if rule.approval:
        base = word("base", rule.approval.of)
        facts.append((_("通过"), f"{base}{threshold(rule.approval.threshold)}{by}"))
    if rule.secret:
        facts.append((_("方式"), _("无记名")))
    if rule.calling:
        facts.append((_("谁能召集"), _("；").join(_caller(c) for c in rule.calling)))
    if rule.voters:
        facts.append((_("书面委托"), _proxies(rule)))
    return facts


def _caller(calling: Calling) -> str:
    who = word("calling", calling.who)
    if calling.threshold is not None:
        return f"{who}{threshold(calling.threshold)}"
    if calling.count is not None:
        return _("%(n)s 名以上%(who)s", n=calling.count, who=who)
    return who


def _proxies(rule: Rule) -> str:
    if not rule.proxies.allowed:
        return _("不允许")
    where = _("，限同一片区") if rule.proxies.same_area else ""
    return _("允许，每人最多受托 %(n)s 份", n=rule.proxies.per_holder) + where


def _days(rule: Rule) -> list[tuple[str, str]]:
    days = []
    if rule.notice_days:
        days.append((_("提前通知"), dates.days(rule.notice_days)))
    if rule.posted_days:
        days.append((_("公示"), _("至少 %(days)s", days=dates.days(rule.posted_days))))
    return days


def _figures(rule: Rule) -> list[tuple[str, str]]:
    return [
        (word("figure", name), share(value) if isinstance(value, Fraction) else str(value))
        for name, value in rule.figures.items()
    ]
