"""What a rule relies on, in the reader's language; the official Chinese title stays beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

from council.rules.rulebook import default_book
from council.web import language
from council.web.sanitise import beside_chinese


def cite(statutes: Iterable[str]) -> str:
    """The citations of a rule, for a page: ids of ``statutes.toml`` in their order.

    Short in Chinese, as people say it; in English the name with the Chinese title.
    """
    return _cited(language.current(), tuple(statutes))


def cite_plain(statutes: Iterable[str]) -> str:
    """The same without markup, for files."""
    lang = language.current()
    if lang != "en":
        return cite(statutes)
    return "; ".join(
        f"{name} [{chinese}]" if chinese else name for name, chinese in _pairs(statutes)
    )


def snapshot_note(rule: Mapping[str, Any], base: str) -> SimpleNamespace:
    """A rule as a poll keeps it, as ``components/rule_note.html`` shows it.

    It is the rule of its day, whatever applies now.
    """
    return SimpleNamespace(
        code=rule["id"],
        name=language.spoken(rule["name"]),
        statute=cite(rule["statutes"]),
        verified=rule["verified"],
        url=f"{base}/rules/#{rule['id']}",
    )


def title(statute: str) -> str:
    """One statute by its full name."""
    known = default_book().statutes.get(statute)
    if known is not None and language.current() == "zh-Hans":
        return known.name["zh_hans"]
    return cite([statute])


@cache
def _cited(lang: str, statutes: tuple[str, ...]) -> str:
    if lang == "en":
        return beside_chinese(_pairs(statutes))
    book = default_book().statutes
    hant = lang == "zh-Hant"
    return "、".join(book[s].name["zh_hant"] if hant and s in book else s for s in statutes)


def _pairs(statutes: Iterable[str]) -> list[tuple[str, str]]:
    """English name and Chinese title; what the book does not know has only itself."""
    book = default_book().statutes
    return [
        (book[s].name["en"], book[s].name["zh_hans"]) if s in book else (s, "") for s in statutes
    ]
