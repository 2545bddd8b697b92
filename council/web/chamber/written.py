"""Calling and keeping a vote over a period: 书面征求意见, an election day, an appraisal."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import meetings
from council.queries.chamber import written as kept
from council.rules import meetings as law_of
from council.rules.calendar import SHANGHAI
from council.rules.form import KINDS
from council.rules.powers import BodyKind, OfficeKind
from council.rules.verdict import Refused
from council.rules.written import BODIES
from council.services import appraisals, calling, runoffs, steering
from council.services import written as acts
from council.services.unit import Actor
from council.vocabulary import word
from council.web import asking, petition_choice, written_view
from council.web.access import access, actor, community, visitor
from council.web.errors import reason_view
from council.web.forms.written import FIELDS, CallForm, ExtendForm, OpenForm, RunOffForm, SteerForm
from council.web.rule_view import rule_view

blueprint = Blueprint("written", __name__, url_prefix="/c/<slug>/chamber/written")


@blueprint.get("/new/<kind>")
@access("written.call")
def new(slug: str, kind: str) -> ResponseReturnValue:
    """The notice, empty, with a question of one kind; a matter named in the address is chosen."""
    form = _call_form(kind)
    form.matter.data = request.args.get("matter", "")
    petition_choice.choose(form, request.args.get("petition", ""))
    return _show_call(kind, form, [])


@blueprint.post("/new/<kind>")
@access("written.call")
def write(slug: str, kind: str) -> ResponseReturnValue:
    """Add a question, take one away, go to another kind, or send the notice."""
    form = _call_form(kind)
    try:
        before = form.before()
    except ValueError:
        abort(400)
    how, _dash, which = request.form.get("act", "send").partition("-")
    if how == "drop":
        return _show_call(kind, form, [r for n, r in enumerate(before, 1) if str(n) != which])
    if how == "switch":
        return _show_call(_next(form, kind), _again(form, kind), before)
    if not form.validate_on_submit():
        return _show_call(kind, form, before, status=422)
    rows = before
    if how == "add" or not before or not form.is_blank:
        try:
            rows = [*before, asking.read(kind, form)]
        except asking.Misread:
            return _show_call(kind, form, before, status=422)
    if how == "add":
        form.forget()
        return _show_call(_next(form, kind), _again(form, kind), rows)
    return _send(slug, kind, form, before, rows)


@blueprint.get("/<number>")
@access("chamber.enter")
def show(slug: str, number: str) -> ResponseReturnValue:
    """The vote for those who keep it: every question, its poll, and what may be done now."""
    return _show(number)


@blueprint.post("/<number>/tell")
@access("written.call")
def tell(slug: str, number: str) -> ResponseReturnValue:
    """Record that the residents' committee was told."""
    calling.tell_committee(community().id, actor("written.call"), number, at=clock.now())
    return _done(slug, number, _("已记录：居民委员会已被告知。"))


@blueprint.post("/<number>/open")
@access("written.keep")
def open_it(slug: str, number: str) -> ResponseReturnValue:
    """Open every poll that waits."""
    form = OpenForm()
    if not form.validate_on_submit():
        return _show(number, wrong=("", "open", form), status=422)
    found = acts.open_polls(
        community().id,
        actor("written.keep"),
        number,
        secret=form.secret.data,
        allows_online=False if form.online.data == "n" else None,
        at=clock.now(),
    )
    return _done(slug, number, _("已开始 %(n)s 项表决，名册已经固定。", n=len(found)))


@blueprint.post("/<number>/polls/<poll>/<how>")
@access("written.keep")
def steer(slug: str, number: str, poll: str, how: str) -> ResponseReturnValue:
    """Suspend, resume, extend, end or annul a running poll."""
    who, here, at = actor("written.keep"), community().id, clock.now()
    if how == "end":
        steering.end_voting(here, who, poll, at=at)
        return _done(slug, number, _("已停止收票。核对以后截止计票。"))
    if how not in written_view.STEERING:
        abort(404)
    form = ExtendForm() if how == "extend" else SteerForm()
    if not form.validate_on_submit():
        return _show(number, wrong=(poll, how, form), status=422)
    reason = form.reason.data or ""
    if isinstance(form, ExtendForm):
        steering.extend(here, who, poll, _instant(form.until.data), reason, at=at)
    else:
        {"suspend": steering.suspend, "resume": steering.resume, "annul": steering.annul}[how](
            here, who, poll, reason, at=at
        )
    return _done(slug, number, word("act", f"poll.{how}") + _("，理由已公布。"))


