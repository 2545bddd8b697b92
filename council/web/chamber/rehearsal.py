"""The dry run: the day of the meeting practised with the real roll, marked on every page, recorded
nowhere.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import rehearsals as queries
from council.queries.chamber.rehearsals import Seat
from council.queries.public.meetings import MeetingPage
from council.rules import presence
from council.rules import rehearsal as law_of
from council.rules.calendar import legal_day
from council.rules.masking import mask_name
from council.rules.meetings import Quorum
from council.rules.tally import Line
from council.services import rehearsals as acts
from council.services.rehearsals import Step
from council.vocabulary import word
from council.web import dates, hall_view, pulse
from council.web.access import access, actor, community
from council.web.follow_view import in_session
from council.web.jinja import fragment

blueprint = Blueprint(
    "chamber_rehearsal", __name__, url_prefix="/c/<slug>/chamber/meetings/<number>/rehearsal"
)
KEEP = "meeting.keep"


@blueprint.get("")
@access(KEEP)
def show(slug: str, number: str) -> ResponseReturnValue:
    """The dry run on one page, or how to begin one."""
    meeting = in_session(number)
    state = queries.state(reading(), community().id, meeting.id)
    seats = _roll(meeting)
    return render_template(
        "chamber/meetings/rehearsal.html",
        m=meeting,
        here=f"/c/{slug}/chamber/meetings/{number}",
        run=_run(meeting, state, seats) if state is not None else None,
        size=len(seats),
        may_start=meeting.state == "ahead",
    )


@blueprint.post("/start")
@access(KEEP)
def start(slug: str, number: str) -> ResponseReturnValue:
    """Begin."""
    acts.start(community().id, actor(KEEP), number, at=clock.now())
    return _done(slug, number, _("演练开始。做什么都不会留下记录。"))


@blueprint.post("/end")
@access(KEEP)
def end(slug: str, number: str) -> ResponseReturnValue:
    """Throw it away."""
    acts.end(community().id, actor(KEEP), number)
    flash(_("演练结束，内容已删除，没有留下任何记录。"), "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}", 303)


@blueprint.post("/attendance")
@access(KEEP)
def attendance(slug: str, number: str) -> ResponseReturnValue:
    """Who is here, out of the real roll."""
    roll = {seat.person_id.hex for seat in _roll(in_session(number))}
    ticked = roll if request.form.get("everybody") else set(request.form.getlist("here"))
    at = clock.now()
    return _step(slug, number, lambda state: law_of.attend(state, ticked, roll, at))


@blueprint.post("/item")
@access(KEEP)
def item(slug: str, number: str) -> ResponseReturnValue:
    """Go to an item."""
    known = {one.position for one in in_session(number).items}
    position = request.form.get("position", 0, int)
    return _step(slug, number, lambda state: law_of.take_up(state, position, known))


@blueprint.post("/speakers")
@access(KEEP)
def speakers(slug: str, number: str) -> ResponseReturnValue:
    """Put somebody on the list, or give the floor to the next."""
    at, person = clock.now(), request.form.get("person", "")
    side = request.form.get("side", "neutral")
    if person:
        return _step(slug, number, lambda state: law_of.ask(state, person, side))
    return _step(slug, number, lambda state: law_of.next_speaker(state, at))


@blueprint.post("/vote")
@access(KEEP)
def vote(slug: str, number: str) -> ResponseReturnValue:
    """Open a mock vote, or close it with the hands that were counted."""
    if "yes" in request.form:
        hands = [request.form.get(choice, -1, int) for choice in law_of.CHOICES]
        return _step(slug, number, lambda state: law_of.count(state, hands))
    meeting = in_session(number)
    seats = _roll(meeting)

    def begin(state: law_of.State) -> law_of.State:
        return law_of.vote(state, quorate=_quorum(meeting, state, seats).met)

    return _step(slug, number, begin)


@blueprint.get("/projector")
@access(KEEP)
def projector(slug: str, number: str) -> ResponseReturnValue:
    """The wall of the dry run, marked as such."""
    meeting = in_session(number)
    body = _wall(meeting)
    part = SimpleNamespace(
        url=f"{request.path}/now",
        tag=_tag(body),
        html=body,
        ms=pulse.EVERY_MS,
        now=pulse.now_ms(),
    )
    return render_template("chamber/meetings/projector.html", m=meeting, follow=part, dry=True)


@blueprint.get("/projector/now")
@access(KEEP)
def projector_now(slug: str, number: str) -> ResponseReturnValue:
    """The wall as it is now, or 304. The journal does not move: what is shown is the tag."""
    body = _wall(in_session(number))
    response = make_response(body)
    response.set_etag(_tag(body))
    response.headers["Cache-Control"] = "no-cache, private"
    response.headers["Council-Now"] = str(pulse.now_ms())
    response.make_conditional(request)
    return response


def _step(slug: str, number: str, change: Step) -> ResponseReturnValue:
    acts.step(community().id, actor(KEEP), number, change)
    return redirect(f"/c/{slug}/chamber/meetings/{number}/rehearsal", 303)


def _done(slug: str, number: str, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}/rehearsal", 303)


def _tag(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:32]


def _roll(meeting: MeetingPage) -> list[Seat]:
    return queries.roll(reading(), community().id, meeting.id, legal_day(clock.now()))


def _quorum(meeting: MeetingPage, state: law_of.State, seats: list[Seat]) -> Quorum:
    """As it would stand on the day: by heads, of a joint meeting by sides."""
    rule = hall_view.meeting_rule(meeting, clock.now())
    sides = rule.voters == "sides"
    voters = {seat.person_id.hex: seat.body if sides else seat.person_id.hex for seat in seats}
    lines = [Line(voter) for voter in dict.fromkeys(voters.values())]
    heads = presence.quorum(rule, lines, {voters[p] for p in state["here"] if p in voters})
    if heads.area is None:
        return heads
    met = heads.missing == 0  # areas are not practised
    return Quorum(heads.have, heads.of, heads.need, heads.missing, met=met)


def _run(meeting: MeetingPage, state: law_of.State, seats: list[Seat]) -> SimpleNamespace:
    """The state in words."""
    names = {seat.person_id.hex: seat.name for seat in seats}
    here: dict[str, Any] = state["here"]
    found = _quorum(meeting, state, seats)
    rule = hall_view.meeting_rule(meeting, clock.now())
    said = _("应到 %(of)s 人，实到 %(n)s 人", of=found.of, n=found.have)
    return SimpleNamespace(
        meter=hall_view.meter(found, rule, label=_("演练"), said=said),
        seats=[
            SimpleNamespace(
                key=seat.person_id.hex,
                name=seat.name,
                title=seat.title,
                here=seat.person_id.hex in here,
                at=_moment(here.get(seat.person_id.hex)),
            )
            for seat in seats
        ],
        item=state["item"],
        waiting=[_line(line, names) for line in state["waiting"]],
        speaking=_line(state["speaking"], names) if state["speaking"] else "",
        vote=state["vote"],
        sides=[(code, word("speech_side", code)) for code in law_of.SIDES],
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _line(line: dict[str, str], names: dict[str, str]) -> str:
    return f"{word('speech_side', line['side'])} {names.get(line['person'], '')}"


def _wall(meeting: MeetingPage) -> Markup:
    """The same wall as on the day, out of the state of the run."""
    state = queries.state(reading(), community().id, meeting.id)
    seats = _roll(meeting)
    now = _now(meeting, state or law_of.EMPTY, seats, over=state is None)
    return fragment("chamber/meetings/_room.html", now=now)


def _now(
    meeting: MeetingPage, state: law_of.State, seats: list[Seat], *, over: bool
) -> SimpleNamespace:
    found = _quorum(meeting, state, seats)
    rest = _("够法定人数") if found.met else _("还差 %(n)s 人，不能表决", n=found.missing)
    item = next((one for one in meeting.items if one.position == state["item"]), None)
    names = {seat.person_id.hex: seat for seat in seats}
    head = item.title if item else _("演练已经结束") if over else _("请等下一项议程")
    said = _("到会 %(n)s / %(of)s", n=found.have, of=found.of)
    speaking = state["speaking"]
    return SimpleNamespace(
        community=community().name,
        title=meeting.title,
        lines=[SimpleNamespace(text=said, rest=rest, met=found.met)],
        ordinal=dates.ordinal(item.position) if item else "",
        head=head,
        vote=_vote(state["vote"]),
        motions=[],
        speaker=_speaker(speaking, names, _moment(state["since"])) if speaking else None,
        waiting=[_speaker(line, names, None) for line in state["waiting"]],
    )


def _vote(vote: dict[str, Any] | None) -> SimpleNamespace | None:
    if vote is None:
        return None
    hands = " · ".join(f"{word('choice', code)} {vote[code]}" for code in law_of.CHOICES)
    said = _("演练表决") if vote["open"] else _("演练表决的结果")
    return SimpleNamespace(kind="plain", said=said, cast="" if vote["open"] else hands)


def _speaker(
    line: dict[str, str], names: dict[str, Seat], since: datetime | None
) -> SimpleNamespace:
    seat = names.get(line["person"])
    until = since + timedelta(minutes=2) if since else None
    return SimpleNamespace(
        side=word("speech_side", line["side"]),
        against=line["side"] == "against",
        name=f"{seat.title} {mask_name(seat.name)}" if seat else "",
        until=int(until.timestamp() * 1000) if until else None,
        until_clock=f"{dates.local(until):%H:%M:%S}" if until else "",
    )
