"""The words for every code, in the reader's language.

Each module here holds the words of one subject: ``WORDS[group][code]`` and ``REASONS[code]``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from council.language import gettext as _
from council.rules.money import format_yuan
from council.rules.verdict import Reason


@cache
def _books() -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    words: dict[str, dict[str, Any]] = {}
    reasons: dict[str, Any] = {}
    for found in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{found.name}")
        for group, entries in getattr(module, "WORDS", {}).items():
            words.setdefault(group, {}).update(entries)
        reasons.update(getattr(module, "REASONS", {}))
    return words, reasons


def word(group: str, code: object) -> str:
    """The word for ``code`` in ``group`` (a stage, an office, a choice …).

    Raises:
        KeyError: for a code without a word, so that no bare code reaches a page.
    """
    return str(_books()[0][group][str(code)])


def words(group: str) -> Mapping[str, Any]:
    """All words of a group, in their order (lazy: resolved when shown)."""
    return _books()[0][group]


def reason(given: Reason) -> str:
    """A reason against an act as a sentence.

    Raises:
        KeyError: for a code without a sentence.
    """
    sentence = str(_books()[1][given.code])
    return sentence % {key: _shown(key, value) for key, value in given.params.items()}


_MOMENTS = frozenset({"opens", "closes", "ended"})
"""Figures that are an instant, not a term; a term ends with 止."""
_SUMS = frozenset({"sum", "asked", "cap"})
"""Figures that are money, in fen."""


def _shown(key: str, value: object) -> object:
    from council.web import dates

    if isinstance(value, Reason):  # one reason is a figure of another: where it stands
        return reason(value)
    if isinstance(value, datetime):
        return dates.full_moment(value) if key in _MOMENTS else dates.deadline(value)
    if isinstance(value, date):
        return dates.full_day(value)
    if isinstance(value, int) and key in _SUMS:
        return _("%(yuan)s 元", yuan=format_yuan(value))
    if isinstance(value, str) and value in _books()[0].get(key, {}):
        return word(key, value)
    if key == "why" and value in _books()[1]:  # one reason told inside another
        inner = str(_books()[1][str(value)])
        return value if "%(" in inner else inner.rstrip("。.")
    return value


def http_error(code: int, detail: str) -> tuple[str, str]:
    """Title and text for an HTTP error."""
    match code:
        case 400:
            return _("没有收到完整的内容"), _("请返回上一页刷新后再试，填写的内容还在。")
        case 403:
            text = _("这件事由担任相应职务的人办理。如果您刚换了职务，请重新登录。")
            return _("您不能打开这一页"), text
        case 404:
            return _("没有这一页"), _("请核对网址，或从首页重新进入。")
        case 405:
            return _("这一步要从页面上的按钮进入"), _("请返回上一页，按页面上的按钮操作。")
        case 413:
            return _("文件或内容太大"), _("请缩小照片或分几次上传，其余内容不用改。")
        case 429:
            return _("试得太频繁了"), _("请过十五分钟再试，或请社区书记员帮忙。")
        case _:
            return _("系统出了问题"), _("刚才的操作没有保存。请稍后再试；仍不行，请联系社区。")
