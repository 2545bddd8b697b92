"""Calendars (RFC 5545) and news feeds (RFC 4287) of what is public."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict
from xml.etree import ElementTree as ET

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.ical import calendar, stamp
from council.language import gettext as _
from council.queries.public import deadlines, decisions, disclosure, meetings, postings
from council.queries.public.deadlines import DeadlineLine
from council.vocabulary import word
from council.web import dates, language, postings_view
from council.web.access import PUBLIC, access, community
from council.web.api.columns import Request
from council.web.api.formats import answer, clean
from council.web.api.nouns import paged

blueprint = Blueprint("feeds", __name__, url_prefix="/c/<slug>")
_ATOM = "http://www.w3.org/2005/Atom"
_LENGTH = timedelta(hours=2)


class Entry(TypedDict):
    """What a feed says of one thing."""

    path: str
    title: str
    updated: datetime
    summary: str
    author: str


@blueprint.get("/meetings.ics")
@access(PUBLIC)
def meetings_ics(slug: str) -> ResponseReturnValue:
    """All meetings, to subscribe to."""
    here, now = community(), clock.now()
    asked = Request(reading(), here.id, f"/c/{slug}", now)
    events = [
        {
            "UID": f"meeting-{line.number}@{slug}",
            "DTSTART": stamp(line.starts_at),
            "DTEND": stamp(line.starts_at + _LENGTH),
            "SUMMARY": line.title,
            "LOCATION": line.place,
            "STATUS": "CANCELLED" if line.state == "cancelled" else "CONFIRMED",
            "URL": _address(f"/c/{slug}/meetings/{line.number}"),
        }
        for line in paged(meetings.lines, meetings.PAGE, asked)
    ]
    name = _("%(name)s的会议", name=here.name)
    return answer(calendar(name, events, now), "ics", f"{slug}-meetings")


@blueprint.get("/deadlines.ics")
@access(PUBLIC)
def deadlines_ics(slug: str) -> ResponseReturnValue:
    """Every public deadline that still runs, as moments of no length."""
    here, now = community(), clock.now()
    events = [
        {
            "UID": f"{line.kind}-{line.number}-{int(line.until.timestamp())}@{slug}",
            "DTSTART": stamp(line.until),
            "SUMMARY": f"{_deadline_word(line)}：{line.title}",
            "DESCRIPTION": dates.deadline(line.until),
            "TRANSP": "TRANSPARENT",
            "URL": _address(f"/c/{slug}/proposals/{line.number}"),
        }
        for line in deadlines.lines(reading(), here.id, now)
    ]
    name = _("%(name)s的期限", name=here.name)
    return answer(calendar(name, events, now), "ics", f"{slug}-deadlines")


@blueprint.get("/decisions.atom")
@access(PUBLIC)
def decisions_atom(slug: str) -> ResponseReturnValue:
    """The latest resolutions."""
    entries: list[Entry] = [
        {
            "path": f"/c/{slug}/decisions/{line.number}",
            "title": f"{word('outcome', line.outcome)}：{line.title}",
            "updated": line.at,
            "summary": line.text,
            "author": line.body,
        }
        for line in decisions.lines(reading(), community().id)
    ]
    return _feed(slug, "decisions", _("决议"), entries)


@blueprint.get("/disclosure.atom")
@access(PUBLIC)
def disclosure_atom(slug: str) -> ResponseReturnValue:
    """What was posted lately."""
    entries: list[Entry] = [
        {
            "path": f"/c/{slug}/disclosure/#p-{line.key}",
            "title": f"{word('posting', line.kind)}：{line.title}",
            "updated": line.posted_at,
            "summary": line.report or line.reference or "",
            "author": _("居民委员会"),
        }
        for line in disclosure.lines(reading(), community().id)
    ]
    return _feed(slug, "disclosure", _("公开栏"), entries)


@blueprint.get("/postings.atom")
@access(PUBLIC)
def postings_atom(slug: str) -> ResponseReturnValue:
    """The latest routine disclosures."""
    entries: list[Entry] = [
        {
            "path": f"/c/{slug}/disclosure/{line.number}",
            "title": f"{line.title}（{postings_view.period_word(line.period)}）",
            "updated": line.posted_at,
            "summary": line.text,
            "author": _("居民委员会"),
        }
        for line in postings.lines(reading(), community().id)
    ]
    return _feed(slug, "postings", _("居务公开"), entries, home="disclosure/catalogue")


def _feed(
    slug: str, noun: str, name: str, entries: list[Entry], home: str = ""
) -> ResponseReturnValue:
    here = community()
    title = f"{here.name} · {name}"
    return answer(feed(slug, noun, title, clock.now(), entries, home), "atom", f"{slug}-{noun}")


def _deadline_word(line: DeadlineLine) -> str:
    if line.kind == "stage":
        return _("%(stage)s到期", stage=word("stage", line.stage))
    if line.kind == "objection":
        return _("答复异议到期")
    if line.kind == "appeal":
        return _("决定申诉到期")
    return _("%(what)s期满", what=word("posting", line.kind))


def _address(path: str) -> str:
    return request.host_url.rstrip("/") + path


def feed(
    slug: str, noun: str, title: str, since: datetime, entries: list[Entry], home: str = ""
) -> bytes:
    """An Atom feed; ``since`` is its date while it has no entry, ``home`` the page it belongs to
    (default: the noun's).
    """
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": language.current()})
    _add(root, "id", _address(f"/c/{slug}/{noun}.atom"))
    _add(root, "title", title)
    moments = [entry["updated"] for entry in entries]
    _add(root, "updated", _moment(moments[0] if moments else since))
    ET.SubElement(root, "link", rel="self", href=_address(f"/c/{slug}/{noun}.atom"))
    ET.SubElement(root, "link", rel="alternate", href=_address(f"/c/{slug}/{home or noun + '/'}"))
    for entry in entries:
        item = ET.SubElement(root, "entry")
        address = _address(entry["path"])
        _add(item, "id", address)
        _add(item, "title", entry["title"])
        _add(item, "updated", _moment(entry["updated"]))
        ET.SubElement(item, "link", rel="alternate", href=address)
        _add(ET.SubElement(item, "author"), "name", entry["author"])
        _add(item, "summary", entry["summary"])
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "utf-8")


def _moment(at: datetime) -> str:
    return dates.local(at).isoformat(timespec="seconds")


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = clean(text)
