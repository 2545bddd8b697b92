"""供应商: the list, their particulars, and who here is close to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import suppliers as queries
from council.queries.chamber.suppliers import SupplierLine
from council.rules.masking import mask_name
from council.rules.verdict import Refused
from council.services import suppliers as acts
from council.services.suppliers import SupplierSeed
from council.vocabulary import reason
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber.doing import distinct
from council.web.forms.procuring import OwnTieForm, SupplierForm, TieForm

blueprint = Blueprint("chamber_suppliers", __name__, url_prefix="/c/<slug>/chamber/fund")
_ELSEWHERE = {"not_found", "no_power"}
KEEP, OWN = acts.KEEPERS, acts.OWN


@blueprint.get("/suppliers")
@access("fund.read")
def index(slug: str) -> ResponseReturnValue:
    """Every supplier, and the form for a new one."""
    return _index(SupplierForm(formdata=None))


@blueprint.post("/suppliers")
@access(KEEP)
def add(slug: str) -> ResponseReturnValue:
    """Enter a supplier."""
    form = SupplierForm()
    if not form.validate_on_submit():
        return _index(form, status=422)
    try:
        found = acts.add(community().id, _seed(form), actor=actor(KEEP), at=clock.now())
    except Refused as no:
        return _index(form, no, 409)
    flash(_("供应商已经登记。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/suppliers/{found}", 303)


@blueprint.get("/suppliers/<uuid:supplier_id>")
@access("fund.read")
def page(slug: str, supplier_id: UUID) -> ResponseReturnValue:
    """One supplier with its ties."""
    return _page(_load(supplier_id))


@blueprint.post("/suppliers/<uuid:supplier_id>")
@access(KEEP)
def change(slug: str, supplier_id: UUID) -> ResponseReturnValue:
    """Set a supplier's particulars right."""
    line, form = _load(supplier_id), SupplierForm()
    form.name.data = line.name
    if not form.validate_on_submit():
        return _page(line, form, status=422)
    try:
        acts.change(community().id, supplier_id, _seed(form), actor=actor(KEEP), at=clock.now())
    except Refused as no:
        return _page(line, form, no=no, status=409)
    flash(_("已经改好。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/suppliers/{supplier_id}", 303)


@blueprint.post("/suppliers/<uuid:supplier_id>/ties")
@access(KEEP)
def tie(slug: str, supplier_id: UUID) -> ResponseReturnValue:
    """Declare that somebody here is close to a supplier."""
    line, form = _load(supplier_id), distinct(TieForm(), "tie")
    if not form.validate_on_submit():
        return _page(line, tie=form, status=422)
    person = _person(form)
    if person is None:
        return _page(line, tie=form, status=422)
    try:
        _declare(supplier_id, person, form, KEEP)
    except Refused as no:
        return _page(line, tie=form, no=no, status=409)
    flash(_("关联关系已经登记，这位不能经手和审批付给这家的钱。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/suppliers/{supplier_id}", 303)


@blueprint.post("/suppliers/<uuid:supplier_id>/ties/<uuid:tie_id>/end")
@access(KEEP)
def end_tie(slug: str, supplier_id: UUID, tie_id: UUID) -> ResponseReturnValue:
    """A tie does not hold any more."""
    acts.end_tie(community().id, tie_id, actor=actor(KEEP), at=clock.now())
    flash(_("关联关系已经解除，记录保留。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/suppliers/{supplier_id}", 303)


@blueprint.get("/ties")
@access(OWN)
def mine(slug: str) -> ResponseReturnValue:
    """My own ties, and the form to declare one."""
    return _mine(_own_form(OwnTieForm(formdata=None)))


@blueprint.post("/ties")
@access(OWN)
def declare(slug: str) -> ResponseReturnValue:
    """Declare a tie of my own."""
    form, who = _own_form(OwnTieForm()), visitor()
    if not form.validate_on_submit() or who is None:
        return _mine(form, status=422)
    try:
        _declare(UUID(hex=form.supplier.data), who.person_id, form, OWN)
    except Refused as no:
        return _mine(form, no, 409)
    flash(_("关联关系已经申报，您不能经手和审批付给这家的钱。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/ties", 303)


@blueprint.post("/ties/<uuid:tie_id>/end")
@access(OWN)
def end_mine(slug: str, tie_id: UUID) -> ResponseReturnValue:
    """A tie of my own does not hold any more."""
    acts.end_tie(community().id, tie_id, actor=actor(OWN), at=clock.now())
    flash(_("关联关系已经解除，记录保留。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/ties", 303)


def _declare(supplier_id: UUID, person_id: UUID, form: Any, power: str) -> None:
    acts.declare(
        community().id,
        supplier_id,
        person_id,
        form.relation.data,
        note=form.note.data or "",
        actor=actor(power),
        at=clock.now(),
    )


def _seed(form: SupplierForm) -> SupplierSeed:
    return SupplierSeed(
        name=form.name.data or "",
        kind=form.kind.data,
        credit_code=form.credit_code.data or "",
        phone=form.phone.data or "",
        bank=form.bank.data or "",
        account_number=form.account_number.data or "",
    )


def _person(form: Any) -> UUID | None:
    """Who was typed: one person of the roster, else the error at the field."""
    found = queries.people(reading(), community().id, form.person.data or "")
    if len(found) == 1:
        return found[0][0]
    names = _("、").join(name for _id, name in found)
    said = (
        _("有几位同名：%(names)s，请写人员编号。", names=names)
        if found
        else _("名册里没有这个人。")
    )
    form.person.errors = [said]
    return None


def _load(supplier_id: UUID) -> SupplierLine:
    found = queries.suppliers(reading(), community().id, supplier_id)
    if not found:
        abort(404)
    return found[0]


def _index(form: SupplierForm, no: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    form.fresh()
    view = render_template(
        "chamber/fundprojects/suppliers.html",
        rows=queries.suppliers(reading(), community().id),
        form=form if holds(KEEP) else None,
        keeps=holds(KEEP),
        reasons=[reason(one) for one in no.reasons] if no else [],
    )
    return view, status


def _page(
    line: SupplierLine,
    form: SupplierForm | None = None,
    tie: Any = None,
    no: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    wrong = form or tie
    form = form or SupplierForm(formdata=None, obj=line)
    tie = tie or distinct(TieForm(formdata=None), "tie")
    view = render_template(
        "chamber/fundprojects/supplier.html",
        s=line,
        ties=queries.ties(reading(), community().id, supplier_id=line.id),
        form=form,
        tie=tie,
        wrong=wrong,
        keeps=holds(KEEP),
        reasons=[reason(one) for one in no.reasons] if no else [],
    )
    return view, status


def _own_form(form: OwnTieForm) -> OwnTieForm:
    """The form with the suppliers; people are masked for whoever does not read the books."""
    lines, reads = queries.suppliers(reading(), community().id), holds("fund.read")
    form.supplier.choices = [("", _("请选择"))] + [
        (line.id.hex, line.name if reads or line.kind == "company" else mask_name(line.name))
        for line in lines
    ]
    form.fresh()
    return form


def _mine(form: OwnTieForm, no: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    who = visitor()
    if who is None:
        abort(403)
    view = render_template(
        "chamber/fundprojects/ties.html",
        ties=queries.ties(reading(), community().id, person_id=who.person_id),
        form=form,
        reasons=[reason(one) for one in no.reasons] if no else [],
    )
    return view, status
