"""办理台账: every act in its order, with the hash that chains it to the one before."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from council.db import reading
from council.language import gettext as _
from council.queries.public import journal
from council.queries.public.journal import EntryLine
from council.web import dates, keyset
from council.web.access import PUBLIC, access, community
from council.web.words import act_word, office_word

blueprint = Blueprint("journal", __name__, url_prefix="/c/<slug>/journal")
_NOUNS = {"meeting": "meetings", "poll": "polls", "unit": "", "decision": ""}


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """Entries, newest first."""
    before = keyset.position(request.args.get("before", ""))
    found = journal.lines(reading(), community().id, before)
    shown, here = found[: journal.PAGE], f"/c/{slug}/journal/"
    more = len(found) > journal.PAGE
    return render_template(
        "journal/page.html",
        entries=[_entry(line, f"/c/{slug}") for line in shown],
        newest_url=here if before is not None else "",
        older_url=f"{here}?before={shown[-1].seq}" if more else "",
    )


def _entry(line: EntryLine, base: str) -> SimpleNamespace:
    noun = _NOUNS.get(line.kind.partition(".")[0], "proposals")
    return SimpleNamespace(
        seq=line.seq,
        act=act_word(line.kind),
        at=dates.full_moment(line.at),
        who=line.title or office_word(line.office),  # never the person
        number=line.number,
        url=f"{base}/{noun}/{line.number}" if noun and line.number else "",
        rows=_("改动 %(n)s 条记录", n=line.rows),
        short=line.sha256[:12],
        sha256=line.sha256,
        previous=line.previous,
    )
