"""Quorum, turnout and polls as the components show them."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

from council.db import reading
from council.language import gettext as _
from council.queries.public.hallvalues import CountNow
from council.queries.public.meetings import MeetingPage
from council.queries.public.polls import PollLine, PollPage
from council.queries.public.standing import Standing
from council.rules import agenda
from council.rules import meetings as law_of
from council.rules.calendar import legal_day
from council.rules.meetings import Quorum
from council.rules.rule import Rule
from council.rules.tally import format_area
from council.vocabulary import word
from council.web import poll_view
from council.web.access import community
from council.web.rule_view import book
from council.web.rule_words import share_words

_MARKS = {
    "passed": "yes",
    "failed": "no",
    "no_quorum": "no",
    "annulled": "no",
    "announced": "due",
    "running": "now",
    "suspended": "late",
    "counting": "now",
    "hidden": "plain",
}
_MEETING_MARKS = {
    "ahead": "due",
    "open": "now",
    "voting": "now",
    "closed": "plain",
    "cancelled": "no",
}


def meter(found: Quorum, rule: Rule, *, label: str, said: str) -> SimpleNamespace:
    """The quorum meter: the sentence first, then heads and, where the rule counts it, area."""
    note = ""
    if rule.participation is not None:
        note = _("须达 %(n)s 人（%(share)s）", n=found.need, share=share_words(rule.participation))
    if found.met:
        lead, missing, rest = _("已够法定人数。"), "", ""
    else:
        lead, missing = _("还差") + " ", _missing(found)
        rest = _("才够法定人数，不能表决。")
    bar = SimpleNamespace(
        label=label, have=found.have, of=found.of, need=found.need, said=said, note=note
    )
    bars = [bar] if found.area is None else [bar, _area_bar(found.area, rule)]
    return SimpleNamespace(met=found.met, lead=lead, missing=missing, rest=rest, bars=bars)


def _missing(found: Quorum) -> str:
    heads = _("%(n)s 人", n=found.missing) if found.missing or found.area is None else ""
    short = found.area is not None and found.area.missing
    area = f"{format_area(found.area.missing)} m²" if found.area and short else ""
    return _("、").join(part for part in (heads, area) if part)


def _area_bar(area: Quorum, rule: Rule) -> SimpleNamespace:
    share = share_words(rule.participation) if rule.participation else ""
    figures = {"n": format_area(area.have), "of": format_area(area.of)}
    return SimpleNamespace(
        label=_("面积"),
        have=area.have,
        of=area.of,
        need=area.need,
        said=_("应到 %(of)s m²，实到和委托 %(n)s m²", **figures),
        note=_("须达 %(n)s m²（%(share)s）", n=format_area(area.need), share=share),
    )


def attendance_meter(count: CountNow, rule: Rule, excused: int = 0) -> SimpleNamespace:
    """The meter of one body, with those who are represented and, where owners meet, their area."""
    found = Quorum(
        count.present,
        count.entitled,
        count.need,
        max(0, count.need - count.present),
        count.met,
        count.area,
    )
    return meter(found, rule, label=count.body, said=came(count, excused))


def came(count: CountNow, excused: int = 0) -> str:
    """应到 78 人，实到 39 人，委托 5 人，共 44 人：现场 39 · 线上 0 · 请假 2."""
    figures = {"of": count.entitled, "n": count.in_person}
    said = _("应到 %(of)s 人，实到 %(n)s 人", **figures)
    if count.represented:
        said += _("，委托 %(n)s 人，共 %(sum)s 人", n=count.represented, sum=count.present)
    said += _("：现场 %(hall)s · 线上 %(online)s", hall=count.hall, online=count.online)
    return said + (_(" · 请假 %(excused)s", excused=excused) if excused else "")


def standing(meeting: MeetingPage, at: datetime) -> Standing:
    """Who counts at this meeting, on the whole and item by item."""
    return Standing(reading(), community().id, meeting, book(), at)


def attendance_meters(meeting: MeetingPage, stands: Standing) -> list[SimpleNamespace]:
    """One meter for each body that meets; none before the meeting opens.

    A joint meeting has one, of its sides.
    """
    if not meeting.turnout:
        return []
    rule = stands.rule(meeting.turnout[0].body_id)
    if rule.voters == "sides":
        return [_meter_of_sides(meeting, rule)]
    excused = {line.body_id: line.excused for line in meeting.turnout}
    return [
        attendance_meter(count, stands.rule(count.body_id), excused[count.body_id])
        for count in stands.counts()
    ]


def _meter_of_sides(meeting: MeetingPage, rule: Rule) -> SimpleNamespace:
    """How many sides have somebody here: short of all, the meeting talks and agrees on nothing."""
    here = sum(line.present > 0 for line in meeting.turnout)
    found = law_of.quorum(here, len(meeting.turnout), rule)
    said = _("应到 %(of)s 方，到会 %(n)s 方", of=found.of, n=here)
    bar = SimpleNamespace(
        label=_("各方"), have=here, of=found.of, need=found.need, said=said, note=""
    )
    view = SimpleNamespace(met=found.met, lead=_("各方都到会了。"), missing="", rest="", bars=[bar])
    if not found.met:
        view.lead, view.missing = _("还差") + " ", _("%(n)s 方", n=found.missing)
        view.rest = _("没有到会，可以讨论，不形成一致意见。")
    return view


def meeting_rule(meeting: MeetingPage, at: datetime, body_kind: str = "") -> Rule:
    """The rule of the meeting in force at ``at``; for one of its bodies, where that is named."""
    return book().rule(agenda.rule_of(meeting.rule_id, body_kind), legal_day(at))


def result(poll: PollPage) -> SimpleNamespace:
    """The count line by line; empty while it must not be told."""
    if poll.tally is None:
        return SimpleNamespace(lines=[], result=None)
    return SimpleNamespace(
        lines=poll_view.computation(poll),
        result=SimpleNamespace(word=word("outcome", poll.state), met=poll.state == "passed"),
    )


def poll_rows(lines: list[PollLine], base: str) -> list[SimpleNamespace]:
    """Polls as a list of rows, with the turnout."""
    return [
        SimpleNamespace(
            number=line.number,
            title=line.question,
            url=f"{base}/polls/{line.number}",
            text=_(
                "%(body)s · 已投 %(n)s 人，共 %(of)s 人",
                body=line.body,
                n=line.cast,
                of=line.entitled,
            ),
            kind=_MARKS[line.state],
            word=word("outcome", line.state),
        )
        for line in lines
    ]


def mark_of(poll: PollPage | PollLine) -> tuple[str, str]:
    """Kind and word of a poll's mark."""
    return _MARKS[poll.state], word("outcome", poll.state)


def meeting_mark(state: str) -> tuple[str, str]:
    """Kind and word of a meeting's mark."""
    return _MEETING_MARKS[state], word("meeting_state", state)
