"""名册: who may vote in a poll, by office, unit or building."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from council.db import reading
from council.queries.public import rolls
from council.web import roll_view
from council.web.access import PUBLIC, access, community, visitor
from council.web.public.meetings import page_of_request

blueprint = Blueprint("rolls", __name__, url_prefix="/c/<slug>/polls/<number>")


@blueprint.get("/roll")
@access(PUBLIC)
def roll(slug: str, number: str) -> ResponseReturnValue:
    """The frozen roll of a poll, masked."""
    head = rolls.head(reading(), community().id, number)
    if head is None:
        abort(404)
    page, here = page_of_request(), f"/c/{slug}/polls/{number}/roll"
    skip = (page - 1) * rolls.PAGE
    found = rolls.rows(reading(), community().id, head.id, skip)
    return render_template(
        "polls/roll.html",
        head=head,
        facts=roll_view.facts(head, f"/c/{slug}"),
        columns=roll_view.columns(head),
        rows=roll_view.table(head, found[: rolls.PAGE], skip),
        newer_url=f"{here}?page={page - 1}" if page > 1 else "",
        older_url=f"{here}?page={page + 1}" if len(found) > rolls.PAGE else "",
        mine_url=f"/c/{slug}/chamber/polls/{number}/roll" if visitor() else "",
    )
