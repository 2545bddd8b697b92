"""The words of a notice that leaves the house by e-mail, and the calendar that goes with it.

Nobody's name is in them. Titles are masked as on public pages: a letter may end up anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from council import ical, language, mail
from council.language import gettext as _
from council.models.communities import Community
from council.models.meetings import AgendaItem, Meeting
from council.rules.calendar import SHANGHAI
from council.rules.masking import mask_text
from council.rules.meetings import WRITTEN
from council.services.unit import Work

NOTICE, CHANGED, CANCELLED = "", "changed", "cancelled"
LENGTH = timedelta(hours=2)
"""How long a meeting takes for a calendar, where the agenda does not tell."""
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Mailing:
    """Subject, plain text and iCalendar of one notice, the same for everybody."""

    subject: str
    text: str
    calendar: str


def compose(work: Work, meeting: Meeting, news: str) -> Mailing:
    """The notice, or that the meeting changed or is called off."""
    items = work.all(AgendaItem, AgendaItem.meeting_id == meeting.id, order=AgendaItem.position)
    here = work.session.get_one(Community, work.community_id)
    with _speaking("zh-Hans"):
        subject = _subject(meeting, news, here)
        text = "\n".join(_lines(meeting, items, news, here)) + "\n"
        calendar = _calendar(meeting, items, news, here, work.at)
    return Mailing(subject, text, calendar)


def ends(meeting: Meeting, items: Sequence[AgendaItem]) -> datetime:
    """When the meeting should be over."""
    planned = sum(item.planned or 0 for item in items)
    length = timedelta(minutes=planned) if planned else LENGTH
    return meeting.ends_at or meeting.starts_at + length


@contextmanager
def _speaking(tag: str) -> Iterator[None]:
    """Letters speak Chinese, in whatever language the clerk reads the pages."""
    token = language.chosen.set(tag)
    try:
        yield
    finally:
        language.chosen.reset(token)


def _subject(meeting: Meeting, news: str, here: Community) -> str:
    title = mask_text(meeting.title)
    figures = {"title": title, "day": _moment(meeting.starts_at), "name": here.short_name}
    if news == CANCELLED:
        return _("【%(name)s】会议取消：%(title)s（原定 %(day)s）", **figures)
    if news == CHANGED:
        return _("【%(name)s】会议有变动：%(title)s，%(day)s", **figures)
    return _("【%(name)s】会议通知：%(title)s，%(day)s", **figures)


def _lines(
    meeting: Meeting, items: Sequence[AgendaItem], news: str, here: Community
) -> Iterator[str]:
    if news == CANCELLED:
        yield _("下面这次会议取消了。")
        if meeting.remark:
            yield _("原因：%(text)s", text=mask_text(meeting.remark))
    elif news == CHANGED:
        yield _("下面这次会议有变动，以这封信为准。")
    else:
        yield _("请您参加下面的会议。")
    yield ""
    yield _("会议：%(title)s（%(number)s）", title=mask_text(meeting.title), number=meeting.number)
    if meeting.form == WRITTEN and meeting.ends_at:
        figures = {"from": _moment(meeting.starts_at), "until": _moment(meeting.ends_at)}
        yield _("投票时间：%(from)s 到 %(until)s", **figures)
    else:
        yield _("时间：%(day)s", day=_moment(meeting.starts_at))
    yield _("地点：%(place)s", place=mask_text(meeting.place))
    if meeting.link:
        yield _("线上参加：%(link)s", link=meeting.link)
    yield from _agenda(items)
    yield from _foot(meeting, here)


def _agenda(items: Sequence[AgendaItem]) -> Iterator[str]:
    yield ""
    yield _("议程：")
    for item in items:
        kind = _("议决") if item.for_decision else _("只讨论，不表决")
        yield _("%(n)s. %(title)s（%(kind)s）", n=item.position, title=_title(item), kind=kind)


def _title(item: AgendaItem) -> str:
    """What is closed to the public does not travel by mail either."""
    return _("（不公开的一项）") if item.is_closed else mask_text(item.title)


def _foot(meeting: Meeting, here: Community) -> Iterator[str]:
    yield ""
    if mail.site():
        yield _("会议页面：%(url)s", url=_page(meeting, here))
    if here.phone:
        yield _("来不了或者有问题，请联系社区：%(phone)s", phone=here.phone)
    yield ""
    yield _("您收到这封信，是因为您在%(name)s留了这个邮箱。", name=here.name)
    yield _("不想再收，登录后在“我的账号”的“通知和日历”里删掉邮箱。请不要直接回复。")


def _calendar(
    meeting: Meeting, items: Sequence[AgendaItem], news: str, here: Community, at: datetime
) -> str:
    later = sum(item.announced_at > meeting.noticed_at for item in items)
    event = {
        "UID": f"meeting-{meeting.number}@{here.slug}",
        "SEQUENCE": str(later + (news == CANCELLED)),
        "DTSTART": ical.stamp(meeting.starts_at),
        "DTEND": ical.stamp(ends(meeting, items)),
        "SUMMARY": mask_text(meeting.title),
        "LOCATION": mask_text(meeting.place),
        "DESCRIPTION": "\n".join(f"{n}. {_title(item)}" for n, item in enumerate(items, 1)),
        "STATUS": "CANCELLED" if news == CANCELLED else "CONFIRMED",
        "URL": _page(meeting, here) if mail.site() else "",
    }
    return ical.calendar(here.name, [event], at).decode()


def _page(meeting: Meeting, here: Community) -> str:
    return f"{mail.site()}/c/{here.slug}/meetings/{meeting.number}"


def _moment(at: datetime) -> str:
    """``2026年11月27日（星期五）19:30``."""
    here = at.astimezone(SHANGHAI)
    weekday = _WEEKDAYS[here.weekday()]
    return f"{here.year}年{here.month}月{here.day}日（星期{weekday}）{here:%H:%M}"
