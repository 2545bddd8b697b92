"""What follows a meeting by itself: the projector's page, and the phone page of members."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import apologies
from council.queries.chamber import hall as clear
from council.queries.chamber import presence as seats
from council.queries.public import hall
from council.queries.public.meetings import MeetingPage
from council.rules.calendar import legal_day
from council.services import attendance, speeches
from council.vocabulary import word
from council.web import follow_view, pulse
from council.web.access import access, actor, community, holds, visitor
from council.web.forms.hallacts import request_key
from council.web.jinja import fragment

blueprint = Blueprint("chamber_follow", __name__, url_prefix="/c/<slug>/chamber/meetings/<number>")


@blueprint.get("/projector")
@access("meeting.keep")
def projector(slug: str, number: str) -> ResponseReturnValue:
    """The page for the wall of the hall: names masked, since anybody may look at a wall."""
    meeting = follow_view.in_session(number)
    live = pulse.part(slug, f"{request.path}/now", lambda: _wall(meeting))
    return render_template("chamber/meetings/projector.html", m=meeting, follow=live)


@blueprint.get("/projector/now")
@access("meeting.keep")
def projector_now(slug: str, number: str) -> ResponseReturnValue:
    """The wall as it is now, or 304."""
    return pulse.answer(slug, lambda: _wall(follow_view.in_session(number)))


@blueprint.get("/follow")
@access("chamber.enter")
def follow(slug: str, number: str) -> ResponseReturnValue:
    """The meeting on the phone of somebody who takes part; others follow it masked."""
    meeting = follow_view.in_session(number)
    mine = _mine(meeting)
    if mine is None:
        return redirect(f"/c/{slug}/meetings/{number}/live")
    _place(meeting, mine)
    live = pulse.part(slug, f"{request.path}/now", lambda: _phone(meeting, slug))
    return render_template(
        "chamber/meetings/follow.html", m=meeting, follow=live, mine=mine, request_key=uuid4().hex
    )


@blueprint.get("/follow/now")
@access("chamber.enter")
def follow_now(slug: str, number: str) -> ResponseReturnValue:
    """The phone's part as it is now, or 304."""
    who = visitor()
    on_roll = who is not None and seats.expected(reading(), community().id, number, who.person_id)
    if not on_roll and _mine(follow_view.in_session(number)) is None:
        abort(403)
    return pulse.answer(slug, lambda: _phone(follow_view.in_session(number), slug))


@blueprint.post("/follow/ask")
@access("meeting.speak")
def ask(slug: str, number: str) -> ResponseReturnValue:
    """Ask to speak on the item that is open."""
    place = speeches.ask(
        community().id,
        actor("meeting.speak"),
        number,
        request.form.get("side", ""),
        request_key=request_key(),
        at=clock.now(),
    )
    said = _("您已经在发言名单上，排第 %(n)s 位。", n=place) if place else _("您已经在发言名单上。")
    return _done(slug, number, said)


@blueprint.post("/follow/withdraw")
@access("meeting.speak")
def withdraw(slug: str, number: str) -> ResponseReturnValue:
    """Take one's own line off the list of speakers."""
    speeches.withdraw(
        community().id,
        actor("meeting.speak"),
        number,
        request.form.get("position", 0, int),
        request_key=request_key(),
        at=clock.now(),
    )
    return _done(slug, number, _("已从发言名单上去掉。"))


@blueprint.post("/follow/leave")
@access("chamber.enter")
def leave(slug: str, number: str) -> ResponseReturnValue:
    """Leave before the end: the minute is kept, and the quorum counts anew."""
    attendance.go(community().id, actor("chamber.enter"), number, at=clock.now())
    return _done(slug, number, _("已记下您离会的时间。"))


def _done(slug: str, number: str, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}/follow", 303)


def _wall(meeting: MeetingPage) -> Markup:
    here = community()
    found = hall.now(reading(), here.id, meeting.id, at=clock.now())
    now = follow_view.fragment(found, here.name, f"/c/{here.slug}")
    return fragment("chamber/meetings/_room.html", now=now)


def _phone(meeting: MeetingPage, slug: str) -> Markup:
    found = clear.now(reading(), community().id, meeting.id, at=clock.now())
    now = follow_view.fragment(found, community().name, f"/c/{slug}", inside=True)
    return fragment("meetings/_now.html", now=now, inside=True)


def _mine(meeting: MeetingPage) -> SimpleNamespace | None:
    """The visitor's own line; None for whoever is neither expected nor keeps the meeting."""
    who = visitor()
    if who is None:
        return None
    line = seats.mine(reading(), community().id, meeting.id, who.person_id)
    if line is None and not holds("meeting.keep") and not _expected(meeting, who.person_id):
        return None
    state = line.state if line else ""
    here = meeting.state == "open" and state == "present"
    return SimpleNamespace(
        word=_said(line),
        at=line.arrived_at if line and state in ("present", "left", "waiting") else None,
        person_id=who.person_id,
        may_join=meeting.state == "open" and state in ("expected", "excused", "left"),
        may_leave=here,
        may_ask=here,
        waiting=None,
    )


def _expected(meeting: MeetingPage, person_id: UUID) -> bool:
    """Before the opening: whether the roll would name the visitor today."""
    bodies = (meeting.body_id, meeting.joint_body_id)
    today = legal_day(clock.now())
    return meeting.state == "ahead" and apologies.sits(
        reading(), community().id, bodies, person_id, today
    )


def _said(line: seats.Mine | None) -> str:
    if line is None:
        return _("会议开始后，这里显示您的到会情况。")
    if line.state == "observer":
        return _("您列席会议，没有表决权。")
    if line.state == "waiting":
        return _("您已签到，会议开始就算到会。")
    code = (line.channel or "hall") if line.state == "present" else line.state
    return _("您：%(state)s", state=word("roll", code))


def _place(meeting: MeetingPage, mine: SimpleNamespace) -> None:
    """Whether the visitor stands on the list of speakers already, and where."""
    if not mine.may_ask:
        return
    now = clear.now(reading(), community().id, meeting.id, at=clock.now())
    places = [n for n, one in enumerate(now.waiting, 1) if one.person_id == mine.person_id]
    if places:
        mine.waiting = SimpleNamespace(
            place=places[0], position=now.waiting[places[0] - 1].position
        )
    closed = bool(now.orders & {"close_list", "close_debate"})
    mine.may_ask = now.item is not None and not places and not closed
