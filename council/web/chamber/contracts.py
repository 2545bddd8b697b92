"""合同: the list, signing, one contract, its end and its guarantee."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import fundprojects as queries
from council.queries.chamber.fundprojects import ContractLine
from council.rules.calendar import legal_day
from council.rules.procuring import Terms, payable_now, retained_on
from council.rules.verdict import Refused
from council.services import contracts as acts
from council.services import scans
from council.services.contracts import ContractSeed
from council.vocabulary import reason
from council.web import procuring_view as show
from council.web.access import access, actor, community, holds
from council.web.chamber.doing import distinct
from council.web.chamber.projectacts import load, supplier_names
from council.web.dates import sentences
from council.web.forms.procuring import ContractForm, EndForm, GuaranteeForm
from council.web.rule_view import rule_view
from council.web.scan_files import sent

blueprint = Blueprint("chamber_contracts", __name__, url_prefix="/c/<slug>/chamber/fund")
_ELSEWHERE = {"not_found", "no_power"}
KEEP = "fund.keep"


@blueprint.get("/contracts")
@access("fund.read")
def index(slug: str) -> ResponseReturnValue:
    """Every contract, the newest first."""
    lines = queries.contracts(reading(), community().id)
    rows = [show.contract(line, f"/c/{slug}") for line in lines]
    return render_template("chamber/fundprojects/contracts.html", rows=rows, keeps=holds(KEEP))


@blueprint.get("/projects/<number>/contracts")
@access(KEEP)
def new(slug: str, number: str) -> ResponseReturnValue:
    """A contract, empty."""
    return _new(number, ContractForm(formdata=None))


@blueprint.post("/projects/<number>/contracts")
@access(KEEP)
def sign(slug: str, number: str) -> ResponseReturnValue:
    """Sign a contract."""
    form = ContractForm()
    if not form.validate_on_submit() or form.signed_on.data is None:
        return _new(number, form, status=422)
    data = form.file.data.read(scans.MOST_BYTES + 1) if form.file.data else b""
    try:
        signed = acts.sign(
            community().id,
            number,
            _seed(form),
            scan=data,
            folder=current_app.config["UPLOADS"],
            request_key=form.request_key.data or "",
            actor=actor(KEEP),
            at=clock.now(),
        )
    except Refused as no:
        if {one.code for one in no.reasons} & _ELSEWHERE:
            raise
        return _new(number, form, no, 409)
    flash(_("合同已经登记，编号 %(number)s。", number=signed), "done")
    return redirect(f"/c/{slug}/chamber/fund/contracts/{signed}", 303)


@blueprint.get("/contracts/<number>")
@access("fund.read")
def page(slug: str, number: str) -> ResponseReturnValue:
    """One contract, and what may be done now."""
    return _page(_load(number))


@blueprint.get("/contracts/<number>/paper")
@access("fund.read")
def paper(slug: str, number: str) -> ResponseReturnValue:
    """The contract's paper as a download."""
    found = queries.paper(reading(), community().id, contract=number)
    return sent(found, f"contract-{number}")


@blueprint.post("/contracts/<number>/end")
@access(KEEP)
def end(slug: str, number: str) -> ResponseReturnValue:
    """End a contract early."""
    line, form = _load(number), distinct(EndForm(), "end")
    if not form.validate_on_submit():
        return _page(line, ("end", form), status=422)
    try:
        acts.end(
            community().id,
            number,
            on=form.on.data,
            reason=form.reason.data or "",
            actor=actor(KEEP),
            at=clock.now(),
        )
    except Refused as no:
        return _page(line, ("end", form), no, 409)
    flash(_("合同已经终止，没有付的钱退回项目。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/contracts/{number}", 303)


@blueprint.post("/contracts/<number>/guarantee")
@access(KEEP)
def guarantee(slug: str, number: str) -> ResponseReturnValue:
    """Say until when the guarantee runs."""
    line, form = _load(number), distinct(GuaranteeForm(), "guarantee")
    if not form.validate_on_submit() or form.until.data is None:
        return _page(line, ("guarantee", form), status=422)
    try:
        where = (community().id, number, form.until.data)
        acts.guarantee(*where, actor=actor(KEEP), at=clock.now())
    except Refused as no:
        return _page(line, ("guarantee", form), no, 409)
    flash(_("质保期已经登记。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/contracts/{number}", 303)


def _seed(form: Any) -> ContractSeed:
    return ContractSeed(
        supplier=form.supplier.data or "",
        kind=form.supplier_kind.data or "company",
        amount=form.amount.fen,
        signed_on=form.signed_on.data,
        subject=form.subject.data or "",
        in_advance=form.in_advance.fen,
        retained=form.retained.fen,
        guarantee_until=form.guarantee_until.data,
        few_quotes=form.few_quotes.data or "",
        not_lowest=form.not_lowest.data or "",
    )


def _load(number: str) -> ContractLine:
    line = queries.contract(reading(), community().id, number)
    if line is None:
        abort(404)
    return line


def _payable(line: ContractLine) -> str:
    """What may be paid today, and what holds back the rest."""
    if not line.open:
        return ""
    project = load(line.project)
    today, accepted = legal_day(clock.now()), project.accepted_on
    until = line.guarantee_until or project.head.guarantee_until
    terms = Terms(line.amount, line.open, line.paid, line.in_advance, line.retained, until)
    waiting = queries.pending(reading(), community().id, line.number)
    now = payable_now(terms, accepted=accepted is not None, on=today, pending=waiting)
    said = [_("今天最多可以付 %(sum)s。", sum=show.yuan(now))]
    if waiting:
        said.append(_("正在办理的支付有 %(sum)s，已经扣除。", sum=show.yuan(waiting)))
    if accepted is None:
        said.append(_("项目还没有验收，只能付约定的预付款。"))
    elif retained_on(terms, today):
        said.append(_("质保金要等质保期满以后再付。"))
    return sentences(said)


def _new(
    number: str, form: ContractForm, no: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    file, base = load(number), f"/c/{community().slug}"
    if form.signed_on.data is None and not form.is_submitted():
        form.signed_on.data = legal_day(clock.now())
    here = f"{base}/chamber/fund/projects/{number}"
    view = render_template(
        "chamber/fundprojects/contract_new.html",
        p=file.head,
        left=show.yuan(file.head.planned),
        quotes=[show.quote(one, file, here) for one in file.quotes],
        form=form,
        names=supplier_names(),
        rule=rule_view("FQ1", clock.now()),
        reasons=[reason(one) for one in no.reasons] if no else [],
    )
    return view, status


def _page(
    line: ContractLine,
    wrong: tuple[str, Any] | None = None,
    no: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    forms: dict[str, Any] = {}
    if holds(KEEP) and line.state != "ended":
        forms["guarantee"] = distinct(GuaranteeForm(formdata=None), "guarantee")
        if line.state == "running":
            forms["end"] = distinct(EndForm(formdata=None), "end")
            forms["end"].on.data = legal_day(clock.now())
    if wrong is not None:
        forms |= {wrong[0]: wrong[1]}
    view = render_template(
        "chamber/fundprojects/contract.html",
        payable=_payable(line),
        c=show.contract(line, f"/c/{community().slug}"),
        line=line,
        paper=queries.paper(reading(), community().id, contract=line.number) is not None,
        forms=forms,
        wrong=wrong[1] if wrong else None,
        wrong_name=wrong[0] if wrong else "",
        reasons=[reason(one) for one in no.reasons] if no else [],
    )
    return view, status