@blueprint.post("/<number>/polls/<poll>/run-off")
@access("written.call")
def run_off(slug: str, number: str, poll: str) -> ResponseReturnValue:
    """Call the run-off of a counted poll."""
    form = RunOffForm()
    if not form.validate_on_submit():
        return _show(number, wrong=(poll, "run-off", form), status=422)
    found = runoffs.call(
        community().id,
        actor("written.call"),
        poll,
        starts_at=_instant(form.starts_at.data),
        ends_at=_instant(form.ends_at.data),
        place=form.place.data or "",
        at=clock.now(),
    )
    return _done(slug, found, _("另行选举已通知，编号 %(number)s。", number=found))


@blueprint.post("/<number>/polls/<poll>/end-office")
@access("office.end_by_vote")
def end_office(slug: str, number: str, poll: str) -> ResponseReturnValue:
    """Record the end of the offices that the result ends."""
    titles = appraisals.record_ending(
        community().id, actor("office.end_by_vote"), poll, at=clock.now()
    )
    return _done(slug, number, _("已记录职务终止：%(titles)s。", titles="、".join(titles)))


def _call_form(kind: str) -> CallForm:
    if kind not in KINDS:
        abort(404)
    form = CallForm().of_kind(kind)
    here, choose = community().id, ("", _("不选"))
    form.body.choices = [("", _("请选择"))] + [
        (f"{body.id.hex}.{rule_id}", f"{body.name}（{rule_id}）")
        for body in meetings.bodies(reading(), here, BODIES)
        for rule_id in law_of.rule_ids(body.kind)
    ]
    form.matter.choices = [choose] + [
        (m.number, f"{m.number} {m.title}") for m in kept.matters(reading(), here)
    ]
    petition_choice.offer(form)
    lists = {"building": kept.buildings(reading(), here)}
    lists["tenure"] = kept.recallable(reading(), here, clock.now())
    for name, rows in lists.items():
        if name in form:
            form[name].choices = [choose] + [(row.id.hex, row.name) for row in rows]
    return form


def _caller(body_id: UUID) -> Actor:
    """In which office the visitor calls: the owners as a member of their committee, if one is."""
    who, owners = visitor(), OfficeKind.OWNERS_COMMITTEE
    assemblies = meetings.bodies(reading(), community().id, (BodyKind.OWNERS_ASSEMBLY,))
    if who is None or owners not in who.kinds or body_id not in {one.id for one in assemblies}:
        return actor("written.call")
    return Actor(who.person_id, owners.value, who.titles.get(owners, ""))


def _next(form: CallForm, kind: str) -> str:
    wanted = form.next_kind.data
    return wanted if wanted in KINDS else kind


def _again(form: CallForm, kind: str) -> CallForm:
    """The same notice with the fields of the next kind; what was typed of both stays."""
    fresh = _call_form(_next(form, kind))
    if request.form.get("act") == "add":
        fresh.forget()
    return fresh


def _send(
    slug: str, kind: str, form: CallForm, before: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> ResponseReturnValue:
    body, _dot, rule_id = form.body.data.partition(".")
    caller = _caller(UUID(hex=body))
    try:
        questions = [asking.question(row) for row in rows]
    except (ValueError, TypeError, AttributeError):
        abort(400)
    try:
        number = acts.call(
            community().id,
            caller,
            body_id=UUID(hex=body),
            rule_id=rule_id,
            starts_at=_instant(form.starts_at.data),
            ends_at=_instant(form.ends_at.data),
            place=form.place.data or "",
            title=form.title.data or "",
            questions=questions,
            told=form.told.data,
            petition_id=petition_choice.chosen(form),
            at=clock.now(),
        )
    except Refused as no:
        return _show_call(kind, form, before, no=no, status=409)
    return _done(slug, number, _("表决已通知，编号 %(number)s，通知从现在算起。", number=number))


def _show_call(
    kind: str,
    form: CallForm,
    rows: list[dict[str, Any]],
    *,
    no: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    form.asked.data = json.dumps(rows, ensure_ascii=False)
    form.next_kind.data = kind
    matters = kept.matters(reading(), community().id)
    now = clock.now()
    view = render_template(
        "chamber/written/new.html",
        form=form,
        kind=kind,
        kind_word=word("form", kind),
        fields=FIELDS[kind],
        hints=written_view.hints(kind),
        before=asking.written_before(rows, {m.number: m.title for m in matters}),
        reasons=[reason_view(reason) for reason in no.reasons] if no else [],
        rules=[rule_view(rule_id, now) for rule_id in ("OW1", "OW2", "OW3", "EL1", "EL2", "EV1")],
    )
    return view, status


def _show(
    number: str, *, wrong: tuple[str, str, Any] | None = None, status: int = 200
) -> ResponseReturnValue:
    page = written_view.build(number, wrong)
    if page is None:
        abort(404)
    return render_template("chamber/written/page.html", w=page, wrong=wrong and wrong[2]), status


def _instant(typed: datetime | None) -> datetime:
    if typed is None:  # the form demands one
        abort(400)
    return typed.replace(tzinfo=SHANGHAI)


def _done(slug: str, number: str, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/written/{number}", 303)
