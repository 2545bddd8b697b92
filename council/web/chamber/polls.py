"""A vote as those see it who keep the meeting: opened, entered from the hall, closed, recorded."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from council import clock
from council.language import gettext as _
from council.services import ballots, resolutions
from council.services import polls as acts
from council.web.access import access, actor, community
from council.web.chamber import voting
from council.web.forms.hall import ResolutionForm

blueprint = Blueprint("chamber_polls", __name__, url_prefix="/c/<slug>/chamber")


@blueprint.post("/meetings/<number>/items/<int:position>/poll")
@access("poll.open")
def open_it(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Open the vote of one body on one item."""
    body = request.form.get("body", "")
    poll = acts.open_poll(
        community().id,
        actor("poll.open"),
        number,
        position,
        body_id=_uuid(body) if body else None,
        allows_online=None if request.form.get("online", "y") == "y" else False,
        at=clock.now(),
    )
    flash(_("表决开始，编号 %(number)s。截止前只显示投了几人。", number=poll), "done")
    return redirect(f"/c/{slug}/chamber/polls/{poll}", 303)


@blueprint.post("/polls/<number>/hall")
@access("poll.enter")
def enter(slug: str, number: str) -> ResponseReturnValue:
    """Enter the votes cast by hand in the hall."""
    votes = {
        _uuid(name.removeprefix("vote-")): choice
        for name, choice in request.form.items()
        if name.startswith("vote-") and choice
    }
    n = ballots.enter_hall(
        community().id,
        actor("poll.enter"),
        number,
        votes,
        request_key=request.form.get("request_key", ""),
        at=clock.now(),
    )
    flash(_("已录入现场票 %(n)s 张。", n=n), "done")
    return redirect(f"/c/{slug}/chamber/polls/{number}", 303)


@blueprint.post("/polls/<number>/close")
@access("poll.open")
def close(slug: str, number: str) -> ResponseReturnValue:
    """End the vote and count it."""
    acts.close_poll(community().id, actor("poll.open"), number, at=clock.now())
    flash(_("表决截止，已经计票。"), "done")
    return redirect(f"/c/{slug}/chamber/polls/{number}", 303)


@blueprint.post("/polls/<number>/resolution")
@access("resolution.record")
def resolve(slug: str, number: str) -> ResponseReturnValue:
    """Record the resolution and post it."""
    form = ResolutionForm()
    if not form.validate_on_submit():
        return voting.page(slug, number, resolution_form=form, status=422)
    resolution = resolutions.record(
        community().id, actor("resolution.record"), number, form.text.data or "", at=clock.now()
    )
    flash(_("决议已登记并公示，编号 %(number)s。", number=resolution), "done")
    return redirect(f"/c/{slug}/polls/{number}", 303)


def _uuid(text: str) -> UUID:
    try:
        return UUID(hex=text)
    except ValueError:
        abort(400)
