"""A vote over a period for those who keep it: its state, its questions, and what may be done."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import request

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import written as kept
from council.queries.public import meetings, polls
from council.queries.public import steered as journal
from council.queries.public import written as announced
from council.queries.public.meetings import MeetingPage
from council.queries.public.polls import PollPage
from council.queries.public.steered import Steered
from council.queries.public.written import Asked
from council.rules import written as law_of
from council.rules.rule import Rule
from council.rules.verdict import Reason
from council.vocabulary import word
from council.web import asking, dates, hall_view, outlook_view
from council.web.access import community, holds
from council.web.errors import reason_view
from council.web.forms.written import ExtendForm, OpenForm, RunOffForm, SteerForm
from council.web.rule_view import rule_view

STEERING = frozenset({"suspend", "resume", "extend", "annul"})
Wrong = tuple[str, str, Any] | None


def hints(kind: str) -> dict[str, str]:
    """What to type into the fields of a question."""
    options = _("每行一项：名称 | 说明。说明可以不写。")
    if kind == "budget":
        options = _("每行一个项目：名称 | 费用（元） | 说明。例如：修凉亭 | 12800 | 含油漆")
    if kind == "election":
        options = _("每行一名候选人：姓名 | 介绍。候选人应当多于名额。")
    return {
        "text": _("选了议题、不另写，就按议题的标题表决。通知以后不能改一个字。"),
        "subject": _("业主共同决定的事只能由业主大会表决，社区公共事务不由业主大会表决。"),
        "options": options,
        "most": _("不写就是 1。"),
        "seats": _("不写就是 1。"),
        "tie": _("抽签在发通知时由系统完成，次序随通知公布。"),
        "budget": _("单位：元。"),
        "points": _("只有“分配点数”才填。"),
        "least": _("只有“另有最低得票”才填。"),
        "tenure": _("只有罢免才选。"),
        "building": _("只有规则 OW3 才选。"),
    }


def build(number: str, wrong: Wrong) -> SimpleNamespace | None:
    """Everything the page shows; None where there is no such written meeting."""
    here, now = community(), clock.now()
    meeting = meetings.load(reading(), here.id, number)
    if meeting is None or not meeting.in_writing:
        return None
    base = f"/c/{here.slug}"
    rule = hall_view.meeting_rule(meeting, meeting.starts_at)
    keeps = holds("written.keep") and law_of.may_call(meeting.body_kind, _office()).lawful
    steered = journal.acts(reading(), here.id)
    asked = announced.asked(reading(), here.id, meeting.id)
    return SimpleNamespace(
        m=meeting,
        mark=hall_view.meeting_mark(meeting.state),
        keeps=keeps,
        here=f"{base}/chamber/written/{number}",
        public_url=f"{base}/meetings/{number}",
        rule=rule_view(meeting.rule_id, meeting.starts_at),
        told=_told(meeting, rule),
        to_tell=keeps and _live(meeting) and _told(meeting, rule) == "",
        consultation=rule.voters in law_of.OWNERS and kept.reserved(reading(), here.id, now),
        opening=_opening(meeting, asked, rule, now, wrong) if keeps else None,
        may_cancel=keeps and holds("meeting.convene") and meeting.state == "ahead",
        reason_form=_distinct(SteerForm(formdata=None), "cancel"),
        items=[_item(meeting, row, keeps, steered, base, now, wrong) for row in asked],
    )


def _office() -> str:
    from council.web.access import actor

    return actor("written.keep").office


def _live(meeting: MeetingPage) -> bool:
    return meeting.state in ("ahead", "voting")


def _told(meeting: MeetingPage, rule: Rule) -> str | None:
    """When the residents' committee was told; "" while it is not, None where it need not be."""
    if rule.voters not in law_of.OWNERS:
        return None
    return dates.full_moment(meeting.told_at) if meeting.told_at else ""


def _opening(
    meeting: MeetingPage, asked: list[Asked], rule: Rule, now: datetime, wrong: Wrong
) -> SimpleNamespace | None:
    """The button that opens what waits, or why it does not open."""
    waiting = [row for row in asked if row.poll is None]
    if not waiting or meeting.ends_at is None or not _live(meeting):
        return None
    state = law_of.Announced(
        meeting.starts_at,
        meeting.ends_at,
        meeting.noticed_at,
        "?",
        told=meeting.told_at is not None,
    )
    verdict = law_of.may_open(state, now, rule)
    form = wrong[2] if wrong and wrong[1] == "open" else OpenForm(formdata=None)
    if not kept.online(reading(), community().id, now):
        form.online.choices = [("n", _("只用纸质选票"))]
    if rule.secret or rule.counts_area:
        del form.secret
    return SimpleNamespace(
        n=len(waiting), reasons=[reason_view(r) for r in verdict.reasons], form=form
    )


def _item(
    meeting: MeetingPage,
    row: Asked,
    keeps: bool,
    steered: dict[str, list[Steered]],
    base: str,
    now: datetime,
    wrong: Wrong,
) -> SimpleNamespace:
    poll = polls.load(reading(), community().id, row.poll, now) if row.poll else None
    view = asking.view(row)
    view.url = f"{base}/proposals/{row.proposal}" if row.proposal else ""
    view.poll = poll
    view.mark = hall_view.mark_of(poll) if poll else ("due", word("written_state", "waiting"))
    view.meter = outlook_view.meter(poll) if poll and poll.closed_at is None else None
    view.history = [_history(one) for one in steered.get(row.poll or "", [])]
    view.acts = _acts(meeting, poll, now, wrong) if poll and keeps else []
    view.links = _links(poll, base) if poll else []
    return view


