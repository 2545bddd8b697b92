"""One project in the chamber: everything about it, and each act on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import fundprojects as queries
from council.queries.chamber import projectfile, suppliers
from council.queries.chamber.projectfile import ProjectFile
from council.rules.calendar import legal_day
from council.rules.verdict import Refused
from council.services import advances, projectlife, quotes, scans, urgent
from council.services.quotes import QuoteSeed
from council.vocabulary import reason
from council.web import procuring_view as show
from council.web.access import access, actor, community, holds
from council.web.chamber.doing import distinct
from council.web.chamber.fundprojects import seat, seat_choices
from council.web.forms.procuring import (
    AcceptForm,
    ConfirmForm,
    DayForm,
    EndForm,
    QuoteForm,
    ReleaseForm,
    SeatForm,
)
from council.web.scan_files import sent

blueprint = Blueprint(
    "chamber_projectacts", __name__, url_prefix="/c/<slug>/chamber/fund/projects/<number>"
)
_ELSEWHERE = {"not_found", "no_power"}
KEEP, VIEW = "fund.keep", "payment.supervise"


@blueprint.get("")
@access("fund.read")
def page(slug: str, number: str) -> ResponseReturnValue:
    """Everything about a project, and what may be done now."""
    return _page(load(number))


@blueprint.post("/release")
@access(KEEP)
def release(slug: str, number: str) -> ResponseReturnValue:
    """Give back what is not needed."""

    def do(form: Any, who: dict[str, Any]) -> str:
        key = form.request_key.data or ""
        more = {"on": form.on.data, "version": _version(form), "request_key": key}
        text = form.reason.data or ""
        projectlife.release(community().id, number, form.amount.fen, reason=text, **more, **who)
        return _("已经退回，可以另作安排。")

    return _act(number, "release", KEEP, do)


@blueprint.post("/finish")
@access(KEEP)
def finish(slug: str, number: str) -> ResponseReturnValue:
    """Close a project that is accepted and paid."""

    def do(form: Any, who: dict[str, Any]) -> str:
        day = {"on": form.on.data, "version": _version(form)}
        projectlife.finish(community().id, number, **day, **who)
        return _("项目已经完结。")

    return _act(number, "finish", KEEP, do)


@blueprint.post("/drop")
@access(KEEP)
def drop(slug: str, number: str) -> ResponseReturnValue:
    """Give a project up."""

    def do(form: Any, who: dict[str, Any]) -> str:
        day = {"on": form.on.data, "version": _version(form)}
        projectlife.drop(community().id, number, reason=form.reason.data or "", **day, **who)
        return _("项目已经取消，钱可以另作安排。")

    return _act(number, "drop", KEEP, do)


@blueprint.post("/accept")
@access(VIEW)
def accept(slug: str, number: str) -> ResponseReturnValue:
    """The supervision committee accepts the work."""

    def do(form: Any, who: dict[str, Any]) -> str:
        note = form.note.data or ""
        projectlife.accept(community().id, number, on=form.on.data, note=note, **who)
        return _("验收已经登记。")

    return _act(number, "accept", VIEW, do)


@blueprint.post("/confirm")
@access(KEEP)
def confirm(slug: str, number: str) -> ResponseReturnValue:
    """Tie the resolution that confirms an urgent expense."""

    def do(form: Any, who: dict[str, Any]) -> str:
        urgent.confirm(community().id, number, form.resolution.data, **who)
        return _("追认已经登记。")

    return _act(number, "confirm", KEEP, do)


@blueprint.post("/seat")
@access(KEEP)
def entrust(slug: str, number: str) -> ResponseReturnValue:
    """Name the seat responsible."""

    def do(form: Any, who: dict[str, Any]) -> str:
        chosen = seat(form.seat.data)
        named: dict[str, Any] = {"responsible_id": chosen.person_id, "title": chosen.title}
        projectlife.entrust(community().id, number, **named, **who)
        return _("责任人已经改定。")

    return _act(number, "seat", KEEP, do)


@blueprint.post("/take-over")
@access(KEEP)
def take_over(slug: str, number: str) -> ResponseReturnValue:
    """What was paid in advance becomes a cost."""

    def do(form: Any, who: dict[str, Any]) -> str:
        moved = advances.take_over(community().id, number, on=form.on.data, **who)
        return _("已经把预付的 %(sum)s转成本。", sum=show.yuan(moved))

    return _act(number, "take-over", KEEP, do)


@blueprint.get("/quotes")
@access(KEEP)
def quote(slug: str, number: str) -> ResponseReturnValue:
    """A quote, empty."""
    return _quote(load(number), QuoteForm(formdata=None))


@blueprint.post("/quotes")
@access(KEEP)
def enter_quote(slug: str, number: str) -> ResponseReturnValue:
    """Enter a quote."""
    file, form = load(number), QuoteForm()
    if not form.validate_on_submit() or form.quoted_on.data is None:
        return _quote(file, form, status=422)
    seed = QuoteSeed(
        form.supplier.data or "",
        form.amount.fen,  # type: ignore[attr-defined]
        form.quoted_on.data,
        form.note.data or "",
        form.supplier_kind.data or "company",
    )
    try:
        quotes.enter(community().id, number, seed, **_paper(form), **_who(KEEP))
    except Refused as no:
        if {one.code for one in no.reasons} & _ELSEWHERE:
            raise
        return _quote(file, form, no, 409)
    flash(_("报价已经登记。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/projects/{number}#s-quotes", 303)


@blueprint.get("/quotes/<uuid:quote_id>/paper")
@access("fund.read")
def quote_paper(slug: str, number: str, quote_id: UUID) -> ResponseReturnValue:
    """The paper of a quote as a download."""
    found = queries.paper(reading(), community().id, quote=quote_id)
    return sent(found, f"quote-{number}")


def load(number: str) -> ProjectFile:
    """The project; 404 where there is none."""
    file = projectfile.load(reading(), community().id, number)
    if file is None:
        abort(404)
    return file


def supplier_names() -> list[str]:
    """Names to choose from while one types."""
    return [line.name for line in suppliers.suppliers(reading(), community().id)]


def _paper(form: Any) -> dict[str, Any]:
    """The file of a form, read no further than it may be long."""
    data = form.file.data.read(scans.MOST_BYTES + 1) if form.file.data else b""
    return {"scan": data, "folder": current_app.config["UPLOADS"]}


def _who(power: str) -> dict[str, Any]:
    return {"actor": actor(power), "at": clock.now()}


def _version(form: Any) -> int | None:
    raw = form.version.data or ""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


_FORMS: dict[str, Any] = {
    "confirm": ConfirmForm,
    "accept": AcceptForm,
    "take-over": DayForm,
    "release": ReleaseForm,
    "seat": SeatForm,
    "finish": DayForm,
    "drop": EndForm,
}


def _act(
    number: str, name: str, power: str, do: Callable[[Any, dict[str, Any]], str]
) -> ResponseReturnValue:
    """Validate the form, do the act, say so and go back; else the page as it was typed."""
    file, form = load(number), _form(name, _FORMS[name]())
    if not form.validate_on_submit():
        return _page(file, (name, form), status=422)
    try:
        said = do(form, _who(power))
    except Refused as no:
        if {one.code for one in no.reasons} & _ELSEWHERE:
            raise
        return _page(load(number), (name, form), no, 409)
    flash(said, "done")
    return redirect(f"/c/{community().slug}/chamber/fund/projects/{number}", 303)


def _form(name: str, form: Any) -> Any:
    """The form with what it chooses from, its fields with ids of their own."""
    if name == "seat":
        form.seat.choices = seat_choices()
    if name == "confirm":
        found = queries.resolutions(reading(), community().id, unused=False)
        form.resolution.choices = [
            ("", _("请选择")),
            *((one.number, f"{one.number} {one.title}") for one in found),
        ]
    if "on" in form and form.on.data is None and not form.is_submitted():
        form.on.data = legal_day(clock.now())
    form.fresh()
    return distinct(form, name)


def _offered(file: ProjectFile) -> list[str]:
    """The acts that may be tried now, in their order."""
    head = file.head
    if head.state != "open":
        return []
    found = []
    if holds(KEEP) and head.urgent and not head.resolution:
        found.append("confirm")
    if holds(VIEW) and not head.by_matter and head.accepted_on is None:
        found.append("accept")
    if holds(KEEP):
        advance = file.accepted_on and any(line.in_advance for line in file.contracts)
        found += ["take-over"] if advance else []
        found += ["release"] if head.planned else []
        found += ["seat", "finish"] + ([] if head.paid else ["drop"])
    return found


def _page(
    file: ProjectFile,
    wrong: tuple[str, Any] | None = None,
    no: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    base, head = f"/c/{community().slug}", file.head
    here = f"{base}/chamber/fund/projects/{head.number}"
    forms = {name: _form(name, _FORMS[name](formdata=None)) for name in _offered(file)}
    if wrong is not None:
        forms |= {wrong[0]: wrong[1]}
    for form in forms.values():
        if "version" in form:
            form.version.data = str(head.version)
    view = render_template(
        "chamber/fundprojects/page.html",
        p=head,
        here=here,
        marks=show.marks(head, legal_day(clock.now())),
        steps=show.thread(file, base),
        sums=[show.yuan(n) for n in (head.approved, head.contracted, head.paid, head.planned)],
        quotes=[show.quote(one, file, here) for one in file.quotes],
        contracts=[show.contract(line, base) for line in file.contracts],
        payments=[show.payment(one, base) for one in file.payments],
        forms=forms,
        keeps=holds(KEEP) and head.state == "open",
        wrong=wrong[1] if wrong else None,
        wrong_name=wrong[0] if wrong else "",
        reasons=[reason(one) for one in no.reasons] if no else [],
    )
    return view, status


def _quote(
    file: ProjectFile, form: QuoteForm, no: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    if form.quoted_on.data is None and not form.is_submitted():
        form.quoted_on.data = legal_day(clock.now())
    view = render_template(
        "chamber/fundprojects/quote.html",
        p=file.head,
        form=form,
        names=supplier_names(),
        reasons=[reason(one) for one in no.reasons] if no else [],
    )
    return view, status
