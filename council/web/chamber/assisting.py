"""A clerk votes at a voter's wish: looked up, read out, cast, and a slip for the voter."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

from flask import Blueprint, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.chamber import papers as queries
from council.queries.chamber.papers import VoterLine
from council.queries.public.polls import PollPage
from council.rules.verdict import Refused
from council.services import assisted
from council.services.assisted import Slip
from council.web import ballot_view
from council.web.access import access, actor, community
from council.web.chamber import voting
from council.web.chamber.paperdesk import uuid_of
from council.web.errors import reason_view
from council.web.forms import ballot as sheets
from council.web.forms.ballot import Sheet
from council.web.forms.papers import ReadOutForm

blueprint = Blueprint("assisting", __name__, url_prefix="/c/<slug>/chamber/polls/<number>")
ASSIST = "poll.assist"


@blueprint.get("/assist")
@access(ASSIST)
def page(slug: str, number: str) -> ResponseReturnValue:
    """Look somebody up on the roll, then the ballot."""
    poll = voting.load(number)
    if "voter" in request.args:
        return _page(slug, poll, _voter(poll, request.args["voter"]))
    return _page(slug, poll)


@blueprint.post("/assist")
@access(ASSIST)
def cast(slug: str, number: str) -> ResponseReturnValue:
    """Cast the ballot and answer with the slip.

    This POST answers 200 on purpose: the tracker of a secret ballot stands here and nowhere else.
    """
    poll, form = voting.load(number), ReadOutForm()
    voter = _voter(poll, request.form.get("voter", ""))
    sheet = sheets.read(poll.form, request.form)
    if not form.validate_on_submit() or sheet.content is None:
        return _page(slug, poll, voter, form, sheet, status=422)
    try:
        slip = assisted.assist(
            community().id,
            actor(ASSIST),
            number,
            voter.id,
            sheet.content,
            request_key=form.request_key.data or "",
            at=clock.now(),
        )
    except Refused as no:
        return _page(slug, poll, voter, form, sheet, status=409, refusal=no)
    answer = make_response(render_template("papers/slip.html", **_slip(slug, poll, slip)))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _slip(slug: str, poll: PollPage, slip: Slip) -> dict[str, object]:
    said = ballot_view.said_lines(poll.form, slip.content) if slip.content else []
    back = f"/c/{slug}/chamber/polls/{poll.number}/assist"
    return {"p": poll, "slip": slip, "said": said, "links": SimpleNamespace(back=back)}


def _voter(poll: PollPage, key: str) -> VoterLine:
    found = queries.voter(reading(), community().id, poll.id, uuid_of(key))
    return found or abort(404)


def _page(
    slug: str,
    poll: PollPage,
    voter: VoterLine | None = None,
    form: ReadOutForm | None = None,
    sheet: Sheet | None = None,
    *,
    status: int = 200,
    refusal: Refused | None = None,
) -> ResponseReturnValue:
    asked = request.args.get("q", "")[:80]
    form = form or ReadOutForm(formdata=None)
    form.request_key.data = form.request_key.data or uuid4().hex
    shown = sheet or sheets.blank(poll.form)
    view = render_template(
        "papers/assist.html",
        p=poll,
        voter=voter,
        asked=asked,
        found=queries.find(reading(), community().id, poll.id, asked),
        most=queries.MOST_FOUND,
        form=form,
        sheet=shown,
        ballot=ballot_view.sheet_view(shown),
        open=poll.state == "running" and poll.allows_online,
        reasons=[reason_view(reason) for reason in refusal.reasons] if refusal else [],
        base=f"/c/{slug}/chamber/polls/{poll.number}",
    )
    return view, status
