"""提问、异议与申诉: how to, and what waits for an answer."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.public import requests
from council.queries.public.requests import WaitingLine
from council.web import dates
from council.web.access import PUBLIC, access, community
from council.web.matter_view import rule_note

blueprint = Blueprint("requests", __name__, url_prefix="/c/<slug>/requests")


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """How to object, appeal and ask; everything that is open, with its deadline."""
    now, base = clock.now(), f"/c/{slug}"
    found = requests.load(reading(), community().id)
    rules = [rule_note(code, base, now) for code in ("OB1", "AP1", "DB1", "RQ1")]
    return render_template(
        "requests/page.html",
        objections=[_waiting(line, base, now) for line in found.objections],
        appeals=[_waiting(line, base, now) for line in found.appeals],
        questions=[_waiting(line, base, now) for line in found.questions],
        rules=dict(zip(("objection", "appeal", "question", "query"), rules, strict=True)),
    )


def _waiting(line: WaitingLine, base: str, now: datetime) -> SimpleNamespace:
    if line.due_at is None:
        kind, mark = "plain", _("待答复")
    elif now >= line.due_at:
        kind, mark = "late", _("超期未答复")
    else:
        kind, mark = "due", _("到 %(day)s", day=dates.deadline_day(line.due_at))
    return SimpleNamespace(
        kind=kind,
        word=mark,
        title=line.matter,
        url=f"{base}/proposals/{line.proposal}",
        text=line.title or _("%(day)s提出", day=dates.day(line.at)),
        more=_("%(day)s提出", day=dates.day(line.at)) if line.title else "",
    )
