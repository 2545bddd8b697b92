"""期初和历史账: the template, the upload with a look before, and taking it over."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.language import gettext as _
from council.rules.verdict import Refused
from council.services import fundfile, fundopening, fundwords
from council.services.fundopening import Taken
from council.services.tables import RowsRefused
from council.web import kept
from council.web.access import access, actor, community
from council.web.api.formats import answer
from council.web.forms.books import HistoryForm

blueprint = Blueprint(
    "chamber_fundhistory", __name__, url_prefix="/c/<slug>/chamber/fund/books/history"
)
POWER = "fund.keep"


@blueprint.get("")
@access(POWER)
def page(slug: str) -> ResponseReturnValue:
    """The upload."""
    return _page(HistoryForm(formdata=None))


@blueprint.get("/template.xlsx")
@access(POWER)
def template(slug: str) -> ResponseReturnValue:
    """The template to fill in."""
    made = answer(fundopening.template(), "xlsx", "fund-history")
    del made.headers["Access-Control-Allow-Origin"]
    return made


@blueprint.post("/preview")
@access(POWER)
def preview(slug: str) -> ResponseReturnValue:
    """Check the file and say what it would enter; nothing is written yet."""
    form = HistoryForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    data, name = form.file.data.read(), form.file.data.filename or ""
    try:
        taken = _take(data, name, dry_run=True)
    except RowsRefused as refused:
        return _page(form, 422, refused)
    except Refused as refused:
        form.file.errors = [vocabulary.reason(reason) for reason in refused.reasons]
        return _page(form, 422)
    token = kept.keep(community().id, data, name) if taken.new else ""
    return render_template("chamber/fund/history_preview.html", taken=taken, token=token)


@blueprint.post("/take")
@access(POWER)
def take(slug: str) -> ResponseReturnValue:
    """Enter what the previewed file says."""
    path = kept.take(community().id, request.form.get("token", ""))
    if path is None:
        abort(404)
    try:
        taken = _take(path, "", dry_run=False)
    except RowsRefused as refused:  # something moved since the preview
        return _page(HistoryForm(formdata=None), 409, refused)
    path.unlink(missing_ok=True)
    flash(_("导入了 %(n)s 行，都已经记入账簿。", n=taken.new), "done")
    return redirect(f"/c/{slug}/chamber/fund/", 303)


def _take(source: bytes | Path, name: str, *, dry_run: bool) -> Taken:
    history = fundfile.read(source, name)
    return fundopening.take_over(
        community().id, history, actor=actor(POWER), at=clock.now(), dry_run=dry_run
    )


def _page(
    form: HistoryForm, status: int = 200, refused: RowsRefused | None = None
) -> ResponseReturnValue:
    faults = [
        (fault.sheet, fault.row, fault.column, vocabulary.reason(fault.reason))
        for fault in (refused.faults if refused else ())
    ]
    sheets = [
        (names[0], [called[0] for called in fundwords.COLUMNS[kind].values()])
        for kind, names in fundwords.SHEETS.items()
    ]
    made = render_template("chamber/fund/history.html", form=form, faults=faults, sheets=sheets)
    return made, status
