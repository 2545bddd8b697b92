"""监督意见: a member of the supervision committee signs what is to be said of a quarter."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import fundwatch
from council.queries.public import fundstatements as shown
from council.queries.public.fundstatements import YearHead
from council.rules.calendar import legal_day
from council.rules.unexplained import quarter_end
from council.rules.verdict import Refused
from council.services import fundstatements as acts
from council.vocabulary import reason
from council.web import fundstatement_view
from council.web.access import access, actor, community, visitor
from council.web.forms.fundwatch import StatementForm

blueprint = Blueprint(
    "chamber_fund_statements", __name__, url_prefix="/c/<slug>/chamber/fund/statements"
)
_OTHER_PAGE = {"not_found", "no_power"}


@blueprint.get("/")
@access("fund.statement")
def index(slug: str) -> ResponseReturnValue:
    """Every year, with what the visitor has signed of it."""
    who = visitor()
    if who is None:
        abort(403)
    years = fundwatch.years(reading(), community().id, who.person_id)
    return render_template("chamber/fund/statements.html", years=years, audits=False, slug=slug)


@blueprint.get("/<fund>/<int:year>")
@access("fund.statement")
def show(slug: str, fund: str, year: int) -> ResponseReturnValue:
    """The year's figures and the form to sign."""
    return _page(slug, _year(fund, year), StatementForm(formdata=None))


@blueprint.post("/<fund>/<int:year>")
@access("fund.statement")
def sign(slug: str, fund: str, year: int) -> ResponseReturnValue:
    """Sign."""
    head, form = _year(fund, year), StatementForm()
    _offer(form, head)
    if not form.validate_on_submit():
        return _page(slug, head, form), 422
    try:
        acts.sign(
            community().id,
            fund,
            year,
            int(form.quarter.data),
            verdict=form.verdict.data,
            text=form.text.data or "",
            request_key=form.request_key.data or "",
            actor=actor("fund.statement"),
            at=clock.now(),
        )
    except Refused as no:
        if {one.code for one in no.reasons} & _OTHER_PAGE:
            raise
        form.text.errors = [reason(one) for one in no.reasons]
        return _page(slug, head, form), 409
    flash(_("监督意见已经签署并公开。"), "done")
    return redirect(f"/c/{slug}/fund/{year}/statements?fund={fund}", 303)


def _year(fund: str, year: int) -> YearHead:
    head = shown.year(reading(), community().id, year, fund)
    if head is None:
        abort(404)
    return head


def _offer(form: StatementForm, head: YearHead) -> tuple[bool, tuple[int, ...]]:
    """The quarters that are over and not signed yet: whether there is one; those signed.

    A quarter that was sent stays, so that a form sent twice is told what happened.
    """
    today, signed = legal_day(clock.now()), _signed(head)
    over = [q for q in range(1, 5) if today > quarter_end(head.year, q)]
    free = [q for q in over if q not in signed or str(q) == form.quarter.data]
    named = [(str(q), _("第 %(n)s 季度", n=q)) for q in reversed(free)]
    form.quarter.choices = [("", _("请选择")), *named]
    form.fresh()
    return bool(free), signed


def _signed(head: YearHead) -> tuple[int, ...]:
    who = visitor()
    years = fundwatch.years(reading(), community().id, who.person_id) if who else []
    same = [one for one in years if (one.fund, one.year) == (head.fund, head.year)]
    return same[0].signed if same else ()


def _page(slug: str, head: YearHead, form: StatementForm) -> str:
    ready, signed = _offer(form, head)
    figures = {name: getattr(head, name) for name in fundstatement_view.BALANCES}
    return render_template(
        "chamber/fund/statement.html",
        head=head,
        figures=fundstatement_view.figures(figures),
        form=form,
        ready=ready,
        signed=signed,
        unexplained_url=f"/c/{slug}/fund/{head.year}/unexplained?fund={head.fund}",
        wrong=form if form.errors else None,
    )
