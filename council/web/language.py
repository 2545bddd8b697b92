"""Language and large print: asked for in the address, remembered in a cookie."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, request
from flask_babel import Babel, Domain

from council import language
from council.language import LOCALES, current

VIEWS = ("standard", "large")
_YEAR = 365 * 24 * 3600

__all__ = ["LOCALES", "current", "init", "is_large", "spoken"]


def init(app: Flask) -> None:
    """Choose locale and view for each request, and remember what was asked for."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "zh_Hans")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=lambda: LOCALES[current()])
    app.extensions["babel"].instance.domain_instance = CataloguesOfTheRequest()
    app.before_request(_choose)
    app.teardown_request(_forget)
    app.after_request(_remember)


class CataloguesOfTheRequest(Domain):  # type: ignore[misc]
    """flask-babel's catalogues (for libraries that use it) are ours."""

    def get_translations(self) -> object:
        """The catalogue of this request's language."""
        return language.catalogue(current())


def spoken(texts: Mapping[str, str]) -> str:
    """Of one text in all languages, as the rulebook keeps names, the reader's."""
    return texts[LOCALES[current()].lower()]


def is_large() -> bool:
    """Whether this request is for the large-print pages (大字版)."""
    return (request.args.get("view") or request.cookies.get("view")) == "large"


def _choose() -> None:
    language.chosen.set(language.asked())


def _forget(_: BaseException | None) -> None:
    language.chosen.set(None)


def _remember(response: Response) -> Response:
    if "lang" in request.args or "view" in request.args:
        for name, known in (("lang", LOCALES), ("view", VIEWS)):
            value = request.args.get(name, "")
            if value in known:
                response.set_cookie(name, value, max_age=_YEAR, samesite="Lax", httponly=True)
    return response
