"""期初和历史账: the template, the upload with a look before, and taking it over."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.language import gettext as _
from council.services import fundfile, fundopening, fundwords
from council.services.fundopening import Taken
from council.services.tables import RowsRefused
from council.web import takeover
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
    return takeover.preview(HistoryForm(), partial(_take, dry_run=True), _page, _shown)


@blueprint.post("/take")
@access(POWER)
def take(slug: str) -> ResponseReturnValue:
    """Enter what the previewed file says."""
    return takeover.take(
        partial(_take, dry_run=False),
        partial(_page, HistoryForm(formdata=None)),
        partial(_done, slug),
    )


def _shown(taken: Taken, token: str) -> ResponseReturnValue:
    return render_template("chamber/fund/history_preview.html", taken=taken, token=token)


def _done(slug: str, taken: Taken) -> ResponseReturnValue:
    flash(_("导入了 %(n)s 行，都已经记入账簿。", n=taken.new), "done")
    return redirect(f"/c/{slug}/chamber/fund/", 303)


def _take(data: bytes, name: str, *, dry_run: bool) -> Taken:
    history = fundfile.read(data, name)
    return fundopening.take_over(
        community().id, history, actor=actor(POWER), at=clock.now(), dry_run=dry_run
    )


def _page(
    form: HistoryForm, status: int = 200, refused: RowsRefused | None = None
) -> ResponseReturnValue:
    sheets = [
        (names[0], [called[0] for called in fundwords.COLUMNS[kind].values()])
        for kind, names in fundwords.SHEETS.items()
    ]
    made = render_template(
        "chamber/fund/history.html", form=form, faults=takeover.fault_lines(refused), sheets=sheets
    )
    return made, status
