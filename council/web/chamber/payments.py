"""支付: the list, entering with a photo, and the page where a payment is decided and paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import payments as queries
from council.queries.chamber.payments import PaymentPage
from council.rules.calendar import legal_day
from council.rules.capitals import capitals
from council.rules.money import format_yuan
from council.rules.verdict import Refused
from council.services import payments as acts
from council.services import refunds
from council.vocabulary import words
from council.web import payments_view as view
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber.doing import distinct
from council.web.errors import reason_view
from council.web.forms import payments as forms
from council.web.public.meetings import page_of_request

blueprint = Blueprint("chamber_payments", __name__, url_prefix="/c/<slug>/chamber/fund/payments")
READ = "fund.read"
_OTHER_PAGE = {"not_found", "no_power"}


@blueprint.get("/")
@access(READ)
def index(slug: str) -> ResponseReturnValue:
    """All payments, newest first, by state or project."""
    base, page = f"/c/{slug}", page_of_request()
    state, project = request.args.get("state", ""), request.args.get("project", "")[:12]
    state = state if state in words("payment_state") else ""
    found = queries.lines(reading(), community().id, state=state, project=project, page=page)
    here = f"{base}/chamber/fund/payments/?state={state}&project={project}&page="
    return render_template(
        "chamber/payments/index.html",
        rows=[view.row(line, base) for line in found[: queries.PAGE]],
        counts=queries.counts(reading(), community().id),
        states=[("", _("全部")), *((c, str(w)) for c, w in words("payment_state").items())],
        state=state,
        project=project,
        may_enter=holds("payment.enter"),
        newer_url=f"{here}{page - 1}" if page > 1 else "",
        older_url=f"{here}{page + 1}" if len(found) > queries.PAGE else "",
    )


@blueprint.get("/<number>")
@access(READ)
def show(slug: str, number: str) -> ResponseReturnValue:
    """One payment: who did what, what is flagged, and what may be done now."""
    return _page(number)


@blueprint.get("/<number>/form")
@access(READ)
def sheet(slug: str, number: str) -> ResponseReturnValue:
    """支付审批单, to print and to sign on A4."""
    found = _load(number)
    made = render_template(
        "chamber/payments/sheet.html",
        p=found,
        capitals=capitals(found.line.amount),
        figures=format_yuan(found.line.amount),
        hands=view.hands(found),
        flags=view.flagged(found.line),
        links={"back": f"/c/{slug}/chamber/fund/payments/{number}"},
    )
    return made, {"Cache-Control": "no-store"}


@blueprint.post("/<number>/approve")
@access("payment.approve")
def approve(slug: str, number: str) -> ResponseReturnValue:
    """Approve."""
    form = forms.ApproveForm()
    return _do(number, "approve", form, acts.approve, _("已审批。"), reason=form.reason.data)


@blueprint.post("/<number>/refuse")
@access("payment.approve")
def refuse(slug: str, number: str) -> ResponseReturnValue:
    """Do not pay, and say why."""
    form = forms.WhyForm()
    return _do(number, "refuse", form, acts.refuse, _("已决定不予支付。"), reason=form.reason.data)


@blueprint.post("/<number>/withdraw")
@access("payment.enter")
def withdraw(slug: str, number: str) -> ResponseReturnValue:
    """Take one's own entry back."""
    form = forms.WhyForm()
    return _do(number, "withdraw", form, acts.withdraw, _("已撤回。"), reason=form.reason.data)


@blueprint.post("/<number>/supervise")
@access("payment.supervise")
def supervise(slug: str, number: str) -> ResponseReturnValue:
    """The supervision committee's view."""
    form = forms.ViewForm()
    agree = form.opinion.data == "agree"
    said = _("监督意见已经登记。")
    return _do(number, "supervise", form, acts.supervise, said, agree=agree, text=form.text.data)


@blueprint.post("/<number>/answer")
@access("payment.approve")
def answer(slug: str, number: str) -> ResponseReturnValue:
    """A committee's written reason to pay against an objection."""
    form = forms.AnswerForm()
    said = _("书面说明已经登记，会公开。")
    return _do(number, "answer", form, acts.answer_objection, said, text=form.text.data)


@blueprint.post("/<number>/pay")
@access("payment.pay")
def pay(slug: str, number: str) -> ResponseReturnValue:
    """The money has left the bank."""
    form = forms.PayForm()
    given = {"bank_reference": form.bank_reference.data, "reason": form.reason.data}
    return _do(number, "pay", form, acts.pay, _("付款已经登记入账。"), on=form.on.data, **given)


@blueprint.post("/<number>/refund")
@access("payment.pay")
def refund(slug: str, number: str) -> ResponseReturnValue:
    """Money came back."""
    form = forms.RefundForm()

    def give(community_id: Any, number: str, **more: Any) -> None:
        refunds.refund(community_id, number, form.amount.fen, **more)  # type: ignore[attr-defined]

    given = {"reason": form.reason.data, "request_key": form.request_key.data}
    return _do(number, "refund", form, give, _("退款已经登记入账。"), on=form.on.data, **given)


_POWERS = {"answer": "payment.approve", "refuse": "payment.approve", "refund": "payment.pay"}
_POWERS |= {"withdraw": "payment.enter"}


@dataclass
class _Wrong:
    """The act whose form came back."""

    name: str
    form: FlaskForm
    reasons: tuple[Any, ...] = ()


