"""Finds the blueprints of the pages and the commands, so that none is listed by hand.

Every module of ``web/public``, ``web/chamber`` and ``web/api`` may hold a ``blueprint``; every
module of ``cli`` a ``group`` or ``command``. A new page is a new file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from flask import Flask

ROOMS = ("council.web.public", "council.web.chamber", "council.web.api", "council.web.account")


def init(app: Flask) -> None:
    """Register every blueprint and command; those of demo mode only in demo mode."""
    for room in ROOMS:
        for module in _modules(room):
            blueprint = getattr(module, "blueprint", None)
            demo_only = getattr(module, "DEMO_ONLY", False)
            if blueprint is not None and (app.config["DEMO"] or not demo_only):
                app.register_blueprint(blueprint)
    for module in _modules("council.cli"):
        for name in ("group", "command"):
            if hasattr(module, name):
                app.cli.add_command(getattr(module, name))


def _modules(package: str) -> Iterator[ModuleType]:
    folder = importlib.import_module(package)
    for found in pkgutil.iter_modules(folder.__path__):
        yield importlib.import_module(f"{package}.{found.name}")
