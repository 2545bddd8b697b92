"""Who was here from when until when: the clerk's record, the signed list, who attends besides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from types import SimpleNamespace
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import meetings as kept
from council.queries.chamber import presence
from council.queries.public.meetings import MeetingPage
from council.rules.calendar import SHANGHAI, legal_day
from council.rules.presence import MINUTES_OPEN, read_times
from council.rules.verdict import Reason, Refused
from council.services import door as acts
from council.services import observers
from council.services.door import Signed
from council.vocabulary import word
from council.web import dates
from council.web.access import access, actor, community
from council.web.follow_view import in_session

blueprint = Blueprint(
    "chamber_attending", __name__, url_prefix="/c/<slug>/chamber/meetings/<number>/people"
)


@blueprint.get("")
@access("meeting.keep")
def show(slug: str, number: str) -> ResponseReturnValue:
    """Everybody on the roll with their times, who stands for whom, and who attends besides."""
    meeting = in_session(number)
    here = community().id
    stays = presence.stays(reading(), here, meeting.id)
    lines = _lines(meeting, stays)
    known = {line.person_id for line in lines}
    return render_template(
        "chamber/meetings/people.html",
        m=meeting,
        lines=lines,
        waiting=[stay for stay in stays if stay.person_id not in known],
        guests=presence.guests(reading(), here, meeting.id),
        editable=presence.door(reading(), here, meeting.id).minutes in MINUTES_OPEN,
        request_key=uuid4().hex,
    )


@blueprint.post("")
@access("meeting.keep")
def enter(slug: str, number: str) -> ResponseReturnValue:
    """Enter the lines of a signed list that differ from what is shown."""
    meeting = in_session(number)
    signed = list(_signed(meeting))
    n = acts.enter_list(
        community().id,
        actor("meeting.keep"),
        number,
        signed,
        request_key=request.form.get("request_key", ""),
        at=clock.now(),
    )
    return _done(slug, number, _("到会名册已更新 %(n)s 行。", n=n))


@blueprint.post("/guests")
@access("meeting.keep")
def add_guest(slug: str, number: str) -> ResponseReturnValue:
    """Note somebody who attends without a vote."""
    observers.add(
        community().id,
        actor("meeting.keep"),
        number,
        name=request.form.get("name", ""),
        title=request.form.get("title", ""),
        request_key=request.form.get("request_key", ""),
        at=clock.now(),
    )
    return _done(slug, number, _("已登记列席。"))


@blueprint.post("/guests/<uuid:observer_id>")
@access("meeting.keep")
def move_guest(slug: str, number: str, observer_id: UUID) -> ResponseReturnValue:
    """They came, left, or were entered by mistake."""
    what = request.form.get("what", "")
    who = actor("meeting.keep")
    observers.move(community().id, who, number, observer_id, what=what, at=clock.now())
    return _done(slug, number, _("列席记录已更新。"))


def _done(slug: str, number: str, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}/people", 303)


def _lines(meeting: MeetingPage, stays: Iterable[presence.Stayed]) -> list[SimpleNamespace]:
    """One line per person, whatever number of bodies the person sits in."""
    times: dict[UUID, list[presence.Stayed]] = {}
    for stay in stays:
        times.setdefault(stay.person_id, []).append(stay)
    stood = {m.giver_id: m for m in presence.mandates(reading(), community().id, meeting.id)}
    found: dict[UUID, SimpleNamespace] = {}
    for row in kept.roll(reading(), community().id, meeting.id):
        if row.person_id in found:
            found[row.person_id].title += f"、{row.office_title}"
            continue
        mine = times.get(row.person_id, [])
        code = (row.channel or "hall") if row.state == "present" else row.state
        mandate = stood.get(row.person_id)
        found[row.person_id] = SimpleNamespace(
            person_id=row.person_id,
            key=row.person_id.hex,
            name=row.name,
            title=row.office_title or row.body,
            said=word("roll", code),
            state=row.state,
            reason=row.reason,
            times=typed(mine),
            via="、".join(dict.fromkeys(word("via", stay.via) for stay in mine)),
            holder=mandate.holder if mandate else "",
        )
    return list(found.values())


def typed(stays: Iterable[presence.Stayed]) -> str:
    """Times as the form shows and reads them."""
    return "，".join(
        dates.clock_time(stay.arrived_at)
        + (f"–{dates.clock_time(stay.left_at)}" if stay.left_at else "")
        for stay in stays
    )


def _signed(meeting: MeetingPage) -> Iterable[Signed]:
    """The changed lines of the form; refused with the first that cannot be read."""
    stays = presence.stays(reading(), community().id, meeting.id)
    for line in _lines(meeting, stays):
        was = request.form.get(f"was-{line.key}", line.times)
        text = request.form.get(f"times-{line.key}", was).strip()
        excused = request.form.get(f"state-{line.key}", "")
        if text == was.strip() and not excused:
            continue
        times = tuple(_moments(meeting, came, left) for came, left in read_times(text))
        if times and excused:
            raise Refused([Reason("presence_unreadable", {"text": f"{line.name} {text}"})])
        reason = request.form.get(f"reason-{line.key}", "")
        yield Signed(line.person_id, times, excused or "absent", reason)


def _moments(
    meeting: MeetingPage, came: time, left: time | None
) -> tuple[datetime, datetime | None]:
    """The times of day on the day of the meeting."""
    day = legal_day(meeting.opened_at or meeting.starts_at)
    at = datetime.combine(day, came, SHANGHAI)
    return at, datetime.combine(day, left, SHANGHAI) if left is not None else None
