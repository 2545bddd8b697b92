"""表决: every poll with its turnout; the count and the named votes once it is over."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from council.db import reading
from council.queries.public import polls
from council.queries.public.polls import NamedVote
from council.vocabulary import word
from council.web import hall_view
from council.web.access import PUBLIC, access, community, holds
from council.web.public.meetings import page_of_request

blueprint = Blueprint("polls", __name__, url_prefix="/c/<slug>/polls")


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """All polls, running ones first."""
    page = page_of_request()
    base = f"/c/{slug}"
    found = polls.lines(reading(), community().id, (page - 1) * polls.PAGE)
    return render_template(
        "polls/index.html",
        rows=hall_view.poll_rows(found[: polls.PAGE], base),
        newer_url=f"{base}/polls/?page={page - 1}" if page > 1 else "",
        older_url=f"{base}/polls/?page={page + 1}" if len(found) > polls.PAGE else "",
    )


@blueprint.get("/<number>")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """One poll."""
    poll = polls.load(reading(), community().id, number)
    if poll is None:
        abort(404)
    base = f"/c/{slug}"
    return render_template(
        "polls/page.html",
        p=poll,
        mark=hall_view.mark_of(poll),
        meter=hall_view.turnout_meter(poll),
        count=hall_view.result(poll),
        votes=[_vote(vote) for vote in poll.votes],
        rule=hall_view.snapshot_note(poll, base),
        may_vote=poll.state == "running" and holds("poll.vote"),
    )


def _vote(vote: NamedVote) -> SimpleNamespace:
    choice = word("choice", vote.choice) if vote.choice else ""
    return SimpleNamespace(
        title=vote.office_title,
        name=vote.name,
        recused=vote.recused,
        choice=choice,
        channel=word("channel", vote.channel) if vote.channel else "",
    )
