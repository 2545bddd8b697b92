"""联名要求开会: every petition with its figures, and the sheet to sign on paper. No names."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from council.db import reading
from council.queries.public import petitions
from council.queries.public.petitions import PetitionLine
from council.rules.calendar import legal_day
from council.vocabulary import word
from council.web import petition_view, qr
from council.web.access import PUBLIC, access, community, holds
from council.web.public.meetings import page_of_request
from council.web.rule_view import book, rule_view

blueprint = Blueprint("petitions", __name__, url_prefix="/c/<slug>/petitions")
ROWS = 20
"""Lines on the first page of a sheet, so that it stays on one A4 page."""


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """All petitions, newest first."""
    page, base = page_of_request(), f"/c/{slug}/petitions/"
    found = petitions.lines(reading(), community().id, (page - 1) * petitions.PAGE)
    return render_template(
        "petitions/index.html",
        rows=[petition_view.row(line, base) for line in found[: petitions.PAGE]],
        newer_url=f"{base}?page={page - 1}" if page > 1 else "",
        older_url=f"{base}?page={page + 1}" if len(found) > petitions.PAGE else "",
        may_open=holds("petition.open"),
    )


@blueprint.get("/<number>")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """What is asked for, how many signed, and how that is reckoned."""
    line = load(number)
    here = community()
    return render_template(
        "petitions/page.html",
        here=f"/c/{slug}/petitions/{number}",
        inside=f"/c/{slug}/chamber/petitions/{number}" if holds("petition.sign") else "",
        meeting=petitions.meeting(reading(), here.id, line.id) if line.state == "called" else None,
        **standing(line),
    )


@blueprint.get("/<number>/sheet")
@access(PUBLIC)
def sheet(slug: str, number: str) -> ResponseReturnValue:
    """The sheet to sign, A4, with the way to the page."""
    line = load(number)
    url = f"{request.host_url}c/{slug}/petitions/{number}"
    return render_template(
        "petitions/sheet.html",
        p=line,
        rows=ROWS,
        rule=rule_view(line.rule_id, line.opened_at),
        url=url,
        qr=qr.drawn(url),
        links=SimpleNamespace(back=f"/c/{slug}/petitions/{number}"),
    )


def load(number: str) -> PetitionLine:
    """The petition with this number, or 404."""
    line = petitions.load(reading(), community().id, number)
    if line is None:
        abort(404)
    return line


def standing(line: PetitionLine) -> dict[str, object]:
    """What both the public page and the one for signing show of a petition."""
    rule = book().rule(line.rule_id, legal_day(line.counted_at or line.opened_at))
    found = petitions.channels(reading(), community().id, line.id)
    said = [f"{word('petition_channel', c)} {n}" for c, n in sorted(found.items())]
    return {
        "p": line,
        "mark": petition_view.mark(line),
        "said": petition_view.sentence(line),
        "facts": petition_view.facts(line, rule),
        "count": SimpleNamespace(
            lines=petition_view.computation(line.standing), result=petition_view.result(line)
        ),
        "ways": petition_view.ways(line.standing),
        "channels": " · ".join(said),
        "rule": rule_view(line.rule_id, line.opened_at),
    }
