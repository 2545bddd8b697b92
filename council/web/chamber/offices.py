"""任职: the clerk records who takes and who leaves an office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import roster as queries
from council.queries.chamber.roster import OfficeLine
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind, SeatKind
from council.services import people
from council.web.access import access, actor, community
from council.web.chamber.doing import distinct
from council.web.forms.roster import AppointForm, EndForm, OfficeForm

blueprint = Blueprint("chamber_offices", __name__, url_prefix="/c/<slug>/chamber/offices")
POWER = "roster.keep"


@blueprint.get("/")
@access(POWER)
def index(slug: str) -> ResponseReturnValue:
    """All offices, and the form for a new one."""
    return _index(_office_form(fresh=True))


@blueprint.post("/")
@access(POWER)
def add(slug: str) -> ResponseReturnValue:
    """Add an office to a body."""
    form = _office_form()
    if not form.validate_on_submit():
        return _index(form), 422
    office_id = people.add_office(
        community().id,
        UUID(hex=form.body.data),
        OfficeKind(form.kind.data),
        (form.title.data or "").strip(),
        seat=SeatKind(form.seat.data) if form.seat.data else None,
        actor=actor(POWER),
        at=clock.now(),
    )
    flash(_("席位已经加上，现在空缺。"), "done")
    return redirect(f"/c/{slug}/chamber/offices/{office_id}", 303)


@blueprint.get("/<uuid:office_id>")
@access(POWER)
def page(slug: str, office_id: UUID) -> ResponseReturnValue:
    """One office: its terms, and the forms to appoint and to end."""
    return _page(_office(office_id), AppointForm(formdata=None))


@blueprint.post("/<uuid:office_id>/appoint")
@access(POWER)
def appoint(slug: str, office_id: UUID) -> ResponseReturnValue:
    """Record that somebody takes the office."""
    office, form = _office(office_id), AppointForm()
    starts, last = form.starts_on.data, form.last_day.data
    person = _person(form) if form.validate_on_submit() else None
    if person is None or starts is None:
        return _page(office, form), 422
    people.appoint(
        community().id,
        office_id,
        person,
        starts,
        ends_on=last + timedelta(days=1) if last else None,
        actor=actor(POWER),
        at=clock.now(),
    )
    flash(_("任职已经记录。"), "done")
    return redirect(f"/c/{slug}/chamber/offices/{office_id}", 303)


@blueprint.post("/<uuid:office_id>/end/<uuid:tenure_id>")
@access(POWER)
def end(slug: str, office_id: UUID, tenure_id: UUID) -> ResponseReturnValue:
    """Record the last day of a term."""
    office, form = _office(office_id), distinct(EndForm(), tenure_id.hex)
    if not form.validate_on_submit() or form.last_day.data is None:
        return _page(office, AppointForm(formdata=None), {tenure_id: form}), 422
    people.end_tenure(
        community().id, tenure_id, form.last_day.data, actor=actor(POWER), at=clock.now()
    )
    flash(_("离任已经记录，席位从第二天起空缺。"), "done")
    return redirect(f"/c/{slug}/chamber/offices/{office_id}", 303)


def _person(form: AppointForm) -> UUID | None:
    found = queries.who(reading(), community().id, (form.person.data or "").strip())
    if len(found) == 1:
        return found[0]
    many = _("有几个人叫这个名字，请填人员编号。")
    form.person.errors = [many if found else _("名册里没有这个人。")]
    return None


def _office_form(*, fresh: bool = False) -> OfficeForm:
    form = OfficeForm(formdata=None) if fresh else OfficeForm()
    form.offer([(key.hex, name) for key, name in queries.bodies(reading(), community().id)])
    return form


def _office(office_id: UUID) -> OfficeLine:
    lines = queries.offices(reading(), community().id, legal_day(clock.now()))
    found = next((line for line in lines if line.id == office_id), None)
    if found is None:
        abort(404)
    return found


def _index(form: OfficeForm) -> str:
    lines = queries.offices(reading(), community().id, legal_day(clock.now()))
    return render_template("bodies/offices.html", offices=lines, form=form)


def _page(office: OfficeLine, form: FlaskForm, sent: Mapping[UUID, FlaskForm] | None = None) -> str:
    """The office with its terms, each with a form to end it; ``sent``: one with errors."""
    terms = queries.terms(reading(), community().id, office.id)
    today = legal_day(clock.now())
    forms = {
        term.id: distinct(EndForm(formdata=None, data={"last_day": today}), term.id.hex)
        for term in terms
    } | dict(sent or {})
    return render_template(
        "bodies/office.html",
        office=office,
        terms=terms,
        form=form,
        end_forms=forms,
        wrong=any(one.errors for one in (form, *forms.values())),
        today=today,
    )
