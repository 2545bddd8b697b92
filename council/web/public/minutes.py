"""会议纪要: published and masked, as a page, on paper, and as open data."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from council.db import reading
from council.queries.public import minutes
from council.queries.public.minutes import MinutesPage
from council.rules import frozen
from council.web import minutes_view, qr
from council.web.access import PUBLIC, access, community, visitor
from council.web.api.formats import answer, json_bytes

blueprint = Blueprint("minutes", __name__, url_prefix="/c/<slug>/meetings/<number>")


@blueprint.get("/minutes")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """The minutes; before they are published, where they stand."""
    found = _load(number)
    return render_template(
        "minutes/page.html",
        m=found,
        d=minutes_view.document(found.value, f"/c/{slug}") if found.value else None,
        inside=visitor() is not None and found.state != "none",
    )


@blueprint.get("/minutes/print")
@access(PUBLIC)
def paper(slug: str, number: str) -> ResponseReturnValue:
    """The same on A4; ``?size=large`` in large print."""
    found = _load(number)
    if found.value is None:
        abort(404)
    url = f"{request.host_url}c/{slug}/meetings/{number}/minutes"
    return render_template(
        "minutes/print.html",
        m=found,
        d=minutes_view.document(found.value, f"/c/{slug}"),
        large=request.args.get("size") == "large",
        url=url,
        qr=qr.drawn(url),
        links=SimpleNamespace(back=f"/c/{slug}/meetings/{number}/minutes"),
    )


@blueprint.get("/minutes.json")
@access(PUBLIC)
def data(slug: str, number: str) -> ResponseReturnValue:
    """The masked minutes as JSON; ``sha256`` is that of the signed whole."""
    found = _load(number)
    if found.value is None:
        abort(404)
    return answer(json_bytes(frozen.plain(found)), "json", f"{slug}-minutes-{number}")


def _load(number: str) -> MinutesPage:
    found = minutes.load(reading(), community().id, number)
    if found is None:
        abort(404)
    return found
