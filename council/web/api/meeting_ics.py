"""One meeting for one's own calendar (RFC 5545)."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from council import clock, ical
from council.db import reading
from council.queries.public import calendar
from council.web import calendar_view
from council.web.access import PUBLIC, access, community
from council.web.api.formats import answer

blueprint = Blueprint("meeting_ics", __name__, url_prefix="/c/<slug>/meetings")


@blueprint.get("/<number>.ics")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """The meeting; called off, it says so."""
    event = calendar.one(reading(), community().id, number)
    if event is None:
        abort(404)
    made = ical.calendar(community().name, [calendar_view.meeting(event, slug)], clock.now())
    return answer(made, "ics", f"{slug}-{event.number}")
