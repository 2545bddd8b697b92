"""Calling and keeping a meeting: agenda, roll and attendance, quorum, its votes."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import apologies as sent
from council.queries.chamber import meetings as kept
from council.queries.public import meetings, polls
from council.queries.public.meetings import ItemLine, MeetingPage
from council.queries.public.polls import PollLine
from council.queries.public.standing import Standing
from council.rules import meetings as law_of
from council.rules.agenda import MEETS
from council.rules.calendar import legal_day
from council.rules.powers import BodyKind
from council.rules.stages import Stage
from council.services import attendance as roll_acts
from council.services import meetings as acts
from council.services.attendance import Mark
from council.vocabulary import word
from council.web import agenda_view, hall_view
from council.web.access import access, actor, community, holds, visitor
from council.web.errors import reason_view
from council.web.forms.convening import ArrangeForm, ItemForm, kinds
from council.web.forms.hall import ExcuseForm, ExcuseMyselfForm, ReasonForm, RemarkForm
from council.web.rule_view import rule_view

blueprint = Blueprint("chamber_meetings", __name__, url_prefix="/c/<slug>/chamber/meetings")
_STATES = ("expected", "hall", "online", "excused", "absent", "left")


@blueprint.get("/<number>")
@access("chamber.enter")
def show(slug: str, number: str) -> ResponseReturnValue:
    """The meeting for those who keep it or sit in it; a vote in writing has a page of its own."""
    if load(number).in_writing:
        return redirect(f"/c/{slug}/chamber/written/{number}")
    return page(slug, number)


@blueprint.post("/<number>/open")
@access("meeting.keep")
def open_it(slug: str, number: str) -> ResponseReturnValue:
    """Open the meeting and freeze its roll."""
    acts.open_meeting(community().id, actor("meeting.keep"), number, at=clock.now())
    return done(slug, number, _("会议开始，应到名册已经固定。"))


@blueprint.post("/<number>/attendance")
@access("meeting.keep")
def attendance(slug: str, number: str) -> ResponseReturnValue:
    """Write the changed lines of the roll; lines that the clerk left alone stay as they are."""
    meeting = load(number)
    marks = _marks(meeting)
    n = roll_acts.mark(community().id, actor("meeting.keep"), number, marks, at=clock.now())
    return done(slug, number, _("到会名册已更新 %(n)s 行。", n=n))


@blueprint.post("/<number>/join")
@access("chamber.enter")
def join(slug: str, number: str) -> ResponseReturnValue:
    """Join online."""
    roll_acts.attend_online(community().id, actor("chamber.enter"), number, at=clock.now())
    return done(slug, number, _("您已线上到会。"))


@blueprint.post("/<number>/items")
@access("meeting.convene")
def add_item(slug: str, number: str) -> ResponseReturnValue:
    """One more item: decided on only where the notice still is long enough."""
    form = _item_form()
    if not form.validate_on_submit():
        return page(slug, number, item_form=form, status=422)
    if not form.proposal.data and not form.title.data:
        form.title.errors = [_("请选一个议题，或者写一个题目。")]
        return page(slug, number, item_form=form, status=422)
    acts.add_item(
        community().id,
        actor("meeting.convene"),
        number,
        proposal_number=form.proposal.data or None,
        title=form.title.data or "",
        kind=form.kind.data or "",
        planned=form.planned.minutes,
        at=clock.now(),
    )
    return done(slug, number, _("已加入议程。"))


@blueprint.post("/<number>/close")
@access("meeting.keep")
def close(slug: str, number: str) -> ResponseReturnValue:
    """End the meeting."""
    form = RemarkForm()
    if not form.validate_on_submit():
        return page(slug, number, remark_form=form, status=422)
    acts.close_meeting(
        community().id, actor("meeting.keep"), number, remark=form.remark.data or "", at=clock.now()
    )
    return done(slug, number, _("会议结束。"))


@blueprint.post("/<number>/cancel")
@access("meeting.convene")
def cancel(slug: str, number: str) -> ResponseReturnValue:
    """Call the meeting off."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return page(slug, number, reason_form=form, status=422)
    acts.cancel(
        community().id, actor("meeting.convene"), number, form.reason.data or "", at=clock.now()
    )
    return done(slug, number, _("会议已取消，理由已公布。"))


