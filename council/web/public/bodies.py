"""机构: who holds which office, and who was entitled on a day."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.absences import absentees
from council.queries.public import bodies
from council.rules.calendar import legal_day
from council.rules.powers import UNSEATED
from council.web import dates
from council.web.access import PUBLIC, access, community, holds, visitor
from council.web.days import asked_day
from council.web.rule_view import book

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
        absent=_absent() if _in_office() else [],
    )
    return view, 422 if wrong else 200


def _in_office() -> bool:
    """Whether the visitor holds an office here: names of those who stayed away are for these."""
    who = visitor()
    return who is not None and bool(who.kinds - UNSEATED)


def _absent() -> list[list[str]]:
    """Representatives who stayed away too often, with the days."""
    today = legal_day(clock.now())
    rule = book().rule("LA1", today)
    return [
        [one.name, one.title, str(len(one.days)), _("、").join(map(dates.full_day, one.days))]
        for one in absentees(reading(), community().id, rule, today)
    ]
