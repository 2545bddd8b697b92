"""选票核对记录: published with the result of a poll, on paper and as JSON."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, abort, jsonify, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import polls, reconciliation
from council.queries.public.polls import PollPage
from council.queries.public.reconciliation import Reconciled
from council.web import protocol_view
from council.web.access import PUBLIC, access, community
from council.web.citations import snapshot_note

blueprint = Blueprint("reconciliation", __name__, url_prefix="/c/<slug>/polls")


@blueprint.get("/<number>/protocol")
@access(PUBLIC)
def page(slug: str, number: str) -> ResponseReturnValue:
    """The protocol of a counted poll, for A4."""
    poll, found = _load(number)
    return render_template(
        "papers/protocol.html",
        p=poll,
        protocol=protocol_view.view(found.protocol),
        aside=[(serial, protocol_view.aside(why)) for serial, why in found.set_aside],
        rule=snapshot_note(poll.rule, f"/c/{slug}"),
        links=SimpleNamespace(back=f"/c/{slug}/polls/{number}"),
    )


@blueprint.get("/<number>/protocol.json")
@access(PUBLIC)
def as_json(slug: str, number: str) -> ResponseReturnValue:
    """The same as JSON."""
    poll, found = _load(number)
    head = {"poll": poll.number, "question": poll.question, "secret": poll.secret}
    return jsonify(head | protocol_view.data(found.protocol, found.set_aside))


def _load(number: str) -> tuple[PollPage, Reconciled]:
    here = community().id
    poll = polls.load(reading(), here, number, clock.now())
    if poll is None or not poll.told:
        abort(404)
    tally = poll.tally if not poll.secret else None
    return poll, reconciliation.load(reading(), here, poll.id, secret=poll.secret, tally=tally)