def _do(
    number: str, name: str, form: FlaskForm, act: Callable[..., Any], said: str, **given: Any
) -> ResponseReturnValue:
    """Validate, act, and go back to the page; a refusal keeps what was typed."""
    if not form.validate_on_submit():
        return _page(number, _Wrong(name, form), 422)
    power = _POWERS.get(name, f"payment.{name}")
    version = request.form.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() else None
    try:
        act(community().id, number, version=seen, actor=actor(power), at=clock.now(), **given)
    except Refused as no:
        if {reason.code for reason in no.reasons} & _OTHER_PAGE:
            raise
        return _page(number, _Wrong(name, form, no.reasons), 409)
    flash(said, "done")
    return redirect(f"/c/{community().slug}/chamber/fund/payments/{number}", 303)


def _load(number: str) -> PaymentPage:
    found = queries.page(reading(), community().id, number)
    if found is None:
        abort(404)
    return found


def _page(number: str, wrong: _Wrong | None = None, status: int = 200) -> ResponseReturnValue:
    found = _load(number)
    panels, may_not = _offers(found)
    if wrong is not None:
        panels = _with_wrong(panels, wrong)
    made = render_template(
        "chamber/payments/page.html",
        p=found,
        mark=view.mark(found.line),
        sum=view.yuan(found.line.amount),
        facts=view.facts(found),
        vouchers=[(one, view.yuan(one.amount)) for one in found.vouchers],
        refunds=[(one, view.yuan(one.amount)) for one in found.refunds],
        hands=view.hands(found),
        flags=view.flagged(found.line),
        panels=panels,
        may_not=may_not,
        wrong=wrong,
        reasons=[reason_view(reason) for reason in wrong.reasons] if wrong else [],
        may_keep=holds("voucher.keep"),
    )
    return made, status


def _with_wrong(panels: list[Any], wrong: _Wrong) -> list[Any]:
    """The form that came back stands in its panel, also where the act is not possible any more."""
    distinct(wrong.form, wrong.name)
    for one in panels:
        if one.name == wrong.name:
            one.form = wrong.form
            return panels
    return panels


def _offers(found: PaymentPage) -> tuple[list[Any], list[Any]]:
    """The acts that the visitor may do now, and those that cannot be done, with the reasons."""
    state, who = found.line.state, visitor()
    if who is None or state not in ("entered", "approved", "paid"):
        return [], []
    if state == "paid":
        return _refund_offer(found), []
    mine = holds("payment.approve") if state == "entered" else holds("payment.pay")
    standing = acts.standing(
        community().id,
        found.line.number,
        person_id=who.person_id if mine else None,
        at=clock.now(),
    )
    step = standing.approve if state == "entered" else standing.pay
    reasons, flags = view.judged(step)
    panels: list[Any] = []
    if mine and not reasons:
        panels.append(_main_offer(found, flags))
    title = _("审批") if state == "entered" else _("付款")
    may_not = [(title, reasons)] if reasons else []
    return [*panels, *_other_offers(found, who.person_id)], may_not


def _main_offer(found: PaymentPage, flags: list[Any]) -> Any:
    """Approve what was entered; pay what was approved."""
    more: dict[str, Any] = {"flags": flags}
    if flags and found.line.reason:
        more["hint"] = _("录入时的说明：%(reason)s 不用再写，可以补充。", reason=found.line.reason)
    elif flags:
        more["hint"] = _("要写明理由，会公开。")
    if found.line.state == "entered":
        form: Any = forms.ApproveForm(formdata=None)
        made = view.panel("approve", _("审批"), form, _("同意支付"), **more)
    else:
        form = forms.PayForm(formdata=None)
        form.on.data = legal_day(clock.now())
        say = _("先在银行付款，再登记：一登记就入账，并且公开。")
        made = view.panel("pay", _("登记付款"), form, _("登记付款"), say=say, **more)
    distinct(made.form, made.name)
    return made


def _other_offers(found: PaymentPage, person: Any) -> list[Any]:
    line, made = found.line, []
    involved = person in (found.handled_by_id, found.approved_by_id)
    unseen = line.state == "approved" and not line.opinion and not involved
    if unseen and holds("payment.supervise"):
        form = forms.ViewForm(formdata=None)
        made.append(view.panel("supervise", _("监督意见"), form, _("登记意见")))
    if line.opinion == "object" and holds("payment.approve"):
        answered = forms.AnswerForm(formdata=None)
        say = _("居委会主任和党组织书记都书面说明以后才能支付，说明会公开。")
        made.append(
            view.panel("answer", _("书面说明"), answered, _("登记说明"), say=say, secondary=True)
        )
    if holds("payment.approve"):
        why = forms.WhyForm(formdata=None)
        made.append(view.panel("refuse", _("不予支付"), why, _("不予支付"), secondary=True))
    if holds("payment.enter") and person == found.handled_by_id:
        why = forms.WhyForm(formdata=None)
        made.append(view.panel("withdraw", _("撤回"), why, _("撤回"), secondary=True))
    for one in made:
        distinct(one.form, one.name)
    return made


def _refund_offer(found: PaymentPage) -> list[Any]:
    left = found.line.amount - found.line.refunded
    if not holds("payment.pay") or left <= 0:
        return []
    form = forms.RefundForm(formdata=None)
    form.on.data = legal_day(clock.now())
    form.request_key.data = uuid4().hex
    say = _("还可以退 %(sum)s。", sum=view.yuan(left))
    made = view.panel("refund", _("退款"), form, _("登记退款"), say=say, secondary=True)
    distinct(form, "refund")
    return [made]
