"""期初和历史账: the template, the upload with a look before, and taking it over."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.language import gettext as _
from council.services import fundfile, fundopening, fundwords, tables
from council.services.fundopening import Taken
from council.services.jobs import Upload
from council.services.tables import RowsRefused
from council.web import jobrunner, takeover
from council.web.access import access, actor, community
from council.web.api.formats import answer
from council.web.forms.books import HistoryForm
from council.web.takeover import Waiting

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
    return takeover.preview(HistoryForm(), _look, _page, _shown)


@blueprint.post("/take")
@access(POWER)
def take(slug: str) -> ResponseReturnValue:
    """Enter what the previewed file says."""
    return takeover.take(
        partial(_take, dry_run=False),
        partial(_page, HistoryForm(formdata=None)),
        partial(_done, slug),
        partial(_later, slug),
    )


def _look(data: bytes, name: str) -> Taken | Waiting:
    """What a file would enter; of a long one only how many rows it has."""
    rows = tables.count_rows(data)
    if rows > fundopening.LONG:
        return Waiting(rows)
    return _take(data, name, dry_run=True)


def _later(slug: str, data: bytes, ending: str) -> ResponseReturnValue | None:
    """Enter a long file in a process of its own."""
    if tables.count_rows(data) <= fundopening.LONG:
        return None
    return jobrunner.begin(slug, "history.import", {}, Upload(data, f"history{ending}"))


def _shown(taken: Taken | Waiting, token: str) -> ResponseReturnValue:
    later = isinstance(taken, Waiting)
    return render_template(
        "chamber/fund/history_preview.html", taken=taken, token=token, later=later
    )


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
