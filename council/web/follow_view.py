"""The hall at this moment in words: for the wall, the phones and everybody at home."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from flask import abort

from council.db import reading
from council.language import gettext as _
from council.queries.public import meetings
from council.queries.public.hall import CountNow, HallNow, ItemNow, MotionNow, SpeakerNow
from council.queries.public.meetings import MeetingPage
from council.rules.tally import format_area
from council.vocabulary import word
from council.web import dates, hall_view
from council.web.access import community

NEXT = 2
"""So many of those who wait are shown on the wall."""


def in_session(number: str) -> MeetingPage:
    """A meeting that gathers people, or 404."""
    meeting = meetings.load(reading(), community().id, number)
    if meeting is None or meeting.in_writing:
        abort(404)
    return meeting


def fragment(now: HallNow, community: str, base: str, *, inside: bool = False) -> SimpleNamespace:
    """What ``templates/meetings/_now.html`` and ``_room.html`` show. ``base``: ``/c/<slug>``.

    ``inside``: votes are linked to where members cast them.
    """
    return SimpleNamespace(
        community=community,
        title=now.title,
        number=now.number,
        state=now.state,
        lines=[_count(count, alone=len(now.counts) == 1) for count in now.counts],
        quorate=now.quorate,
        head=_head(now),
        ordinal=dates.ordinal(now.item.position) if now.item and _told(now.item) else "",
        vote=_vote(now, base, inside=inside),
        speaker=speaker(now.speaker) if now.speaker else None,
        waiting=[speaker(one) for one in now.waiting],
        motions=[_motion(one) for one in now.motions],
        list_closed="close_list" in now.orders,
        items=[_item(one, base) for one in now.items],
        done=[_item(one, base) for one in now.done],
    )


def _told(item: ItemNow) -> bool:
    return bool(item.title)


def _head(now: HallNow) -> str:
    """The one sentence that the room reads first."""
    if now.item is not None:
        return now.item.title or _("这一项不公开")
    return {
        "ahead": _("会议还没有开始"),
        "open": _("请等下一项议程"),
        "closed": _("会议已经结束"),
        "cancelled": _("会议已经取消"),
    }.get(now.state, "")


def _count(count: CountNow, *, alone: bool) -> SimpleNamespace:
    """到会 61 / 78，够法定人数."""
    said = _("到会 %(n)s / %(of)s", n=count.present, of=count.entitled)
    if not alone:
        said = f"{count.body} {said}"
    if count.represented:
        figures = {"n": count.in_person, "by": count.represented}
        said += _("（实到 %(n)s 人，委托 %(by)s 人）", **figures)
    if count.area is not None:
        said += _(
            "，面积 %(n)s / %(of)s m²",
            n=format_area(count.area.have),
            of=format_area(count.area.of),
        )
    if count.met:
        return SimpleNamespace(text=said, rest=_("够法定人数"), met=True)
    missing = max(0, count.need - count.present)
    short = _("还差 %(n)s 人，不能表决", n=missing)
    rest = short if missing else _("面积还不够，不能表决")
    return SimpleNamespace(text=said, rest=rest, met=False)


def _vote(now: HallNow, base: str, *, inside: bool) -> SimpleNamespace | None:
    poll = now.poll
    if poll is None:
        return None
    kind, said = hall_view.mark_of(poll)
    running = poll.closed_at is None
    return SimpleNamespace(
        running=running,
        question=poll.question,
        said=_("正在表决") if running else said,
        kind=kind,
        cast=_("已投 %(n)s 人，共 %(of)s 人", n=poll.cast, of=poll.entitled),
        url=f"{base}/chamber/polls/{poll.number}" if inside else f"{base}/polls/{poll.number}",
    )


def speaker(one: SpeakerNow) -> SimpleNamespace:
    """Somebody on the list in words, and until when the time allowed lasts."""
    until = one.started_at + timedelta(seconds=one.seconds) if one.started_at else None
    return SimpleNamespace(
        side=word("speech_side", one.side),
        against=one.side == "against",
        name=" ".join(part for part in (one.title, one.name) if part),
        until=int(until.timestamp() * 1000) if until else None,
        until_clock=f"{dates.local(until):%H:%M:%S}" if until else "",
        allowed=f"{one.seconds // 60}:{one.seconds % 60:02d}",
        turn=_("第 %(n)s 次发言", n=one.turn),
    )


def _motion(one: MotionNow) -> SimpleNamespace:
    topic = word("order_topic", one.topic) if one.kind == "order" and one.topic else ""
    return SimpleNamespace(kind=word("motion_kind", one.kind), topic=topic, text=one.text)


def _item(one: ItemNow, base: str) -> SimpleNamespace:
    return SimpleNamespace(
        ordinal=dates.ordinal(one.position),
        title=one.title or _("这一项不公开"),
        url=f"{base}/proposals/{one.proposal}" if one.proposal else "",
        state=one.state,
        said={"ahead": "", "open": _("正在进行"), "done": _("已结束")}[one.state],
        conclusion=one.conclusion,
    )
