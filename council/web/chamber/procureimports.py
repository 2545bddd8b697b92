"""Suppliers, quotes and contracts from a table, with a look before."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.language import gettext as _
from council.services import procurefile
from council.services.tables import RowsRefused
from council.vocabulary import word
from council.web import takeover
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
    read = partial(_take, noun, dry_run=True)
    return takeover.preview(TableForm(), read, partial(_page, noun), partial(_shown, noun))


@blueprint.post("/take")
@access(KEEP)
def take(slug: str, noun: str) -> ResponseReturnValue:
    """Take over the file that was looked at."""
    return takeover.take(
        partial(_take, noun, dry_run=False),
        partial(_page, noun, TableForm(formdata=None)),
        partial(_done, slug, noun),
    )


def _shown(noun: str, taken: procurefile.Taken, token: str) -> ResponseReturnValue:
    return render_template(
        "chamber/fundprojects/import_preview.html",
        taken=taken,
        token=token,
        noun=noun,
        title=word("procure_list", noun),
    )


def _done(slug: str, noun: str, taken: procurefile.Taken) -> ResponseReturnValue:
    flash(_("导入了 %(n)s 行。", n=taken.new), "done")
    return redirect(f"/c/{slug}/chamber/fund/{_HOME[noun]}", 303)


def _take(noun: str, data: bytes, name: str, *, dry_run: bool) -> procurefile.Taken:
    return procurefile.take_over(
        community().id, noun, data, name, actor=actor(KEEP), at=clock.now(), dry_run=dry_run
    )


def _page(
    noun: str, form: TableForm, status: int = 200, refused: RowsRefused | None = None
) -> ResponseReturnValue:
    made = render_template(
        "chamber/fundprojects/import.html",
        form=form,
        faults=takeover.fault_lines(refused),
        columns=[called[0] for called in procurefile.COLUMNS[noun].values()],
        most=procurefile.MOST,
        noun=noun,
        title=word("procure_list", noun),
    )
    return made, status
