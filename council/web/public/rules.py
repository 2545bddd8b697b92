"""规则: the community's whole rulebook, each rule at its own anchor."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import rules
from council.rules.calendar import legal_day
from council.web import rule_words
from council.web.access import PUBLIC, access, community, holds
from council.web.days import asked_day

blueprint = Blueprint("rules", __name__)


@blueprint.get("/c/<slug>/rules/")
@access(PUBLIC)
def page(slug: str) -> ResponseReturnValue:
    """The rules in force today, or on the day in ``?on=``."""
    on, wrong = asked_day()
    found = rules.entries(reading(), community().id, on)
    view = render_template(
        "rules/page.html",
        entries=[rule_words.entry(given) for given in found],
        on=on,
        is_today=on == legal_day(clock.now()),
        wrong=wrong,
        may_replace=holds("rules.replace"),
    )
    return view, 422 if wrong else 200
