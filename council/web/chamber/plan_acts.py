"""The acts on a plan that this visitor may do in its stage, each with its form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import fundprojects, standing
from council.queries.chamber import matter as matters
from council.queries.chamber import plans as inside
from council.queries.public.plans import PlanPage
from council.rules.calendar import legal_day
from council.rules.plans import ITEMS
from council.rules.stages import Stage
from council.rules.verdict import Reason
from council.vocabulary import word
from council.web import dates, plan_view
from council.web.access import community, holds
from council.web.forms.outcome import EmptyForm, ReasonForm
from council.web.forms.plans import MeetingForm, ReferenceForm, RemarkForm, SeatForm, TextForm


@dataclass(frozen=True)
class PlanAct:
    """One act on a plan: its form, what is said before it, what stands against it.

    ``name`` is the end of its address, ``extra`` are reasons that came back with a refusal.
    """

    name: str
    title: str
    form: FlaskForm
    submit: str
    say: Sequence[str] = ()
    reasons: Sequence[Reason] = ()
    extra: Sequence[str] = ()
    rule_id: str = "FD1"
    secondary: bool = False

    def context(self, base: str) -> dict[str, Any]:
        """What ``chamber/panels/form.html`` shows."""
        return {
            "form": self.form,
            "action": f"{base}/{self.name}",
            "submit": self.submit,
            "say": self.say,
            "quote": "",
            "hints": {},
            "secondary": self.secondary,
        }


def offered(found: PlanPage, *, sent: bool = False) -> list[PlanAct]:
    """The acts in the plan's stage; ``sent`` takes into the forms what was sent."""
    maker = _STAGES.get(Stage(found.plan.stage))
    return [] if maker is None else maker(found, _Forms(sent))


class _Forms:
    """Makes forms: empty for the page, or with what was sent."""

    def __init__(self, sent: bool) -> None:
        self.more: dict[str, Any] = {} if sent else {"formdata": None}

    def __call__(self, form: type[Any], name: str, **data: Any) -> Any:
        return form(prefix=name, data=data, **self.more)


def _against(found: PlanPage, act: str) -> tuple[Reason, ...]:
    about = matters.by_number(reading(), community().id, found.plan.number)
    if about is None:
        return ()
    return standing.verdict(reading(), about, act, clock.now()).reasons


def _collection(found: PlanPage, form: _Forms) -> list[PlanAct]:
    if not holds("plan.keep"):
        return []
    conclude = PlanAct(
        "conclude",
        _("征集结束，送“两委”审议"),
        form(EmptyForm, "conclude"),
        _("送“两委”审议"),
        [_("“两委”的名次相加，定下合并排名；以后不再收新的建议。")],
        _against(found, "plan.conclude"),
    )
    abandon = PlanAct(
        "abandon",
        _("取消这份计划"),
        form(ReasonForm, "abandon"),
        _("取消这份计划"),
        [_("已经申报的建议留到下一份计划。")],
        secondary=True,
    )
    return [conclude, abandon]


def _resolution(found: PlanPage, form: _Forms) -> list[PlanAct]:
    acts = []
    if holds("plan.keep"):
        acts.append(_ballot(found, form))
    counted = found.vote is not None and found.vote.outcome == "passed"
    if holds("resolution.record") and counted:
        acts.append(
            PlanAct(
                "record",
                _("记下决议"),
                form(TextForm, "record", text=resolution_text(found)),
                _("记下决议并公示"),
                [_("选入的项目由计票得出，决议从今天起公示。")],
            )
        )
    return acts


