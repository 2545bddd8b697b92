"""Reporting a promise as done, by the side that made it; evaluating it, by the others."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import joint as inside
from council.queries.public import followups as shown
from council.queries.public.followups import Followup
from council.rules import joint as law_of
from council.rules.calendar import legal_day
from council.rules.joint import Promise
from council.rules.verdict import Refused
from council.services import followups as acts
from council.web import followup_view
from council.web.access import access, actor, community, holds, visitor
from council.web.errors import reason_view
from council.web.forms.joint import EvaluateForm, ReportForm

blueprint = Blueprint("chamber_followups", __name__, url_prefix="/c/<slug>/chamber/followups")


@blueprint.get("/<number>")
@access("task.report")
def show(slug: str, number: str) -> ResponseReturnValue:
    """What may be done about a promise now, and what may not, and why."""
    return _page(slug, number)


@blueprint.post("/<number>/report")
@access("task.report")
def report(slug: str, number: str) -> ResponseReturnValue:
    """Say that a promise is kept."""
    form = ReportForm()
    if not form.validate_on_submit():
        return _page(slug, number, report_form=form, status=422)
    acts.report(
        community().id,
        actor("task.report"),
        number,
        form.words.data or "",
        request_key=form.request_key.data or "",
        at=clock.now(),
    )
    return _done(slug, number, _("已报告办完，等别的一方评价。"))


@blueprint.post("/<number>/evaluate")
@access("task.evaluate")
def evaluate(slug: str, number: str) -> ResponseReturnValue:
    """Judge how a promise was kept."""
    form = EvaluateForm()
    if not form.validate_on_submit():
        return _page(slug, number, evaluate_form=form, status=422)
    try:
        acts.evaluate(
            community().id,
            actor("task.evaluate"),
            number,
            form.mark.data,
            form.remark.data or "",
            request_key=form.request_key.data or "",
            at=clock.now(),
        )
    except Refused as no:
        if {reason.code for reason in no.reasons} != {"mark_needs_words"}:
            raise
        form.remark.errors = [reason_view(no.reasons[0]).text]
        return _page(slug, number, evaluate_form=form, status=422)
    return _done(slug, number, _("评价已公布。"))


def _page(slug: str, number: str, *, status: int = 200, **forms: Any) -> ResponseReturnValue:
    now = clock.now()
    promise = _promise(number, now)
    line = _line(number, promise, now) if promise else None
    if line is None or promise is None:
        abort(404)
    view = render_template(
        "chamber/followups/page.html",
        p=followup_view.row(line, f"/c/{slug}"),
        report=_offer(ReportForm, forms.get("report_form"), law_of.may_report(promise)),
        evaluate=_offer(
            EvaluateForm,
            forms.get("evaluate_form"),
            law_of.may_evaluate(promise, legal_day(now)),
        )
        if holds("task.evaluate")
        else None,
        wrong=next(iter(forms.values()), None),
    )
    return view, status


def _line(number: str, promise: Promise, now: datetime) -> Followup | None:
    """The promise; one of a closed item is only for whom it binds, and for those who judge it."""
    concerned = promise.mine or holds("task.evaluate") or holds("meeting.keep")
    read = inside.task if concerned else shown.load
    return read(reading(), community().id, number, legal_day(now))


def _offer(kind: Any, given: Any, verdict: Any) -> SimpleNamespace:
    """The form where the act is lawful, else why it is not."""
    form = given or kind(formdata=None)
    form.fresh()
    reasons = [reason_view(reason) for reason in verdict.reasons]
    return SimpleNamespace(form=form, reasons=[] if given else reasons)


def _promise(number: str, now: datetime) -> Promise | None:
    who = visitor()
    if who is None:
        abort(403)
    return inside.promise(
        reading(),
        community().id,
        number,
        who.person_id,
        legal_day(now),
        keeps=holds("meeting.keep"),
    )


def _done(slug: str, number: str, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/followups/{number}", 303)
