"""请假 on a meeting's page, while it is ahead: by oneself, and by those who keep the meeting."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import helped as roster
from council.services import apologies
from council.web.access import access, actor, community, visitor
from council.web.chamber import meetings
from council.web.chamber.doing import key
from council.web.forms.hall import ExcuseForm, ExcuseMyselfForm

blueprint = Blueprint("chamber_apologies", __name__, url_prefix="/c/<slug>/chamber/meetings")


@blueprint.post("/<number>/apologies")
@access("meeting.keep")
def note(slug: str, number: str) -> ResponseReturnValue:
    """Note that somebody cannot come."""
    form = ExcuseForm(prefix="excuse")
    person = _person(form) if form.validate_on_submit() else None
    if person is None:
        return meetings.page(slug, number, excuse_form=form, status=422)
    apologies.excuse(
        community().id,
        actor("meeting.keep"),
        number,
        person.id,
        form.reason.data or "",
        at=clock.now(),
    )
    return _back(slug, number, _("已登记 %(name)s 请假。", name=person.name))


@blueprint.post("/<number>/apologies/withdraw")
@access("meeting.keep")
def withdraw(slug: str, number: str) -> ResponseReturnValue:
    """Take somebody's apology back."""
    person_id = key(request.form.get("person", ""))
    apologies.withdraw(community().id, actor("meeting.keep"), number, person_id, at=clock.now())
    return _back(slug, number, _("请假已撤回。"))


@blueprint.post("/<number>/apologies/own")
@access("chamber.enter")
def note_own(slug: str, number: str) -> ResponseReturnValue:
    """Say that one cannot come oneself."""
    form = ExcuseMyselfForm(prefix="own")
    if not form.validate_on_submit():
        return meetings.page(slug, number, own_form=form, status=422)
    apologies.excuse(
        community().id,
        actor("chamber.enter"),
        number,
        _me(),
        form.reason.data or "",
        at=clock.now(),
    )
    return _back(slug, number, _("已为您登记请假。"))


@blueprint.post("/<number>/apologies/own/withdraw")
@access("chamber.enter")
def withdraw_own(slug: str, number: str) -> ResponseReturnValue:
    """Say that one can come after all."""
    apologies.withdraw(community().id, actor("chamber.enter"), number, _me(), at=clock.now())
    return _back(slug, number, _("请假已撤回。"))


def _me() -> UUID:
    who = visitor()
    if who is None:
        abort(403)
    return who.person_id


def _person(form: ExcuseForm) -> roster.Candidate | None:
    """The one person of the roster who is meant; else the form says why not."""
    found = roster.candidates(reading(), community().id, form.who.data or "")
    if len(found) == 1:
        return found[0]
    if found:
        form.who.errors = [_("名册里有 %(n)s 位叫这个名字，请填名册编号。", n=len(found))]
    else:
        form.who.errors = [_("名册里没有这个姓名或编号。")]
    return None


def _back(slug: str, number: str, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}#apologies", 303)
