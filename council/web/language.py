"""Language and large print: asked for in the address, remembered in a cookie."""

from __future__ import annotations

from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel

LOCALES = {"zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant", "en": "en"}
VIEWS = ("standard", "large")
_YEAR = 365 * 24 * 3600


def init(app: Flask) -> None:
    """Choose locale and view for each request, and remember what was asked for."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "zh_Hans")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=lambda: LOCALES[current()])
    app.after_request(_remember)


def current() -> str:
    """The language of this request as a BCP 47 tag; commands speak Chinese."""
    if not has_request_context():
        return "zh-Hans"
    lang: str | None = g.get("lang")
    if lang is None:
        asked = request.args.get("lang") or request.cookies.get("lang", "")
        lang = g.lang = asked if asked in LOCALES else "zh-Hans"
    return lang


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
