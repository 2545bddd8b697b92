"""What every document says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from flask import request

from council import clock, language
from council.language import gettext as _
from council.rules.rulebook import RuleNotFound
from council.web import dates
from council.web.access import community
from council.web.citations import cite_plain
from council.web.rule_view import book, name
from council.web.rule_words import share_words

Texts = dict[str, str]
Values = dict[str, str | Sequence[Texts]]


@contextmanager
def in_chinese() -> Iterator[None]:
    """Word documents are in Chinese, in whatever language the pages are read."""
    token = language.chosen.set("zh-Hans")
    try:
        yield
    finally:
        language.chosen.reset(token)


def common(path: str, at: datetime | None = None) -> Values:
    """The community, the date under the document, the page it belongs to."""
    here = community()
    return {
        "community": here.name,
        "street": here.street_name,
        "issuer": _(
            "%(street)s%(community)s居民委员会", street=here.street_name, community=here.name
        ),
        "address": here.address,
        "phone": here.phone,
        "hours": here.hours,
        "dated": dates.full_day(at or clock.now()),
        "url": request.host_url.rstrip("/") + path,
    }


def long_moment(at: datetime) -> str:
    """2026年11月19日（星期四）19:00."""
    on, weekday = dates.full_day(at), dates.weekday(at)
    return _("%(day)s（%(weekday)s）%(time)s", day=on, weekday=weekday, time=dates.clock_time(at))


def listed(names: Sequence[str]) -> str:
    """Names one after the other."""
    return _("、").join(name for name in names if name)


def rule_texts(rule_id: str, at: datetime) -> tuple[str, str]:
    """What a meeting needs to be valid under a rule, and the rule with its statutes."""
    try:
        rule = book().rule(rule_id, dates.legal_day(at))
    except RuleNotFound:
        return "", rule_id
    needs = ""
    if rule.participation:
        needs = _("应到的%(share)s到会，会议有效。", share=share_words(rule.participation))
    cited = cite_plain(rule.statutes)
    return needs, f"{rule.id} {name(rule)}" + (_("（%(note)s）", note=cited) if cited else "")
