"""凭证 for office holders: the list, one with all that is recorded, a new one, a wrong one."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import uuid4

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import vouchers as queries
from council.queries.chamber.vouchers import ForPayment, VoucherPage
from council.rules.calendar import legal_day
from council.rules.money import format_yuan
from council.rules.verdict import Refused
from council.rules.vouchers import RULE, look_key
from council.services import redaction, voucherfiles, vouchers
from council.services.vouchers import VoucherSeed
from council.web import voucher_files, vouchers_view
from council.web.access import access, actor, community, holds, visitor
from council.web.api import formats
from council.web.forms.vouchers import StrikeForm, VoucherForm
from council.web.public.meetings import page_of_request
from council.web.rule_view import rule_view

blueprint = Blueprint("chamber_vouchers", __name__, url_prefix="/c/<slug>/chamber/fund/vouchers")
READ, KEEP = "voucher.read", "voucher.keep"
_OTHER_PAGE = {"not_found", "no_power"}


@blueprint.get("/")
@access(READ)
def index(slug: str) -> ResponseReturnValue:
    """The list, narrowed to what awaits or to what is asked for."""
    page, (state, asked), today = page_of_request(), _asked(), legal_day(clock.now())
    here = f"/c/{slug}/chamber/fund/vouchers/"
    found, total = queries.listing(
        reading(), community().id, state=state, asked=asked, today=today, page=page
    )
    words = vocabulary.words("voucher_state")
    terms = {"state": state, "q": asked}
    return render_template(
        "chamber/vouchers/index.html",
        rows=vouchers_view.rows(found, f"/c/{slug}", today),
        total=total,
        state=state,
        asked=asked,
        states=[(code, str(text)) for code, text in words.items()],
        here=here,
        waiting=queries.to_redact(reading(), community().id),
        export=f"{here}vouchers.xlsx?{urlencode(terms)}",
        newer_url=f"{here}?{urlencode(terms | {'page': page - 1})}" if page > 1 else "",
        older_url=f"{here}?{urlencode(terms | {'page': page + 1})}"
        if total > page * queries.PAGE
        else "",
        rule=rule_view(RULE, clock.now()),
    )


@blueprint.get("/vouchers.xlsx")
@access(READ)
def export(slug: str) -> ResponseReturnValue:
    """The same list as a workbook."""
    (state, asked), today = _asked(), legal_day(clock.now())
    found = queries.everything(reading(), community().id, state=state, asked=asked, today=today)
    title, columns = _("凭证"), vouchers_view.COLUMNS
    answer = formats.file_answer(
        lambda out: formats.write_xlsx(out, title, columns, found, f"/c/{slug}"), "xlsx", "vouchers"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    del answer.headers["Access-Control-Allow-Origin"]
    return answer


@blueprint.get("/new")
@access(KEEP)
def new(slug: str) -> ResponseReturnValue:
    """The form of a voucher for the payment that ``?payment=`` names."""
    payment, form = _payment(), VoucherForm(formdata=None).offer()
    form.request_key.data = uuid4().hex
    form.seller.data = payment.supplier
    form.amount.data = format_yuan(max(0, payment.amount - payment.vouchers) or payment.amount)
    return _new(form, payment)


@blueprint.post("/new")
@access(KEEP)
def add(slug: str) -> ResponseReturnValue:
    """Put a voucher to a payment."""
    form, payment = VoucherForm().offer(), _payment()
    if not form.validate_on_submit():
        return _new(form, payment), 422
    try:
        number = vouchers.add(
            community().id,
            payment.number,
            _seed(form),
            form.file.data.read(voucherfiles.MOST_BYTES + 1),
            folder=current_app.config["UPLOADS"],
            request_key=form.request_key.data or "",
            actor=actor(KEEP),
            at=clock.now(),
        )
    except Refused as no:
        if {one.code for one in no.reasons} & _OTHER_PAGE:
            raise
        field = form.invoice_number if no.reasons[0].code == "invoice_known" else form.file
        field.errors = [vocabulary.reason(one) for one in no.reasons]
        return _new(form, payment), 409
    flash(_("凭证 %(number)s 已登记。遮住个人信息以后才公开。", number=number), "done")
    return redirect(f"/c/{slug}/chamber/fund/vouchers/{number}", 303)


@blueprint.get("/<number>")
@access(READ)
def show(slug: str, number: str) -> ResponseReturnValue:
    """One voucher with everything that is recorded of it."""
    return _page(load(number), StrikeForm(formdata=None))


@blueprint.post("/<number>/strike")
@access(KEEP)
def strike(slug: str, number: str) -> ResponseReturnValue:
    """Strike out a wrong voucher."""
    found, form = load(number), StrikeForm()
    version = form.version.data or ""
    if not form.validate_on_submit() or not version.isascii() or not version.isdigit():
        return _page(found, form), 422
    redaction.strike(
        community().id,
        number,
        form.reason.data or "",
        version=int(version),
        folder=current_app.config["UPLOADS"],
        actor=actor(KEEP),
        at=clock.now(),
    )
    flash(_("凭证 %(number)s 已作废，原件照样保管。", number=number), "done")
    return redirect(f"/c/{slug}/chamber/fund/vouchers/{number}", 303)


@blueprint.post("/<number>/open")
@access(READ)
def look(slug: str, number: str) -> ResponseReturnValue:
    """Enter that the visitor opens the original, then give it, or the page that blacks it out."""
    vouchers.look(community().id, number, actor=actor(READ), at=clock.now())
    to = "redact" if request.form.get("to") == "redact" else "original"
    return redirect(f"/c/{slug}/chamber/fund/vouchers/{number}/{to}", 303)


@blueprint.get("/<number>/original")
@access(READ)
def original(slug: str, number: str) -> ResponseReturnValue:
    """The original as a download, for whoever has said today that they open it."""
    found = load(number)
    if not opened(found):
        return redirect(f"/c/{slug}/chamber/fund/vouchers/{number}", 303)
    return voucher_files.sent(number, found.line.sha256, found.media_type, public=False)


def load(number: str) -> VoucherPage:
    """The voucher with this number; 404 where there is none."""
    found = queries.one(reading(), community().id, number)
    if found is None:
        abort(404)
    return found


def opened(found: VoucherPage) -> bool:
    """Whether the journal knows that the visitor opens this original today."""
    who = visitor()
    if who is None:
        return False
    key = look_key(found.id, who.person_id, legal_day(clock.now()))
    return queries.was_opened(reading(), community().id, key)


def _asked() -> tuple[str, str]:
    """What the list is narrowed to, and what is searched for."""
    state = request.args.get("state", "")
    return state if state in queries.STATES else "", request.args.get("q", "").strip()[:80]


def _seed(form: VoucherForm) -> VoucherSeed:
    return VoucherSeed(
        kind=form.kind.data,
        seller=form.seller.data or "",
        invoice_number=form.invoice_number.data or "",
        issued_on=form.issued_on.data,
        amount=form.amount.fen,  # type: ignore[attr-defined]
    )


def _payment() -> ForPayment:
    """The payment that ``?payment=`` names; 404 where there is none."""
    found = queries.for_payment(reading(), community().id, request.args.get("payment", "")[:12])
    if found is None:
        abort(404)
    return found


def _new(form: VoucherForm, payment: ForPayment) -> str:
    amount, there = format_yuan(payment.amount), format_yuan(payment.vouchers)
    return render_template(
        "chamber/vouchers/new.html", form=form, p=payment, amount=amount, there=there
    )


def _page(found: VoucherPage, form: StrikeForm) -> str:
    if form.version.data is None:
        form.version.data = str(found.version)
    base, line = f"/c/{community().slug}", found.line
    waiting = queries.next_to_redact(reading(), community().id)
    return render_template(
        "chamber/vouchers/page.html",
        v=line,
        state=vouchers_view.state(line),
        facts=vouchers_view.facts(found),
        here=f"{base}/chamber/fund/vouchers/{line.number}",
        list_url=f"{base}/chamber/fund/vouchers/",
        payment_url=f"{base}/chamber/fund/payments/{line.payment}",
        public_url=f"{base}/fund/vouchers/{line.number}" if line.public_sha256 else "",
        keeps=holds(KEEP) and line.struck_at is None,
        opened=opened(found),
        following=waiting if waiting != line.number and holds(KEEP) else None,
        form=form,
        rule=rule_view(RULE, clock.now()),
    )
