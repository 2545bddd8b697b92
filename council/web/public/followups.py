"""承诺落实清单: every promise of every side, due dates, done or not, and how it was evaluated."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.public import followups
from council.queries.public.followups import Filters, SideSum
from council.rules.calendar import legal_day
from council.rules.joint import TOPICS
from council.web import followup_view
from council.web.access import PUBLIC, access, community, visitor
from council.web.public.meetings import page_of_request

blueprint = Blueprint("followups", __name__, url_prefix="/c/<slug>/followups")


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """All promises: what is open first, by date; the sides in figures; what waits for an answer."""
    here, today, base = community().id, legal_day(clock.now()), f"/c/{slug}"
    at, filters = page_of_request(), _filters()
    skip = (at - 1) * followups.PAGE
    found = followups.lines(reading(), here, skip, today=today, filters=filters)
    sums = followups.sums(reading(), here, today)
    return render_template(
        "followups/index.html",
        rows=[followup_view.row(line, base) for line in found[: followups.PAGE]],
        fields=_fields(filters, sums),
        sums=followup_view.sum_rows(sums),
        owed=[followup_view.owed(u, base, today) for u in followups.unanswered(reading(), here)],
        newer_url=_paged(base, at - 1) if at > 1 else "",
        older_url=_paged(base, at + 1) if len(found) > followups.PAGE else "",
    )


@blueprint.get("/<number>")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """One promise with its report and its evaluation."""
    line = followups.load(reading(), community().id, number, legal_day(clock.now()))
    if line is None:
        abort(404)
    view = followup_view.row(line, f"/c/{slug}")
    return render_template("followups/page.html", p=view, inside=visitor() is not None)


def _filters() -> Filters:
    """The filters in the address; what cannot be read is left out."""
    args = request.args
    try:
        side = UUID(hex=args.get("side", ""))
    except ValueError:
        side = None
    state, topic = args.get("state", ""), args.get("topic", "")
    return Filters(
        side,
        state if state in vocabulary.words("task_state") else "",
        topic if topic in TOPICS else "",
    )


def _paged(base: str, page: int) -> str:
    kept = {name: text for name, text in request.args.items() if name != "page"}
    return f"{base}/followups/?{urlencode(kept | {'page': str(page)})}"


def _fields(filters: Filters, sums: list[SideSum]) -> list[SimpleNamespace]:
    everything = [("", _("全部"))]
    sides = [(s.side_id.hex, s.side) for s in sums if s.side_id]
    states = [(code, str(name)) for code, name in vocabulary.words("task_state").items()]
    topics = [(code, vocabulary.word("topic", code)) for code in TOPICS]
    return [
        SimpleNamespace(name=name, label=label, value=value, options=everything + options)
        for name, label, value, options in (
            ("side", _("哪一方"), filters.side.hex if filters.side else "", sides),
            ("state", _("办得怎样"), filters.state, states),
            ("topic", _("哪一类"), filters.topic, topics),
        )
    ]
