"""Doing an act from a panel: a bad form comes back with what was typed, and so does a refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import flash, g, redirect
from flask.typing import ResponseReturnValue

from council import vocabulary
from council.rules.verdict import Refused
from council.web.chamber import matter
from council.web.chamber.panel import Panel

_OTHER_PAGE = {"not_found", "no_power"}


def act(
    number: str, panel: Panel, do: Callable[[], object], done: str | Callable[[Any], str]
) -> ResponseReturnValue:
    """Validate the panel's form, do the act, say so and go to the matter's page (303).

    ``done`` is the notice, or makes it from what ``do`` returned.
    """
    form = panel.context["form"]
    if not form.validate_on_submit():
        return matter.page(number, wrong=replace(panel, reasons=()))
    try:
        result = do()
    except Refused as refusal:
        if {reason.code for reason in refusal.reasons} & _OTHER_PAGE:
            raise
        return refused(number, panel, refusal)
    flash(done(result) if callable(done) else done, "done")
    return redirect(f"/c/{g.community.slug}/proposals/{number}", 303)


def refused(number: str, panel: Panel, refusal: Refused) -> ResponseReturnValue:
    """The matter as it stands now, with the reasons and what was typed (409)."""
    form = panel.context["form"]
    if "revision" in form:
        form.revision.data = str(matter.load(number).revision)
    extra = [vocabulary.reason(reason) for reason in refusal.reasons]
    wrong = replace(panel, context={**panel.context, "extra": extra}, reasons=())
    return matter.page(number, wrong=wrong, status=409)


def distinct(form: Any, name: str) -> Any:
    """The form, its fields with ids of their own: several forms stand on one page."""
    for field in form:
        field.id = f"{name}-{field.name}"
    return form
