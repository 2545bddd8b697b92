"""Panels of review and debate: a form, what is said before it, and how an act answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from council.queries.chamber.matter import MatterForActs
from council.rules.verdict import Reason, Refused
from council.web.access import community
from council.web.chamber.matter import load, page
from council.web.chamber.panel import Panel

TEMPLATE = "chamber/panels/hall.html"


def panel(
    matter: MatterForActs,
    name: str,
    title: str,
    form: FlaskForm,
    *,
    to: str,
    submit: str,
    said: Sequence[str] = (),
    hints: Mapping[str, str] | None = None,
    reasons: Sequence[Reason] = (),
    rule_id: str | None = None,
    position: int = 50,
    key: str = "",
    **context: Any,
) -> Panel:
    """A panel with a form. ``to`` is the address behind the matter's; ``key`` tells panels of one
    kind apart.
    """
    unique = f"{name}.{key}" if key else name
    for field in form:
        field.id = f"{unique.replace('.', '-')}-{field.name}"
    for hidden, value in (("revision", str(matter.revision)), ("request_key", uuid4().hex)):
        if hidden in form and not form[hidden].data:
            form[hidden].data = value
    more = {
        "form": form,
        "action": f"/c/{community().slug}/chamber/proposals/{matter.number}/{to}",
        "submit": submit,
        "said": said,
        "hints": hints or {},
    }
    return Panel(unique, title, TEMPLATE, more | context, tuple(reasons), rule_id, None, position)


def answer(
    number: str,
    form: FlaskForm,
    wrong: Callable[[MatterForActs], Panel],
    act: Callable[[], object],
    done: str,
) -> ResponseReturnValue:
    """Check the form, do the act, go to the matter's page; a bad form comes back with its errors.

    A refusal about a text comes back the same way, so that nothing typed is lost.
    """
    if not form.validate_on_submit():
        return page(number, wrong=wrong(load(number)))
    try:
        act()
    except Refused as no:
        if all(reason.code.startswith("text_") for reason in no.reasons):
            return page(number, wrong=wrong(load(number)))
        raise
    flash(done, "done")
    return redirect(f"/c/{community().slug}/proposals/{number}", 303)


def revision(form: Any) -> int | None:
    """The revision of the matter on the page that was sent; None where it tells none."""
    raw = form.revision.data or ""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def uuid_of(raw: str | None) -> UUID:
    """An id from a hidden field.

    Raises:
        Refused: ``value_unknown`` where it is none.
    """
    try:
        return UUID(hex=raw or "")
    except ValueError as no:
        raise Refused([Reason("value_unknown")]) from no
