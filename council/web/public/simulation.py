"""试算: what a roll of today, or numbers typed in, would need under each rule."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import simulation
from council.queries.public.rules import book
from council.rules.calendar import legal_day
from council.web import simulation_view
from council.web.access import PUBLIC, access, community

blueprint = Blueprint("simulation", __name__, url_prefix="/c/<slug>/polls")


@blueprint.get("/simulation")
@access(PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    """The form, and below it the answer."""
    here, on = community(), legal_day(clock.now())
    choices = simulation.choices(reading(), here.id)
    asked = simulation_view.asked(request.args, choices)
    rolls, kind = (asked.typed,) if asked.typed else (), ""
    if asked.chosen is not None:
        rolls = simulation.rolls(reading(), here.id, asked.chosen, on)
        kind = asked.chosen.kind
    rules = {rule.id: rule for rule in book(reading(), here.id)[0].rules(on)} if rolls else {}
    view = render_template(
        "polls/simulation.html",
        asked=asked,
        choices=choices,
        typed=simulation_view.TYPED,
        columns=simulation_view.columns(),
        tables=simulation_view.tables(rolls, kind, rules, f"/c/{slug}"),
    )
    return view, 422 if asked.wrong else 200
