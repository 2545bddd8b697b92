"""The page for the sides of a joint meeting: their items, their positions in words, answers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import joint as inside
from council.queries.public import joint as shown
from council.queries.public import meetings
from council.queries.public.joint import JointPage
from council.queries.public.meetings import MeetingPage
from council.rules import joint as law_of
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind
from council.rules.verdict import Refused
from council.services import joint as acts
from council.web import hall_view, joint_view
from council.web.access import access, actor, community, holds, visitor
from council.web.errors import reason_view
from council.web.forms.joint import AnswerItemForm, PositionForm, SidedForm, SideItemForm
from council.web.rule_view import rule_view

blueprint = Blueprint("chamber_joint", __name__, url_prefix="/c/<slug>/chamber/meetings")
Offer = tuple[list[tuple[str, str]], JointPage, MeetingPage]


@blueprint.get("/<number>/sides")
@access("meeting.side")
def show(slug: str, number: str) -> ResponseReturnValue:
    """The table: each item, where the sides stand, and what one's own side may do now."""
    return _page(slug, number)


@blueprint.post("/<number>/sides/items")
@access("meeting.side")
def put(slug: str, number: str) -> ResponseReturnValue:
    """Put an item on the agenda for one's side."""
    form = _offered(SideItemForm(prefix="item"), number)
    if not form.validate_on_submit():
        return _page(slug, number, item=form, status=422)
    acts.put_item(
        community().id,
        actor("meeting.side"),
        number,
        side_id=_side(form),
        title=form.title.data or "",
        topic=form.topic.data,
        request_key=form.request_key.data or "",
        at=clock.now(),
    )
    return _done(slug, number, _("已列入议程。"))


@blueprint.post("/<number>/sides/items/<int:position>/position")
@access("meeting.side")
def state(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Say where one's side stands."""
    form = _offered(PositionForm(prefix=f"p{position}"), number)
    if not form.validate_on_submit():
        return _page(slug, number, status=422, **{f"p{position}": form})
    try:
        acts.state(
            community().id,
            actor("meeting.side"),
            number,
            position,
            side_id=_side(form),
            stance=form.stance.data,
            words=form.words.data or "",
            request_key=form.request_key.data or "",
            at=clock.now(),
        )
    except Refused as no:
        return _against(slug, number, form, f"p{position}", no)
    return _done(slug, number, _("意见已记下。"), position)


@blueprint.post("/<number>/sides/items/<int:position>/answer")
@access("meeting.side")
def answer(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Answer an item that another side put."""
    form = _offered(AnswerItemForm(prefix=f"a{position}"), number)
    if not form.validate_on_submit():
        return _page(slug, number, status=422, **{f"a{position}": form})
    acts.answer(
        community().id,
        actor("meeting.side"),
        number,
        position,
        side_id=_side(form),
        text=form.text.data or "",
        request_key=form.request_key.data or "",
        at=clock.now(),
    )
    return _done(slug, number, _("答复已公布。"), position)


def _side(form: SidedForm) -> UUID:
    return UUID(hex=form.side.data)


def _offered(form: Any, number: str) -> Any:
    """The form with every side: whose voice the visitor has, the act decides and says why."""
    _own, page, _meeting = _load(number)
    form.for_sides([(side.id.hex, side.name) for side in page.sides])
    return form


def _against(slug: str, number: str, form: Any, name: str, no: Refused) -> ResponseReturnValue:
    """A stance that cannot be taken comes back with what was typed; the rest has its own page."""
    codes = {reason.code for reason in no.reasons}
    if not codes <= {
        "sides_missing",
        "side_absent",
        "late_item_no_agreement",
        "position_needs_words",
    }:
        raise no
    form.words.errors = [reason_view(reason).text for reason in no.reasons]
    return _page(slug, number, status=409, **{name: form})


def _load(number: str) -> Offer:
    """The sides that the visitor speaks for, the table, and the meeting."""
    who, here = visitor(), community().id
    meeting = meetings.load(reading(), here, number)
    if meeting is None or who is None or meeting.rule_id != law_of.RULE:
        abort(404)
    today = legal_day(clock.now())
    page = shown.load(reading(), here, meeting.id, today)
    own = inside.own(reading(), here, who.person_id, today)
    sides = joint_view.sides_of(page, own, clerk=OfficeKind.CLERK in who.kinds)
    if sides or holds("meeting.keep"):
        page = inside.table(reading(), here, meeting.id, today)
    return sides, page, meeting


def _page(slug: str, number: str, *, status: int = 200, **forms: Any) -> ResponseReturnValue:
    own, page, meeting = _load(number)
    now = clock.now()
    table = joint_view.view(page, meeting, now)
    for item in table.items:
        item.forms = _forms(item, own, meeting, forms)
    view = render_template(
        "chamber/joint/page.html",
        m=meeting,
        mark=hall_view.meeting_mark(meeting.state),
        joint=table,
        own="、".join(name for _key, name in own),
        item_form=_put_form(own, meeting, forms),
        late=not joint_view.in_time(now, meeting),
        rule=rule_view(meeting.rule_id, meeting.starts_at),
        wrong=next(iter(forms.values()), None),
    )
    return view, status


def _put_form(own: list[tuple[str, str]], meeting: MeetingPage, forms: dict[str, Any]) -> Any:
    if not own or meeting.state not in ("ahead", "open"):
        return None
    return _made(SideItemForm, "item", own, forms)


def _forms(
    item: SimpleNamespace, own: list[tuple[str, str]], meeting: MeetingPage, forms: dict[str, Any]
) -> SimpleNamespace:
    """What one's side may say to an item now: a position while it is open, an answer later."""
    others = [side for side in own if item.side_id is None or side[0] != item.side_id.hex]
    may_answer = meeting.opened_at is not None and item.side_id and not item.answered_at
    return SimpleNamespace(
        position=_made(PositionForm, f"p{item.position}", own, forms)
        if own and meeting.state == "open"
        else None,
        answer=_made(AnswerItemForm, f"a{item.position}", others, forms)
        if others and may_answer
        else None,
    )


def _made(kind: Any, name: str, sides: list[tuple[str, str]], forms: dict[str, Any]) -> Any:
    form = forms.get(name) or kind(formdata=None, prefix=name)
    form.for_sides(sides)
    return form


def _done(slug: str, number: str, said: str, position: int = 0) -> ResponseReturnValue:
    flash(said, "done")
    place = f"#i-{position}" if position else "#items"
    return redirect(f"/c/{slug}/chamber/meetings/{number}/sides{place}", 303)