def _history(one: Steered) -> SimpleNamespace:
    what = word("entry", one.kind)
    who = " · ".join(part for part in (dates.full_moment(one.at), one.title) if part)
    return SimpleNamespace(what=what, who=who, reason=one.reason)


def _links(poll: PollPage, base: str) -> list[tuple[str, str]]:
    found = [(f"{base}/polls/{poll.number}", _("看表决 %(number)s", number=poll.number))]
    if poll.closed_at is None:
        found += [(f"{base}/chamber/polls/{poll.number}", _("去投票、登记现场票"))]
    if holds("paper.keep") and poll.closed_at is None:
        found += [(f"{base}/chamber/polls/{poll.number}/papers/", _("纸质选票"))]
    return found


def _acts(meeting: MeetingPage, poll: PollPage, now: datetime, wrong: Wrong) -> list[Any]:
    """What may be done to the poll now, each with its form."""
    here = f"/c/{community().slug}/chamber"
    own = f"{here}/written/{meeting.number}/polls/{poll.number}"
    found = []
    if poll.state in ("running", "counting"):
        found += [_extension(poll, own, wrong)]
    if poll.state == "running":
        found += [
            _act(
                poll, own, "suspend", _("中止表决"), _("投出的票都保留，恢复以后补足时间。"), wrong
            ),
            _plain(own + "/end", _("停止收票"), _early(poll)),
        ]
    if poll.state == "suspended":
        found += [_act(poll, own, "resume", _("恢复表决"), _("截止时间顺延中止的时间。"), wrong)]
    if poll.state == "counting" and holds("poll.open"):
        said = _("先核对纸质选票和名册异议。计票以后不能再改。")
        close = _plain(f"{here}/polls/{poll.number}/close", _("截止并计票"), [])
        close.said, close.primary = said, True
        found = [close, *found]
    if poll.closed_at is None:
        said = _("这次投出的票不计、不公布，可以重新通知再表决。")
        found += [_act(poll, own, "annul", _("表决作废"), said, wrong)]
    else:
        found += _after(poll, own, wrong)
    return found


def _after(poll: PollPage, own: str, wrong: Wrong) -> list[Any]:
    """What follows from the result."""
    tally, found = poll.tally or {}, []
    if tally.get("run_off") and tally.get("seats_left"):
        names = "、".join(str(row["label"]) for row in tally["run_off"])
        said = _("还空 %(n)s 个名额，由 %(names)s 再选一次。", n=tally["seats_left"], names=names)
        form = _form(poll, "run-off", RunOffForm, wrong)
        found.append(_named(own + "/run-off", _("另行选举"), form, said))
    ended = [str(row["label"]) for row in tally.get("results", ()) if row.get("ended")]
    recalled = poll.rule["id"] == "EL2" and poll.state == "passed"
    due = (ended or recalled) and kept.ending_open(reading(), community().id, poll.number)
    if due and holds("office.end_by_vote"):
        act = _plain(own + "/end-office", _("记录职务终止"), [])
        act.said = _("自记录的次日起职务终止：%(names)s", names="、".join(ended) or poll.question)
        found.append(act)
    return found


def _early(poll: PollPage) -> list[SimpleNamespace]:
    """Why votes are still taken: the notice promised the time, and somebody may yet vote."""
    if poll.cast >= poll.entitled:
        return []
    reason = Reason("poll_not_over", {"closes": poll.closes_at}, poll.rule["id"])
    return [reason_view(reason)]


def _extension(poll: PollPage, own: str, wrong: Wrong) -> SimpleNamespace:
    rule = Rule.from_snapshot(poll.rule)
    months = rule.number("extension_months") if "extension_months" in rule.figures else 0
    form = _form(poll, "extend", ExtendForm, wrong)
    said = _(
        "参加的不够才能延长，合计最多 %(n)s 个月；延长以后仍不够，这个议题一年内不能再表决。",
        n=months,
    )
    act = _named(own + "/extend", _("延长表决"), form, said)
    if not months:
        against = Reason("extension_not_provided", {}, rule.id, rule.statutes)
        act.reasons = [reason_view(against)]
    elif outlook_view.prospect(rule, poll.turnout).met:
        against = Reason("extension_not_needed", {}, rule.id, rule.statutes)
        act.reasons = [reason_view(against)]
    return act


def _act(
    poll: PollPage, own: str, how: str, title: str, said: str, wrong: Wrong
) -> SimpleNamespace:
    return _named(f"{own}/{how}", title, _form(poll, how, SteerForm, wrong), said)


def _named(action: str, title: str, form: Any, said: str) -> SimpleNamespace:
    return SimpleNamespace(
        action=action, title=title, form=form, said=said, reasons=[], primary=False
    )


def _plain(action: str, title: str, reasons: list[SimpleNamespace]) -> SimpleNamespace:
    """An act without a form."""
    return SimpleNamespace(
        action=action, title=title, form=None, said="", reasons=reasons, primary=False
    )


def _form(poll: PollPage, how: str, kind: type[Any], wrong: Wrong) -> Any:
    """The form of an act, or the one that came back with errors; its ids are its own."""
    sent = wrong is not None and wrong[:2] == (poll.number, how) and request.method == "POST"
    form = wrong[2] if sent and wrong else kind(formdata=None)
    return _distinct(form, f"{how}-{poll.number}")


def _distinct(form: Any, name: str) -> Any:
    for field in form:
        field.id = f"{name}-{field.name}"
    return form
