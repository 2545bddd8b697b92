"""Payments as tables: import of .xlsx and .csv with a look before, export of everything."""

from __future__ import annotations

from functools import partial
from typing import IO

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import payments as queries
from council.queries.chamber.payments import PaymentLine
from council.rules.capitals import capitals
from council.services import paymentfile
from council.services.jobs import Upload
from council.services.tables import RowsRefused
from council.vocabulary import words
from council.web import jobrunner, takeover
from council.web import payments_view as view
from council.web.access import access, actor, community
from council.web.api.columns import Column
from council.web.api.formats import file_answer, write_xlsx
from council.web.forms.payments import ImportForm
from council.web.takeover import Waiting

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
    return takeover.preview(ImportForm(), _look, _page, _shown)


@blueprint.post("/import/take")
@access(POWER)
def take(slug: str) -> ResponseReturnValue:
    """Enter the payments of the file that was looked at."""
    return takeover.take(
        partial(_take, dry_run=False),
        partial(_page, ImportForm(formdata=None)),
        partial(_done, slug),
        partial(_later, slug),
    )


def _look(data: bytes, name: str) -> paymentfile.Taken | Waiting:
    """What a file would add; of a long one only what its cells say."""
    rows = paymentfile.read(data, name)
    if len(rows) > paymentfile.LONG:
        return Waiting(len(rows), sum(row.seed.amount for row in rows))
    return _take(data, name, dry_run=True)


def _later(slug: str, data: bytes, ending: str) -> ResponseReturnValue | None:
    """Enter a long file in a process of its own."""
    name = f"payments{ending}"
    if len(paymentfile.read(data, name)) <= paymentfile.LONG:
        return None
    return jobrunner.begin(slug, "payments.import", {}, Upload(data, name))


def _shown(taken: paymentfile.Taken | Waiting, token: str) -> ResponseReturnValue:
    said = _(
        "%(sum)s，大写 %(capitals)s", sum=view.yuan(taken.total), capitals=capitals(taken.total)
    )
    return render_template(
        "chamber/payments/import_preview.html",
        taken=taken,
        said=said,
        token=token,
        later=isinstance(taken, Waiting),
    )


def _done(slug: str, taken: paymentfile.Taken) -> ResponseReturnValue:
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
    made = render_template(
        "chamber/payments/import.html",
        form=form,
        faults=takeover.fault_lines(refused),
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
