"""Wishes for a plan at their desk: put forward, checked against the list, ranked, dropped."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries import search
from council.queries.chamber import matter as matters
from council.queries.chamber import plans as inside
from council.queries.public.plans import PlanPage, Wish
from council.rules import negative
from council.rules.money import format_yuan
from council.rules.powers import OfficeKind
from council.rules.shapes import parse_integer
from council.rules.verdict import Refused
from council.services import wishes
from council.services.unit import Actor
from council.vocabulary import word
from council.web import dates
from council.web.access import access, actor, community, holds
from council.web.chamber.plans import load
from council.web.errors import reason_view
from council.web.forms.outcome import EmptyForm, ReasonForm
from council.web.forms.plans import CheckForm, WishForm, check_form
from council.web.rule_view import rule_view

blueprint = Blueprint("chamber_wishes", __name__, url_prefix="/c/<slug>/chamber/fund/plans")
_ELSEWHERE = {"not_found", "no_power"}


@blueprint.get("/<number>/wishes/new")
@access("wish.put")
def new(slug: str, number: str) -> ResponseReturnValue:
    """Put a proposal forward; ``?matter=`` chooses it."""
    found = load(number)
    form = _wish_form(found, formdata=None)
    chosen = request.args.get("matter", "")
    for one in _ready(found):
        if one.number == chosen:
            form.matter.data = chosen
            form.estimate.data = format_yuan(one.cost) if one.cost else ""
    return _show_new(found, form)


@blueprint.post("/<number>/wishes/new")
@access("wish.put")
def put(slug: str, number: str) -> ResponseReturnValue:
    """Put a proposal forward."""
    found = load(number)
    form = _wish_form(found)
    if not form.validate_on_submit():
        return _show_new(found, form, status=422)
    try:
        wishes.put(
            community().id,
            number,
            form.matter.data,
            form.seed,
            actor=_putter(),
            at=clock.now(),
        )
    except Refused as no:
        return _show_new(found, form, no, 409)
    flash(_("已经申报，等审核能不能列支。"), "done")
    return redirect(f"/c/{slug}/fund/plans/{found.plan.year}?plan={number}", 303)


@blueprint.get("/<number>/wishes/<matter>")
@access("wish.check")
def look(slug: str, number: str, matter: str) -> ResponseReturnValue:
    """What list and caps say of a wish, for a person to confirm or reject."""
    found = load(number)
    wish = _wish(found, matter)
    return _show_check(found, wish, _check_form(wish, matter, formdata=None))


@blueprint.post("/<number>/wishes/<matter>")
@access("wish.check")
def check(slug: str, number: str, matter: str) -> ResponseReturnValue:
    """Say of every item whether the wish falls under it."""
    found = load(number)
    wish = _wish(found, matter)
    form = _check_form(wish, matter)
    if not form.validate_on_submit():
        return _show_check(found, wish, form, status=422)
    try:
        done = wishes.check(
            community().id,
            number,
            matter,
            form.seed,
            form.answers,
            exception=form.exception.data or "",
            actor=actor("wish.check"),
            at=clock.now(),
        )
    except Refused as no:
        if {reason.code for reason in no.reasons} & _ELSEWHERE:
            raise
        return _show_check(found, wish, form, no, 409)
    said = _("可以列支。") if done.allowed else _("不得列支，这件事到此为止，理由已经公开。")
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/fund/plans/{number}", 303)


@blueprint.get("/<number>/rank/<any(party, residents):committee>")
@access("wish.rank")
def order(slug: str, number: str, committee: str) -> ResponseReturnValue:
    """The order of one committee, as it stands."""
    return _show_rank(load(number), committee, None)


@blueprint.post("/<number>/rank/<any(party, residents):committee>")
@access("wish.rank")
def rank(slug: str, number: str, committee: str) -> ResponseReturnValue:
    """Put the wishes in the committee's order."""
    found = load(number)
    given = {wish.number: request.form.get(f"place-{wish.number}", "") for wish in _ranked(found)}
    try:
        most = max(1, len(given))
        places = {key: parse_integer(text, 1, most, "place") for key, text in given.items()}
    except Refused as no:
        return _show_rank(found, committee, given, no, 422)
    try:
        who = actor("wish.rank")
        wishes.rank(community().id, number, committee, places, actor=who, at=clock.now())
    except Refused as no:
        return _show_rank(found, committee, given, no, 409)
    flash(_("%(who)s的先后已经记下。", who=word("committee", committee)), "done")
    return redirect(f"/c/{slug}/chamber/fund/plans/{number}", 303)


