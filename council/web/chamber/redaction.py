"""遮盖: the pages of a voucher with areas drawn over them, and the public copy made from that."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.language import gettext as _
from council.queries.chamber.vouchers import VoucherPage
from council.rules.money import format_yuan
from council.rules.verdict import Refused
from council.rules.vouchers import MOST_BOXES, typed_boxes
from council.services import redaction, voucherfiles
from council.web import vouchers_view
from council.web.access import access, actor, community
from council.web.chamber.vouchers import KEEP, load, opened
from council.web.forms.vouchers import RedactionForm
from council.web.vouchers_view import Line

blueprint = Blueprint("chamber_redaction", __name__, url_prefix="/c/<slug>/chamber/fund/vouchers")
_OTHER_PAGE = {"not_found", "no_power"}


@blueprint.get("/<number>/redact")
@access(KEEP)
def redact(slug: str, number: str) -> ResponseReturnValue:
    """Every page of the original, with the areas that are black now."""
    found = load(number)
    lines = vouchers_view.lines_of(found.boxes)
    return _page(found, RedactionForm(formdata=None), lines)


@blueprint.post("/<number>/redact")
@access(KEEP)
def publish(slug: str, number: str) -> ResponseReturnValue:
    """Draw the public copy anew, with these areas black."""
    found, form = load(number), RedactionForm()
    lines = vouchers_view.typed_lines(request.form)[: MOST_BOXES + 20]
    version = form.version.data or ""
    if not form.validate_on_submit() or not version.isascii() or not version.isdigit():
        return _page(found, form, lines), 422
    try:
        boxes = typed_boxes(lines, found.line.pages)
    except Refused as no:
        return _page(found, form, lines, no), 422
    try:
        redaction.publish(
            community().id,
            number,
            [box.plain for box in boxes],
            confirmed=True,
            version=int(version),
            folder=current_app.config["UPLOADS"],
            actor=actor(KEEP),
            at=clock.now(),
        )
    except Refused as no:
        if {one.code for one in no.reasons} & _OTHER_PAGE:
            raise
        form.version.data = str(found.version)
        return _page(found, form, lines, no), 409
    flash(_("公开件已经重新画好，遮住的内容不在里面。请打开看一遍。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/vouchers/{number}", 303)


@blueprint.get("/<number>/pages/<int:page>.jpg")
@access(KEEP)
def picture(slug: str, number: str, page: int) -> ResponseReturnValue:
    """One page of the original, for whoever has said today that they open it."""
    found = load(number)
    if not opened(found) or not 1 <= page <= found.line.pages:
        abort(404)
    kept, _version = redaction.original(community().id, number, current_app.config["UPLOADS"])
    answer = Response(voucherfiles.page_picture(kept, page), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _page(
    found: VoucherPage, form: RedactionForm, lines: Sequence[Line], no: Refused | None = None
) -> str:
    if form.version.data is None:
        form.version.data = str(found.version)
    here = f"/c/{community().slug}/chamber/fund/vouchers/{found.line.number}"
    pages = [(n, f"{here}/pages/{n}.jpg") for n in range(1, found.line.pages + 1)]
    return render_template(
        "chamber/vouchers/redact.html",
        v=found.line,
        amount=format_yuan(found.line.amount),
        form=form,
        wrong=[vocabulary.reason(reason) for reason in no.reasons] if no else [],
        lines=vouchers_view.padded(lines),
        pages=pages,
        here=here,
        list_url=f"/c/{community().slug}/chamber/fund/vouchers/",
        opened=opened(found),
    )
