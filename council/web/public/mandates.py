"""委托书: the empty form of a meeting, to print."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from council.db import reading
from council.queries.public.mandates import meeting
from council.web.access import PUBLIC, access, community
from council.web.mandate_sheet import sheet

blueprint = Blueprint("mandates", __name__, url_prefix="/c/<slug>/meetings/<number>")


@blueprint.get("/mandate")
@access(PUBLIC)
def form(slug: str, number: str) -> ResponseReturnValue:
    """The empty form: nobody's name is on it."""
    head = meeting(reading(), community().id, number)
    if head is None:
        abort(404)
    return sheet(head)
