"""会议材料 for those who keep a meeting or sit in it: list, add, withdraw, download."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import apologies as seats
from council.queries.public import meetingpapers as queries
from council.queries.public.meetings import MeetingPage
from council.rules.calendar import legal_day
from council.rules.verdict import Refused
from council.services import meetingpapers as acts
from council.services import paperfiles
from council.vocabulary import reason
from council.web import paper_files, papers_view
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber.doing import key
from council.web.chamber.meetings import load
from council.web.forms.meetingpapers import PaperForm
from council.web.public.meetingpapers import SHA

blueprint = Blueprint("chamber_meeting_papers", __name__, url_prefix="/c/<slug>/chamber/meetings")
_OTHER_PAGE = {"not_found", "no_power"}


@blueprint.get("/<number>/papers")
@access("chamber.enter")
def page(slug: str, number: str) -> ResponseReturnValue:
    """Every paper that the visitor may have, and the form to add one."""
    meeting = load(number)
    return _page(slug, meeting, _form(meeting, PaperForm(formdata=None)))


@blueprint.post("/<number>/papers")
@access("meeting.side")
def add(slug: str, number: str) -> ResponseReturnValue:
    """Put a paper to the meeting or to an item."""
    meeting = load(number)
    form = _form(meeting, PaperForm())
    if not form.validate_on_submit():
        return _page(slug, meeting, form), 422
    try:
        acts.add(
            community().id,
            actor(_power()),
            number,
            data=form.file.data.read(paperfiles.MOST_BYTES + 1),
            title=form.title.data or "",
            position=int(form.position.data) if form.position.data else None,
            body_id=UUID(hex=form.body.data) if form.body.data else None,
            is_closed=form.is_closed.data,
            folder=current_app.config["UPLOADS"],
            at=clock.now(),
        )
    except Refused as no:
        if {one.code for one in no.reasons} & _OTHER_PAGE:
            raise
        form.file.errors = [reason(one) for one in no.reasons]
        return _page(slug, meeting, form), 409
    flash(_("材料已经附上。"), "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}/papers", 303)


@blueprint.post("/<number>/papers/<paper>/withdraw")
@access("meeting.side")
def withdraw(slug: str, number: str, paper: str) -> ResponseReturnValue:
    """Take a paper back."""
    acts.withdraw(
        community().id,
        actor(_power()),
        key(paper),
        folder=current_app.config["UPLOADS"],
        at=clock.now(),
    )
    flash(_("材料已经撤下。"), "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}/papers", 303)


@blueprint.get("/<number>/papers/<sha256>")
@access("chamber.enter")
def download(slug: str, number: str, sha256: str) -> ResponseReturnValue:
    """A paper as a download; a closed one for those who keep the meeting or sit in it."""
    if not SHA.fullmatch(sha256):
        abort(404)
    inside = _inside(load(number))
    found = queries.find(reading(), community().id, number, sha256, inside=inside)
    if found is None:
        abort(404)
    return paper_files.sent(found, number, public=False)


def _power() -> str:
    """In which capacity the visitor puts papers there."""
    return acts.KEEPERS if holds(acts.KEEPERS) else acts.SIDES


def _inside(meeting: MeetingPage) -> bool:
    """Whether the visitor keeps the meeting or sits in one of its bodies, invited ones too."""
    who = visitor()
    if who is None:
        return False
    ids = tuple(body.id for body in meeting.bodies)
    on = legal_day(clock.now())
    return holds(acts.KEEPERS) or seats.sits(reading(), community().id, ids, who.person_id, on)


def _form(meeting: MeetingPage, form: PaperForm) -> PaperForm:
    form.position.choices = [("", _("整个会议"))] + [
        (str(item.position), f"{item.position}. {item.title}") for item in meeting.items
    ]
    keeps = holds(acts.KEEPERS)
    mine = [body for body in meeting.bodies if keeps or _mine(body.id)]
    first = [("", _("会议召集人"))] if keeps else []
    form.body.choices = first + [(body.id.hex, body.name) for body in mine]
    return form


def _mine(body_id: UUID) -> bool:
    who = visitor()
    on = legal_day(clock.now())
    return who is not None and seats.sits(reading(), community().id, (body_id,), who.person_id, on)


def _page(slug: str, meeting: MeetingPage, form: PaperForm) -> str:
    base = f"/c/{slug}/chamber/meetings/{meeting.number}/papers"
    found = queries.lines(reading(), community().id, meeting.id, inside=_inside(meeting))
    may = meeting.state in ("ahead", "open") and holds(acts.SIDES) and bool(form.body.choices)
    rows = papers_view.rows(found, base)
    for row in rows:
        row.mine = may and _may_withdraw(row)
    shown = form if may else None
    return render_template(
        "chamber/meetings/papers.html", m=meeting, here=base, papers=rows, form=shown
    )


def _may_withdraw(row: SimpleNamespace) -> bool:
    who = visitor()
    return holds(acts.KEEPERS) or (who is not None and row.uploader_id == who.person_id)
