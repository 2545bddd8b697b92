"""Papers for everybody: notice, agenda, resolution – as Word files and to print."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import decisions, documents, polls
from council.queries.public import minutes as published
from council.queries.public.documents import Sheet
from council.web import qr
from council.web.access import PUBLIC, access, community
from council.web.documents import answers, meeting, minutes, resolution
from council.web.documents.wording import Values, in_chinese
from council.web.public.decisions import legal_notice

blueprint = Blueprint("documents", __name__, url_prefix="/c/<slug>")


@blueprint.get("/meetings/<number>/<any(notice, agenda):kind>.docx")
@access(PUBLIC)
def meeting_file(slug: str, number: str, kind: str) -> ResponseReturnValue:
    """The notice or the agenda as a Word file, without names."""
    sheet = _sheet(number)
    with in_chinese():
        values = meeting.values(sheet)
    return answers.filled(kind, values, number, private=False)


@blueprint.get("/meetings/<number>/<any(notice, agenda):kind>/print")
@access(PUBLIC)
def meeting_page(slug: str, number: str, kind: str) -> ResponseReturnValue:
    """The same as a page to print."""
    values = meeting.values(_sheet(number))
    return printed(kind, values, f"/c/{slug}/meetings/{number}")


@blueprint.get("/meetings/<number>/minutes.docx")
@access(PUBLIC)
def minutes_file(slug: str, number: str) -> ResponseReturnValue:
    """Published minutes as a Word file, masked."""
    found = published.load(reading(), community().id, number)
    if found is None or found.value is None:
        abort(404)
    with in_chinese():
        values = minutes.values(
            found.value,
            state=found.state,
            sha256=found.sha256,
            signed_at=found.signed_at,
            signatures=[(one.role, one.name, one.at) for one in found.signatures],
            annexes=[(one.position, one.text, one.at) for one in found.annexes],
        )
    return answers.filled("minutes", values, number, private=False)


@blueprint.get("/decisions/<number>.docx")
@access(PUBLIC)
def resolution_file(slug: str, number: str) -> ResponseReturnValue:
    """The notice of a resolution as a Word file."""
    with in_chinese():
        values = _resolution(slug, number)
    return answers.filled("resolution", values, number, private=False)


@blueprint.get("/decisions/<number>/print")
@access(PUBLIC)
def resolution_page(slug: str, number: str) -> ResponseReturnValue:
    """The same as a page to print."""
    return printed("resolution", _resolution(slug, number), f"/c/{slug}/decisions/{number}")


def printed(kind: str, values: Values, back: str) -> str:
    """A document as a sheet of paper, with a code that leads to its page."""
    return render_template(
        f"documents/{kind}.html",
        doc=values,
        qr=qr.drawn(str(values["url"])),
        links=SimpleNamespace(back=back),
    )


def _sheet(number: str) -> Sheet:
    found = documents.sheet(reading(), community().id, number)
    if found is None:
        abort(404)
    return found


def _resolution(slug: str, number: str) -> Values:
    here = community().id
    line = decisions.load(reading(), here, number)
    if line is None:
        abort(404)
    poll = polls.load(reading(), here, line.poll)
    notice = legal_notice(line.body_kind, f"/c/{slug}", clock.now(), line.posted_at)
    return resolution.values(line, poll, notice)
