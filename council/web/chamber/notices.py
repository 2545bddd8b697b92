"""通知送达: who was told of a meeting and how, paper receipts, the list and the poster to print."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from types import SimpleNamespace
from uuid import UUID

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import calendar as calendars
from council.queries.chamber import notices as queries
from council.queries.chamber.notices import NoticeLine
from council.queries.public import meetings
from council.queries.public.meetings import MeetingPage
from council.rules.calendar import legal_day
from council.services import letters
from council.services import notices as acts
from council.vocabulary import word
from council.web import dates, hall_view, qr
from council.web.access import access, actor, community, visitor
from council.web.chamber.doing import key

blueprint = Blueprint("notices", __name__, url_prefix="/c/<slug>/chamber/meetings/<number>")
KEEP, CONVENE, ENTER = "meeting.keep", "meeting.convene", "chamber.enter"
_CHANNELS = ("app", "mail", "paper")
_ON_POSTER = 6
"""Items of the agenda that a poster has room for."""


@blueprint.get("/notices")
@access(KEEP)
def page(slug: str, number: str) -> ResponseReturnValue:
    """Each member with channel, state and time; who has not been reached comes first."""
    meeting, now = _load(number), clock.now()
    lines = _lines(meeting, now)
    return render_template(
        "chamber/notices/page.html",
        m=meeting,
        mark=hall_view.meeting_mark(meeting.state),
        channels=[word("notice_channel", code) for code in _CHANNELS],
        rows=[_row(line) for line in lines],
        missing=[line.name for line in lines if not line.way],
        said=_said(lines),
        everybody=_is_of_everybody(meeting),
        mail_is_on=letters.is_on(),
        may_again=meeting.state == "ahead",
    )


@blueprint.post("/notices/handed")
@access(KEEP)
def handed(slug: str, number: str) -> ResponseReturnValue:
    """Note who has signed for the notice on paper."""
    people = [key(raw) for raw in request.form.getlist("person")]
    if not people:
        flash(_("还没有勾选签收的人。"), "wrong")
        return _back(slug, number)
    n = acts.hand(community().id, actor(KEEP), number, people, at=clock.now())
    flash(_("登记了 %(n)s 人签收。", n=n), "done")
    return _back(slug, number)


@blueprint.post("/notices/again")
@access(CONVENE)
def again(slug: str, number: str) -> ResponseReturnValue:
    """Tell those who took office since, and send letters anew that did not go out."""
    n = acts.again(community().id, actor(CONVENE), number, at=clock.now())
    flash(_("补发了 %(n)s 人。", n=n) if n else _("没有要补发的人。"), "done")
    return _back(slug, number)


@blueprint.get("/notice")
@access(ENTER)
def notice(slug: str, number: str) -> ResponseReturnValue:
    """The notice itself; whoever it was sent to has got it by opening it."""
    meeting, who = _load(number), visitor()
    if who is None:
        abort(403)
    here = community().id
    told = queries.own(reading(), here, meeting.id, who.person_id)
    if told is not None and told.state == "sent":
        acts.read(here, actor(ENTER), number, at=clock.now())
        told = queries.own(reading(), here, meeting.id, who.person_id)
    if told is not None:
        meeting = _load(number, inside=True)
    return render_template(
        "chamber/notices/notice.html",
        m=meeting,
        told=told,
        items=_agenda(meeting),
        link=_link(meeting, who.person_id) if told else "",
        mail=calendars.reach(reading(), here, who.person_id).address,
    )


@blueprint.get("/notices/list")
@access(KEEP)
def sign_list(slug: str, number: str) -> ResponseReturnValue:
    """The notice and everybody to be told, on A4, with a column for signatures."""
    meeting = _load(number)
    lines = _lines(meeting, clock.now())
    answer = make_response(
        render_template(
            "chamber/notices/list.html",
            m=meeting,
            items=_agenda(meeting),
            lines=sorted(lines, key=lambda line: line.number),
            **_printed(slug, meeting),
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/notices/poster")
@access(KEEP)
def poster(slug: str, number: str) -> ResponseReturnValue:
    """The public notice for the board, A4 or A3: what the public page says, and no more."""
    meeting = _load(number)
    items = _agenda(meeting)
    return render_template(
        "chamber/notices/poster.html",
        m=meeting,
        size="a3" if request.args.get("size") == "a3" else "a4",
        items=items[:_ON_POSTER],
        more=len(items[_ON_POSTER:]),
        when=_when(meeting),
        bodies=_("、").join(body.name for body in meeting.meeting_bodies),
        invited=_("、").join(body.name for body in meeting.invited_bodies),
        everybody=_is_of_everybody(meeting),
        **_printed(slug, meeting),
    )


def _load(number: str, *, inside: bool = False) -> MeetingPage:
    """The meeting as everybody sees it; ``inside``: with what is closed to the public."""
    meeting = meetings.load(reading(), community().id, number, inside=inside)
    if meeting is None:
        abort(404)
    return meeting


def _lines(meeting: MeetingPage, now: datetime) -> list[NoticeLine]:
    """Who has not been reached comes first, else in the order of the roster."""
    lines = queries.lines(reading(), community().id, meeting.id, legal_day(now))
    return sorted(lines, key=lambda line: bool(line.way))


def _is_of_everybody(meeting: MeetingPage) -> bool:
    return any(body.kind in acts.EVERYBODY for body in meeting.meeting_bodies)


def _row(line: NoticeLine) -> SimpleNamespace:
    return SimpleNamespace(
        key=line.person_id.hex,
        name=line.name,
        number=line.number,
        title=line.title,
        cells=[_cell(line, channel) for channel in _CHANNELS],
        reached=bool(line.way),
        is_handed=line.way == "paper",
    )


def _cell(line: NoticeLine, channel: str) -> SimpleNamespace | None:
    told = line.told.get(channel)
    if told is None:
        return None
    return SimpleNamespace(
        said=word("notice_state", f"{channel}.{told.state}"),
        at=told.at,
        detail=word("notice_detail", told.detail),
        failed=told.state == "failed",
    )


def _said(lines: list[NoticeLine]) -> str:
    """The counts in a sentence; each person counts once, by the surest way."""
    ways = Counter(line.way for line in lines)
    figures = {"n": len(lines), "missing": ways[""]}
    return _(
        "通知 %(n)s 人：网页打开 %(app)s 人，邮件发出 %(mail)s 人，纸质签收 %(paper)s 人；"
        "还没有通知到 %(missing)s 人。",
        **figures,
        **{channel: ways[channel] for channel in _CHANNELS},
    )


def _agenda(meeting: MeetingPage) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            title=item.title or _("（不公开的一项）"),
            state=_("议决") if item.for_decision else _("只讨论，不表决"),
        )
        for item in meeting.items
    ]


def _when(meeting: MeetingPage) -> str:
    if meeting.in_writing and meeting.ends_at:
        start, end = dates.moment(meeting.starts_at), dates.moment(meeting.ends_at)
        return _("%(from)s 到 %(until)s 投票", **{"from": start, "until": end})
    figures = {"day": dates.day(meeting.starts_at), "weekday": dates.weekday(meeting.starts_at)}
    return _("%(day)s（%(weekday)s）%(time)s", **figures, time=dates.clock_time(meeting.starts_at))


def _link(meeting: MeetingPage, person_id: UUID) -> str:
    """Where one joins from afar: for those who were told by name."""
    now = clock.now()
    mine = calendars.meetings_of(
        reading(), community().id, person_id, meeting.starts_at, legal_day(now)
    )
    return next((event.link for event in mine if event.number == meeting.number), "")


def _printed(slug: str, meeting: MeetingPage) -> dict[str, object]:
    url = f"{request.host_url}c/{slug}/meetings/{meeting.number}"
    back = f"/c/{slug}/chamber/meetings/{meeting.number}/notices"
    return {"url": url, "qr": qr.drawn(url), "links": SimpleNamespace(back=back)}


def _back(slug: str, number: str) -> ResponseReturnValue:
    return redirect(f"/c/{slug}/chamber/meetings/{number}/notices", 303)
