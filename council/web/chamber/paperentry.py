"""Entering what stands on returned sheets: quick, blind, twice, by two different people."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import papers as queries
from council.rules import keying, serials
from council.rules.form import GRADES, Form
from council.rules.marking import answer_key
from council.rules.verdict import Refused
from council.services import paperentries
from council.services.paperentries import Entered
from council.vocabulary import word
from council.web.access import access, actor, community, visitor
from council.web.chamber import voting
from council.web.forms.papers import EntryForm, blame

blueprint = Blueprint("paperentry", __name__, url_prefix="/c/<slug>/chamber/polls/<number>/papers")
ENTER = "paper.enter"


@blueprint.get("/enter")
@access(ENTER)
def page(slug: str, number: str) -> ResponseReturnValue:
    """The serial, and what stands on the sheet."""
    form = EntryForm(formdata=None)
    form.serial.data = request.args.get("sheet", "")[:40]
    return _page(slug, number, form)


@blueprint.post("/enter")
@access(ENTER)
def enter(slug: str, number: str) -> ResponseReturnValue:
    """Take one entry and offer the next sheet."""
    form = EntryForm()
    if not form.validate_on_submit():
        return _page(slug, number, form, 422)
    poll = voting.load(number)
    try:
        serial = serials.read(form.serial.data or "", number)
    except Refused as no:
        blame(form.serial, no)
        return _page(slug, number, form, 422)
    try:
        content = keying.read(poll.form, form.keys.data or "")
    except Refused as no:
        blame(form.keys, no)
        return _page(slug, number, form, 422)
    try:
        done = paperentries.enter(
            community().id, actor(ENTER), number, serial, content, at=clock.now()
        )
    except Refused as no:
        blame(form.serial, no)
        return _page(slug, number, form, 409)
    flash(_said(done), "note" if done.state in ("differs", "set_aside") else "done")
    return redirect(f"/c/{slug}/chamber/polls/{number}/papers/enter", 303)


def _said(done: Entered) -> str:
    match done.state:
        case "first":
            return _("%(serial)s 已录入，等另一个人再录一遍。", serial=done.serial)
        case "counted":
            return _("%(serial)s 两次录入一致，已计票。", serial=done.serial)
        case "differs":
            return _("%(serial)s 两次录入不一致，已列入差异。", serial=done.serial)
        case _:
            return _("%(serial)s 的投票人已经用其他方式投过票，另放，不计票。", serial=done.serial)


def _page(slug: str, number: str, form: EntryForm, status: int = 200) -> ResponseReturnValue:
    poll, who = voting.load(number), visitor()
    waiting = queries.entering(reading(), community().id, poll.id, who.person_id) if who else None
    view = render_template(
        "papers/enter.html",
        p=poll,
        form=form,
        keys=legend(poll.form),
        options=[(option.position, option.label) for option in poll.form.options],
        hint=_hint(poll.form),
        entering=waiting,
        open=poll.state == "counting" or (poll.state == "running" and not poll.secret),
        base=f"/c/{slug}/chamber/polls/{number}",
        example=serials.serial(number, 1)[len(number) + 1 :],
    )
    return view, status


def legend(form: Form) -> list[SimpleNamespace]:
    """Keys and what they mean."""
    against = "no" if form.kind == "motion" else "no_all"
    found = [
        (key, word("key_means", against if choice == "no" else choice))
        for key, choice in keying.keys(form).items()
    ]
    if form.kind == "appraisal":
        found = [(str(n), word("grade", code)) for n, code in enumerate(GRADES, 1)] + found
    return [SimpleNamespace(key=key, means=means) for key, means in found]


def _hint(form: Form) -> str:
    """How this kind of ballot is typed."""
    match answer_key(form):
        case "choice":
            return _("看选票，输入一个数字。")
        case "marks":
            return _("输入打了勾的项的序号，用空格隔开，例如 2 5。")
        case "order":
            return _("按先后输入序号，用空格隔开，最支持的在前，例如 3 1。")
        case "grades":
            return _("按名单顺序逐人输入，每人一个数字，没有评的输入 0，例如 1 2 0。")
        case "scores":
            return _("按顺序逐项输入分数，用空格隔开，例如 90 85。")
        case _:
            return _("按顺序逐项输入点数，用空格隔开，没有的输入 0，例如 3 0 2。")
