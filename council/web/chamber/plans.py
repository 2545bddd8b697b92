"""年度计划: the desk of the plans, and every act on one of them that this visitor may do now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import fundprojects
from council.queries.chamber import plans as inside
from council.queries.chamber.matter import MatterForActs
from council.queries.public import plans as shown
from council.queries.public.plans import PlanPage
from council.rules.calendar import legal_day
from council.rules.plans import METHODS
from council.rules.stages import FUND, FUND_PLAN, Stage
from council.rules.verdict import Reason, Refused
from council.services import plans, planvotes
from council.services.plans import PlanSeed
from council.vocabulary import word
from council.web import plan_view
from council.web.access import access, actor, community, holds
from council.web.chamber.doing import seen_revision
from council.web.chamber.panel import Panel
from council.web.chamber.plan_acts import PlanAct, offered
from council.web.errors import reason_view
from council.web.forms.plans import PlanForm
from council.web.words import stage_mark

blueprint = Blueprint("chamber_plans", __name__, url_prefix="/c/<slug>/chamber/fund/plans")
_ELSEWHERE = {"not_found", "no_power"}


def panels(about: MatterForActs) -> list[Panel]:
    """The way from a plan, or a wish, to its desk."""
    if about.track not in (FUND, FUND_PLAN):
        return []
    found = shown.of_matter(reading(), about.community_id, about.id)
    if about.track == FUND_PLAN:
        plan = shown.by_number(reading(), about.community_id, about.number)
        found = [plan] if plan else []
    if not found:
        return []
    base = f"/c/{community().slug}/chamber/fund/plans/{found[0].number}"
    title = _("经费年度计划")
    return [Panel("plan.desk", title, "chamber/plans/panel.html", {"url": base}, position=5)]


@blueprint.get("")
@access("chamber.enter")
def index(slug: str) -> ResponseReturnValue:
    """The plans, the newest first, and the wishes that wait for one."""
    rows = []
    for plan in shown.all_of(reading(), community().id):
        kind, mark = stage_mark(plan.stage, plan.ending, FUND_PLAN)
        url = f"/c/{slug}/chamber/fund/plans/{plan.number}"
        rows.append(
            SimpleNamespace(
                number=plan.number, title=plan.title, url=url, text=plan.fund, kind=kind, word=mark
            )
        )
    return render_template(
        "chamber/plans/index.html",
        rows=rows,
        waiting=inside.waiting(reading(), community().id),
        keeps=holds("plan.keep"),
    )


@blueprint.get("/new")
@access("plan.keep")
def new(slug: str) -> ResponseReturnValue:
    """A plan, with the usual words filled in."""
    form = _plan_form(formdata=None)
    form.year.data = year = legal_day(clock.now()).year
    form.method.data = "equal-shares"
    form.title.data = _("%(year)s 年服务群众专项经费年度计划", year=year)
    form.text.data = _(
        "居民提出想做的事，先核对能不能列支，再由“两委”排序、代表商议、会议表决分配，公示后报街道办事处备案。"
    )
    return _show_new(form)


@blueprint.post("/new")
@access("plan.keep")
def write(slug: str) -> ResponseReturnValue:
    """Begin to collect wishes."""
    form = _plan_form()
    if not form.validate_on_submit():
        return _show_new(form, status=422)
    seed = PlanSeed(
        code=form.fund.data,
        year=form.year.data or 0,
        budget=form.budget.fen,  # type: ignore[attr-defined]
        method=form.method.data,
        wishes_until=form.wishes_until.data,  # type: ignore[arg-type]
        title=form.title.data or "",
        text=form.text.data or "",
    )
    key = form.request_key.data or ""
    try:
        number = plans.open_plan(
            community().id, seed, actor=actor("plan.keep"), request_key=key, at=clock.now()
        )
    except Refused as no:
        return _show_new(form, no, 409)
    flash(_("年度计划开始征集，编号 %(number)s。", number=number), "done")
    return redirect(f"/c/{slug}/chamber/fund/plans/{number}", 303)


@blueprint.get("/<number>")
@access("chamber.enter")
def show(slug: str, number: str) -> ResponseReturnValue:
    """The desk of one plan."""
    return page(slug, number)


@blueprint.post("/<number>/<any(conclude, abandon, ballot, record):name>")
@access("plan.keep")
def keep(slug: str, number: str, name: str) -> ResponseReturnValue:
    """An act of those who convene."""
    return _do(slug, number, name)


@blueprint.post("/<number>/<any(books, complete):name>")
@access("plan.keep")
def carry(slug: str, number: str, name: str) -> ResponseReturnValue:
    """The chosen wishes into the books; the end of the plan."""
    return _do(slug, number, name)


@blueprint.post("/<number>/file")
@access("plan.file")
def file(slug: str, number: str) -> ResponseReturnValue:
    """File the plan with the street office."""
    return _do(slug, number, "file")


@blueprint.post("/<number>/note")
@access("plan.note")
def note(slug: str, number: str) -> ResponseReturnValue:
    """The street office takes note."""
    return _do(slug, number, "note")


def page(
    slug: str, number: str, wrong: PlanAct | None = None, status: int = 422
) -> ResponseReturnValue:
    """The desk; ``wrong`` is the act whose form came back."""
    found = load(number)
    base = f"/c/{slug}/chamber/fund/plans/{number}"
    acts = [wrong if wrong and act.name == wrong.name else act for act in offered(found)]
    view = render_template(
        "chamber/plans/page.html",
        p=plan_view.view(found, f"/c/{slug}", clock.now()),
        plan=found.plan,
        base=base,
        wrong=wrong,
        may=[(act, act.context(base)) for act in acts if not act.reasons],
        may_not=[
            (act.title, [reason_view(reason) for reason in act.reasons])
            for act in acts
            if act.reasons
        ],
        collecting=found.plan.stage == Stage.COLLECTION,
        checks=holds("wish.check"),
        puts=holds("wish.put"),
        ranks=holds("wish.rank") and any(wish.state == "checked" for wish in found.wishes),
        keeps=holds("plan.keep"),
    )
    return view, status if wrong else 200


def load(number: str) -> PlanPage:
    """The plan of this community with this number; 404 where there is none."""
    plan = shown.by_number(reading(), community().id, number)
    if plan is None:
        abort(404)
    return shown.page(reading(), community().id, plan)


def _do(slug: str, number: str, name: str) -> ResponseReturnValue:
    """One act: back to the desk with a word, or the form again with what stands against it."""
    found = load(number)
    act = next((one for one in offered(found, sent=True) if one.name == name), None)
    if act is None:
        raise Refused([Reason("wrong_stage", {"stage": found.plan.stage})])
    if not act.form.validate_on_submit():
        return page(slug, number, replace(act, reasons=()))
    try:
        _DO[name](number, act.form)
    except Refused as no:
        if {reason.code for reason in no.reasons} & _ELSEWHERE:
            raise
        texts = [reason_view(reason).text for reason in no.reasons]
        return page(slug, number, replace(act, reasons=(), extra=texts), 409)
    flash(_("已办：%(act)s。", act=act.title), "done")
    return redirect(f"/c/{slug}/chamber/fund/plans/{number}", 303)


def _conclude(number: str, _form: Any) -> None:
    plans.conclude(
        community().id, number, actor=actor("plan.keep"), revision=seen_revision(), at=clock.now()
    )


def _abandon(number: str, form: Any) -> None:
    plans.abandon(
        community().id, number, form.reason.data, actor=actor("plan.keep"),
        revision=seen_revision(), at=clock.now(),
    )  # fmt: skip


def _ballot(number: str, form: Any) -> None:
    planvotes.prepare(
        community().id, number, form.meeting.data, actor=actor("plan.keep"), at=clock.now()
    )


def _record(number: str, form: Any) -> None:
    planvotes.record(
        community().id, number, form.text.data, actor=actor("resolution.record"), at=clock.now()
    )


def _file(number: str, form: Any) -> None:
    plans.file(
        community().id, number, form.reference.data or "", actor=actor("plan.file"),
        revision=seen_revision(), at=clock.now(),
    )  # fmt: skip


def _note(number: str, form: Any) -> None:
    remark = form.remark.data or ""
    plans.note(community().id, number, remark, actor=actor("plan.note"), at=clock.now())


def _take_up(number: str, form: Any) -> None:
    seats = fundprojects.seats(reading(), community().id, legal_day(clock.now()))
    seat = next(one for one in seats if one.tenure_id.hex == form.seat.data)
    plans.take_up(
        community().id, number, responsible=(seat.person_id, seat.title),
        actor=actor("plan.keep"), at=clock.now(),
    )  # fmt: skip


def _complete(number: str, _form: Any) -> None:
    plans.complete(
        community().id, number, actor=actor("plan.keep"), revision=seen_revision(), at=clock.now()
    )


_DO: dict[str, Callable[[str, Any], None]] = {
    "conclude": _conclude,
    "abandon": _abandon,
    "ballot": _ballot,
    "record": _record,
    "file": _file,
    "note": _note,
    "books": _take_up,
    "complete": _complete,
}


def _plan_form(**given: Any) -> PlanForm:
    form = PlanForm(**given)
    form.fund.choices = fundprojects.open_funds(reading(), community().id)
    return form


def _show_new(form: PlanForm, no: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    view = render_template(
        "chamber/plans/new.html",
        form=form,
        reasons=[reason_view(reason).text for reason in no.reasons] if no else [],
        hints={method: word("plan_method_text", method) for method in METHODS},
    )
    return view, status
