"""居务公开 for those who prepare, check, approve, post and file it."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import postings as inside
from council.queries.chamber.postings import DraftPage, ItemForActs
from council.queries.public import postings as shown
from council.rules import postings as law_of
from council.rules.calendar import legal_day
from council.rules.verdict import Refused
from council.services import postings as acts
from council.services.postings import Draft
from council.services.unit import Actor
from council.web import posting_desk
from council.web.access import access, actor, community, holds
from council.web.errors import reason_view
from council.web.forms.postings import ActForm, DraftForm, FileForm, ReturnForm
from council.web.sanitise import paragraphs

blueprint = Blueprint("chamber_postings", __name__, url_prefix="/c/<slug>/chamber/postings")


@blueprint.get("/")
@access("fund.read")
def index(slug: str) -> ResponseReturnValue:
    """What is owed, what is on its way, what waits to be filed."""
    here, now = f"/c/{slug}/chamber/postings", clock.now()
    running = inside.lines(reading(), community().id)
    items = shown.catalogue(reading(), community().id, now)
    return render_template(
        "chamber/postings/index.html",
        owed=[
            posting_desk.owed(one, here, now)
            for one in inside.owed(reading(), community().id, now, 6)
        ],
        running=[posting_desk.line(line, here) for line in running],
        at_once=[
            (f"{line.number} {line.title}", f"{here}/new?item={line.number}")
            for line in items
            if line.rhythm == law_of.AT_ONCE
        ],
        may_prepare=holds("posting.prepare"),
        any_items=bool(items),
    )


@blueprint.get("/new")
@access("posting.prepare")
def new(slug: str) -> ResponseReturnValue:
    """A posting, filled with what is known."""
    item = _item()
    form = DraftForm(formdata=None)
    form.period.data = request.args.get("period", "") or _usual(item)
    form.title.data = item.title
    form.fresh()
    corrects = request.args.get("corrects", "")
    if corrects:
        old = _load(corrects)
        form.title.data = _("%(title)s（更正）", title=old.line.title)
        form.text.data, form.table.data = old.text, law_of.typed(old.content)
    return _new(slug, item, form, corrects)


@blueprint.post("/new")
@access("posting.prepare")
def prepare(slug: str) -> ResponseReturnValue:
    """Prepare it."""
    item, corrects = _item(), request.args.get("corrects", "")
    form = DraftForm()
    if not form.validate_on_submit():
        return _new(slug, item, form, corrects, status=422)
    try:
        number = acts.prepare(
            community().id,
            item.number,
            form.period.data or "",
            _draft(form),
            corrects=corrects,
            request_key=form.request_key.data or "",
            actor=actor("posting.prepare"),
            at=clock.now(),
        )
    except Refused as no:
        return _new(slug, item, form, corrects, no, 409)
    flash(_("已准备好，等居务监督委员会审核。"), "done")
    return redirect(f"/c/{slug}/chamber/postings/{number}", 303)


@blueprint.get("/<number>")
@access("fund.read")
def show(slug: str, number: str) -> ResponseReturnValue:
    """One posting with what may be done about it now, and what may not, and why."""
    return _page(slug, _load(number))


@blueprint.post("/<number>/edit")
@access("posting.prepare")
def edit(slug: str, number: str) -> ResponseReturnValue:
    """Prepare it again."""
    found = _load(number)
    form = DraftForm()
    form.period.data = found.line.period
    if not form.validate_on_submit():
        return _page(slug, found, wrong=form, status=422)

    def do() -> None:
        acts.edit(
            community().id,
            number,
            _draft(form),
            version=_version(form),
            actor=actor("posting.prepare"),
            at=clock.now(),
        )

    return _act(slug, number, form, do, _("已改好，等居务监督委员会审核。"))


@blueprint.post("/<number>/withdraw")
@access("posting.prepare")
def withdraw(slug: str, number: str) -> ResponseReturnValue:
    """Lay it aside."""
    acts.withdraw(community().id, number, actor=actor("posting.prepare"), at=clock.now())
    flash(_("已撤回。"), "done")
    return redirect(f"/c/{slug}/chamber/postings/", 303)


@blueprint.post("/<number>/check")
@access("posting.check")
def check(slug: str, number: str) -> ResponseReturnValue:
    """It is right."""
    return _step(slug, number, acts.check, actor("posting.check"), _("审核通过，等“两委”同意。"))


@blueprint.post("/<number>/return")
@access("posting.check")
def send_back(slug: str, number: str) -> ResponseReturnValue:
    """It is not right."""
    form = ReturnForm()
    if not form.validate_on_submit():
        return _page(slug, _load(number), wrong=form, status=422)

    def do() -> None:
        acts.send_back(
            community().id,
            number,
            form.reason.data or "",
            version=_version(form),
            actor=actor("posting.check"),
            at=clock.now(),
        )

    return _act(slug, number, form, do, _("已退回。"))


@blueprint.post("/<number>/approve")
@access("posting.approve")
def approve(slug: str, number: str) -> ResponseReturnValue:
    """Agree for one of the two committees."""
    who = posting_desk.approver(_load(number).line)
    return _step(slug, number, acts.approve, who, _("已同意。"))


@blueprint.post("/<number>/post")
@access("posting.post")
def post(slug: str, number: str) -> ResponseReturnValue:
    """Put it on the board."""
    return _step(slug, number, acts.post, actor("posting.post"), _("已公布，从现在起不再改动。"))


@blueprint.post("/<number>/file")
@access("posting.post")
def file(slug: str, number: str) -> ResponseReturnValue:
    """Put it on file."""
    form = FileForm()
    if not form.validate_on_submit():
        return _page(slug, _load(number), wrong=form, status=422)

    def do() -> None:
        reference = form.reference.data or ""
        acts.file(community().id, number, reference, actor=actor("posting.post"), at=clock.now())

    return _act(slug, number, form, do, _("已归档。"))


def _step(
    slug: str, number: str, do: Callable[..., None], who: Actor, said: str
) -> ResponseReturnValue:
    """A step that needs nothing but the draft as it was seen."""
    form = ActForm()
    version = _version(form)
    return _act(
        slug,
        number,
        form,
        lambda: do(community().id, number, version=version, actor=who, at=clock.now()),
        said,
    )


def _act(
    slug: str, number: str, form: FlaskForm, do: Callable[[], None], said: str
) -> ResponseReturnValue:
    try:
        do()
    except Refused as no:
        if {reason.code for reason in no.reasons} & {"not_found", "no_power"}:
            raise
        return _page(slug, _load(number), wrong=form, no=no, status=409)
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/postings/{number}", 303)


def _version(form: Any) -> int:
    raw = form.version.data or ""
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        abort(400)
    return int(raw)


def _draft(form: DraftForm) -> Draft:
    return Draft(form.title.data or "", form.text.data or "", form.table.data or "")


def _item() -> ItemForActs:
    raw = request.args.get("item", "")
    known = raw.isascii() and raw.isdigit() and len(raw) < 5
    found = inside.item(reading(), community().id, int(raw)) if known else None
    if found is None:
        abort(404)
    return found


def _usual(item: ItemForActs) -> str:
    """The period that is disclosed now: the last one that is over, or today."""
    today = legal_day(clock.now())
    if item.rhythm == law_of.AT_ONCE:
        return today.isoformat()
    return law_of.finished(item.rhythm, today.replace(year=2000), None, today, 1)[0].code


def _new(
    slug: str,
    item: ItemForActs,
    form: DraftForm,
    corrects: str,
    no: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    view = render_template(
        "chamber/postings/new.html",
        item=item,
        form=form,
        corrects=corrects,
        figures=_figures(item, form.period.data or ""),
        reasons=_reasons(no),
        to=f"/c/{slug}/chamber/postings/new?item={item.number}"
        + (f"&corrects={corrects}" if corrects else ""),
    )
    return view, status


def _figures(item: ItemForActs, period: str) -> SimpleNamespace | None:
    """The table that the books give for the period (None: typed by hand, or no such period)."""
    if not item.fills:
        return None
    try:
        found = acts.figures(community().id, item.number, period)
    except Refused:
        return None
    return posting_desk.table(found)


def _load(number: str) -> DraftPage:
    found = inside.page(reading(), community().id, number)
    if found is None:
        abort(404)
    return found


def _reasons(no: Refused | None) -> list[str]:
    return [reason_view(reason).text for reason in no.reasons] if no else []


def _page(
    slug: str,
    found: DraftPage,
    wrong: FlaskForm | None = None,
    no: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    line, here = found.line, f"/c/{slug}/chamber/postings"
    view = render_template(
        "chamber/postings/page.html",
        p=posting_desk.line(line, here),
        text=paragraphs(found.text),
        table=posting_desk.table(found.content),
        facts=posting_desk.facts(found),
        public_url=f"/c/{slug}/disclosure/{line.number}" if line.posted_at else "",
        correct_url=_correct_url(found, here),
        acts=posting_desk.offered(found, wrong),
        wrong=wrong,
        reasons=_reasons(no),
    )
    return view, status


def _correct_url(found: DraftPage, here: str) -> str:
    if found.line.posted_at is None or not holds("posting.prepare"):
        return ""
    line = found.line
    return f"{here}/new?item={line.item}&period={line.period}&corrects={line.number}"
