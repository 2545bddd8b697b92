"""Suppliers, quotes and contracts from a table, with a look before."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.language import gettext as _
from council.rules.verdict import Refused
from council.services import procurefile
from council.services.tables import RowsRefused
from council.vocabulary import word
from council.web import kept
from council.web.access import access, actor, community
from council.web.forms.procuring import TableForm

blueprint = Blueprint(
    "chamber_procureimports",
    __name__,
    url_prefix="/c/<slug>/chamber/fund/import/<any(suppliers, quotes, contracts):noun>",
)
KEEP = "fund.keep"
_HOME = {"suppliers": "suppliers", "quotes": "projects", "contracts": "contracts"}


@blueprint.get("")
@access(KEEP)
def page(slug: str, noun: str) -> ResponseReturnValue:
    """The upload."""
    return _page(noun, TableForm(formdata=None))


@blueprint.post("/preview")
@access(KEEP)
def preview(slug: str, noun: str) -> ResponseReturnValue:
    """Check the file and say what it would add; nothing is written yet."""
    form = TableForm()
    if not form.validate_on_submit():
        return _page(noun, form, 422)
    data, name = form.file.data.read(), form.file.data.filename or ""
    try:
        taken = _take(noun, data, name, dry_run=True)
    except RowsRefused as refused:
        return _page(noun, form, 422, refused)
    except Refused as refused:
        form.file.errors = [vocabulary.reason(reason) for reason in refused.reasons]
        return _page(noun, form, 422)
    return render_template(
        "chamber/fundprojects/import_preview.html",
        taken=taken,
        token=kept.keep(community().id, data, name) if taken.new else "",
        noun=noun,
        title=word("procure_list", noun),
    )


@blueprint.post("/take")
@access(KEEP)
def take(slug: str, noun: str) -> ResponseReturnValue:
    """Take over the file that was looked at."""
    path = kept.take(community().id, request.form.get("token", ""))
    if path is None:
        abort(404)
    try:
        taken = _take(noun, path.read_bytes(), path.name, dry_run=False)
    except RowsRefused as refused:  # something moved since the preview
        return _page(noun, TableForm(formdata=None), 409, refused)
    path.unlink(missing_ok=True)
    flash(_("导入了 %(n)s 行。", n=taken.new), "done")
    return redirect(f"/c/{slug}/chamber/fund/{_HOME[noun]}", 303)


def _take(noun: str, data: bytes, name: str, *, dry_run: bool) -> procurefile.Taken:
    return procurefile.take_over(
        community().id, noun, data, name, actor=actor(KEEP), at=clock.now(), dry_run=dry_run
    )


def _page(
    noun: str, form: TableForm, status: int = 200, refused: RowsRefused | None = None
) -> ResponseReturnValue:
    faults = [
        (fault.sheet, fault.row, fault.column, vocabulary.reason(fault.reason))
        for fault in (refused.faults if refused else ())
    ]
    made = render_template(
        "chamber/fundprojects/import.html",
        form=form,
        faults=faults,
        columns=[called[0] for called in procurefile.COLUMNS[noun].values()],
        most=procurefile.MOST,
        noun=noun,
        title=word("procure_list", noun),
    )
    return made, status
