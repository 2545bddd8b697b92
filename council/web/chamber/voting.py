"""Casting a ballot: marked, looked at once more, cast, and the receipt."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import polls as mine_of
from council.queries.chamber.polls import MyLine
from council.queries.public import polls
from council.queries.public.polls import PollPage
from council.rules.form import Form
from council.rules.meetings import CHOICES
from council.services import ballots
from council.vocabulary import word
from council.web import ballot_view, hall_view, outlook_view
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber import channels
from council.web.chamber.resolving import due as resolution_due
from council.web.citations import snapshot_note
from council.web.forms import ballot as sheets
from council.web.forms.ballot import Sheet

blueprint = Blueprint("voting", __name__, url_prefix="/c/<slug>/chamber/polls")
_SHOWN_ONCE = "tracker"


@blueprint.get("/<number>")
@access("chamber.enter")
def show(slug: str, number: str) -> ResponseReturnValue:
    """The ballot, or the receipt, or why there is none; for the clerk the hall's votes."""
    return page(slug, number)


@blueprint.post("/<number>")
@access("poll.vote")
def check(slug: str, number: str) -> ResponseReturnValue:
    """Look at one's choice once more before it is cast."""
    poll, sheet = _sent(number)
    if sheet.content is None:
        return page(slug, number, sheet=sheet, status=422)
    line = _line(poll, request.form.get("voter", "0"))
    if line is None:
        return redirect(f"/c/{slug}/chamber/polls/{number}", 303)
    return render_template(
        "chamber/polls/check.html",
        p=poll,
        line=ballot_view.line_view(line, poll),
        said=ballot_view.said_lines(poll.form, sheet.content),
        afterwards=ballot_view.afterwards(poll, line),
        pairs=[*sheet.pairs(), ("voter", line.key), ("request_key", _key())],
    )


class _Faulty(Exception):  # noqa: N818 - it carries the sheet back to its page
    """The sheet that was sent cannot be cast as it is marked."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet


def _content(form: Form) -> dict[str, Any]:
    """What was marked on the sheet of this request."""
    sheet = sheets.read(form, request.form)
    if sheet.content is None:
        raise _Faulty(sheet)
    return sheet.content


@blueprint.post("/<number>/cast")
@access("poll.vote")
def cast(slug: str, number: str) -> ResponseReturnValue:
    """Cast the ballot; the receipt of a secret one is shown once, on the next page.

    Nothing is read before: the act itself looks at the poll, reads the sheet and checks the rest.
    """
    given = request.form.get("voter", "0")
    person, line = _voter(given)
    try:
        receipt = ballots.vote(
            community().id,
            actor("poll.vote"),
            number,
            _content,
            request_key=request.form.get("request_key", ""),
            at=clock.now(),
            line=line,
            for_person=person,
        )
    except _Faulty as no:
        return page(slug, number, sheet=no.sheet, status=422)
    if receipt.secret:
        session[_SHOWN_ONCE] = [number, receipt.receipt]
    return redirect(f"/c/{slug}/chamber/polls/{number}/receipt?voter={given}", 303)


@blueprint.get("/<number>/receipt")
@access("chamber.enter")
def receipt(slug: str, number: str) -> ResponseReturnValue:
    """What a voter keeps; the tracker of a secret ballot leaves the browser's cookie here."""
    poll = load(number)
    line = _line(poll, request.args.get("voter", "0"))
    if line is None or not line.voted:
        return redirect(f"/c/{slug}/chamber/polls/{number}", 303)
    kept = session.get(_SHOWN_ONCE)
    tracker = ""
    if poll.secret and isinstance(kept, list) and kept[:1] == [number]:
        tracker = str(kept[1])
        session.pop(_SHOWN_ONCE)
    view = render_template(
        "chamber/polls/receipt.html",
        p=poll,
        line=ballot_view.line_view(line, poll),
        tracker=tracker,
        lookup=f"/c/{slug}/polls/{number}/ballots",
    )
    return view, 200, {"Cache-Control": "no-store"}


def page(
    slug: str,
    number: str,
    *,
    sheet: Sheet | None = None,
    status: int = 200,
    **more: Any,
) -> ResponseReturnValue:
    """The page of a poll for whoever is signed in. ``more``: the clerk's form that has faults."""
    poll = load(number)
    lines = _mine(poll)
    wanted = request.values.get("voter", "")
    may_vote = poll.state == "running" and poll.allows_online and holds("poll.vote")
    waiting = [line for line in lines if not line.voted and not line.recused] if may_vote else []
    here = next((line for line in waiting if line.key == wanted), None)
    if here is None and len(waiting) == 1 and not wanted:
        here = waiting[0]
    shown = sheet or sheets.blank(poll.form)
    view = render_template(
        "chamber/polls/vote.html",
        p=poll,
        lines=[ballot_view.line_view(line, poll) for line in lines],
        waiting=[ballot_view.line_view(line, poll) for line in waiting],
        line=ballot_view.line_view(here, poll) if here else None,
        afterwards=ballot_view.afterwards(poll, here) if here else "",
        sheet=shown,
        ballot=ballot_view.sheet_view(shown),
        request_key=_key(),
        running=poll.state == "running",
        mark=hall_view.mark_of(poll),
        meter=outlook_view.meter(poll),
        rule=snapshot_note(poll.rule, f"/c/{slug}"),
        **_of_the_clerk(poll),
        channels=channels.links(poll, f"/c/{slug}/chamber/polls/{number}"),
        resolution=resolution_due(poll, more.get("resolution_form")),
    )
    return view, status


def load(number: str) -> PollPage:
    """The poll of this address; 404 where there is none."""
    poll = polls.load(reading(), community().id, number, clock.now())
    if poll is None:
        abort(404)
    return poll


def _of_the_clerk(poll: PollPage) -> dict[str, Any]:
    """What the clerk may do here: enter the votes of the hall, close."""
    enters = poll.state == "running" and not poll.secret and holds("poll.enter")
    enters = enters and poll.form.kind == "motion"
    return {
        "hall": mine_of.waiting_in_hall(reading(), community().id, poll.id) if enters else [],
        "hall_choices": [("", _("还没投")), *((code, word("choice", code)) for code in CHOICES)],
        "hall_key": uuid4().hex,
        "may_close": poll.closed_at is None and holds("poll.open"),
    }


def _sent(number: str) -> tuple[PollPage, Sheet]:
    poll = load(number)
    return poll, sheets.read(poll.form, request.form)


def _key() -> str:
    """The key of this ballot: the one that was sent, or a fresh one."""
    return request.form.get("request_key") or uuid4().hex


def _mine(poll: PollPage) -> list[MyLine]:
    who = visitor()
    return mine_of.mine(reading(), community().id, poll.id, who.person_id) if who else []


def _line(poll: PollPage, key: str) -> MyLine | None:
    return next((line for line in _mine(poll) if line.key == key), None)


def _voter(key: str) -> tuple[UUID | None, int]:
    """Whose ballot it is, None for one's own, and which line of theirs; 400 for anything else."""
    person, dash, line = key.rpartition("-")
    if not line.isdecimal() or len(line) > 4:
        abort(400)
    try:
        return (UUID(hex=person) if dash else None), int(line)
    except ValueError:
        abort(400)
