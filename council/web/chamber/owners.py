"""业主: the clerk records who owns which unit, who casts its vote, and how large it is."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import owners as queries
from council.queries.chamber import roster
from council.queries.chamber.owners import UnitLine
from council.rules.calendar import legal_day
from council.rules.shapes import parse_hundredths
from council.rules.verdict import Refused
from council.services import owners
from council.web import owners_view
from council.web.access import access, actor, community
from council.web.chamber.doing import distinct
from council.web.forms.owners import AreaForm, CasterForm, OwnersForm
from council.web.public.meetings import page_of_request

blueprint = Blueprint("chamber_owners", __name__, url_prefix="/c/<slug>/chamber/owners")
POWER = owners.POWER


@blueprint.get("/")
@access(POWER)
def index(slug: str) -> ResponseReturnValue:
    """All buildings, and what their records lack."""
    found = queries.buildings(reading(), community().id, _today())
    return render_template("owners/index.html", rows=owners_view.buildings(found, _base(slug)))


@blueprint.get("/<uuid:building_id>")
@access(POWER)
def building(slug: str, building_id: UUID) -> ResponseReturnValue:
    """The units of a building, a page at a time."""
    found = queries.units(reading(), community().id, building_id, _today())
    if not found:
        abort(404)
    page, here = page_of_request(), f"{_base(slug)}/{building_id}"
    skip = (page - 1) * queries.PAGE
    return render_template(
        "owners/building.html",
        compound=found[0].compound,
        name=found[0].label.partition(" ")[0],
        columns=owners_view.unit_columns(),
        rows=owners_view.units(found[skip : skip + queries.PAGE], _base(slug)),
        said=_("共 %(n)s 套", n=len(found)),
        newer_url=f"{here}?page={page - 1}" if page > 1 else "",
        older_url=f"{here}?page={page + 1}" if len(found) > skip + queries.PAGE else "",
    )


@blueprint.get("/units/<uuid:unit_id>")
@access(POWER)
def unit(slug: str, unit_id: UUID) -> ResponseReturnValue:
    """One unit: its owners through time, and the forms."""
    return _page(slug, _unit(unit_id))


@blueprint.post("/units/<uuid:unit_id>/owners")
@access(POWER)
def transfer(slug: str, unit_id: UUID) -> ResponseReturnValue:
    """Record the first owners, or a sale to the next."""
    home, form = _unit(unit_id), distinct(OwnersForm(), "o")
    people = _people(form) if form.validate_on_submit() else None
    if people is None or form.on.data is None:
        return _page(slug, home, owners_form=form), 422
    buyers, casts = people
    given: dict[str, Any] = {
        "casts": casts,
        "developer": bool(form.developer.data),
        "actor": actor(POWER),
        "at": clock.now(),
    }
    if _owned(home, form.on.data):
        polls = owners.sell(community().id, unit_id, buyers, on=form.on.data, **given)
        flash(_sold(polls), "done")
    else:
        owners.record(community().id, unit_id, buyers, starts_on=form.on.data, **given)
        flash(_("产权已经登记。"), "done")
    return redirect(f"{_base(slug)}/units/{unit_id}", 303)


@blueprint.post("/units/<uuid:unit_id>/caster")
@access(POWER)
def caster(slug: str, unit_id: UUID) -> ResponseReturnValue:
    """Record who casts the unit's vote."""
    home = _unit(unit_id)
    form = _caster_form(home, CasterForm())
    if not form.validate_on_submit():
        return _page(slug, home, caster_form=form), 422
    owners.name_caster(
        community().id,
        unit_id,
        UUID(hex=form.person.data),
        on=_today(),
        actor=actor(POWER),
        at=clock.now(),
    )
    flash(_("投票人已经登记。正在进行的表决仍按封存的名册。"), "done")
    return redirect(f"{_base(slug)}/units/{unit_id}", 303)


