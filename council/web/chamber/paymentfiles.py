"""Payments as tables: import of .xlsx and .csv with a look before, export of everything."""

from __future__ import annotations

from functools import partial
from typing import IO

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import payments as queries
from council.queries.chamber.payments import PaymentLine
from council.rules.capitals import capitals
from council.rules.verdict import Refused
from council.services import paymentfile
from council.services.tables import RowsRefused
from council.vocabulary import words
from council.web import kept
from council.web import payments_view as view
from council.web.access import access, actor, community
from council.web.api.columns import Column
from council.web.api.formats import file_answer, write_xlsx
from council.web.forms.payments import ImportForm

blueprint = Blueprint(
    "chamber_paymentfiles", __name__, url_prefix="/c/<slug>/chamber/fund/payments"
)
POWER = "payment.enter"
_KINDS = {
    "amount": "fen",
    "refunded": "fen",
    "paid_on": "day",
    "handled_at": "instant",
    "state": "code",
}
_FROM = {"handled": "handled_title", "approved": "approved_title", "supervised": "supervised_title"}


@blueprint.get("/export.xlsx")
@access("fund.read")
def export(slug: str) -> ResponseReturnValue:
    """Every payment as a workbook; the amounts are numbers."""
    made = file_answer(partial(_write, f"/c/{slug}"), "xlsx", "payments")
    del made.headers["Access-Control-Allow-Origin"]
    made.headers["Cache-Control"] = "no-store"
    return made


@blueprint.get("/import")
@access(POWER)
def page(slug: str) -> ResponseReturnValue:
    """The upload."""
    return _page(ImportForm(formdata=None))


@blueprint.post("/import/preview")
@access(POWER)
def preview(slug: str) -> ResponseReturnValue:
    """Check the file and say what it would add; nothing is written yet."""
    form = ImportForm()
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
    said = _(
        "%(sum)s，大写 %(capitals)s", sum=view.yuan(taken.total), capitals=capitals(taken.total)
    )
    return render_template(
        "chamber/payments/import_preview.html", taken=taken, said=said, token=token
    )


@blueprint.post("/import/take")
@access(POWER)
def take(slug: str) -> ResponseReturnValue:
    """Enter the payments of the file that was looked at."""
    path = kept.take(community().id, request.form.get("token", ""))
    if path is None:
        abort(404)
    try:
        taken = _take(path.read_bytes(), path.name, dry_run=False)
    except RowsRefused as refused:  # something moved since the preview
        return _page(ImportForm(formdata=None), 409, refused)
    path.unlink(missing_ok=True)
    sums = {"n": taken.new, "sum": view.yuan(taken.total)}
    flash(_("导入了 %(n)s 笔支付，共 %(sum)s，都在待审批。", **sums), "done")
    return redirect(f"/c/{slug}/chamber/fund/payments/", 303)


def _take(data: bytes, name: str, *, dry_run: bool) -> paymentfile.Taken:
    return paymentfile.take_over(
        community().id, data, name, actor=actor(POWER), at=clock.now(), dry_run=dry_run
    )


def _page(
    form: ImportForm, status: int = 200, refused: RowsRefused | None = None
) -> ResponseReturnValue:
    faults = [
        (fault.sheet, fault.row, fault.column, vocabulary.reason(fault.reason))
        for fault in (refused.faults if refused else ())
    ]
    made = render_template(
        "chamber/payments/import.html",
        form=form,
        faults=faults,
        columns=[called[0] for called in paymentfile.COLUMNS.values()],
        most=paymentfile.MOST,
    )
    return made, status


def _write(base: str, out: IO[bytes]) -> None:
    rows = queries.every(reading(), community().id)
    write_xlsx(out, _("支付"), _columns(), rows, base)


def _columns() -> list[Column]:
    return [
        Column(
            key,
            title,
            partial(_cell, _FROM.get(key, key)),
            _KINDS.get(key, "text"),
            "payment_state" if key == "state" else "",
        )
        for key, title in words("payment_column").items()
    ]


def _cell(name: str, line: PaymentLine) -> object:
    if name == "opinion":
        return str(words("opinion")[line.opinion]) if line.opinion else ""
    return getattr(line, name)
