"""例会: what meets how often, when it met last, when it is due, and what is overdue."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import series
from council.web import series_view
from council.web.access import PUBLIC, access, community, holds

blueprint = Blueprint("series", __name__, url_prefix="/c/<slug>/series")


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """Every series, what the law demands among them."""
    now, base = clock.now(), f"/c/{slug}"
    found = series.lines(reading(), community().id)
    return render_template(
        "joint/series.html",
        rows=[series_view.view(line, now, base) for line in found],
        keeps=holds("series.keep"),
    )
