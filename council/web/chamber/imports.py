"""从表格导入提案: upload, preview, confirm. For clerks."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired
from wtforms import FileField

from council import clock, vocabulary
from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.rules.verdict import Refused
from council.services import proposalfile, proposalimport
from council.services.proposalimport import Imported
from council.services.tables import RowsRefused
from council.web import kept
from council.web.access import access, actor, community

blueprint = Blueprint("chamber_imports", __name__, url_prefix="/c/<slug>/chamber/proposals/import")
POWER = "proposal.import"


class MessagesForm(FlaskForm):
    """A table of messages."""

    file = FileField(_l("留言表（.xlsx 或 .csv）"), [FileRequired(_l("请选一个文件。"))])


@blueprint.get("")
@access(POWER)
def page(slug: str) -> ResponseReturnValue:
    """The upload."""
    return _page(MessagesForm(formdata=None))


@blueprint.post("/preview")
@access(POWER)
def preview(slug: str) -> ResponseReturnValue:
    """Check the file and say what it would add; nothing is written yet."""
    form = MessagesForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    data, name = form.file.data.read(), form.file.data.filename or ""
    try:
        outcome = _take_over(data, name, dry_run=True)
    except RowsRefused as refused:
        return _page(form, 422, _faults(refused))
    except Refused as refused:
        form.file.errors = [vocabulary.reason(reason) for reason in refused.reasons]
        return _page(form, 422)
    token = kept.keep(community().id, data, name) if outcome.new else ""
    return render_template("chamber/proposals/import_preview.html", outcome=outcome, token=token)


@blueprint.post("/take")
@access(POWER)
def take(slug: str) -> ResponseReturnValue:
    """Take the previewed file over."""
    path = kept.take(community().id, request.form.get("token", ""))
    if path is None:
        abort(404)
    outcome = _take_over(path, "", dry_run=False)
    path.unlink(missing_ok=True)
    flash(_("导入了 %(n)s 件，都在等居民附议。", n=outcome.new), "done")
    return redirect(f"/c/{slug}/proposals/", 303)


def _take_over(source: bytes | Path, name: str, *, dry_run: bool) -> Imported:
    rows = proposalfile.read(source, name)
    return proposalimport.take_over(
        community().id, rows, actor=actor(POWER), at=clock.now(), dry_run=dry_run
    )


def _page(
    form: MessagesForm, status: int = 200, faults: list[tuple[str, int, str, str]] | None = None
) -> ResponseReturnValue:
    view = render_template("chamber/proposals/import.html", form=form, faults=faults or [])
    return view, status


def _faults(refused: RowsRefused) -> list[tuple[str, int, str, str]]:
    return [(f.sheet, f.row, f.column, vocabulary.reason(f.reason)) for f in refused.faults]
