"""Opening, signing and entering petitions for a meeting."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import meetings
from council.queries.chamber import petitions as kept
from council.queries.public.petitions import PetitionLine
from council.rules import meetings as law_of_meetings
from council.rules import petitions as law_of
from council.rules import written
from council.rules.calendar import SHANGHAI, legal_day
from council.rules.rule import Rule
from council.rules.rulebook import RuleNotFound
from council.rules.verdict import Refused
from council.services import petitions as acts
from council.vocabulary import word
from council.web.access import access, actor, community, holds, visitor
from council.web.errors import reason_view
from council.web.forms.petitions import EnterForm, OpenForm
from council.web.public.petitions import load, standing
from council.web.rule_view import book, name

blueprint = Blueprint("chamber_petitions", __name__, url_prefix="/c/<slug>/chamber/petitions")


@blueprint.get("/new")
@access("petition.open")
def new(slug: str) -> ResponseReturnValue:
    """The petition, empty."""
    return _show_new(_open_form())


@blueprint.post("/new")
@access("petition.open")
def write(slug: str) -> ResponseReturnValue:
    """Begin to gather signatures."""
    form = _open_form()
    if not form.validate_on_submit() or form.closes_at.data is None:
        return _show_new(form, status=422)
    body, _dot, rule_id = form.body.data.partition(".")
    try:
        number = acts.open_petition(
            community().id,
            actor("petition.open"),
            body_id=UUID(hex=body),
            rule_id=rule_id,
            title=form.title.data or "",
            text=form.text.data or "",
            closes_at=form.closes_at.data.replace(tzinfo=SHANGHAI),
            request_key=form.request_key.data or "",
            at=clock.now(),
        )
    except Refused as no:
        return _show_new(form, no, 409)
    said = _("联名已经发起，编号 %(number)s，您是第一个签名的人。", number=number)
    return _done(slug, number, said)


@blueprint.get("/<number>")
@access("chamber.enter")
def show(slug: str, number: str) -> ResponseReturnValue:
    """Sign or take back; for the clerk the sheets, for the conveners the way to the call."""
    return _show(load(number))


@blueprint.post("/<number>/sign")
@access("petition.sign")
def sign(slug: str, number: str) -> ResponseReturnValue:
    """Sign online."""
    found = acts.sign(community().id, actor("petition.sign"), number, at=clock.now())
    said = _("已签名，联名达到了规定。") if found.reached else _("已签名。达到以前可以撤回。")
    return _done(slug, number, said)


@blueprint.post("/<number>/withdraw")
@access("petition.sign")
def withdraw(slug: str, number: str) -> ResponseReturnValue:
    """Take one's own signature back."""
    acts.withdraw(community().id, actor("petition.sign"), number, at=clock.now())
    return _done(slug, number, _("签名已撤回。"))


@blueprint.post("/<number>/enter")
@access("petition.enter")
def enter(slug: str, number: str) -> ResponseReturnValue:
    """Enter a signed sheet, whole or not at all."""
    line, form = load(number), EnterForm()
    if not form.validate_on_submit():
        return _show(line, form, status=422)
    rows = [row for row in (form.rows.data or "").splitlines() if row.strip()]
    key = form.request_key.data or ""
    try:
        n = acts.enter(
            community().id,
            actor("petition.enter"),
            number,
            rows,
            request_key=key,
            at=clock.now(),
        )
    except Refused as no:
        return _show(line, form, no, 409)
    said = _("已录入 %(n)s 个纸面签名。", n=n) if n else _("这一张已经录入过了。")
    return _done(slug, number, said)


def _open_form() -> OpenForm:
    form = OpenForm()
    form.body.choices = [("", _("请选择")), *_meetings()]
    form.request_key.data = form.request_key.data or uuid4().hex
    return form


def _meetings() -> list[tuple[str, str]]:
    """Every meeting that signatures can bring about."""
    return [
        (f"{body.id.hex}.{rule.id}", f"{body.name} · {rule.id} {name(rule)}")
        for body in meetings.bodies(reading(), community().id)
        for rule in _rules(body.kind)
        if law_of.by_signatures(rule)
    ]


def _rules(body_kind: str) -> list[Rule]:
    found = []
    for rule_id in law_of_meetings.rule_ids(body_kind):
        try:
            found.append(book().rule(rule_id, legal_day(clock.now())))
        except RuleNotFound:
            continue
    return found


def _show_new(form: OpenForm, no: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    view = render_template(
        "chamber/petitions/new.html",
        form=form,
        reasons=[reason_view(reason) for reason in no.reasons] if no else [],
    )
    return view, status


def _show(
    line: PetitionLine,
    form: EnterForm | None = None,
    no: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    who, here = visitor(), community()
    if who is None:
        abort(403)
    clerk = holds("petition.enter")
    gathers = line.state == law_of.OPEN and clock.now() < line.closes_at
    signed = kept.has_signed(reading(), here.id, line.id, who.person_id)
    mine: tuple[str, ...] = ()
    if gathers and not signed:
        mine = acts.mine(here.id, line.number, who.person_id, at=clock.now()) or ()
    view = render_template(
        "chamber/petitions/page.html",
        here=f"/c/{here.slug}/chamber/petitions/{line.number}",
        sheet=f"/c/{here.slug}/petitions/{line.number}/sheet",
        gathers=gathers,
        signed=signed,
        mine=[word("caller", one) for one in mine],
        form=_enter_form(form) if clerk and gathers else None,
        reasons=[reason_view(reason) for reason in no.reasons] if no else [],
        signatures=_signatures(line) if clerk else None,
        call_url=_call_url(line),
        **standing(line),
    )
    return view, status


def _enter_form(form: EnterForm | None) -> EnterForm:
    made = form or EnterForm(formdata=None)
    made.request_key.data = made.request_key.data or uuid4().hex
    return made


def _signatures(line: PetitionLine) -> list[list[Any]]:
    found = kept.signatures(reading(), community().id, line.id)
    return [[one.name, one.number, word("petition_channel", one.channel), one.at] for one in found]


def _call_url(line: PetitionLine) -> str:
    """Where the meeting is called, for those who call such a one."""
    base = f"/c/{community().slug}/chamber"
    if line.state != law_of.REACHED:
        return ""
    in_writing = line.body_kind in written.BODIES
    if in_writing and holds("written.call"):
        return f"{base}/written/new/motion?petition={line.number}"
    return f"{base}/meetings/new?petition={line.number}" if holds("meeting.convene") else ""


def _done(slug: str, number: str, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/petitions/{number}", 303)
