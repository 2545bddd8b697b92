"""Somebody's own calendar at a private address: who knows the address reads it, nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from council import clock, ical
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import calendar
from council.rules.calendar import legal_day
from council.services.calendars import key_hash
from council.web import calendar_view
from council.web.access import PUBLIC, access, community
from council.web.api.formats import TYPES

blueprint = Blueprint("calendar", __name__)
_PAST = timedelta(days=180)
"""How far back the meetings go."""


@blueprint.get("/c/<slug>/calendar/<secret>.ics")
@access(PUBLIC)
def show(slug: str, secret: str) -> ResponseReturnValue:
    """Meetings of the bodies one sits in, and the ends of one's votes."""
    found = calendar.holder(reading(), community().id, key_hash(secret))
    if found is None:
        return _gone(404, _("没有这个日历地址。请登录后在“通知和日历”里重新生成，再订阅。"))
    if found.is_over:
        return _gone(410, _("这个日历地址已经停用。要继续订阅，请登录后在“通知和日历”里重新生成。"))
    now = clock.now()
    name = _("%(name)s：我的会议", name=community().name)
    made = ical.calendar(name, _events(slug, found.person_id, now), now)
    return _private(Response(made, content_type=TYPES["ics"]))


def _events(slug: str, person_id: UUID, now: datetime) -> list[dict[str, str]]:
    here = community().id
    held = calendar.meetings_of(reading(), here, person_id, now - _PAST, legal_day(now))
    ends = calendar.votes_of(reading(), here, person_id)
    return [
        *(calendar_view.meeting(event, slug) for event in held),
        *(calendar_view.vote(end, slug) for end in ends),
    ]


def _gone(status: int, text: str) -> Response:
    return _private(Response(text + "\n", status, content_type="text/plain; charset=utf-8"))


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
