"""Everything that was said about a matter."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from council.db import reading
from council.language import gettext as _
from council.queries.public import debates
from council.queries.public.debates import DebatePage, Spoken
from council.web import dates, keyset
from council.web.access import PUBLIC, access, community

blueprint = Blueprint("debates", __name__, url_prefix="/c/<slug>/proposals/<number>/debate")
_KINDS = {"condition": "if", "question": "ask"}


@blueprint.get("")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """Twenty contributions a page, in the order they were made."""
    after = keyset.position(request.args.get("after", ""))
    before = keyset.position(request.args.get("before", ""))
    page = debates.load(reading(), community().id, number, after, before)
    if page is None:
        abort(404)
    matter = f"/c/{slug}/proposals/{number}"
    return render_template(
        "debates/page.html",
        title=page.title,
        number=page.number,
        total=page.contributions,
        matter_url=matter,
        said=[_said(item) for item in page.said],
        **_links(page, matter + "/debate"),
    )


def _links(page: DebatePage, here: str) -> dict[str, str]:
    return {
        "earlier_url": f"{here}?before={page.said[0].position}" if page.has_older else "",
        "later_url": f"{here}?after={page.said[-1].position}" if page.has_newer else "",
    }


def _said(item: Spoken) -> SimpleNamespace:
    answer = None
    if item.answer:
        by = f"{item.answer_title} · {dates.moment(item.answer_at)}"
        answer = SimpleNamespace(text=item.answer, by=by)
    return SimpleNamespace(
        kind=_KINDS.get(item.kind, item.kind),
        text=item.text,
        by=_("%(who)s · %(when)s", who=_who(item), when=dates.moment(item.at)),
        answer=answer,
    )


def _who(item: Spoken) -> str:
    return f"{item.office_title} {item.name}"
