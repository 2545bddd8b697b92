"""Meetings and deadlines as events of a calendar."""

from __future__ import annotations

from flask import request

from council.ical import stamp
from council.language import gettext as _
from council.queries.chamber.calendar import VoteEnd
from council.queries.public.calendar import MeetingEvent
from council.web import dates


def meeting(event: MeetingEvent, slug: str) -> dict[str, str]:
    """A meeting; one that is called off stays, so that it vanishes from nobody unawares."""
    titles = (title or _("（不公开的一项）") for title in event.agenda)
    lines = [f"{n}. {title}" for n, title in enumerate(titles, 1)]
    if event.link:
        lines.insert(0, _("线上参加：%(link)s", link=event.link))
    return {
        "UID": f"meeting-{event.number}@{slug}",
        "SEQUENCE": str(event.changes),
        "DTSTART": stamp(event.starts_at),
        "DTEND": stamp(event.ends_at),
        "SUMMARY": _("（取消）%(title)s", title=event.title) if event.is_cancelled else event.title,
        "LOCATION": event.place,
        "DESCRIPTION": "\n".join(lines),
        "STATUS": "CANCELLED" if event.is_cancelled else "CONFIRMED",
        "URL": _address(f"/c/{slug}/meetings/{event.number}"),
    }


def vote(end: VoteEnd, slug: str) -> dict[str, str]:
    """The end of a vote, as a moment of no length."""
    return {
        "UID": f"vote-{end.number}@{slug}",
        "DTSTART": stamp(end.closes_at),
        "SUMMARY": _("投票截止：%(title)s", title=end.question),
        "DESCRIPTION": dates.deadline(end.closes_at),
        "TRANSP": "TRANSPARENT",
        "URL": _address(f"/c/{slug}/polls/{end.number}"),
    }


def _address(path: str) -> str:
    return request.host_url.rstrip("/") + path
