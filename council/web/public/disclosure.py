"""公开栏: everything posted, running and past, with objections, answers and outcome reports."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.public import disclosure, postings
from council.queries.public.disclosure import ObjectionLine, PostingLine
from council.vocabulary import word
from council.web import dates, keyset, postings_view
from council.web.access import PUBLIC, access, community
from council.web.disclosure_catalogue import COLUMNS, catalogue_row

blueprint = Blueprint("disclosure", __name__, url_prefix="/c/<slug>/disclosure")


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """The notice board, newest first, with the catalogue of what was disclosed."""
    now, base = clock.now(), f"/c/{slug}"
    found = disclosure.lines(reading(), community().id, _after())
    shown = found[: disclosure.PAGE]
    last = shown[-1] if len(found) > disclosure.PAGE else None
    here = f"{base}/disclosure/"
    items = postings.catalogue(reading(), community().id, now)
    return render_template(
        "disclosure/index.html",
        running=[_posting(line, base, now) for line in shown if now < line.until_at],
        past=[_posting(line, base, now) for line in shown if now >= line.until_at],
        columns=[(str(column.title), "l") for column in COLUMNS],
        catalogue=[catalogue_row(line) for line in shown],
        items=[postings_view.item(line, base) for line in items],
        overdue=sum(line.overdue for line in items),
        newest_url=here if request.args.get("after") else "",
        older_url=f"{here}?after={keyset.write(last.posted_at, str(last.id))}" if last else "",
    )


def _after() -> tuple[datetime, UUID] | None:
    found = keyset.read(request.args.get("after", ""))
    try:
        return (found[0], UUID(found[1])) if found else None
    except ValueError:
        return None


def _posting(line: PostingLine, base: str, now: datetime) -> SimpleNamespace:
    open_now = now < line.until_at
    late = any(o.answered_at is None and now >= o.due_at for o in line.objections)
    kind, mark = ("due", _("公示中")) if open_now else ("yes", _("已期满"))
    if late:
        kind, mark = "late", _("异议超期未答复")
    return SimpleNamespace(
        key=line.key,
        title=line.title,
        kind=kind,
        mark=mark,
        what=word("posting", line.kind),
        posted_at=line.posted_at,
        until_at=line.until_at,
        matter_url=f"{base}/proposals/{line.proposal}",
        decision_url=f"{base}/decisions/{line.resolution}" if line.resolution else "",
        reference=line.reference,
        report=line.report,
        cost=line.cost,
        objections=[_objection(item, now) for item in line.objections],
        may_object=open_now and line.kind == "decision",
    )


def _objection(item: ObjectionLine, now: datetime) -> SimpleNamespace:
    if item.answered_at:
        kind, mark = "yes", _("已答复")
    elif now >= item.due_at:
        kind, mark = "late", _("超期未答复")
    else:
        kind, mark = "due", _("到 %(day)s", day=dates.deadline_day(item.due_at))
    return SimpleNamespace(
        kind=kind, word=mark, title=item.title, url="", text=item.text, more=_answer(item)
    )


def _answer(item: ObjectionLine) -> Any:
    if not item.answered_at:
        return ""
    return _(
        "%(who)s %(day)s答复：%(text)s",
        who=item.answered_by,
        day=dates.day(item.answered_at),
        text=item.answer,
    )
