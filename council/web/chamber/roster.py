"""名册: upload, preview, confirm; the template."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import roster as queries
from council.rules.verdict import Refused
from council.services import roster, rosterfile
from council.services.roster import Outcome
from council.services.tables import RowsRefused
from council.web import kept
from council.web.access import access, actor, community
from council.web.forms.roster import UploadForm
from council.web.takeover import fault_lines

blueprint = Blueprint("chamber_roster", __name__, url_prefix="/c/<slug>/chamber/roster")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWER = "roster.keep"


@blueprint.get("/")
@access(POWER)
def page(slug: str) -> ResponseReturnValue:
    """What the roster holds, and the upload."""
    return _page(UploadForm(formdata=None))


@blueprint.get("/template.xlsx")
@access(POWER)
def template(slug: str) -> ResponseReturnValue:
    """The template to fill in."""
    answer = Response(roster.template(), mimetype=SHEET)
    answer.headers["Content-Disposition"] = 'attachment; filename="roster-template.xlsx"'
    return answer


@blueprint.post("/preview")
@access(POWER)
def preview(slug: str) -> ResponseReturnValue:
    """Check the file and show what it would change; nothing is written yet."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _page(form), 422
    data, name = form.file.data.read(), form.file.data.filename or ""
    try:
        outcome = _take_over(data, name, dry_run=True)
    except RowsRefused as refused:
        return _refused(refused)
    except Refused as refused:
        form.file.errors = [vocabulary.reason(reason) for reason in refused.reasons]
        return _page(form), 422
    token = "" if outcome.nothing else kept.keep(community().id, data, name)
    return render_template("roster/preview.html", lines=_lines(outcome), token=token)


@blueprint.post("/import")
@access(POWER)
def take(slug: str) -> ResponseReturnValue:
    """Take the previewed file over."""
    path = kept.take(community().id, request.form.get("token", ""))
    if path is None:
        abort(404)
    try:
        _take_over(path, "", dry_run=False)
    except RowsRefused as refused:
        return _refused(refused)
    path.unlink(missing_ok=True)
    flash(_("名册已经导入。"), "done")
    return redirect(f"/c/{slug}/chamber/roster/", 303)


def _take_over(source: bytes | Path, name: str, *, dry_run: bool) -> Outcome:
    return roster.take_over(
        community().id,
        rosterfile.read(source, name),
        actor=actor(POWER),
        at=clock.now(),
        dry_run=dry_run,
    )


def _page(form: UploadForm) -> str:
    figures = queries.figures(reading(), community().id)
    return render_template("roster/page.html", form=form, figures=figures)


def _refused(refused: RowsRefused) -> ResponseReturnValue:
    return render_template("roster/faults.html", faults=fault_lines(refused)), 422


def _lines(outcome: Outcome) -> list[tuple[str | int, ...]]:
    """Kind, added, changed, same – for the kinds that the file speaks of."""
    counts = (outcome.added, outcome.changed, outcome.same)
    return [
        (vocabulary.word("roster_kind", kind), *[c.get(kind, 0) for c in counts])
        for kind in roster.KINDS
        if any(kind in c for c in counts)
    ]
