"""The door of a meeting: the code of the day on the wall or on paper, and coming in by it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import presence
from council.rules.calendar import legal_day
from council.services import door as acts
from council.web import follow_view, qr
from council.web.access import access, actor, community

blueprint = Blueprint("chamber_door", __name__, url_prefix="/c/<slug>/chamber/meetings/<number>")


@blueprint.get("/door")
@access("meeting.keep")
def show(slug: str, number: str) -> ResponseReturnValue:
    """The code for the wall and for A4; without one of today, how to get it."""
    meeting = follow_view.in_session(number)
    stored = presence.door(reading(), community().id, meeting.id).door_code
    code = acts.code_of(stored, legal_day(clock.now()))
    url = f"{request.host_url}c/{slug}/chamber/meetings/{number}/here?code={code}"
    drawn = qr.drawn(url) if code and meeting.state in ("ahead", "open") else None
    back = f"/c/{slug}/chamber/meetings/{number}"
    return render_template(
        "chamber/meetings/door.html", m=meeting, code=code, qr=drawn, links={"back": back}
    )


@blueprint.post("/door")
@access("meeting.keep")
def make(slug: str, number: str) -> ResponseReturnValue:
    """Let people in by the code of today; ``anew``: by another one than before."""
    act = acts.renew if request.form.get("anew") else acts.show
    act(community().id, actor("meeting.keep"), number, at=clock.now())
    return redirect(f"/c/{slug}/chamber/meetings/{number}/door", 303)


@blueprint.get("/here")
@access("chamber.enter")
def arrive(slug: str, number: str) -> ResponseReturnValue:
    """Who has scanned the code says so by one press: opening an address changes nothing."""
    return render_template(
        "chamber/meetings/here.html",
        m=follow_view.in_session(number),
        code=request.args.get("code", "")[:20],
    )


@blueprint.post("/here")
@access("chamber.enter")
def come_in(slug: str, number: str) -> ResponseReturnValue:
    """Come in."""
    code = request.form.get("code", "")[:20]
    who = actor("chamber.enter")
    where = acts.come_in(community().id, who, number, code, at=clock.now())
    if where == acts.WAITING:
        said = _("您已签到。会议还没有开始，开始时就算到会。")
    else:
        said = _("签到成功，您已到会。")
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}/follow", 303)