def done(slug: str, number: str, said: str) -> ResponseReturnValue:
    """Back to the meeting, with a word on what was done."""
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}", 303)


def load(number: str) -> MeetingPage:
    """The meeting in full; 404 where there is none."""
    meeting = meetings.load(reading(), community().id, number, inside=True)
    if meeting is None:
        abort(404)
    return meeting


def _item_form() -> ItemForm:
    form = ItemForm()
    form.kind.choices = kinds()
    found = kept.matters(reading(), community().id)
    form.proposal.choices = [("", _("不选"))] + [(m.number, f"{m.number} {m.title}") for m in found]
    return form


def page(slug: str, number: str, status: int = 200, **forms: object) -> ResponseReturnValue:
    """The meeting for those who keep it or sit in it; ``forms``: one that came back with errors."""
    meeting = load(number)
    now = clock.now()
    lines = kept.roll(reading(), community().id, meeting.id)
    stands = hall_view.standing(meeting, now)
    held = polls.of_meeting(reading(), community().id, meeting.id, now)
    keeps = holds("meeting.keep")
    who = visitor()
    mine = [line for line in lines if who is not None and line.person_id == who.person_id]
    view = render_template(
        "chamber/meetings/page.html",
        m=meeting,
        mark=hall_view.meeting_mark(meeting.state),
        meters=hall_view.attendance_meters(meeting, stands),
        items=_items(meeting, lines, held, stands, f"/c/{slug}"),
        when=agenda_view.when(meeting),
        who=agenda_view.facts(meeting),
        notice=agenda_view.notice(meeting, hall_view.meeting_rule(meeting, meeting.starts_at)),
        roll=_roll(lines),
        states=[(code, word("roll", code)) for code in _STATES],
        rule=rule_view(meeting.rule_id, meeting.starts_at),
        keeps=keeps,
        may_join=meeting.state == "open" and any(line.state != "present" for line in mine),
        item_form=forms.get("item_form") or (_item_form() if keeps else None),
        remark_form=forms.get("remark_form") or RemarkForm(formdata=None),
        reason_form=forms.get("reason_form") or ReasonForm(formdata=None),
        apologies=_apologies(meeting, now) if meeting.state == "ahead" else None,
        excuse_form=forms.get("excuse_form") or ExcuseForm(formdata=None, prefix="excuse"),
        own_form=forms.get("own_form") or ExcuseMyselfForm(formdata=None, prefix="own"),
        arrange_form=forms.get("arrange_form") or _arrange_empty(meeting, keeps),
        wrong=next(iter(forms.values()), None),
    )
    return view, status


def arrange_form(meeting: MeetingPage, form: ArrangeForm) -> ArrangeForm:
    """The people to choose chair and recorder from."""
    ids = tuple(body.id for body in meeting.bodies)
    of = (meeting.chair_body_id,) if meeting.chair_body_id else ids
    for field, bodies in ((form.chair, of), (form.recorder, ids)):
        helped = field is form.recorder or meeting.chair_body_id is None
        found = kept.officers(reading(), community().id, bodies, legal_day(clock.now()), helped)
        field.choices = [("", _("未定"))] + [(one.hex, said) for one, said in found]
    return form


def _arrange_empty(meeting: MeetingPage, keeps: bool) -> ArrangeForm | None:
    if not keeps or meeting.state not in ("ahead", "open"):
        return None
    form = arrange_form(meeting, ArrangeForm(formdata=None, prefix="arrange"))
    form.chair.data = meeting.chair_id.hex if meeting.chair_id else ""
    form.recorder.data = meeting.recorder_id.hex if meeting.recorder_id else ""
    form.link.data = meeting.link
    return form


def _apologies(meeting: MeetingPage, now: datetime) -> SimpleNamespace:
    """Who cannot come, and whether the visitor is expected and may say so."""
    here, who = community().id, visitor()
    noted = sent.noted(reading(), here, meeting.id)
    me = who.person_id if who else None
    bodies = tuple(body.id for body in meeting.meeting_bodies)
    return SimpleNamespace(
        noted=noted,
        own=next((line for line in noted if line.person_id == me), None),
        sits=me is not None and sent.sits(reading(), here, bodies, me, legal_day(now)),
    )


