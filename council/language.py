"""The reader's language, and every text in it.

Asked for hundreds of times per page, so it lies in a context variable (much cheaper than Flask's
proxies), and a text without figures is looked up once per language. The Chinese texts are their
own keys; English and 繁體中文 come from the gettext catalogues.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from flask import has_request_context, request
from flask_babel.speaklater import LazyString
from markupsafe import Markup

LOCALES = {"zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant", "en": "en"}
_CATALOGUES = Path(__file__).resolve().parent / "translations"
chosen: ContextVar[str | None] = ContextVar("language", default=None)


def current() -> str:
    """The language of this request as a BCP 47 tag; commands speak Chinese."""
    return chosen.get() or (asked() if has_request_context() else "zh-Hans")


def asked() -> str:
    """The language that the request asks for, by its address or cookie."""
    wanted = request.args.get("lang") or request.cookies.get("lang", "")
    return wanted if wanted in LOCALES else "zh-Hans"


@cache
def catalogue(lang: str) -> NullTranslations:
    """The texts of one language."""
    if lang == "zh-Hans":
        return NullTranslations()
    return Translations.load(_CATALOGUES, [LOCALES[lang]])


@cache
def _text(lang: str, text: str) -> str:
    return str(catalogue(lang).gettext(text))


@cache
def _markup(lang: str, text: str) -> Markup:
    return Markup(_text(lang, text))  # noqa: S704 - our own texts, from the catalogue


def gettext(text: str, /, **figures: Any) -> str:
    """``text`` in the language of this request, with its figures filled in."""
    found = _text(current(), text)
    return found % figures if figures else found


def ngettext(one: str, many: str, n: int) -> str:
    """``one`` or ``many`` in the language of this request."""
    return str(catalogue(current()).ngettext(one, many, n))


def lazy_gettext(text: str, /, **figures: Any) -> LazyString:
    """A text that is put into the reader's language when it is shown."""
    return LazyString(gettext, text, **figures)


def translate(text: str, /, **figures: Any) -> Markup:
    """``_()`` of the templates: figures are escaped, ``%%`` is a per cent sign."""
    return translate_into(current(), text, **figures)


def translate_into(lang: str, text: str, /, **figures: Any) -> Markup:
    """:func:`translate` for a language that is known."""
    found = _markup(lang, text)
    return found % figures if figures or "%" in found else found
