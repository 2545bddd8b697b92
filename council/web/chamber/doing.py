"""What acts on a matter share: their panels, doing them, and the way back to the matter's page.

A bad form comes back with what was typed, and so does a refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from council import vocabulary
from council.queries.chamber.matter import MatterForActs
from council.rules.verdict import Reason, Refused
from council.web.access import community
from council.web.chamber.matter import load, page
from council.web.chamber.panel import Panel
from council.web.sanitise import paragraphs

FORM = "chamber/panels/form.html"
_OTHER_PAGE = {"not_found", "no_power"}


def panel(
    matter: MatterForActs,
    name: str,
    title: str,
    form: FlaskForm,
    *,
    to: str,
    submit: str,
    say: Sequence[str] = (),
    quote: str = "",
    hints: Mapping[str, str] | None = None,
    secondary: bool = False,
    reasons: Sequence[Reason] = (),
    rule_id: str | None = None,
    deadline: datetime | None = None,
    position: int = 50,
) -> Panel:
    """An act with a plain form: what is said before it, the fields in their order, one button.

    ``to`` is the address behind the matter's; ``quote`` is somebody's own text to be read first.
    """
    context: dict[str, Any] = {
        "form": form,
        "action": f"/c/{community().slug}/chamber/proposals/{matter.number}/{to}",
        "submit": submit,
        "say": say,
        "quote": paragraphs(quote) if quote else "",
        "hints": hints or {},
        "secondary": secondary,
    }
    return Panel(
        name, title, FORM, context, tuple(reasons), rule_id, deadline=deadline, position=position
    )


def act(
    number: str, panel: Panel, do: Callable[[], object], said: str | Callable[[Any], str]
) -> ResponseReturnValue:
    """Validate the panel's form, do the act, say so and go to the matter's page (303).

    ``said`` is the notice, or makes it from what ``do`` returned.
    """
    form = panel.context["form"]
    if not form.validate_on_submit():
        return page(number, wrong=replace(panel, reasons=()))
    try:
        result = do()
    except Refused as refusal:
        if {reason.code for reason in refusal.reasons} & _OTHER_PAGE:
            raise
        return refused(number, panel, refusal)
    return done(number, said(result) if callable(said) else said)


def refused(number: str, panel: Panel, refusal: Refused) -> ResponseReturnValue:
    """The matter as it stands now, with the reasons and what was typed (409)."""
    form = panel.context["form"]
    if "revision" in form:
        form.revision.data = str(load(number).revision)
    extra = [vocabulary.reason(reason) for reason in refusal.reasons]
    wrong = replace(panel, context={**panel.context, "extra": extra}, reasons=())
    return page(number, wrong=wrong, status=409)


def done(number: str, text: str) -> ResponseReturnValue:
    """Back to the matter's page, with a word on what was done."""
    flash(text, "done")
    return redirect(f"/c/{community().slug}/proposals/{number}", 303)


def seen_revision() -> int:
    """The revision of the matter on the page that was sent; 400 where it is none."""
    raw = request.form.get("revision", "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        abort(400)
    return int(raw)


def key(raw: str) -> UUID:
    """An id from an address; 404 where it is none."""
    try:
        return UUID(hex=raw)
    except ValueError:
        abort(404)


def distinct(form: Any, name: str) -> Any:
    """The form, its fields with ids of their own: several forms stand on one page."""
    for field in form:
        field.id = f"{name}-{field.name}"
    return form
