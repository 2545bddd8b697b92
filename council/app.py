"""Assembles the rooms; the only file that knows them all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from council import (
    clock,
    config,
    db,
    models,  # noqa: F401 - fills the metadata
)
from council.rules import rulebook
from council.web import access, errors, headers, jinja, language, pulse, registry
from council.web.rendering import HouseEnvironment
from council.web.sessions import HouseSessions

ROOT = Path(__file__).resolve().parent.parent


class HouseFlask(Flask):
    """Flask with the house's templates and sessions."""

    jinja_environment = HouseEnvironment
    session_interface = HouseSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No function here is a coroutine, so none is examined."""
        return func


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Build the app. ``overrides``: settings that win over the environment (tests).

    Raises:
        RulebookError: for a malformed or contradictory rulebook, naming the line at fault.
    """
    settings = config.load(overrides)
    app = HouseFlask(
        "council",
        root_path=str(ROOT / "council"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings["INSTANCE"]),
    )
    app.config.update(settings)
    rulebook.default_book()
    clock.allow_demo(app.config["INSTANCE"] if app.config["DEMO"] else None)
    db.init(app)
    language.init(app)
    jinja.init(app)
    headers.init(app)
    errors.init(app)
    registry.init(app)
    access.init(app)
    pulse.init(app)
    return app
