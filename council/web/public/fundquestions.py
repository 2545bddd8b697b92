"""问账: everything that residents asked about a year's money, with the answers."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import fundquestions
from council.web import fundquestion_view
from council.web.access import PUBLIC, access, community
from council.web.matter_view import rule_note
from council.web.public.meetings import page_of_request
from council.web.public.unexplained import year_or_404

blueprint = Blueprint("fundquestions", __name__, url_prefix="/c/<slug>/fund")


@blueprint.get("/<int:year>/questions")
@access(PUBLIC)
def index(slug: str, year: int) -> ResponseReturnValue:
    """What waits first, then the newest."""
    now, base, page = clock.now(), f"/c/{slug}", page_of_request()
    head = year_or_404(year)
    skip = (page - 1) * fundquestions.PAGE
    found = fundquestions.of_year(reading(), community().id, head.id, skip)
    here = f"{base}/fund/{year}/questions?fund={head.fund}"
    return render_template(
        "fund/questions.html",
        head=head,
        rows=[fundquestion_view.row(q, base, now) for q in found[: fundquestions.PAGE]],
        rule=rule_note("RQ1", base, now),
        ask_url=f"{base}/chamber/fund/questions/new?year={year}&fund={head.fund}",
        newer_url=f"{here}&page={page - 1}" if page > 1 else "",
        older_url=f"{here}&page={page + 1}" if len(found) > fundquestions.PAGE else "",
    )
