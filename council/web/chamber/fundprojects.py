"""经费项目: the list, a new one, an urgent one, one project with everything; as .xlsx."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import fundprojects as queries
from council.queries.chamber.fundprojects import Seat
from council.rules.calendar import legal_day
from council.rules.money import format_yuan
from council.rules.verdict import Refused
from council.services import fundprojects as acts
from council.services import urgent
from council.services.fundprojects import ProjectSeed
from council.vocabulary import reason
from council.web import procuring_view as show
from council.web.access import access, actor, community, holds
from council.web.forms.procuring import ProjectForm, UrgentForm

blueprint = Blueprint(
    "chamber_fundprojects", __name__, url_prefix="/c/<slug>/chamber/fund/projects"
)
_ELSEWHERE = {"not_found", "no_power"}


@blueprint.get("")
@access("fund.read")
def index(slug: str) -> ResponseReturnValue:
    """Every project, the newest first."""
    base, today = f"/c/{slug}/chamber/fund/projects", legal_day(clock.now())
    lines = queries.projects(reading(), community().id)
    state = request.args.get("state", "")
    shown = [line for line in lines if state in ("", line.state)]
    return render_template(
        "chamber/fundprojects/index.html",
        rows=[show.project(line, base, today) for line in shown],
        state=state,
        keeps=holds("fund.keep"),
        urgent=holds("fund.urgent"),
    )


@blueprint.get("/new")
@access("fund.keep")
def new(slug: str) -> ResponseReturnValue:
    """A project, with what the resolution says filled in."""
    form = _filled(ProjectForm(formdata=None))
    chosen = request.args.get("resolution", "")
    found = next((one for one in _resolutions() if one.number == chosen), None)
    if found is not None:
        form.resolution.data, form.title.data = found.number, found.title[:120]
        form.approved.data = format_yuan(found.cost or 0)
        form.compound.data = found.compound_id.hex if found.compound_id else ""
    return _show(form)


@blueprint.post("/new")
@access("fund.keep")
def write(slug: str) -> ResponseReturnValue:
    """Take a project into the year."""
    form = _filled(ProjectForm())
    if not form.validate_on_submit():
        return _show(form, status=422)
    try:
        number = acts.open_project(
            community().id,
            form.fund.data,
            _seed(form),
            resolution_number=form.resolution.data,
            on=form.on.data,
            request_key=form.request_key.data or "",
            actor=actor("fund.keep"),
            at=clock.now(),
        )
    except Refused as no:
        return _refused(form, no)
    return _done(slug, number, _("项目已经立项，编号 %(number)s。", number=number))


@blueprint.get("/urgent")
@access("fund.urgent")
def urgent_new(slug: str) -> ResponseReturnValue:
    """An urgent small expense."""
    return _show(_filled(UrgentForm(formdata=None)))


@blueprint.post("/urgent")
@access("fund.urgent")
def urgent_write(slug: str) -> ResponseReturnValue:
    """Decide an urgent small expense."""
    form = _filled(UrgentForm())
    if not form.validate_on_submit():
        return _show(form, status=422)
    try:
        number = urgent.open(
            community().id,
            form.fund.data,
            _seed(form),
            reason=form.reason.data or "",
            on=form.on.data,
            request_key=form.request_key.data or "",
            actor=actor("fund.urgent"),
            at=clock.now(),
        )
    except Refused as no:
        return _refused(form, no)
    return _done(
        slug, number, _("应急支出已经决定，编号 %(number)s，请按期提请追认。", number=number)
    )


def _seed(form: Any) -> ProjectSeed:
    seat = next(one for one in _seats() if one.tenure_id.hex == form.seat.data)
    return ProjectSeed(
        title=form.title.data,
        kind=form.kind.data,
        subject=form.subject.data,
        approved=form.approved.fen,
        compound_id=UUID(hex=form.compound.data) if form.compound.data else None,
        place=form.place.data or "",
        responsible_id=seat.person_id,
        responsible_title=seat.title,
        note=form.note.data or "",
        not_listed=form.not_listed.data or "",
        exception=form.exception.data or "",
    )


def _seats() -> list[Seat]:
    return queries.seats(reading(), community().id, legal_day(clock.now()))


def seat_choices() -> list[tuple[str, str]]:
    """Who may be responsible, for a form."""
    found = [(one.tenure_id.hex, f"{one.title} {one.name}") for one in _seats()]
    return [("", _("请选择")), *found]


def seat(tenure: str) -> Seat:
    """Who sits there; 400 where nobody does."""
    found = next((one for one in _seats() if one.tenure_id.hex == tenure), None)
    if found is None:
        abort(400)
    return found


def _resolutions(chosen: str = "") -> list[queries.ResolutionChoice]:
    """Those without a project, and the one that was chosen: a form sent again is the same form."""
    found = queries.resolutions(reading(), community().id, unused=True)
    if not chosen or chosen in {one.number for one in found}:
        return found
    every = queries.resolutions(reading(), community().id, unused=False)
    return found + [one for one in every if one.number == chosen]


def _filled(form: Any) -> Any:
    """The form with what it chooses from."""
    connection, here = reading(), community().id
    first = [("", _("请选择"))]
    if "resolution" in form:
        form.resolution.choices = first + [
            (one.number, f"{one.number} {one.title}（{show.yuan(one.cost or 0)}）")
            for one in _resolutions(form.resolution.data or "")
        ]
    funds = queries.open_funds(connection, here)
    form.fund.choices = funds if len(funds) == 1 else first + funds
    compounds = queries.compounds(connection, here)
    form.compound.choices = [("", _("全社区")), *((row[0].hex, row[1]) for row in compounds)]
    form.seat.choices = seat_choices()
    if form.on.data is None and not form.is_submitted():
        form.on.data = legal_day(clock.now())
    return form


def _show(form: Any, no: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    is_urgent = isinstance(form, UrgentForm)
    view = render_template(
        "chamber/fundprojects/new.html",
        form=form,
        is_urgent=is_urgent,
        none="resolution" in form and len(form.resolution.choices) == 1,
        reasons=[reason(one) for one in no.reasons] if no else [],
    )
    return view, status


def _refused(form: Any, no: Refused) -> ResponseReturnValue:
    if {one.code for one in no.reasons} & _ELSEWHERE:
        raise no
    return _show(form, no, 409)


def _done(slug: str, number: str, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/fund/projects/{number}", 303)
