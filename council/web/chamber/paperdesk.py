"""The desk of paper ballots: a sheet for a voter, a mark at the box, a sheet that comes back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import papers as queries
from council.rules import serials
from council.rules.verdict import Refused
from council.services import papers
from council.vocabulary import word
from council.web.access import access, actor, community
from council.web.chamber import voting
from council.web.errors import reason_view
from council.web.forms.papers import DeskForm, ReturnForm, blame

blueprint = Blueprint("paperdesk", __name__, url_prefix="/c/<slug>/chamber/polls/<number>/papers")
KEEP = "paper.keep"


@blueprint.get("/desk")
@access(KEEP)
def desk(slug: str, number: str) -> ResponseReturnValue:
    """Look somebody up on the roll; one tap gives the sheet, or marks who puts one into the box."""
    return _desk(slug, number, request.args.get("q", ""))


@blueprint.post("/desk")
@access(KEEP)
def give(slug: str, number: str) -> ResponseReturnValue:
    """Give a sheet to a voter; in a secret poll mark that the voter put one into the box."""
    form, asked = DeskForm(), request.form.get("q", "")[:80]
    if not form.validate_on_submit():
        return _desk(slug, number, asked, form=form, status=422)
    poll = voting.load(number)
    try:
        done = _put(number, form) if poll.secret else _give(number, form)
    except Refused as no:
        return _desk(slug, number, asked, refusal=no, status=409)
    flash(done, "done")
    return redirect(f"/c/{slug}/chamber/polls/{number}/papers/desk", 303)


def _give(number: str, form: DeskForm) -> str:
    serial = papers.issue(
        community().id,
        actor(KEEP),
        number,
        uuid_of(form.voter.data),
        form.serial.data or None,
        to_holder=bool(form.holder.data),
        at=clock.now(),
    )
    return _("选票 %(serial)s 已发出。", serial=serial)


def _put(number: str, form: DeskForm) -> str:
    voter, held = uuid_of(form.voter.data), bool(form.holder.data)
    n = papers.mark_returned(
        community().id, actor(KEEP), number, voter, by_holder=held, at=clock.now()
    )
    return _("已记下这个人投了票。票箱里应有 %(n)s 张。", n=n)


def _desk(
    slug: str,
    number: str,
    asked: str,
    *,
    form: DeskForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    poll, here = voting.load(number), community().id
    found = queries.find(reading(), here, poll.id, asked[:80])
    view = render_template(
        "papers/desk.html",
        p=poll,
        asked=asked,
        found=found,
        most=queries.MOST_FOUND,
        top=queries.next_in_stock(reading(), here, poll.id),
        form=form or DeskForm(formdata=None),
        reasons=[reason_view(reason) for reason in refusal.reasons] if refusal else [],
        base=f"/c/{slug}/chamber/polls/{number}",
    )
    return view, status


@blueprint.get("/return")
@access(KEEP)
def back(slug: str, number: str) -> ResponseReturnValue:
    """What happens to a sheet that lies on the desk."""
    form = _return_form(fresh=True)
    form.serial.data = request.args.get("sheet", "")[:40]
    form.do.data = "returned"
    return _back(slug, number, form)


@blueprint.post("/return")
@access(KEEP)
def take(slug: str, number: str) -> ResponseReturnValue:
    """Take a sheet back: cast, spoiled, unused, missing or set aside."""
    form = _return_form()
    if not form.validate_on_submit():
        return _back(slug, number, form, 422)
    try:
        done = _take(number, form)
    except Refused as no:
        blame(form.serial, no)
        return _back(slug, number, form, 409)
    flash(done, "done")
    return redirect(f"/c/{slug}/chamber/polls/{number}/papers/return", 303)


def _take(number: str, form: ReturnForm) -> str:
    who, at, here = actor(KEEP), clock.now(), community().id
    serial, do = form.serial.data or "", form.do.data
    if do == "spoil":
        old, fresh = papers.spoil(here, who, number, serial, at=at)
        if fresh is None:
            return _("%(old)s 已登记写坏，请投票人另抽一张。", old=old)
        return _("%(old)s 已登记写坏，换发 %(fresh)s。", old=old, fresh=fresh)
    if do == "take_back":
        return _("%(serial)s 已退回。", serial=papers.take_back(here, who, number, serial, at=at))
    if do == "missing":
        papers.declare_missing(here, who, number, [serial], at=at)
        return _("已登记为未收回。")
    if do == "set_aside":
        why = form.words.data or form.why.data or "torn"
        done = papers.set_aside(here, who, number, serial, why, at=at)
        return _("%(serial)s 已另放，不计票。", serial=done)
    read, state = papers.returned(here, who, number, serial, at=at)
    return _("%(serial)s：%(state)s。", serial=read, state=word("sheet_state", state))


def _return_form(*, fresh: bool = False) -> ReturnForm:
    form = ReturnForm(formdata=None) if fresh else ReturnForm()
    form.offer()
    return form


def _back(slug: str, number: str, form: ReturnForm, status: int = 200) -> ResponseReturnValue:
    poll = voting.load(number)
    base = f"/c/{slug}/chamber/polls/{number}"
    example = serials.serial(number, 1)[len(number) + 1 :]
    view = render_template("papers/return.html", p=poll, form=form, base=base, example=example)
    return view, status


def uuid_of(text: str | None) -> UUID:
    """An id from a hidden field; 400 where it is none."""
    try:
        return UUID(hex=text or "")
    except ValueError:
        abort(400)