@blueprint.post("/drop/<matter>")
@access("plan.keep")
def drop(slug: str, matter: str) -> ResponseReturnValue:
    """End a wish that no plan will take up."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _show_drop(matter, form, status=422)
    try:
        reason = form.reason.data or ""
        wishes.drop(community().id, matter, reason, actor=actor("plan.keep"), at=clock.now())
    except Refused as no:
        if {one.code for one in no.reasons} & _ELSEWHERE:
            raise
        return _show_drop(matter, form, no, 409)
    flash(_("不再列入年度计划，理由已经公开。"), "done")
    return redirect(f"/c/{slug}/proposals/{matter}", 303)


@blueprint.get("/drop/<matter>")
@access("plan.keep")
def dropping(slug: str, matter: str) -> ResponseReturnValue:
    """Ask for the reason first."""
    return _show_drop(matter, ReasonForm(formdata=None))


def _putter() -> Actor:
    """Who convenes puts forward for others, too, though living here as well."""
    return actor("plan.keep" if holds("plan.keep") else "wish.put")


def _ready(found: PlanPage) -> list[inside.Ready]:
    """What this visitor may put forward: residents their own, those who convene every one."""
    who = _putter()
    proposer = who.person_id if who.office == OfficeKind.RESIDENT else None
    return inside.ready(reading(), community().id, found.plan.id, proposer)


def _wish_form(found: PlanPage, **given: Any) -> WishForm:
    form = WishForm(**given)
    form.matter.choices = [("", _("请选择"))]
    form.matter.choices += [(one.number, f"{one.number} {one.title}") for one in _ready(found)]
    return form


def _show_new(
    found: PlanPage, form: WishForm, no: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    view = render_template(
        "chamber/plans/wish.html",
        form=form,
        plan=found.plan,
        until=dates.deadline(found.plan.due_at),
        reasons=_texts(no),
        nothing=not _ready(found),
        rules=[rule_view(rule, clock.now()) for rule in ("FN1", "FC1")],
    )
    return view, status


def _wish(found: PlanPage, matter: str) -> Wish:
    wish = next((one for one in found.wishes if one.number == matter), None)
    if wish is None:
        abort(404)
    return wish


def _check_form(wish: Wish, matter: str, **given: Any) -> CheckForm:
    """What list and words ask now, filled with what was said before."""
    about = matters.by_number(reading(), community().id, matter)
    if about is None:
        abort(404)
    asked = [hit.item for hit in negative.check(about.title, about.text, about.place)]
    asked += [hit.item for hit in wish.hits if hit.item not in asked]
    form = check_form(asked)(**given)
    if given:
        form.kind.data, form.subject.data = wish.kind, wish.subject
        form.estimate.data, form.basis.data = format_yuan(wish.estimate), wish.basis
        form.exception.data = wish.exception
        for hit in wish.hits:
            if hit.confirmed is not None:
                form[f"hit_{hit.item}"].data = "yes" if hit.confirmed else "no"
                form[f"why_{hit.item}"].data = hit.reason
    return form


def _show_check(
    found: PlanPage, wish: Wish, form: CheckForm, no: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    about = matters.by_number(reading(), community().id, wish.number)
    if about is None:
        abort(404)
    base = f"/c/{community().slug}"
    near = search.similar(reading(), community().id, about.title, about.text, exclude=wish.number)
    view = render_template(
        "chamber/plans/check.html",
        form=form,
        plan=found.plan,
        wish=wish,
        about=about,
        words={
            hit.item: _("、").join(hit.words) for hit in negative.check(about.title, about.text)
        },
        texts={item: word("negative_item_text", item) for item in negative.items()},
        cases=[found.cases[number] for number in wish.cases if number in found.cases],
        base=base,
        similar=[
            SimpleNamespace(
                number=hit.number, title=hit.title, url=f"{base}/proposals/{hit.number}"
            )
            for hit in near
        ],
        cap=dates.yuan(wish.cap),
        reasons=_texts(no),
        rules=[rule_view(rule, clock.now()) for rule in ("FN1", "FC1")],
    )
    return view, status


def _ranked(found: PlanPage) -> list[Wish]:
    return [wish for wish in found.wishes if wish.state == "checked"]


def _show_rank(
    found: PlanPage,
    committee: str,
    given: dict[str, str] | None,
    no: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    rows = []
    for wish in _ranked(found):
        stood = wish.party_rank if committee == "party" else wish.committee_rank
        value = given.get(wish.number, "") if given is not None else str(stood or "")
        rows.append(
            SimpleNamespace(
                number=wish.number,
                title=wish.title,
                text=_("%(sum)s 元 · 附议 %(n)s 人", sum=dates.yuan(wish.estimate),
                       n=wish.seconders),
                value=value,
            )
        )  # fmt: skip
    view = render_template(
        "chamber/plans/rank.html",
        form=EmptyForm(formdata=None),
        plan=found.plan,
        committee=word("committee", committee),
        rows=rows,
        reasons=_texts(no),
    )
    return view, status


def _show_drop(
    matter: str, form: ReasonForm, no: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    about = matters.by_number(reading(), community().id, matter)
    if about is None:
        abort(404)
    return render_template(
        "chamber/plans/drop.html", form=form, about=about, reasons=_texts(no)
    ), status


def _texts(no: Refused | None) -> list[str]:
    return [reason_view(reason).text for reason in no.reasons] if no else []
