"""Calling a meeting: the form with its agenda, who chairs and keeps the minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import meetings as kept
from council.queries.chamber import roster
from council.rules import meetings as law_of
from council.rules.calendar import SHANGHAI, legal_day
from council.rules.rule import Rule
from council.rules.verdict import Refused
from council.services import meetings as acts
from council.services.convening import Details
from council.vocabulary import word
from council.web import agenda_view, petition_choice
from council.web.access import access, actor, community
from council.web.chamber import meetings
from council.web.errors import reason_view
from council.web.forms.convening import ArrangeForm, ConveneForm
from council.web.rule_view import book, rule_view

blueprint = Blueprint("chamber_convening", __name__, url_prefix="/c/<slug>/chamber/meetings")
_OTHER_PAGE = {"not_found", "no_power"}


@blueprint.get("/new")
@access("meeting.convene")
def new(slug: str) -> ResponseReturnValue:
    """The call to a meeting, empty; a matter or petition named in the address is chosen."""
    form = _form()
    petition_choice.choose(form, request.args.get("petition", ""))
    return _show(form)


@blueprint.post("/new")
@access("meeting.convene")
def convene(slug: str) -> ResponseReturnValue:
    """Call a meeting, or show one row more."""
    form = _form()
    if request.form.get("act") == "more":
        return _show(form)
    if not form.validate_on_submit() or not _people(form):
        return _show(form, status=422)
    try:
        number = acts.convene(
            community().id,
            actor("meeting.convene"),
            body_id=UUID(hex=form.body.data.partition(".")[0]),
            starts_at=_instant(form.starts_at.data),
            place=form.place.data or "",
            plans=form.plans(),
            request_key=form.request_key.data or "",
            at=clock.now(),
            **_details(form),
        )
    except Refused as no:
        if {reason.code for reason in no.reasons} & _OTHER_PAGE:
            raise
        return _show(form, no, 409)
    flash(_("会议已召集，编号 %(number)s，通知从现在算起。", number=number), "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}", 303)


@blueprint.post("/<number>/arrange")
@access("meeting.convene")
def arrange(slug: str, number: str) -> ResponseReturnValue:
    """Say who chairs, who keeps the minutes, and where one joins from afar."""
    form = meetings.arrange_form(meetings.load(number), ArrangeForm(prefix="arrange"))
    if not form.validate_on_submit():
        return meetings.page(slug, number, arrange_form=form, status=422)
    acts.arrange(
        community().id,
        actor("meeting.convene"),
        number,
        chair_id=_chosen(form.chair.data),
        recorder_id=_chosen(form.recorder.data),
        link=form.link.data or "",
        at=clock.now(),
    )
    return meetings.done(slug, number, _("主持、记录和线上入口已经更新。"))


def _details(form: ConveneForm) -> Details:
    body_id, _dot, rule_id = form.body.data.partition(".")
    together = [UUID(hex=one) for one in form.together.data or ()]
    other = _other_committee(UUID(hex=body_id), together)
    return Details(
        rule_id=rule_id or None,
        joint_body_id=other,
        together=[one for one in together if one != other],
        invited=[UUID(hex=one) for one in form.invited.data or ()],
        title=form.title.data or "",
        ends_at=_instant(form.ends_at.data) if form.ends_at.data else None,
        link=form.link.data or "",
        chair_id=form.people["chair"],
        recorder_id=form.people["recorder"],
        petition_id=petition_choice.chosen(form),
    )


def _other_committee(body_id: UUID, together: list[UUID]) -> UUID | None:
    """两委联席审议: the other of the two committees, where these meet together."""
    found = {body.id for body in kept.bodies(reading(), community().id) if _is_committee(body)}
    return next((one for one in together if {one, body_id} <= found and one != body_id), None)


def _is_committee(body: kept.BodyChoice) -> bool:
    return body.kind in law_of.COMMITTEES


def _people(form: ConveneForm) -> bool:
    """Find who chairs and who records by what was typed; False, with the reason, where it fails."""
    for name in ("chair", "recorder"):
        field: Any = form[name]
        said = (field.data or "").strip()
        found = roster.who(reading(), community().id, said) if said else []
        form.people[name] = found[0] if len(found) == 1 else None
        if said and len(found) != 1:
            many = _("有几个人叫“%(name)s”，请填人员编号。", name=said)
            field.errors = [many if found else _("名册里没有“%(name)s”。", name=said)]
    return not form.errors


def _instant(typed: datetime | None) -> datetime:
    """What was typed, as a time in Shanghai."""
    if typed is None:  # the form demands one
        abort(400)
    return typed.replace(tzinfo=SHANGHAI)


def _chosen(raw: str | None) -> UUID | None:
    return UUID(hex=raw) if raw else None


def _form() -> ConveneForm:
    form = ConveneForm()
    found = kept.bodies(reading(), community().id)
    notices = agenda_view.short_notices(_rules(), clock.now())
    form.body.choices = [("", _("请选择"))] + [
        (f"{body.id.hex}.{rule_id}", body.name + _("（%(note)s）", note=notices[rule_id]))
        for body in found
        for rule_id in law_of.rule_ids(body.kind)
        if rule_id in notices
    ]
    form.together.choices = [(body.id.hex, body.name) for body in found]
    form.invited.choices = [
        (body.id.hex, body.name) for body in kept.all_bodies(reading(), community().id)
    ]
    matters = [
        (m.number, f"{m.number} {m.title}" + _("（%(note)s）", note=word("stage", m.stage)))
        for m in kept.matters(reading(), community().id)
    ]
    known = {number for number, _title in matters}
    wanted = [number for number in request.args.getlist("matter") if number in known]
    form.offer_rows(matters, wanted)
    petition_choice.offer(form)
    if not form.request_key.data:
        form.request_key.data = uuid4().hex
    return form


def _rules() -> tuple[Rule, ...]:
    """The rules in force today."""
    return book().rules(legal_day(clock.now()))


def _show(form: ConveneForm, no: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    reasons = [reason_view(reason) for reason in no.reasons] if no else []
    now = clock.now()
    ids = {choice[0].partition(".")[2] for choice in form.body.choices or ()}
    rules = [rule for rule in _rules() if rule.id in ids]
    view = render_template(
        "chamber/meetings/new.html",
        form=form,
        reasons=reasons,
        rules=[rule_view(rule.id, now) for rule in rules],
        first=agenda_view.first_days(rules, now),
        more=bool(form.together.data or form.invited.data),
    )
    return view, status
