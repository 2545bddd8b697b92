"""What every document says, and the numerals of headings."""

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
_DIGITS = "〇一二三四五六七八九"


@contextmanager
def in_chinese() -> Iterator[None]:
    """Word documents are in Chinese, in whatever language the pages are read."""
    token = language.chosen.set("zh-Hans")
    try:
        yield
    finally:
        language.chosen.reset(token)


def numeral(n: int) -> str:
    """一, 二 … 十, 十一 … 九十九 of headings; plain digits in English and beyond."""
    if dates.is_english() or not 0 < n < 100:
        return str(n)
    tens, ones = divmod(n, 10)
    before = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return before + (_DIGITS[ones] if ones else "")


def common(path: str, at: datetime | None = None) -> Values:
    """The community, the date under the document, the page it belongs to."""
    here = community()
    return {
        "社区名称": here.name,
        "街道名称": here.street_name,
        "发文机关": _(
            "%(street)s%(community)s居民委员会", street=here.street_name, community=here.name
        ),
        "社区地址": here.address,
        "联系电话": here.phone,
        "办公时间": here.hours,
        "成文日期": dates.full_day(at or clock.now()),
        "网页地址": request.host_url.rstrip("/") + path,
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
