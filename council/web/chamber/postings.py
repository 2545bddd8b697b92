"""居务公开 for those who prepare, check, approve, post and file it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from council import clock
from council.db import reading
from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.queries.chamber import postings as inside
from council.queries.chamber.postings import STEPS, DraftLine, DraftPage, ItemForActs, Owed
from council.queries.public import postings as shown
from council.rules import postings as law_of
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind
from council.rules.verdict import Reason, Refused
from council.services import postings as acts
from council.services.postings import Draft
from council.services.unit import Actor
from council.vocabulary import word
from council.web import dates, postings_view
from council.web.access import access, actor, community, holds, visitor
from council.web.errors import reason_view
from council.web.forms.postings import ActForm, DraftForm, FileForm, ReturnForm
from council.web.sanitise import paragraphs

blueprint = Blueprint("chamber_postings", __name__, url_prefix="/c/<slug>/chamber/postings")
_STEP_WORDS = dict(
    zip(
        STEPS,
        (
            _l("准备"),
            _l("审核"),
            _l("社区党组织同意"),
            _l("居民委员会同意"),
            _l("公布"),
            _l("归档"),
        ),
        strict=True,
    )
)
_MARKS = {"returned": "late", "approved": "go", "posted": "yes", "filed": "yes", "withdrawn": "no"}


@blueprint.get("/")
@access("fund.read")
def index(slug: str) -> ResponseReturnValue:
    """What is owed, what is on its way, what waits to be filed."""
    here, now = f"/c/{slug}/chamber/postings", clock.now()
    running = inside.lines(reading(), community().id)
    items = shown.catalogue(reading(), community().id, now)
    return render_template(
        "chamber/postings/index.html",
        owed=[_owed(one, here, now) for one in inside.owed(reading(), community().id, now, 6)],
        running=[_line(line, here) for line in running],
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
    who = _approver(_load(number).line)
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


def _approver(line: DraftLine) -> Actor:
    """The visitor in an office of a committee that has not agreed yet, else in any of both."""
    who = visitor()
    if who is None:
        abort(403)
    for kind in (kind for kind in OfficeKind if kind in who.kinds):
        try:
            side = law_of.side_of(kind.value)
        except Refused:
            continue
        if side in line.progress.missing:
            return Actor(who.person_id, kind.value, who.titles.get(kind, ""))
    return actor("posting.approve")


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
    return _table(found)


def _table(content: dict[str, Any] | None) -> SimpleNamespace | None:
    if not content:
        return None
    columns = postings_view.sides(content["columns"])
    return SimpleNamespace(columns=columns, rows=content["rows"])


def _load(number: str) -> DraftPage:
    found = inside.page(reading(), community().id, number)
    if found is None:
        abort(404)
    return found


def _owed(owed: Owed, here: str, now: datetime) -> SimpleNamespace:
    standing = law_of.standing(owed.due_at, None, now)
    return SimpleNamespace(
        title=f"{owed.item} {owed.title}",
        period=postings_view.period_word(owed.period),
        kind=postings_view.MARKS[standing],
        word=word("posting_standing", standing),
        due_at=owed.due_at,
        url=f"{here}/new?item={owed.item}&period={owed.period}",
    )


def _line(line: DraftLine, here: str) -> SimpleNamespace:
    stage = line.progress.stage
    return SimpleNamespace(
        number=line.number,
        title=line.title,
        item=f"{line.item} {line.item_title}",
        period=postings_view.period_word(line.period),
        kind=_MARKS.get(stage, "due"),
        word=word("posting_stage", stage),
        due_at=line.due_at,
        reason=line.returned_reason,
        url=f"{here}/{line.number}",
    )


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
        p=_line(line, here),
        text=paragraphs(found.text),
        table=_table(found.content),
        facts=_facts(found),
        public_url=f"/c/{slug}/disclosure/{line.number}" if line.posted_at else "",
        correct_url=_correct_url(found, here),
        acts=_acts(found, wrong),
        wrong=wrong,
        reasons=_reasons(no),
    )
    return view, status


def _correct_url(found: DraftPage, here: str) -> str:
    if found.line.posted_at is None or not holds("posting.prepare"):
        return ""
    line = found.line
    return f"{here}/new?item={line.item}&period={line.period}&corrects={line.number}"


def _facts(found: DraftPage) -> list[tuple[str, str]]:
    line = found.line
    rows = [
        (_("公开事项"), f"{line.item} {line.item_title}"),
        (_("期间"), postings_view.period_word(line.period)),
        (_("应当公开"), dates.deadline(line.due_at)),
        (_("依据"), found.legal_basis),
        (_("更正"), found.corrects),
        (_("退回的理由"), line.returned_reason),
    ]
    rows += [
        (str(_STEP_WORDS[step]), _who(name, title, at)) for step, name, title, at in found.steps
    ]
    return [*rows, (_("档案号"), found.filed_reference)]


def _who(name: str, title: str, at: datetime) -> str:
    who = " ".join(part for part in (title, name) if part)
    return _("%(who)s，%(day)s", who=who, day=dates.full_moment(at)) if who else dates.full_day(at)


_POWERS = {
    "check": "posting.check",
    "return": "posting.check",
    "approve": "posting.approve",
    "post": "posting.post",
    "file": "posting.post",
    "edit": "posting.prepare",
    "withdraw": "posting.prepare",
}
"""The acts in the order in which the page offers them."""


def _acts(found: DraftPage, wrong: FlaskForm | None) -> list[SimpleNamespace]:
    """What the visitor's offices may do: with a form, or with the reasons why not now."""
    offered = []
    for act, power in _POWERS.items():
        if not holds(power):
            continue
        reasons = _against(act, found)
        if any(reason.code == "posting_not_now" for reason in reasons):
            continue
        form = _form(act, found, wrong)
        views = [reason_view(reason) for reason in reasons]
        offered.append(SimpleNamespace(name=act, form=form, reasons=views))
    return offered


def _against(act: str, found: DraftPage) -> tuple[Reason, ...]:
    side, who = "", visitor()
    if act == "approve":
        side = law_of.side_of(_approver(found.line).office)
    return law_of.may(act, found.line.progress, who.person_id if who else None, side).reasons


def _form(act: str, found: DraftPage, wrong: FlaskForm | None) -> Any:
    kinds: dict[str, Any] = {"return": ReturnForm, "file": FileForm, "edit": DraftForm}
    kind = kinds.get(act, ActForm)
    form: Any = wrong if type(wrong) is kind and kind is not ActForm else kind(formdata=None)
    if isinstance(form, DraftForm) and form is not wrong:
        form.period.data, form.title.data = found.line.period, found.line.title
        form.text.data, form.table.data = found.text, law_of.typed(found.content)
        form.fresh()
    if "version" in form:
        form.version.data = str(found.version)
    for field in form:
        field.id = f"{act}-{field.name}"
    return form
