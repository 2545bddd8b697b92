"""The agenda and the notice of a meeting as the pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.meetings import BodyLine, ItemLine, MeetingPage
from council.rules import agenda as law_of
from council.rules import meetings as law_of_meetings
from council.rules.joint import JOINT
from council.rules.rule import Rule
from council.vocabulary import word
from council.web import dates


def items(meeting: MeetingPage, rule: Rule, base: str) -> list[SimpleNamespace]:
    """One value per item: ``.position .title .url .kind .planned .clock .late .closed .state``."""
    clocks = _clocks(meeting)
    return [_item(meeting, item, rule, base, clocks[item.position]) for item in meeting.items]


def _item(
    meeting: MeetingPage, item: ItemLine, rule: Rule, base: str, clock: str
) -> SimpleNamespace:
    kind = law_of.kind_of(item.kind, for_decision=item.for_decision)
    in_time = law_of_meetings.announced_in_time(item.announced_at, meeting.starts_at, rule)
    state = word("item_kind", kind)
    if (law_of.decides(kind) and not item.for_decision) or not in_time:
        state = _("%(kind)s · 通知后加入，只讨论，不表决", kind=state)
    return SimpleNamespace(
        position=item.position,
        title=item.title or _("（不公开的一项）"),
        url=f"{base}/proposals/{item.proposal}" if item.proposal else "",
        kind=kind,
        state=state,
        late=not in_time,
        closed=item.is_closed,
        planned=_("%(n)s 分钟", n=item.planned) if item.planned else "",
        clock=clock,
    )


def _clocks(meeting: MeetingPage) -> dict[int, str]:
    """When each item is at it, as planned or as it was, as far as that can be told."""
    found: dict[int, str] = {}
    now: datetime | None = meeting.opened_at or meeting.starts_at
    for item in meeting.items:
        now = item.started_at or now
        until = item.ended_at or _after(now, item.planned)
        found[item.position] = _span(now, until)
        now = until
    return found


def _after(now: datetime | None, planned: int | None) -> datetime | None:
    found = next(law_of.timetable(now, [planned])) if now is not None else None
    return found[1] if found else None


def _span(start: datetime | None, until: datetime | None) -> str:
    if start is None or until is None:
        return ""
    return f"{dates.clock_time(start)}–{dates.clock_time(until)}"


def when(meeting: MeetingPage) -> str:
    """Day and hour, with the planned end where it is told."""
    begins = dates.full_moment(meeting.starts_at)
    if meeting.ends_at is None:
        return begins
    same = dates.legal_day(meeting.ends_at) == dates.legal_day(meeting.starts_at)
    ends = dates.clock_time(meeting.ends_at) if same else dates.full_moment(meeting.ends_at)
    return _("%(begins)s，预计 %(ends)s 结束", begins=begins, ends=ends)


def names(bodies: Sequence[BodyLine]) -> str:
    """Bodies in one line."""
    return _("、").join(body.name for body in bodies)


def facts(meeting: MeetingPage) -> list[tuple[str, str]]:
    """Who meets, who is invited, who chairs and keeps the minutes."""
    of_sides = meeting.kind == JOINT
    chair = _("（").join(part for part in (meeting.chair, meeting.chair_body) if part)
    if meeting.chair and meeting.chair_body:
        chair += _("）")
    return [
        (_("参加各方") if of_sides else _("开会的机构"), names(meeting.meeting_bodies)),
        (_("列席"), names(meeting.invited_bodies)),
        (_("主持"), chair),
        (_("记录"), meeting.recorder),
    ]


def notice(meeting: MeetingPage, rule: Rule) -> list[str]:
    """How the notice was counted, in sentences."""
    found = law_of.notice(meeting.noticed_at, meeting.starts_at, rule)
    said = [
        _(
            "通知 %(day)s 发出，到开会前满 %(have)s 天；规则要求满 %(need)s 天。"
            "发通知的当天和开会的当天都不算。",
            day=dates.full_day(found.sent_on),
            have=found.have,
            need=found.need,
        )
    ]
    if found.last is not None and meeting.state == "ahead" and meeting.kind != JOINT:
        said.append(
            _(
                "要表决的事，最晚 %(day)s 写进通知；以后加入的只讨论，不表决。",
                day=dates.full_day(found.last),
            )
        )
    return said


def short_notices(rules: Sequence[Rule], at: datetime) -> dict[str, str]:
    """For each rule, beside the body to choose: days of notice and the first lawful day."""
    return {
        rule.id: _(
            "%(rule)s，通知满 %(n)s 天，最早 %(day)s",
            rule=rule.id,
            n=rule.notice_days,
            day=dates.day(law_of.first_day(at, rule)),
        )
        for rule in rules
    }


def first_days(rules: Sequence[Rule], at: datetime) -> dict[str, str]:
    """For each rule in words: how many days of notice, and the first lawful day from now."""
    return {
        rule.id: _(
            "要提前满 %(need)s 天通知；现在发通知，最早 %(day)s 开会。",
            need=rule.notice_days,
            day=dates.full_day(law_of.first_day(at, rule)),
        )
        for rule in rules
    }
