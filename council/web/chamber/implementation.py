"""实施与督办: planning, steps done with evidence, reminders, handing over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import outcome, rules, standing
from council.queries.chamber.matter import MatterForActs
from council.queries.chamber.outcome import OpenStep
from council.rules.calendar import legal_day
from council.rules.implementation import light
from council.rules.stages import Stage
from council.rules.verdict import Reason
from council.services import implementation
from council.services.implementation import PlannedStep
from council.web import dates
from council.web.access import access, actor, community, holds
from council.web.chamber import doing, matter
from council.web.chamber.panel import Panel
from council.web.forms.outcome import EmptyForm, PlanForm, StepForm

blueprint = Blueprint("chamber_implementation", __name__)
AT = "/c/<slug>/chamber/proposals/<number>"


def panels(about: MatterForActs) -> list[Panel]:
    """Steps to do, steps to urge, planning, handing over."""
    if about.stage != Stage.IMPLEMENTATION:
        return []
    steps = outcome.open_steps(reading(), about)
    found = []
    if holds("implementation.work"):
        forms = [StepForm(prefix=f"step{step.position}", formdata=None) for step in steps]
        found += [_stepping(about, *pair) for pair in zip(steps, forms, strict=True)]
    if holds("implementation.supervise"):
        found += [_reminding(about, step) for step in steps]
    if holds("implementation.manage"):
        found += [_planning(about, _plan_form(about)), _finishing(about)]
    return found


def _state(about: MatterForActs, step: OpenStep) -> list[str]:
    today = legal_day(clock.now())
    rule = rules.book(reading(), about.community_id).rule("IM1", today)
    said = _("%(owner)s 负责，%(day)s 前完成。", owner=step.owner, day=dates.full_day(step.due_on))
    shown = _LIGHTS[light(step.due_on, None, today, rule)](abs((today - step.due_on).days))
    if step.due_on >= today and shown:
        shown = _("快到期了，请抓紧。")
    return [said, shown] if shown else [said]


_LIGHTS: dict[str, Callable[[int], str]] = {
    "plain": lambda _days: "",
    "amber": lambda days: _("黄：已超期 %(days)s。", days=dates.days(days)),
    "red": lambda days: _("红：已超期 %(days)s，请党组织督办。", days=dates.days(days)),
}


def _stepping(about: MatterForActs, step: OpenStep, form: StepForm) -> Panel:
    return doing.panel(
        about,
        f"implementation.step.{step.position}",
        _("完成步骤 %(n)s：%(title)s", n=step.position, title=step.title),
        form,
        to=f"steps/{step.id.hex}/done",
        submit=_("登记完成"),
        say=_state(about, step),
        hints={"photos": _("最多 9 张，公开在这件事的页面上；登记完成的人不能参加验收。")},
        rule_id="IM1",
        position=10 + step.position,
    )


def _reminding(about: MatterForActs, step: OpenStep) -> Panel:
    today, last = legal_day(clock.now()), step.reminded_at
    reasons = []
    if step.due_on >= today:
        reasons = [Reason("not_overdue", {}, "IM1")]
    elif last is not None and legal_day(last) == today:
        reasons = [Reason("reminded_today", {}, "IM1")]
    said = [_("上次催办：%(day)s。", day=dates.day(last))] if last else []
    return doing.panel(
        about,
        f"implementation.remind.{step.position}",
        _("督办步骤 %(n)s：%(title)s", n=step.position, title=step.title),
        EmptyForm(prefix=f"remind{step.position}", formdata=None),
        to=f"steps/{step.id.hex}/remind",
        submit=_("催办并记录"),
        say=[*_state(about, step), *said],
        secondary=True,
        reasons=reasons,
        rule_id="IM1",
        position=40 + step.position,
    )


def _plan_form(about: MatterForActs, *, sent: bool = False) -> PlanForm:
    known = outcome.plan(reading(), about)
    form = PlanForm(prefix="plan") if sent else PlanForm(prefix="plan", formdata=None)
    people = outcome.holders(reading(), about.community_id, legal_day(clock.now()))
    form.responsible.choices = [("", _("请选择"))] + [
        (one.person_id.hex, f"{one.name}　{one.title}") for one in people
    ]
    if known and not sent:
        form.responsible.data = known.responsible_id.hex
        form.contractor.data = known.contractor
    return form


def _planning(about: MatterForActs, form: PlanForm) -> Panel:
    return doing.panel(
        about,
        "implementation.plan",
        _("安排实施：谁负责、分几步、哪天前完成"),
        form,
        to="plan",
        submit=_("保存安排"),
        say=[_("步骤公开。快到期示黄，逾期示红，并提醒党组织督办。已经列出的步骤不改，可以再添。")],
        hints={"workers": _("参加施工的人以后不能参加验收。负责的人不用再写。")},
        secondary=True,
        rule_id="IM1",
        position=60,
    )


def _finishing(about: MatterForActs) -> Panel:
    verdict = standing.verdict(reading(), about, "implementation.finish", clock.now())
    return doing.panel(
        about,
        "implementation.finish",
        _("交付验收"),
        EmptyForm(prefix="finish", formdata=None),
        to="finish",
        submit=_("交付验收"),
        say=[_("所有步骤都已完成。接下来由居务监督委员会和附近居民验收签字。")],
        reasons=verdict.reasons,
        rule_id="IM1",
        position=5,
    )


@blueprint.post(f"{AT}/plan")
@access("implementation.manage")
def plan(slug: str, number: str) -> ResponseReturnValue:
    """Name the responsible seat, the workers and milestones."""
    about = matter.load(number)
    form = _plan_form(about, sent=True)
    well = form.validate_on_submit()
    workers = _workers(form) if well else None
    if workers is None:
        return matter.page(number, wrong=_planning(about, form))
    responsible = UUID(hex=form.responsible.data)
    implementation.plan(
        community().id,
        number,
        actor=actor("implementation.manage"),
        responsible_id=responsible,
        responsible_title=_title(form),
        steps=[PlannedStep(*row) for row in form.filled()],
        contractor=form.contractor.data or "",
        workers=workers,
        revision=doing.seen_revision(),
        at=clock.now(),
    )
    return doing.done(number, _("实施安排已经保存并公开。"))


def _title(form: PlanForm) -> str:
    """The office of the responsible person, as it stands behind the name in the list."""
    labels = [str(choice[1]) for choice in form.responsible.iter_choices() if choice[2]]
    return labels[0].partition("　")[2][:60]


def _workers(form: PlanForm) -> list[UUID] | None:
    """Everybody named as a worker; None where a name is not one person's (the field says so)."""
    words = [line.strip() for line in (form.workers.data or "").splitlines() if line.strip()]
    found = outcome.people_named(reading(), community().id, words[:100])
    wrong = [word for word in words[:100] if len(found[word]) != 1]
    if wrong:
        text = _("没有找到或不止一人：%(names)s。请写人员编号。", names="、".join(wrong[:5]))
        form.workers.errors = [text]
        return None
    return [ids[0] for ids in found.values()]