@blueprint.post("/units/<uuid:unit_id>/area")
@access(POWER)
def area(slug: str, unit_id: UUID) -> ResponseReturnValue:
    """Record the unit's area and where it comes from."""
    home, form = _unit(unit_id), _area_form(AreaForm())
    size = _area(form) if form.validate_on_submit() else None
    if size is None:
        return _page(slug, home, area_form=form), 422
    source = form.source.data or ""
    owners.set_area(community().id, unit_id, size, source, actor=actor(POWER), at=clock.now())
    flash(_("面积已经登记。"), "done")
    return redirect(f"{_base(slug)}/units/{unit_id}", 303)


def _page(
    slug: str,
    home: UnitLine,
    *,
    owners_form: FlaskForm | None = None,
    caster_form: FlaskForm | None = None,
    area_form: FlaskForm | None = None,
) -> str:
    today = _today()
    running = [owner for owner in home.owners if owners_view.holds(owner, today)]
    fresh = AreaForm(formdata=None, data=owners_view.area_data(home))
    several = len(running) > 1
    return render_template(
        "owners/unit.html",
        home=home,
        here=f"{_base(slug)}/units/{home.id}",
        back=f"{_base(slug)}/{home.building_id}",
        area=owners_view.area(home),
        history=owners_view.history(home),
        owned=bool(running),
        form=owners_form or distinct(OwnersForm(formdata=None), "o"),
        caster_form=(caster_form or _caster_form(home, CasterForm(formdata=None)))
        if several
        else None,
        area_form=area_form or _area_form(fresh),
    )


def _people(form: OwnersForm) -> tuple[list[UUID], UUID | None] | None:
    """Whom the form names; None, with the errors in the form, where somebody is not found."""
    names = [line.strip() for line in (form.owners.data or "").splitlines() if line.strip()]
    found = [_person(form.owners, name) for name in names]
    said = (form.casts.data or "").strip()
    casts = _person(form.casts, said) if said else None
    if form.owners.errors or form.casts.errors:
        return None
    return [person for person in found if person], casts


def _person(field: Any, said: str) -> UUID | None:
    found = roster.who(reading(), community().id, said)
    if len(found) == 1:
        return found[0]
    many = _("有几个人叫“%(name)s”，请填人员编号。", name=said)
    field.errors = [*field.errors, many if found else _("名册里没有“%(name)s”。", name=said)]
    return None


def _area(form: AreaForm) -> int | None:
    try:
        return parse_hundredths(form.area.data or "", 1, owners.MOST_AREA, "area")
    except Refused as refused:
        form.area.errors = [vocabulary.reason(reason) for reason in refused.reasons]
        return None


def _caster_form(home: UnitLine, form: CasterForm) -> CasterForm:
    running = [owner for owner in home.owners if owners_view.holds(owner, _today())]
    form.person.choices = [(o.person_id.hex, f"{o.name}（{o.number}）") for o in running]
    if form.person.data is None:
        form.person.data = next((o.person_id.hex for o in running if o.casts), None)
    return distinct(form, "c")  # type: ignore[no-any-return]


def _area_form(form: AreaForm) -> AreaForm:
    form.offer()
    return distinct(form, "a")  # type: ignore[no-any-return]


def _owned(home: UnitLine, on: date) -> bool:
    """Whether somebody owns the unit up to that day."""
    return any(owners_view.holds(owner, on) and owner.starts_on < on for owner in home.owners)


def _sold(polls: tuple[str, ...]) -> str:
    if not polls:
        return _("转让已经登记。")
    numbers = _("、").join(polls)
    return _(
        "转让已经登记。表决 %(numbers)s 正在进行，仍按封存的名册，已经投的票有效。",
        numbers=numbers,
    )


def _unit(unit_id: UUID) -> UnitLine:
    found = queries.unit(reading(), community().id, unit_id)
    if found is None:
        abort(404)
    return found


def _base(slug: str) -> str:
    return f"/c/{slug}/chamber/owners"


def _today() -> date:
    return legal_day(clock.now())
