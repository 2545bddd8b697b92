"""审计报告: attached to a year, and withdrawn."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import fundwatch
from council.queries.public import fundstatements as shown
from council.rules.calendar import legal_day
from council.rules.verdict import Refused
from council.services import audits as acts
from council.services import scans
from council.services.audits import AuditSeed
from council.vocabulary import reason
from council.web import fundstatement_view
from council.web.access import access, actor, community, visitor
from council.web.chamber.doing import key
from council.web.forms.fundwatch import AuditForm

blueprint = Blueprint("chamber_audits", __name__, url_prefix="/c/<slug>/chamber/fund/audits")
_OTHER_PAGE = {"not_found", "no_power"}


@blueprint.get("/")
@access("fund.audit")
def index(slug: str) -> ResponseReturnValue:
    """Every year."""
    who = visitor()
    if who is None:
        abort(403)
    years = fundwatch.years(reading(), community().id, who.person_id)
    return render_template("chamber/fund/statements.html", years=years, audits=True, slug=slug)


@blueprint.get("/<fund>/<int:year>")
@access("fund.audit")
def show(slug: str, fund: str, year: int) -> ResponseReturnValue:
    """The reports of a year and the form to attach one."""
    return _page(slug, fund, year, AuditForm(formdata=None))


@blueprint.post("/<fund>/<int:year>")
@access("fund.audit")
def attach(slug: str, fund: str, year: int) -> ResponseReturnValue:
    """Publish a report."""
    form = AuditForm()
    if not form.validate_on_submit():
        return _page(slug, fund, year, form), 422
    seed = AuditSeed(
        form.title.data or "",
        form.auditor.data or "",
        form.issued_on.data or legal_day(clock.now()),
        form.conclusion.data or "",
    )
    try:
        acts.attach(
            community().id,
            fund,
            year,
            seed,
            form.file.data.read(scans.MOST_BYTES + 1),
            folder=current_app.config["UPLOADS"],
            request_key=form.request_key.data or "",
            actor=actor("fund.audit"),
            at=clock.now(),
        )
    except Refused as no:
        if {one.code for one in no.reasons} & _OTHER_PAGE:
            raise
        form.file.errors = [reason(one) for one in no.reasons]
        return _page(slug, fund, year, form), 409
    flash(_("审计报告已经公开。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/audits/{fund}/{year}", 303)


@blueprint.post("/<fund>/<int:year>/<report>/withdraw")
@access("fund.audit")
def withdraw(slug: str, fund: str, year: int, report: str) -> ResponseReturnValue:
    """Take a report down."""
    acts.withdraw(
        community().id,
        key(report),
        folder=current_app.config["UPLOADS"],
        actor=actor("fund.audit"),
        at=clock.now(),
    )
    flash(_("审计报告已经撤下。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/audits/{fund}/{year}", 303)


def _page(slug: str, fund: str, year: int, form: AuditForm) -> str:
    head = shown.year(reading(), community().id, year, fund)
    if head is None:
        abort(404)
    form.fresh()
    lines = shown.audits(reading(), community().id, head.id)
    return render_template(
        "chamber/fund/audits.html",
        head=head,
        reports=[fundstatement_view.report(line, head, f"/c/{slug}") for line in lines],
        here=f"/c/{slug}/chamber/fund/audits/{fund}/{year}",
        form=form,
        wrong=form if form.errors else None,
    )