@blueprint.post(f"{AT}/steps/<step>/done")
@access("implementation.work")
def step_done(slug: str, number: str, step: str) -> ResponseReturnValue:
    """A milestone is done; photos show it."""
    wanted, about = doing.key(step), matter.load(number)
    waiting = {one.id: one for one in outcome.open_steps(reading(), about)}
    form = StepForm(prefix=f"step{waiting[wanted].position}" if wanted in waiting else "step")
    if wanted in waiting and not form.validate_on_submit():
        return matter.page(number, wrong=_stepping(about, waiting[wanted], form))
    implementation.complete_step(
        community().id,
        wanted,
        actor=actor("implementation.work"),
        note=form.note.data or "",
        photo_files=[file.read() for file in form.photos.data or () if file],
        folder=Path(current_app.config["UPLOADS"]),
        at=clock.now(),
    )
    return doing.done(number, _("这个步骤登记为完成。"))


@blueprint.post(f"{AT}/steps/<step>/remind")
@access("implementation.supervise")
def remind(slug: str, number: str, step: str) -> ResponseReturnValue:
    """Urge an overdue milestone, on the record."""
    implementation.remind(
        community().id,
        doing.key(step),
        actor=actor("implementation.supervise"),
        at=clock.now(),
    )
    return doing.done(number, _("已经催办，并记入这件事的办理过程。"))


@blueprint.post(f"{AT}/finish")
@access("implementation.manage")
def finish(slug: str, number: str) -> ResponseReturnValue:
    """Hand the work to acceptance."""
    implementation.finish(
        community().id,
        number,
        actor=actor("implementation.manage"),
        revision=doing.seen_revision(),
        at=clock.now(),
    )
    return doing.done(number, _("已经交付验收。"))
