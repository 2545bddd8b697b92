"""会议: every meeting, ahead and past, with agenda and turnout."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.public import ahead, meetingpapers, meetings, polls, written
from council.queries.public.meetings import MeetingLine
from council.rules.calendar import legal_day
from council.rules.rule import Rule
from council.web import agenda_view, ahead_view, asking, hall_view, joint_view, papers_view
from council.web.access import PUBLIC, access, community, holds, visitor
from council.web.rule_view import book, rule_view

blueprint = Blueprint("meetings", __name__, url_prefix="/c/<slug>/meetings")
_LAST_PAGE = 999


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """All meetings, the latest date first."""
    page = page_of_request()
    base = f"/c/{slug}/meetings/"
    found = meetings.lines(reading(), community().id, (page - 1) * meetings.PAGE)
    return render_template(
        "meetings/index.html",
        rows=[_row(line, base) for line in found[: meetings.PAGE]],
        newer_url=f"{base}?page={page - 1}" if page > 1 else "",
        older_url=f"{base}?page={page + 1}" if len(found) > meetings.PAGE else "",
        may_convene=holds("meeting.convene"),
        may_call=holds("written.call"),
    )


@blueprint.get("/<number>")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """One meeting: notice, agenda, turnout, votes."""
    meeting = meetings.load(reading(), community().id, number)
    if meeting is None:
        abort(404)
    now = clock.now()
    base = f"/c/{slug}"
    held = polls.of_meeting(reading(), community().id, meeting.id, now)
    rule = book().rule(meeting.rule_id, legal_day(meeting.starts_at))
    return render_template(
        "meetings/page.html",
        m=meeting,
        mark=hall_view.meeting_mark(meeting.state),
        meters=hall_view.attendance_meters(meeting, hall_view.standing(meeting, now)),
        items=_items(meeting, rule, held, base),
        when=agenda_view.when(meeting),
        who=agenda_view.facts(meeting),
        notice=agenda_view.notice(meeting, rule),
        papers=_papers(meeting, base),
        asked=_asked(meeting, base) if meeting.in_writing else [],
        rule=rule_view(meeting.rule_id, meeting.starts_at),
        inside=visitor() is not None,
        joint=joint_view.of(meeting, now),
    )


@blueprint.get("/<number>/outlook")
@access(PUBLIC)
def prospect(slug: str, number: str) -> ResponseReturnValue:
    """What each question of a vote ahead would need, from the roll as it would be frozen today."""
    here, today = community().id, legal_day(clock.now())
    meeting = ahead.load(reading(), here, number)
    if meeting is None:
        return redirect(f"/c/{slug}/meetings/{number}", 302)
    rule = book().rule(meeting.rule_id, legal_day(meeting.starts_at))
    rolls = ahead.today(reading(), here, meeting, rule, today)
    return render_template(
        "meetings/outlook.html",
        m=meeting,
        today=today,
        columns=ahead_view.columns(),
        questions=ahead_view.questions(meeting.asked, rolls, rule),
        rule=rule_view(meeting.rule_id, meeting.starts_at),
    )


def _asked(meeting: meetings.MeetingPage, base: str) -> list[SimpleNamespace]:
    """The questions of a vote in writing, word by word."""
    found = []
    for row in written.asked(reading(), community().id, meeting.id):
        view = asking.view(row)
        view.url = f"{base}/proposals/{row.proposal}" if row.proposal else ""
        found.append(view)
    return found


def page_of_request() -> int:
    """The page in the address; 1 where it says nothing that can be read."""
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) <= _LAST_PAGE else 1


def _row(line: MeetingLine, base: str) -> SimpleNamespace:
    kind, text = hall_view.meeting_mark(line.state)
    return SimpleNamespace(
        at=line.starts_at,
        title=line.title,
        url=base + line.number,
        place=line.place,
        kind=kind,
        word=text,
        note=_("%(number)s · 议程 %(n)s 项", number=line.number, n=line.items),
    )


def _papers(meeting: meetings.MeetingPage, base: str) -> list[SimpleNamespace]:
    found = meetingpapers.lines(reading(), community().id, meeting.id)
    return papers_view.rows(found, f"{base}/meetings/{meeting.number}/papers")


def _items(
    meeting: meetings.MeetingPage, rule: Rule, held: dict[int, list[polls.PollLine]], base: str
) -> list[SimpleNamespace]:
    """The agenda with the polls of every item."""
    shown = agenda_view.items(meeting, rule, base)
    for view in shown:
        view.polls = hall_view.poll_rows(held.get(view.position, []), base)
    return shown
