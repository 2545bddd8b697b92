"""录入支付: photo, amount, project; under a minute on a phone, without a mouse at a desk."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import paymenttargets as queries
from council.queries.chamber.paymenttargets import Target
from council.rules.calendar import legal_day
from council.rules.capitals import capitals
from council.rules.verdict import Reason, Refused
from council.services import paymententry, payments
from council.services.paymententry import Invoice
from council.services.payments import PaymentSeed
from council.services.voucherfiles import VoucherFile
from council.web import kept
from council.web import payments_view as view
from council.web.access import access, actor, community
from council.web.errors import reason_view
from council.web.forms.payments import PaymentForm

blueprint = Blueprint(
    "chamber_paymententry", __name__, url_prefix="/c/<slug>/chamber/fund/payments/new"
)
POWER = "payment.enter"


@blueprint.get("")
@access(POWER)
def new(slug: str) -> ResponseReturnValue:
    """The form, with the project that was asked for."""
    form = PaymentForm(formdata=None)
    choices = _offer(form)
    wanted = request.args.get("project", "")
    fitting = [one for one in choices.targets if one.project == wanted] or (
        list(choices.targets) if len(choices.targets) == 1 else []
    )
    form.target.data = fitting[0].key if fitting else ""
    return _page(form, choices)


@blueprint.post("")
@access(POWER)
def write(slug: str) -> ResponseReturnValue:
    """Enter it, with its voucher where a photo came along."""
    form = PaymentForm()
    choices = _offer(form)
    valid = form.validate_on_submit()
    photo = _photo(form)
    target = next((one for one in choices.targets if one.key == form.target.data), None)
    if target is not None and not target.contract and not (form.supplier.data or "").strip():
        missing = Reason("text_missing", {"field": str(form.supplier.label.text)})
        form.supplier.errors = [vocabulary.reason(missing)]
    if not valid or target is None or form.supplier.errors or form.photo.errors:
        return _page(form, choices, status=422)
    try:
        number = _enter(form, target, photo)
    except Refused as no:
        return _page(form, choices, no, 409)
    return _done(slug, form, target, number)


def _enter(form: PaymentForm, target: Target, photo: VoucherFile | None) -> str:
    seed = PaymentSeed(
        amount=form.amount.fen,  # type: ignore[attr-defined]
        supplier=target.supplier or form.supplier.data or "",
        purpose=form.purpose.data or "",
        contract=target.contract,
        reason=form.reason.data or "",
    )
    here, who, now = community().id, actor(POWER), clock.now()
    key = form.request_key.data or ""
    if photo is None:
        return payments.enter(here, target.project, seed, request_key=key, actor=who, at=now)
    return paymententry.enter(
        here,
        target.project,
        seed,
        Invoice(photo, number=form.invoice.data or ""),
        folder=Path(current_app.config["UPLOADS"]),
        request_key=key,
        actor=who,
        at=now,
    )


def _photo(form: PaymentForm) -> VoucherFile | None:
    """The photo, checked; it is kept aside so that a form that comes back has not lost it."""
    upload = form.photo.data
    data = upload.read() if upload else b""
    if data:
        form.kept.data = ""
    elif form.kept.data:
        path = kept.take(community().id, form.kept.data)
        data = path.read_bytes() if path else b""
    if not data:
        form.kept.data = ""
        return None
    try:
        made = paymententry.read(data)
    except Refused as no:
        form.photo.errors = [vocabulary.reason(reason) for reason in no.reasons]
        form.kept.data = ""
        return None
    if not form.kept.data:
        form.kept.data = kept.keep(community().id, data, "", ending=".photo")
    return made


def _offer(form: PaymentForm) -> queries.Choices:
    found = queries.choices(reading(), community().id, legal_day(clock.now()))
    form.target.choices = [("", _("请选择")), *(view.option(one) for one in found.targets)]
    form.request_key.data = form.request_key.data or uuid4().hex
    return found


def _done(slug: str, form: PaymentForm, target: Target, number: str) -> ResponseReturnValue:
    """Say in figures and in capitals what was entered; go on to the next where asked."""
    path = kept.take(community().id, form.kept.data or "")
    if path is not None:
        path.unlink(missing_ok=True)
    fen = form.amount.fen  # type: ignore[attr-defined]
    sums = {"number": number, "sum": view.yuan(fen), "capitals": capitals(fen)}
    flash(_("支付 %(number)s 已录入：%(sum)s（%(capitals)s）。", **sums), "done")
    base = f"/c/{slug}/chamber/fund/payments"
    after = f"new?project={target.project}" if "next" in request.form else number
    return redirect(f"{base}/{after}", 303)


def _page(
    form: PaymentForm,
    choices: queries.Choices,
    no: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    fen = getattr(form.amount, "fen", 0)
    made = render_template(
        "chamber/payments/new.html",
        form=form,
        suppliers=choices.suppliers,
        nothing=not choices.targets,
        said=_("%(sum)s，大写 %(capitals)s", sum=view.yuan(fen), capitals=capitals(fen))
        if fen
        else "",
        kept=bool(form.kept.data),
        reasons=[reason_view(reason) for reason in no.reasons] if no else [],
    )
    return made, status
