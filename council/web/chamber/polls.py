"""A vote: opened by the chair, cast by the member, entered from the hall, closed, recorded."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import polls as mine_of
from council.queries.public import polls
from council.queries.public.polls import PollPage
from council.rules.meetings import ASSEMBLIES, CHOICES
from council.services import ballots, resolutions
from council.services import polls as acts
from council.vocabulary import word
from council.web import hall_view
from council.web.access import access, actor, community, holds, visitor
from council.web.forms.hall import BallotForm, ResolutionForm

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
        allows_online=request.form.get("online", "y") == "y",
        at=clock.now(),
    )
    flash(_("表决开始，编号 %(number)s。截止前只显示投了几人。", number=poll), "done")
    return redirect(f"/c/{slug}/chamber/polls/{poll}", 303)


@blueprint.get("/polls/<number>")
@access("chamber.enter")
def show(slug: str, number: str) -> ResponseReturnValue:
    """The ballot, or the receipt, or why there is none; for the clerk the hall's votes."""
    return _show(slug, number)


@blueprint.post("/polls/<number>")
@access("poll.vote")
def check(slug: str, number: str) -> ResponseReturnValue:
    """Look at one's choice once more before it is cast."""
    form = BallotForm()
    if not form.validate_on_submit():
        return _show(slug, number, form=form, status=422)
    poll = _load(number)
    return render_template(
        "chamber/polls/check.html", p=poll, form=form, choice=word("choice", form.choice.data)
    )


@blueprint.post("/polls/<number>/cast")
@access("poll.vote")
def cast(slug: str, number: str) -> ResponseReturnValue:
    """Cast the ballot."""
    form = BallotForm()
    if not form.validate_on_submit():
        return _show(slug, number, form=form, status=422)
    ballots.vote(
        community().id,
        actor("poll.vote"),
        number,
        form.choice.data,
        request_key=form.request_key.data or "",
        at=clock.now(),
    )
    flash(_("您的票已经投出。"), "done")
    return redirect(f"/c/{slug}/chamber/polls/{number}", 303)


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
        return _show(slug, number, resolution_form=form, status=422)
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


def _load(number: str) -> PollPage:
    poll = polls.load(reading(), community().id, number)
    if poll is None:
        abort(404)
    return poll


def _show(
    slug: str,
    number: str,
    *,
    form: BallotForm | None = None,
    resolution_form: ResolutionForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    poll = _load(number)
    who = visitor()
    mine = mine_of.mine(reading(), community().id, poll.id, who.person_id) if who else None
    running = poll.state == "running"
    enters = running and holds("poll.enter")
    view = render_template(
        "chamber/polls/vote.html",
        p=poll,
        mine=mine,
        running=running,
        mark=hall_view.mark_of(poll),
        meter=hall_view.turnout_meter(poll),
        rule=hall_view.snapshot_note(poll, f"/c/{slug}"),
        form=form or _ballot(),
        choices=[
            (code, word("choice", code), word("choice_meaning", code)) for code in CHOICES[:3]
        ],
        my_choice=word("choice", mine.choice) if mine and mine.choice else "",
        my_channel=word("channel", mine.channel) if mine and mine.channel else "",
        may_vote=running and poll.allows_online and holds("poll.vote"),
        hall=mine_of.waiting_in_hall(reading(), community().id, poll.id) if enters else [],
        hall_choices=[("", _("还没投")), *((code, word("choice", code)) for code in CHOICES)],
        hall_key=uuid4().hex,
        may_close=running and holds("poll.open"),
        resolution=_resolution(poll, resolution_form),
    )
    return view, status


def _ballot() -> BallotForm:
    """An empty ballot: nothing is preselected."""
    form = BallotForm(formdata=None)
    form.request_key.data = uuid4().hex
    return form


def _resolution(poll: PollPage, form: ResolutionForm | None) -> SimpleNamespace | None:
    """What is needed to record the resolution, where it is due and the visitor may."""
    due = (
        poll.state in ("passed", "failed")
        and poll.body_kind in ASSEMBLIES
        and poll.resolution is None
        and holds("resolution.record")
    )
    if not due:
        return None
    return SimpleNamespace(form=form or ResolutionForm(formdata=None))
