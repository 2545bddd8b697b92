"""Replacing a figure of the rulebook by a recorded decision."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.public import rules as queries
from council.queries.public.rules import RuleEntry
from council.rules.calendar import legal_day
from council.services import rules
from council.services.rules import Replacement
from council.web import rule_words
from council.web.access import access, actor, community
from council.web.forms.rules import ReplaceForm

blueprint = Blueprint("chamber_rules", __name__, url_prefix="/c/<slug>/chamber/rules")


@blueprint.get("/<rule_id>")
@access("rules.replace")
def page(slug: str, rule_id: str) -> ResponseReturnValue:
    """The rule as it is, and the form."""
    given = _entry(rule_id)
    form = _form(given)
    form.from_on.data = form.decided_on.data = legal_day(clock.now())
    return _page(given, form)


@blueprint.post("/<rule_id>")
@access("rules.replace")
def replace(slug: str, rule_id: str) -> ResponseReturnValue:
    """Record the replacement."""
    given = _entry(rule_id)
    form = _form(given)
    decided, since = form.decided_on.data, form.from_on.data
    if not form.validate_on_submit() or decided is None or since is None:
        return _page(given, form), 422
    new = Replacement(
        rule_id=rule_id,
        field=form.field.data,
        value=(form.value.data or "").strip(),
        decision=form.decision.data or "",
        decided_on=decided,
        from_on=since,
    )
    rules.replace(community().id, new, actor=actor("rules.replace"), at=clock.now())
    flash(_("已经记录，到施行的那天起按新的数字算。"), "done")
    return redirect(f"/c/{slug}/rules/#{rule_id}", 303)


def _entry(rule_id: str) -> RuleEntry:
    today = legal_day(clock.now())
    found = queries.entries(reading(), community().id, today)
    entry = next((e for e in found if e.rule.id == rule_id and e.rule.replaceable), None)
    if entry is None:
        abort(404)
    return entry


def _form(given: RuleEntry) -> ReplaceForm:
    form = ReplaceForm()
    shown = rule_words.entry(given)
    form.field.choices = [
        (name, f"{label} {bounds[0]} – {bounds[1]}") for name, label, bounds in shown.replaceable
    ]
    return form


def _page(given: RuleEntry, form: ReplaceForm) -> str:
    return render_template("rules/replace.html", rule=rule_words.entry(given), form=form)
