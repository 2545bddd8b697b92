"""名册: one's own line of a frozen roll, and objections to the roll."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import rolls as queries
from council.queries.public import rolls
from council.queries.public.rolls import RollHead
from council.rules import objecting
from council.rules.calendar import legal_day
from council.rules.objecting import Running
from council.services import roll_objections
from council.web import roll_view
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber.doing import distinct
from council.web.forms.rolls import AnswerForm, ObjectionForm

blueprint = Blueprint("chamber_rolls", __name__, url_prefix="/c/<slug>/chamber/polls/<number>/roll")


@blueprint.get("")
@access("chamber.enter")
def page(slug: str, number: str) -> ResponseReturnValue:
    """My lines, the time to object, the objections that I may see."""
    return _page(slug, _head(number), ObjectionForm(formdata=None))


@blueprint.get("/mine.json")
@access("chamber.enter")
def mine(slug: str, number: str) -> ResponseReturnValue:
    """My lines as they were frozen, to be looked for in the archive of the poll."""
    head, who = _head(number), visitor()
    if who is None:
        abort(403)
    lines = queries.frozen(reading(), community().id, head.id, who.person_id)
    if not lines:
        abort(404)
    answer = jsonify(poll=head.number, roll_sha256=head.roll_sha256, lines=lines)
    name = f"roll-line-{head.number}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/objections")
@access("roll.object")
def object_to(slug: str, number: str) -> ResponseReturnValue:
    """Object to the roll."""
    head, form = _head(number), ObjectionForm()
    if not form.validate_on_submit():
        return _page(slug, head, form), 422
    roll_objections.object_to_roll(
        community().id, actor("roll.object"), number, form.text.data or "", at=clock.now()
    )
    flash(_("异议已收到，会书面答复您；答复以前不计票。"), "done")
    return redirect(f"/c/{slug}/chamber/polls/{number}/roll", 303)


@blueprint.post("/objections/<uuid:objection_id>/answer")
@access("roll.answer")
def answer(slug: str, number: str, objection_id: UUID) -> ResponseReturnValue:
    """Answer an objection in writing."""
    head, form = _head(number), distinct(AnswerForm(), f"a-{objection_id.hex}")
    if not form.validate_on_submit():
        return _page(slug, head, ObjectionForm(formdata=None), {objection_id: form}), 422
    corrected = roll_objections.answer(
        community().id,
        actor("roll.answer"),
        number,
        objection_id,
        upheld=form.upheld.data == "yes",
        text=form.answer.data or "",
        at=clock.now(),
    )
    said = _("异议已经答复，名册按现在的登记重新封存。") if corrected else _("异议已经答复。")
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/polls/{number}/roll", 303)


def _page(
    slug: str,
    head: RollHead,
    form: ObjectionForm,
    wrong: dict[UUID, AnswerForm] | None = None,
) -> str:
    who = visitor()
    if who is None:
        abort(403)
    here, now = community().id, clock.now()
    lines = queries.mine(reading(), here, head.id, who.person_id, legal_day(head.opened_at))
    known = queries.objections(reading(), here, head.id)
    mine = [o for o in known if o.person_id == who.person_id]
    waits = any(o.answered_at is None for o in mine)
    running = Running(head.objections_until, head.closed_at is not None, str(head.rule["id"]))
    against = objecting.may_object(running, now, waits=waits)
    answers = holds("roll.answer")
    return render_template(
        "chamber/polls/roll.html",
        head=head,
        facts=roll_view.facts(head, f"/c/{slug}"),
        lines=[roll_view.line(line) for line in lines],
        form=form if against.lawful and holds("roll.object") else None,
        against=[vocabulary.reason(reason) for reason in against.reasons],
        objections=known if answers else mine,
        forms=_forms(known, who.person_id, wrong or {}) if answers and not head.closed_at else {},
    )


def _forms(
    known: list[queries.ObjectionLine], me: UUID, wrong: dict[UUID, AnswerForm]
) -> dict[UUID, AnswerForm]:
    """A form for each objection that waits for somebody else's answer."""
    return {
        o.id: wrong.get(o.id) or distinct(AnswerForm(formdata=None), f"a-{o.id.hex}")
        for o in known
        if o.answered_at is None and o.person_id != me
    }


def _head(number: str) -> RollHead:
    head = rolls.head(reading(), community().id, number)
    if head is None:
        abort(404)
    return head