def _roll(lines: list[kept.RollLine]) -> list[SimpleNamespace]:
    """One row per person, whatever number of bodies the person sits in."""
    rows: dict[UUID, SimpleNamespace] = {}
    for line in lines:
        known = rows.get(line.person_id)
        if known is not None:
            known.title += f"、{line.office_title}"
            continue
        rows[line.person_id] = SimpleNamespace(
            key=line.person_id.hex,
            name=line.name,
            title=line.office_title or line.body,
            code=(line.channel or "hall") if line.state == "present" else line.state,
            reason=line.reason,
            arrived_at=line.arrived_at,
        )
    return list(rows.values())


def _marks(meeting: MeetingPage) -> list[Mark]:
    """The lines that the clerk changed: what was shown is sent along, so nobody else's later
    mark is undone.
    """
    everybody = request.form.get("everybody") == "hall"
    marks = []
    for row in _roll(kept.roll(reading(), community().id, meeting.id)):
        was = request.form.get(f"was-{row.key}", row.code)
        code = request.form.get(f"state-{row.key}", was)
        reason = request.form.get(f"reason-{row.key}", row.reason)
        if everybody and code == "expected":
            code = "hall"
        if code == was and reason == row.reason:
            continue
        present = code in (law_of.HALL, law_of.ONLINE)
        state, channel = ("present", code) if present else (code, law_of.HALL)
        marks.append(Mark(UUID(hex=row.key), state, channel, reason))
    return marks


def _items(
    meeting: MeetingPage,
    lines: list[kept.RollLine],
    held: dict[int, list[PollLine]],
    stands: Standing,
    base: str,
) -> list[SimpleNamespace]:
    out = kept.recused(reading(), community().id, meeting.id)
    rule = hall_view.meeting_rule(meeting, meeting.starts_at)
    shown = agenda_view.items(meeting, rule, base)
    return [
        _item(meeting, item, lines, held.get(item.position, []), out, stands, base, view)
        for item, view in zip(meeting.items, shown, strict=True)
    ]


def _item(
    meeting: MeetingPage,
    item: ItemLine,
    lines: list[kept.RollLine],
    held: list[PollLine],
    out: dict[int, frozenset[UUID]],
    stands: Standing,
    base: str,
    view: SimpleNamespace,
) -> SimpleNamespace:
    gone = out.get(item.position, frozenset())
    on_roll = {line.person_id for line in lines}
    return SimpleNamespace(
        **vars(view),
        polls=hall_view.poll_rows(held, base),
        open=[poll.number for poll in held if poll.state == "running"],
        recused=len(gone & on_roll),
        bodies=[
            _body(meeting, item, body, lines, gone, held, stands) for body in _bodies_of(meeting)
        ],
    )


def _bodies_of(meeting: MeetingPage) -> list[tuple[UUID, str, str]]:
    """The bodies that vote: those that meet, not the sides of a joint meeting."""
    return [(body.id, body.name, body.kind) for body in meeting.bodies if body.role == MEETS]


def _body(
    meeting: MeetingPage,
    item: ItemLine,
    body: tuple[UUID, str, str],
    lines: list[kept.RollLine],
    gone: frozenset[UUID],
    held: list[PollLine],
    stands: Standing,
) -> SimpleNamespace:
    """Whether this body may vote on the item now, and if not, why not."""
    body_id, name, kind = body
    count = stands.count(body_id, item.position)
    rule = stands.rule(body_id)
    base = [line for line in lines if line.body_id == body_id and line.person_id not in gone]
    here = sum(line.state == "present" for line in base)
    quorum = law_of.quorum(here, len(base), rule)
    if count is not None:
        quorum = count.quorum(gone, rule, len(base), here)
    state = law_of.State(meeting.starts_at, meeting.opened_at, meeting.closed_at)
    verdict = law_of.may_poll(
        state,
        law_of.Item(
            item.announced_at,
            item.for_decision,
            Stage(item.stage) if item.stage else None,
            any(poll.body == name for poll in held),
        ),
        BodyKind(kind),
        quorum,
        rule,
    )
    return SimpleNamespace(
        id=body_id.hex,
        name=name,
        reasons=[reason_view(reason) for reason in verdict.reasons],
        voted=any(poll.body == name for poll in held),
    )
