"""Keeping series of meetings: beginning one, calling its next meeting, ending it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import joint as inside
from council.queries.public import series as shown
from council.queries.public.series import Series
from council.rules import joint as law_of
from council.rules.calendar import SHANGHAI
from council.rules.verdict import Refused
from council.services import meetings
from council.services import series as acts
from council.services.agenda import Plan
from council.web import series_view
from council.web.access import access, actor, community
from council.web.errors import reason_view
from council.web.forms.joint import CallNextForm, SeriesForm

blueprint = Blueprint("chamber_series", __name__, url_prefix="/c/<slug>/chamber/series")
_USUAL = time(19, 0)
_OTHER_PAGE = {"not_found", "no_power"}


@blueprint.get("/new")
@access("series.keep")
def new(slug: str) -> ResponseReturnValue:
    """A series, empty."""
    return _show_new(slug, _series_form())


@blueprint.post("/new")
@access("series.keep")
def start(slug: str) -> ResponseReturnValue:
    """Begin a series."""
    form = _series_form()
    if not form.validate_on_submit() or form.started_on.data is None:
        return _show_new(slug, form, status=422)
    try:
        acts.start(
            community().id,
            actor("series.keep"),
            name=form.name.data or "",
            every=form.every.data,
            sides=_ids(form.sides.data),
            invited=_ids(form.invited.data),
            place=form.place.data or "",
            started_on=form.started_on.data,
            request_key=form.request_key.data or "",
            at=clock.now(),
        )
    except Refused as no:
        return _show_new(slug, form, no, 409)
    flash(_("例会已约定。"), "done")
    return redirect(f"/c/{slug}/series/", 303)


@blueprint.get("/<uuid:series_id>")
@access("series.keep")
def show(slug: str, series_id: UUID) -> ResponseReturnValue:
    """One series: its meetings, and the call to the next one as it is proposed."""
    return _page(slug, _load(series_id))


@blueprint.post("/<uuid:series_id>/call")
@access("meeting.convene")
def call(slug: str, series_id: UUID) -> ResponseReturnValue:
    """Call the next meeting."""
    series = _load(series_id)
    form = _call_form(slug, series)
    if not form.validate_on_submit() or form.starts_at.data is None:
        return _page(slug, series, form, status=422)
    try:
        number = _call(series, form, form.starts_at.data.replace(tzinfo=SHANGHAI))
    except Refused as no:
        if {reason.code for reason in no.reasons} & _OTHER_PAGE:
            raise
        return _page(slug, series, form, no, 409)
    flash(_("会议已召集，编号 %(number)s，通知从现在算起。", number=number), "done")
    inside_sides = f"/c/{slug}/chamber/meetings/{number}"
    return redirect(inside_sides, 303)


@blueprint.post("/<uuid:series_id>/end")
@access("series.keep")
def end(slug: str, series_id: UUID) -> ResponseReturnValue:
    """End a series."""
    acts.end(community().id, actor("series.keep"), series_id, at=clock.now())
    flash(_("例会已停止，开过的会议仍然可以查看。"), "done")
    return redirect(f"/c/{slug}/series/", 303)


def _call(series: Series, form: CallNextForm, starts_at: datetime) -> str:
    topics = [line for line in (form.topics.data or "").splitlines() if line.strip()]
    sides = [seat.body_id for seat in series.sides]
    more: dict[str, Any] = {}
    if series.kind == law_of.JOINT:
        invited = [seat.body_id for seat in series.seats if seat.role == law_of.INVITED]
        chair = UUID(hex=form.chair.data) if form.chair.data else None
        more = {"kind": law_of.JOINT, "sides": sides, "invited": invited, "chair_body_id": chair}
    return meetings.convene(
        community().id,
        actor("meeting.convene"),
        body_id=sides[0] if sides else series.body_id,
        starts_at=starts_at,
        place=form.place.data or "",
        plans=[Plan("deliberation", title=line) for line in topics],
        title=series.name,
        rule_id=series.rule_id,
        series_id=series.id,
        request_key=form.request_key.data or "",
        at=clock.now(),
        **more,
    )


def _ids(values: list[str] | None) -> list[UUID]:
    return [UUID(hex=value) for value in values or []]


def _series_form() -> SeriesForm:
    form = SeriesForm()
    choices = [(body.id.hex, body.name) for body in inside.bodies(reading(), community().id)]
    form.sides.choices = form.invited.choices = choices
    form.fresh()
    return form


def _show_new(
    slug: str, form: SeriesForm, no: Refused | None = None, status: int = 200
) -> ResponseReturnValue:
    reasons = [reason_view(reason).text for reason in no.reasons] if no else []
    return render_template("chamber/series/new.html", form=form, reasons=reasons), status


def _load(series_id: UUID) -> Series:
    series = shown.load(reading(), community().id, series_id)
    if series is None:
        abort(404)
    return series


def _call_form(slug: str, series: Series) -> CallNextForm:
    """The call as it is proposed: the next day that keeps the rhythm, whose turn it is to chair."""
    now = clock.now()
    view = series_view.view(series, now, f"/c/{slug}")
    turn = series.chair_next
    form = CallNextForm(
        starts_at=datetime.combine(view.proposed, _USUAL),
        place=series.place,
        chair=turn.body_id.hex if turn else "",
    )
    form.chair.choices = [(seat.body_id.hex, seat.name) for seat in series.sides] or [("", "—")]
    form.fresh()
    return form


def _page(
    slug: str,
    series: Series,
    form: CallNextForm | None = None,
    no: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    view = render_template(
        "chamber/series/page.html",
        s=series_view.view(series, clock.now(), f"/c/{slug}"),
        joint=series.kind == law_of.JOINT,
        form=form or _call_form(slug, series),
        reasons=[reason_view(reason).text for reason in no.reasons] if no else [],
        wrong=form,
    )
    return view, status
