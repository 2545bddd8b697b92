"""Series of meetings in words: how often, when last, when next, and whether it is overdue."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.series import Met, Series
from council.rules.calendar import legal_day
from council.rules.joint import INVITED
from council.vocabulary import word
from council.web.rule_view import book, rule_view


def view(series: Series, now: datetime, base: str) -> SimpleNamespace:
    """One series as pages show it."""
    today = legal_day(now)
    kind, said = mark(series, now)
    rule = book().rule(series.rule_id, today)
    return SimpleNamespace(
        id=series.id.hex if series.id else "",
        name=series.name,
        every=word("every", series.every),
        by_law=series.id is None,
        sides="、".join(seat.name for seat in series.sides) or series.body,
        invited="、".join(seat.name for seat in series.seats if seat.role == INVITED),
        place=series.place,
        kind=kind,
        word=said,
        ended_on=series.ended_on,
        last=_met(series.last, base),
        called=_met(series.called, base),
        due_on=series.due_on,
        due_by=series.due_by,
        late_by=max(0, (today - series.due_by).days),
        proposed=series.proposed(now, rule.notice_days),
        chair=series.chair_next.name if series.chair_next else "",
        rule=rule_view(series.rule_id, now),
        meetings=[_met(met, base) for met in series.meetings[:12]],
        url=f"{base}/chamber/series/{series.id}" if series.id else "",
    )


def mark(series: Series, now: datetime) -> tuple[str, str]:
    """Kind and word of the mark beside a series."""
    today = legal_day(now)
    if series.ended_on is not None:
        return "plain", _("已停止")
    if series.late(today):
        return "late", _("逾期 %(n)s 天没有开", n=(today - series.due_by).days)
    if series.called is not None:
        return "yes", _("已通知")
    if series.last is None and series.id is None:
        return "plain", _("还没有开过")
    if today >= series.due_on:
        return "due", _("该开了")
    return "plain", _("按时")


def _met(met: Met | None, base: str) -> SimpleNamespace | None:
    if met is None:
        return None
    return SimpleNamespace(number=met.number, on=met.on, url=f"{base}/meetings/{met.number}")
