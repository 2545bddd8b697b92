"""An open meeting as everybody may follow it from home: names and texts masked."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from council import clock
from council.db import reading
from council.queries.public import hall
from council.queries.public.meetings import MeetingPage
from council.web import follow_view, pulse
from council.web.access import PUBLIC, access, community
from council.web.jinja import fragment

blueprint = Blueprint("live", __name__, url_prefix="/c/<slug>/meetings/<number>/live")


@blueprint.get("")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """The page that follows the meeting by itself."""
    meeting = follow_view.in_session(number)
    part = pulse.part(slug, f"{request.path}/now", lambda: _now(meeting))
    return render_template("meetings/live.html", m=meeting, follow=part)


@blueprint.get("/now")
@access(PUBLIC)
def now(slug: str, number: str) -> ResponseReturnValue:
    """What is going on now, or 304."""
    return pulse.answer(slug, lambda: _now(follow_view.in_session(number)))


def _now(meeting: MeetingPage) -> Markup:
    here = community()
    found = hall.now(reading(), here.id, meeting.id, at=clock.now())
    view = follow_view.fragment(found, here.name, f"/c/{here.slug}")
    return fragment("meetings/_now.html", now=view, inside=False)