def _ballot(found: PlanPage, form: _Forms) -> PlanAct:
    called = inside.meetings(reading(), community().id, found.plan.id)
    made = form(MeetingForm, "ballot")
    made.meeting.choices = [
        (one.number, f"{dates.full_moment(one.starts_at)} {one.title}") for one in called
    ]
    by_items = found.plan.method == ITEMS
    say = [
        _("每一件建议作为一项议程，单独表决；会议通知的期限要够。")
        if by_items
        else _("选票列出全部可以列支的建议，名次相同怎么办现在就抽签定下。")
    ]
    if any(one.is_set for one in called):
        say.append(_("选票已经定过，再定一次就换成新的。"))
    return PlanAct(
        "ballot",
        _("定下分配经费的选票"),
        made,
        _("定下选票"),
        say,
        () if called else (Reason("plan_no_item", {}, "FD1"),),
        secondary=any(one.is_set for one in called),
    )


def resolution_text(found: PlanPage) -> str:
    """The resolution as it may be recorded: what is in with its sum, what is not."""
    plan = found.plan
    state = {wish.number: plan_view.outcome(found, wish) for wish in found.wishes}
    into = [wish for wish in found.wishes if state[wish.number] == "chosen"]
    total = dates.yuan(sum(wish.estimate for wish in into))
    lines = [
        _("%(year)s 年%(fund)s共 %(sum)s 元，%(how)s分配。", year=plan.year, fund=plan.fund,
          sum=dates.yuan(plan.budget), how=word("plan_method", plan.method))
    ]  # fmt: skip
    if into:
        lines.append(_("列入以下 %(n)s 个项目，共 %(sum)s 元：", n=len(into), sum=total))
        lines += [
            _("%(n)s. %(title)s（%(number)s），%(sum)s 元；", n=n, title=wish.title,
              number=wish.number, sum=dates.yuan(wish.estimate))
            for n, wish in enumerate(into, 1)
        ]  # fmt: skip
    lines.append(_("没有列入的，留到下一年的计划。公示期满以后报街道办事处备案。"))
    return "\n".join(lines)


def _filing(found: PlanPage, form: _Forms) -> list[PlanAct]:
    if not holds("plan.file"):
        return []
    until = dates.deadline(found.plan.due_at)
    return [
        PlanAct(
            "file",
            _("报街道办事处备案"),
            form(ReferenceForm, "file"),
            _("报备案"),
            [_("公示期满以后在期限内报备案：%(until)s。", until=until)],
            rule_id="FF1",
        )
    ]


def _execution(found: PlanPage, form: _Forms) -> list[PlanAct]:
    acts = []
    if holds("plan.note") and found.plan.noted_at is None:
        say = [_("文号 %(number)s", number=found.plan.filed_reference or "—")]
        acts.append(
            PlanAct("note", _("收到备案"), form(RemarkForm, "note"), _("收到备案"), say,
                    rule_id="FF1")
        )  # fmt: skip
    if not holds("plan.keep"):
        return acts
    waiting = [wish for wish in found.wishes if wish.state == "chosen" and not wish.project]
    if waiting:
        acts.append(_take_up(len(waiting), form))
    complete = PlanAct(
        "complete",
        _("年度计划执行完毕"),
        form(EmptyForm, "complete"),
        _("执行完毕"),
        [_("每个项目都已经完成或者退出。")],
        _against(found, "plan.complete"),
        rule_id="FY1",
    )
    return [*acts, complete]


def _take_up(n: int, form: _Forms) -> PlanAct:
    made = form(SeatForm, "books")
    found = fundprojects.seats(reading(), community().id, legal_day(clock.now()))
    made.seat.choices = [(one.tenure_id.hex, f"{one.title} {one.name}") for one in found]
    say = [_("%(n)s 件选入的建议列入经费账，各成一个项目，开始实施。", n=n)]
    return PlanAct("books", _("选入的项目列入经费账"), made, _("列入经费账"), say)


_STAGES: dict[Stage, Callable[[PlanPage, _Forms], list[PlanAct]]] = {
    Stage.COLLECTION: _collection,
    Stage.RESOLUTION: _resolution,
    Stage.FILING: _filing,
    Stage.EXECUTION: _execution,
}
