"""从表格导入提案: upload, preview, confirm. For clerks."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired
from wtforms import FileField

from council import clock
from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.services import proposalfile, proposalimport
from council.services.proposalimport import Imported
from council.services.tables import RowsRefused
from council.web import takeover
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
    return takeover.preview(MessagesForm(), partial(_take_over, dry_run=True), _page, _shown)


@blueprint.post("/take")
@access(POWER)
def take(slug: str) -> ResponseReturnValue:
    """Take the previewed file over."""
    return takeover.take(
        partial(_take_over, dry_run=False),
        partial(_page, MessagesForm(formdata=None)),
        partial(_done, slug),
    )


def _shown(outcome: Imported, token: str) -> ResponseReturnValue:
    return render_template("chamber/proposals/import_preview.html", outcome=outcome, token=token)


def _done(slug: str, outcome: Imported) -> ResponseReturnValue:
    flash(_("导入了 %(n)s 件，都在等居民附议。", n=outcome.new), "done")
    return redirect(f"/c/{slug}/proposals/", 303)


def _take_over(data: bytes, name: str, *, dry_run: bool) -> Imported:
    rows = proposalfile.read(data, name)
    return proposalimport.take_over(
        community().id, rows, actor=actor(POWER), at=clock.now(), dry_run=dry_run
    )


def _page(
    form: MessagesForm, status: int = 200, refused: RowsRefused | None = None
) -> ResponseReturnValue:
    faults = takeover.fault_lines(refused)
    return render_template("chamber/proposals/import.html", form=form, faults=faults), status
