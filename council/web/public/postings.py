"""居务公开: the catalogue with how each item stands, and each posting as it was posted."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.queries.public import fundquestions, postings
from council.queries.public.postings import PostingPage, Step
from council.rules.postings import RULE
from council.web import dates, fundquestion_view, postings_view
from council.web.access import PUBLIC, access, community
from council.web.rule_view import rule_view
from council.web.sanitise import paragraphs

blueprint = Blueprint("postings", __name__, url_prefix="/c/<slug>/disclosure")
_STEPS = {
    "prepared": _l("准备"),
    "checked": _l("审核"),
    "party": _l("社区党组织同意"),
    "committee": _l("居民委员会同意"),
    "posted": _l("公布"),
    "filed": _l("归档"),
}


@blueprint.get("/catalogue")
@access(PUBLIC)
def catalogue(slug: str) -> ResponseReturnValue:
    """The whole catalogue, with the standing of the latest periods of each item."""
    base, now = f"/c/{slug}", clock.now()
    items = postings.catalogue(reading(), community().id, now)
    return render_template(
        "disclosure/catalogue.html",
        items=[postings_view.item(line, base) for line in items],
        overdue=sum(line.overdue for line in items),
        rule=rule_view(RULE, now),
    )


@blueprint.get("/<number>")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """One posting, to read and to print on A4."""
    found, base = _load(number), f"/c/{slug}"
    asked = fundquestions.of_posting(reading(), community().id, number)
    return render_template(
        "disclosure/page.html",
        p=_view(found, base),
        questions=[fundquestion_view.row(line, base, clock.now()) for line in asked],
    )


@blueprint.get("/<number>/content.json")
@access(PUBLIC)
def content(slug: str, number: str) -> ResponseReturnValue:
    """The bytes whose SHA-256 stands under the posting."""
    answer = Response(_load(number).canonical, content_type="application/json")
    answer.headers["Content-Disposition"] = f'inline; filename="{slug}-disclosure-{number}.json"'
    return answer


def _load(number: str) -> PostingPage:
    found = postings.page(reading(), community().id, number)
    if found is None:
        abort(404)
    return found


def _view(found: PostingPage, base: str) -> SimpleNamespace:
    line, now = found.line, clock.now()
    running = now < line.until_at
    here = f"{base}/disclosure"
    return SimpleNamespace(
        number=line.number,
        title=line.title,
        text=paragraphs(line.text),
        period=postings_view.period_word(line.period),
        item=line.item_title,
        columns=postings_view.sides(found.content[0]) if found.content else [],
        rows=found.content[1] if found.content else [],
        stamp=SimpleNamespace(
            kind="due" if running else "yes",
            word=_("公示中") if running else _("已期满"),
            posted=line.posted_at,
            until=line.until_at,
            number=line.number,
        ),
        late=line.standing == "late",
        due_at=line.due_at,
        corrects=line.corrects,
        corrects_url=f"{here}/{line.corrects}" if line.corrects else "",
        corrected_by=found.corrected_by,
        corrected_url=f"{here}/{found.corrected_by}" if found.corrected_by else "",
        facts=_facts(found),
        steps=[(str(_STEPS[step.act]), _step(step)) for step in found.steps],
        sha256=line.sha256,
        fund_url=f"{base}/fund/{line.period[:4]}" if _of_books(found) else "",
        fund_year=line.period[:4],
        content_url=f"{here}/{line.number}/content.json",
        ask_url=f"{base}/chamber/fund/questions/new?posting={line.number}",
    )


def _of_books(found: PostingPage) -> bool:
    """Whether it tells the figures of a fund's year: without books of the year it has no rows."""
    return found.fills == "fund_year" and bool(found.content and found.content[1])


def _facts(found: PostingPage) -> list[tuple[str, str]]:
    line = found.line
    return [
        (_("公开事项"), f"{line.item} {line.item_title}"),
        (_("类别"), line.subject),
        (_("期间"), postings_view.period_word(line.period)),
        (_("应当公开"), dates.deadline(line.due_at)),
        (_("依据"), found.legal_basis),
        (_("公开主体"), found.discloser),
        (_("公开渠道"), found.channel),
        (_("档案号"), found.filed_reference),
    ]


def _step(step: Step) -> str:
    day = dates.full_day(step.at)
    who = " ".join(part for part in (step.title, step.name) if part)
    return _("%(who)s，%(day)s", who=who, day=day) if who else day
