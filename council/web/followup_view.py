"""Promises as lists and pages show them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.followups import Followup, SideSum, Unanswered
from council.vocabulary import word
from council.web import dates

_MARKS = {"open": "due", "late": "late", "done": "yes", "dropped": "plain"}
_JUDGED = {"good": "yes", "fair": "due", "poor": "no"}


def row(line: Followup, base: str) -> SimpleNamespace:
    """One promise: who, what, until when, done or not, and how it was evaluated."""
    stands, late = line.state, line.days_late
    said = word("task_state", stands)
    if stands == "late":
        said = _("逾期 %(n)s 天", n=late)
    elif stands == "done" and late:
        said = _("晚 %(n)s 天办完", n=late)
    return SimpleNamespace(
        number=line.number,
        text=line.text,
        url=f"{base}/followups/{line.number}",
        side=line.side,
        kind=_MARKS[stands],
        word=said,
        due_on=line.due_on,
        meeting=_("%(number)s %(title)s", number=line.meeting, title=line.meeting_title),
        meeting_url=f"{base}/meetings/{line.meeting}",
        item=line.item,
        topic=word("topic", line.topic) if line.topic else "",
        report=line.report,
        done_at=line.done_at,
        judged=_JUDGED.get(line.mark, ""),
        mark=word("task_mark", line.mark) if line.mark else "",
        remark=line.remark,
        evaluated_at=line.evaluated_at,
        act_url=f"{base}/chamber/followups/{line.number}",
    )


def sum_rows(found: list[SideSum]) -> list[list[str]]:
    """By side: promised, done, overdue, kept."""
    return [
        [s.side, *(dates.number(n) for n in (s.promised, s.done, s.late, s.kept))] for s in found
    ]


def owed(line: Unanswered, base: str, today: date) -> SimpleNamespace:
    """An item that waits for its answer."""
    late = (today - line.due_on).days
    return SimpleNamespace(
        title=line.title,
        url=f"{base}/meetings/{line.meeting}",
        side=line.side,
        kind="late" if late > 0 else "due",
        word=_("逾期 %(n)s 天", n=late) if late > 0 else _("等答复"),
        due_on=line.due_on,
    )
