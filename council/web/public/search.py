"""Search: by words, stage and category; live with scripts, the same page without."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from council import vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries import search
from council.queries.public import proposals
from council.queries.search import Filters, SearchHit, SearchPage
from council.web import language, recall_view
from council.web.access import PUBLIC, access, community
from council.web.words import stage_mark

blueprint = Blueprint("search", __name__, url_prefix="/c/<slug>/search")


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """The page, or only its results where htmx asks for them."""
    here = community()
    words = request.args.get("q", "").strip()[:200]
    stage, category = request.args.get("stage", "")[:30], request.args.get("category", "")[:40]
    kind = request.args.get("kind", "")
    ended = stage.startswith("ended:")
    found = SearchPage(words)
    if words:
        filters = Filters(
            kind=kind if kind in recall_view.KINDS else "",
            stage="" if ended else stage,
            ending=stage.removeprefix("ended:") if ended else "",
            category=category,
        )
        found = search.search(reading(), here.id, words, filters)
    base = f"/c/{slug}"
    shown = {"hits": [_hit(hit, base) for hit in found.hits], "found": found, "q": words}
    if request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers:
        answer = make_response(render_template("search/results.html", **shown))
        answer.headers["Vary"] = "HX-Request, Cookie"
        return answer
    choices = proposals.choices(reading(), here.id, language.current())
    return render_template(
        "search/page.html", fields=_fields(kind, stage, category, choices), **shown
    )


def _hit(hit: SearchHit, base: str) -> SimpleNamespace:
    if hit.kind != "proposal":
        return recall_view.hit(hit, base)
    kind, mark = stage_mark(hit.stage, hit.ending)
    return SimpleNamespace(
        number=hit.number,
        title=hit.title,
        excerpt=hit.excerpt,
        url=f"{base}/proposals/{hit.number}",
        kind=kind,
        word=mark,
        merged_into=hit.merged_into,
    )


def _fields(
    kind: str, stage: str, category: str, choices: proposals.Choices
) -> list[SimpleNamespace]:
    everything = [("", _("全部"))]
    stages = [(code, str(name)) for code, name in vocabulary.words("stage").items()]
    stages = [pair for pair in stages if pair[0] not in ("draft", "closed")]
    endings = [("ended:" + c, str(name)) for c, name in vocabulary.words("ending").items()]
    kinds = [(code, str(name)) for code, name in vocabulary.words("found_kind").items()]
    return [
        SimpleNamespace(
            name="kind",
            label=_("找哪一类"),
            value=kind,
            options=everything + kinds,
        ),
        SimpleNamespace(
            name="stage",
            label=_("到哪一步"),
            value=stage,
            options=everything + stages + [e for e in endings if e[0] != "ended:returned"],
        ),
        SimpleNamespace(
            name="category",
            label=_("类别"),
            value=category,
            options=everything + choices.categories,
        ),
    ]
