"""机构: who holds which office, and who was entitled on a day."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import bodies
from council.rules.calendar import legal_day
from council.web.access import PUBLIC, access, community, holds
from council.web.days import asked_day

blueprint = Blueprint("bodies", __name__)


@blueprint.get("/c/<slug>/bodies/")
@access(PUBLIC)
def page(slug: str) -> ResponseReturnValue:
    """Every body with its offices today, or on the day in ``?on=``."""
    on, wrong = asked_day()
    view = render_template(
        "bodies/page.html",
        bodies=bodies.bodies(reading(), community().id, on),
        on=on,
        is_today=on == legal_day(clock.now()),
        wrong=wrong,
        may_keep=holds("roster.keep"),
    )
    return view, 422 if wrong else 200
