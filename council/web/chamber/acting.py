"""What the acts of the chamber share: their panels, the revision seen, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from council.queries.chamber.matter import MatterForActs
from council.rules.verdict import Reason
from council.web.access import community
from council.web.chamber.panel import Panel
from council.web.sanitise import paragraphs

FORM = "chamber/panels/form.html"


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


def done(number: str, text: str) -> ResponseReturnValue:
    """Back to the matter's page, with a word on what was done."""
    flash(text, "done")
    return redirect(f"/c/{community().slug}/proposals/{number}", 303)
