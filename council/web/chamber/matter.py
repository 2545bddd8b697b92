"""办理: every act that this visitor can do to a matter now, and what is not possible and why.

The panels come from the modules of this room that define ``panels(matter)``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

import council.web.chamber
from council import clock
from council.db import reading
from council.queries.chamber import matter as matters
from council.queries.chamber.matter import MatterForActs
from council.web.access import access, community
from council.web.chamber.panel import Panel
from council.web.errors import reason_view
from council.web.rule_view import rule_view

blueprint = Blueprint("chamber_matter", __name__)
Provider = Callable[[MatterForActs], list[Panel]]


@blueprint.get("/c/<slug>/chamber/proposals/<number>")
@access("chamber.enter")
def show(slug: str, number: str) -> ResponseReturnValue:
    """The page of one matter's acts."""
    return page(number)


def page(number: str, *, wrong: Panel | None = None, status: int = 422) -> ResponseReturnValue:
    """Show the acts of a matter.

    ``wrong`` is the panel whose form came back with errors (``status``: 422, or 409 where the rules
    refused the act); it takes the place of the one with its name.
    """
    matter = load(number)
    now = clock.now()
    offered = collect(matter)
    if wrong is not None:
        offered = [wrong if panel.name == wrong.name else panel for panel in offered]
        if wrong not in offered:
            offered.insert(0, wrong)
    view = render_template(
        "chamber/matter.html",
        matter=matter,
        now=now,
        wrong=wrong,
        may=[(panel, _rule(panel)) for panel in offered if panel.possible],
        may_not=[_refusal(panel) for panel in offered if not panel.possible],
    )
    return view, status if wrong is not None else 200


def load(number: str) -> MatterForActs:
    """The matter of this community with this number; 404 where there is none."""
    matter = matters.by_number(reading(), community().id, number)
    if matter is None:
        abort(404)
    return matter


def collect(matter: MatterForActs) -> list[Panel]:
    """The panels of all nouns, in order."""
    found = [panel for provider in _providers() for panel in provider(matter)]
    return sorted(found, key=lambda panel: panel.position)


@cache
def _providers() -> tuple[Provider, ...]:
    room = council.web.chamber
    names = sorted(found.name for found in pkgutil.iter_modules(room.__path__))
    modules = [importlib.import_module(f"{room.__name__}.{name}") for name in names]
    return tuple(module.panels for module in modules if hasattr(module, "panels"))


def _rule(panel: Panel) -> SimpleNamespace | None:
    return rule_view(panel.rule_id, clock.now()) if panel.rule_id else None


def _refusal(panel: Panel) -> SimpleNamespace:
    return SimpleNamespace(
        title=panel.title,
        reasons=[reason_view(reason) for reason in panel.reasons],
        rule=_rule(panel),
    )
