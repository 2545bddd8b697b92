"""What templates may use: filters, the page frame, translated words."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, get_flashed_messages, request, session
from flask.templating import DispatchingJinjaLoader
from flask_login import current_user
from jinja2 import ChoiceLoader, PackageLoader
from markupsafe import Markup

from council import clock, vocabulary
from council.language import translate
from council.web import dates, language


def init(app: Flask) -> None:
    """Fit out the template environment."""
    app.jinja_env.loader = ChoiceLoader(
        [
            DispatchingJinjaLoader(app),
            PackageLoader("govuk_frontend_jinja"),
            PackageLoader("govuk_frontend_wtf"),
        ]
    )
    app.jinja_env.globals["_"] = translate
    dates.install(app.jinja_env)
    app.jinja_env.globals["word"] = vocabulary.word
    app.context_processor(_frame)
    app.config["ASSETS"] = _fingerprint(Path(app.static_folder or ""))


def fragment(template: str, **values: Any) -> Markup:
    """A part of a page by itself, without the frame: it must not take the notices of the page."""
    return Markup(current_app.jinja_env.get_template(template).render(**values))  # noqa: S704


def _frame() -> dict[str, Any]:
    return {"page": frame()}


def frame() -> SimpleNamespace:
    """The ``page`` value that ``templates/layout/page.html`` documents."""
    community = g.get("community")
    who = g.get("visitor")
    return SimpleNamespace(
        lang=language.current(),
        large=language.is_large(),
        assets=current_app.config["ASSETS"],
        community=community,
        base=f"/c/{community.slug}" if community else "",
        person=_person(who),
        signed_in="_user_id" in session and current_user.is_authenticated,
        links=_links(),
        demo=SimpleNamespace(now=clock.now(), csrf_token="")
        if current_app.config["DEMO"]
        else None,
        notices=get_flashed_messages(with_categories=True) if "_flashes" in session else (),
    )


def _demo() -> SimpleNamespace | None:
    if not current_app.config["DEMO"]:
        return None
    return SimpleNamespace(now=clock.now(), csrf_token="")


def _person(who: Any) -> SimpleNamespace | None:
    if who is None:
        return None
    return SimpleNamespace(name_masked=who.name_masked, duties=g.get("duties", 0))


def _links() -> dict[str, str]:
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in ("lang", "view")]
    start = request.path + "?" + (urlencode(kept) + "&" if kept else "")
    return {
        "zh_hans": start + "lang=zh-Hans",
        "zh_hant": start + "lang=zh-Hant",
        "en": start + "lang=en",
        "large": start + "view=large",
        "standard": start + "view=standard",
        "sign_in": "/sign-in?next=" + quote(request.path),
    }


@lru_cache(maxsize=4)
def _fingerprint(folder: Path) -> str:
    """A short hash of the static files' names, sizes and times: changes with a release."""
    seen = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            stat = path.stat()
            seen.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()[:8]
