"""Language and large print: asked for in the address, remembered in a cookie."""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations
from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, Domain

LOCALES = {"zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant", "en": "en"}
VIEWS = ("standard", "large")
_YEAR = 365 * 24 * 3600
_CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
# Asked for hundreds of times per page: a context variable is much cheaper than flask's proxies.
_chosen: ContextVar[str | None] = ContextVar("language", default=None)


def init(app: Flask) -> None:
    """Choose locale and view for each request, and remember what was asked for."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "zh_Hans")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=lambda: LOCALES[current()])
    app.extensions["babel"].instance.domain_instance = CataloguesOfTheRequest()
    app.before_request(_choose)
    app.teardown_request(lambda _: _chosen.set(None) and None)
    app.after_request(_remember)


class CataloguesOfTheRequest(Domain):
    """flask-babel's catalogues, chosen by :func:`current` without its detours."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of this request's language."""
        return catalogue(current())


@cache
def catalogue(lang: str) -> NullTranslations:
    """The texts of one language; Chinese needs none, the texts are their own keys."""
    if lang == "zh-Hans":
        return NullTranslations()
    return Translations.load(_CATALOGUES, [LOCALES[lang]])


def gettext(text: str) -> str:
    """``text`` in the language of this request (for the templates)."""
    return catalogue(current()).gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """``one`` or ``many`` in the language of this request (for the templates)."""
    return catalogue(current()).ngettext(one, many, n)


def _choose() -> None:
    _chosen.set(_asked())


def current() -> str:
    """The language of this request as a BCP 47 tag; commands speak Chinese."""
    return _chosen.get() or (_asked() if has_request_context() else "zh-Hans")


def _asked() -> str:
    asked = request.args.get("lang") or request.cookies.get("lang", "")
    return asked if asked in LOCALES else "zh-Hans"


def is_large() -> bool:
    """Whether this request is for the large-print pages (大字版)."""
    return (request.args.get("view") or request.cookies.get("view")) == "large"


def _remember(response: Response) -> Response:
    if "lang" in request.args or "view" in request.args:
        for name, known in (("lang", LOCALES), ("view", VIEWS)):
            value = request.args.get(name, "")
            if value in known:
                response.set_cookie(name, value, max_age=_YEAR, samesite="Lax", httponly=True)
    return response
