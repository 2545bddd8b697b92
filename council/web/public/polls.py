"""表决: every poll with its turnout; the count, line by line, and the ballots once it is over."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import ballots, entitlement, polls, steered, turnout
from council.queries.public.polls import PollPage
from council.rules import outlook
from council.rules.rule import Rule
from council.web import (
    allocation_view,
    ballot_view,
    hall_view,
    outlook_view,
    poll_view,
    result_view,
)
from council.web.access import PUBLIC, access, community, holds, visitor
from council.web.api.formats import answer
from council.web.citations import snapshot_note
from council.web.public.meetings import page_of_request

blueprint = Blueprint("polls", __name__, url_prefix="/c/<slug>/polls")


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """All polls, open ones first."""
    page = page_of_request()
    base = f"/c/{slug}"
    skip = (page - 1) * polls.PAGE
    found = polls.lines(reading(), community().id, skip, clock.now())
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
    page = page_of_request()
    poll = load(number, (page - 1) * ballots.PAGE)
    base = f"/c/{slug}"
    here = f"{base}/polls/{number}"
    return render_template(
        "polls/page.html",
        p=poll,
        here=here,
        mark=hall_view.mark_of(poll),
        facts=poll_view.facts(poll, base),
        steered=_steered(poll),
        rule=snapshot_note(poll.rule, base),
        may_vote=_may_vote(poll),
        said=poll_view.sentence(poll),
        meter=None if poll.told else outlook_view.meter(poll),
        asks=_asks(poll),
        count=hall_view.result(poll),
        counts=poll_view.counts(poll),
        channels=poll_view.channels(poll) if poll.told else None,
        results=result_view.results(poll),
        tie=result_view.tie_sentence(poll),
        votes=poll_view.vote_rows(poll, poll.votes),
        newer_url=f"{here}?page={page - 1}#s-votes" if page > 1 else "",
        older_url=f"{here}?page={page + 1}#s-votes" if poll.more_votes else "",
        links=poll_view.links(poll, base),
    )


def _may_vote(poll: PollPage) -> bool:
    """Whether the one who reads may cast a ballot here."""
    who = visitor()
    if who is None or poll.state != "running" or not holds("poll.vote"):
        return False
    return entitlement.may_cast(reading(), community().id, poll.id, who.person_id)


def _steered(poll: PollPage) -> list[SimpleNamespace]:
    """What was done to a poll over a period while it ran: only such a one is steered."""
    if poll.closes_at is None:
        return []
    return poll_view.steered(steered.of_poll(reading(), community().id, poll.number))


@blueprint.get("/<number>/outlook")
@access(PUBLIC)
def prospect(slug: str, number: str) -> ResponseReturnValue:
    """What is still missing for each threshold, and where; never how it stands."""
    poll = load(number)
    if poll.told:
        return redirect(f"/c/{slug}/polls/{number}", 302)
    rule = Rule.from_snapshot(poll.rule)
    found = outlook_view.prospect(rule, poll.turnout)
    cells = turnout.buildings(reading(), community().id, poll.id)
    least = poll.figures.number("minimum_cell")
    shown = outlook.by_building(cells, least) if any(c.building for c in cells) else ()
    return render_template(
        "polls/outlook.html",
        p=poll,
        mark=hall_view.mark_of(poll),
        meter=outlook_view.meter(poll),
        columns=outlook_view.columns(),
        rows=outlook_view.rows(found, rule),
        cells=outlook_view.cells(shown, rule.counts_area),
        cell_columns=outlook_view.cell_columns(rule.counts_area),
        least=least,
        rule=snapshot_note(poll.rule, f"/c/{slug}"),
    )


@blueprint.get("/<number>/ballots")
@access(PUBLIC)
def published(slug: str, number: str) -> ResponseReturnValue:
    """The ballots of a closed secret poll in the order of their trackers, with a look-up."""
    poll = load(number)
    if not poll.secret or not poll.told:
        return redirect(f"/c/{slug}/polls/{number}", 302)
    page, here = page_of_request(), f"/c/{slug}/polls/{number}/ballots"
    wanted = request.args.get("find", "").strip()[:80]
    skip = (page - 1) * ballots.PAGE
    shown = [] if poll.withheld else ballots.published(reading(), community().id, poll.id, skip)
    found = ballots.find(reading(), community().id, poll.id, wanted) if wanted else None
    return render_template(
        "polls/ballots.html",
        p=poll,
        mark=hall_view.mark_of(poll),
        rows=poll_view.ballot_rows(poll, shown[: ballots.PAGE]),
        wanted=wanted,
        found=found,
        said=ballot_view.said(poll.form, found.content) if found and not poll.withheld else "",
        newer_url=f"{here}?page={page - 1}" if page > 1 else "",
        older_url=f"{here}?page={page + 1}" if len(shown) > ballots.PAGE else "",
    )


@blueprint.get("/<number>/allocation")
@access(PUBLIC)
def allocation(slug: str, number: str) -> ResponseReturnValue:
    """A fund shared by vote: greedy and equal shares side by side, with every reason."""
    poll = load(number)
    if poll.form.kind != "budget":
        abort(404)
    if not poll.told or poll.withheld:
        return redirect(f"/c/{slug}/polls/{number}", 302)
    return render_template(
        "polls/allocation.html",
        p=poll,
        mark=hall_view.mark_of(poll),
        a=allocation_view.view(poll, _pile(poll)),
        tie=result_view.tie_sentence(poll),
    )


@blueprint.get("/<number>.pb")
@access(PUBLIC)
def pabulib(slug: str, number: str) -> ResponseReturnValue:
    """The ballots of a closed budget poll as a Pabulib file."""
    poll = load(number)
    if poll.form.kind != "budget" or not poll.told or poll.withheld:
        abort(404)
    text = allocation_view.pabulib(poll, _pile(poll), community().name)
    return answer(text.encode(), "pb", f"{slug}-poll-{number}")


def load(number: str, skip: int = 0) -> PollPage:
    """The poll of this address; 404 where there is none."""
    poll = polls.load(reading(), community().id, number, clock.now(), skip=skip)
    if poll is None:
        abort(404)
    return poll


def _pile(poll: PollPage) -> dict[str, int]:
    return ballots.pile(reading(), community().id, poll.id, secret=poll.secret)


def _asks(poll: PollPage) -> list[Any]:
    """What the ballot offers, while there is no result that lists it."""
    if poll.tally is not None and "results" in poll.tally:
        return []
    return ballot_view.sheet_view(ballot_view.blank(poll.form)).options
