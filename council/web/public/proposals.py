"""议事: the list of matters, the search, and one matter's whole life."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.public import matter, proposals
from council.queries.public.proposals import Filters, ListedMatter, ProposalPage
from council.web import language, matter_view
from council.web.access import PUBLIC, access, community, visitor
from council.web.words import stage_mark

blueprint = Blueprint("proposals", __name__, url_prefix="/c/<slug>/proposals")


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """All public matters, newest first, by stage, category and compound."""
    here = community()
    filters = filters_of_request()
    page = proposals.page(reading(), here.id, filters)
    choices = proposals.choices(reading(), here.id, language.current())
    base = f"/c/{slug}/proposals/"
    return render_template(
        "proposals/index.html",
        rows=rows(page.rows, base),
        fields=_fields(filters, choices),
        newer_url=_keyed(base, page, "before") if page.newer and page.rows else "",
        older_url=_keyed(base, page, "after") if page.older and page.rows else "",
    )


@blueprint.get("/<number>")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """One matter's whole life."""
    here = community()
    found = matter.load(reading(), here.id, number, g.get("debate_page", 1))
    if found is None:
        abort(404)
    view = matter_view.build(found, f"/c/{slug}", clock.now())
    return render_template("proposals/matter.html", m=view, who=visitor())


def filters_of_request() -> Filters:
    """The filters in the address; what cannot be read is left out."""
    args = request.args
    return Filters(
        stage=args.get("stage", "")[:30],
        category=args.get("category", "")[:40],
        compound=args.get("compound", "")[:60],
        after=_key(args.get("after", "")),
        before=_key(args.get("before", "")),
    )


def _key(text: str) -> tuple[datetime, str] | None:
    """``<microseconds>.<number>``: the place of a row in the order of the list."""
    moment, _dot, number = text.partition(".")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 17 and 0 < len(number) <= 12):
        return None
    return datetime.fromtimestamp(int(moment) / 1_000_000, UTC), number


def _keyed(base: str, page: ProposalPage, way: str) -> str:
    row = page.rows[0] if way == "before" else page.rows[-1]
    moment = round(row.listed_at.timestamp() * 1_000_000)
    kept = {k: v for k, v in request.args.items() if k not in ("after", "before")}
    return f"{base}?{urlencode(kept | {way: f'{moment}.{row.number}'})}"


class Row(NamedTuple):
    """A line as the list component wants it."""

    number: str
    title: str
    url: str
    text: str
    kind: str
    word: str


def rows(lines: list[ListedMatter], base: str) -> list[Row]:
    """Lines as the list component wants them."""
    seconded = _("%(n)s 人附议", n="{}")
    marks: dict[tuple[str, str | None], tuple[str, str]] = {}
    made = []
    for number, title, stage, ending, _at, seconders, place, spot, category in lines:
        key = stage, ending
        kind, word = marks.get(key) or marks.setdefault(key, stage_mark(*key))
        parts = (category, place or spot, seconded.format(seconders) if seconders else "")
        text = " · ".join(filter(None, parts))
        made.append(Row(number, title, base + number, text, kind, word))
    return made


def _fields(filters: Filters, choices: proposals.Choices) -> list[SimpleNamespace]:
    everything = [("", _("全部"))]
    stages = [(code, str(name)) for code, name in vocabulary.words("stage").items()]
    stages = [pair for pair in stages if pair[0] not in ("draft", "closed")]
    endings = [("ended:" + c, str(name)) for c, name in vocabulary.words("ending").items()]
    return [
        SimpleNamespace(
            name="stage",
            label=_("到哪一步"),
            value=filters.stage,
            options=everything + stages + [e for e in endings if e[0] != "ended:returned"],
        ),
        SimpleNamespace(
            name="category",
            label=_("类别"),
            value=filters.category,
            options=everything + choices.categories,
        ),
        SimpleNamespace(
            name="compound",
            label=_("小区"),
            value=filters.compound,
            options=everything + choices.compounds,
        ),
    ]
