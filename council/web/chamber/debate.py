"""代表商议 on a matter's page: speak, answer, amend, decide on amendments, conclude."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

from flask import Blueprint
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import debate as queries
from council.queries.chamber import rules
from council.queries.chamber.debate import Motion
from council.queries.chamber.matter import MatterForActs
from council.rules.difference import difference
from council.rules.verdict import Reason
from council.services import amendments, debate
from council.web import dates
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber.hall_panel import answer, panel, revision, uuid_of
from council.web.chamber.panel import Panel
from council.web.forms.hall import AmendForm, AnswerForm, ConcludeForm, DecideForm, SpeechForm

blueprint = Blueprint("chamber_debate", __name__, url_prefix="/c/<slug>/chamber/proposals")
RULE = "DB1"


def panels(matter: MatterForActs) -> list[Panel]:
    """Everything that the visitor can do in the debate."""
    if matter.stage != "debate":
        return []
    found = []
    if holds("debate.answer") and queries.open_questions(reading(), matter):
        found.append(_answer(matter))
    if holds("debate.speak"):
        found.append(_speak(matter))
    if holds("debate.amend"):
        found.append(_amend(matter))
    if holds("debate.lead"):
        found += [_decide(matter, m) for m in queries.open_motions(reading(), matter)]
        found.append(_conclude(matter))
    return found


@blueprint.post("/<number>/speak")
@access("debate.speak")
def speak(slug: str, number: str) -> ResponseReturnValue:
    """Say something."""
    form = SpeechForm()
    act = partial(_say, number, form)
    return answer(number, form, partial(_speak, form=form), act, _("您的发言已经公开。"))


@blueprint.post("/<number>/answer")
@access("debate.answer")
def reply(slug: str, number: str) -> ResponseReturnValue:
    """Answer a question."""
    form = AnswerForm()
    # Which questions are open, the act decides; here only the shape is asked.
    form.question.choices = [(form.question.data or "", "")]
    act = partial(_reply, number, form)
    return answer(number, form, partial(_answer, form=form), act, _("答复已经公开。"))


@blueprint.post("/<number>/amend")
@access("debate.amend")
def amend(slug: str, number: str) -> ResponseReturnValue:
    """Move an amendment."""
    form = AmendForm()
    act = partial(_move, number, form)
    return answer(number, form, partial(_amend, form=form), act, _("修改意见已经公开，等待决定。"))


@blueprint.post("/<number>/amendments/decide")
@access("debate.lead")
def decide(slug: str, number: str) -> ResponseReturnValue:
    """Adopt or reject an amendment."""
    form = DecideForm()
    wrong = partial(_wrong_decide, form)
    return answer(number, form, wrong, partial(_settle, number, form), _("决定已经公开。"))


@blueprint.post("/<number>/debate/conclude")
@access("debate.lead")
def conclude(slug: str, number: str) -> ResponseReturnValue:
    """End the debate with a written conclusion."""
    form = ConcludeForm()
    act = partial(_end, number, form)
    return answer(number, form, partial(_conclude, form=form), act, _("商议结束，结论已经公开。"))


def _say(number: str, form: SpeechForm) -> None:
    debate.contribute(
        community().id,
        actor("debate.speak"),
        number,
        form.kind.data,
        form.text.data or "",
        request_key=form.request_key.data or "",
        at=clock.now(),
    )


def _reply(number: str, form: AnswerForm) -> None:
    asked = form.question.data or ""
    debate.answer(
        community().id,
        actor("debate.answer"),
        number,
        int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0,
        form.answer.data or "",
        request_key=form.request_key.data or "",
        at=clock.now(),
    )


def _move(number: str, form: AmendForm) -> None:
    amendments.amend(
        community().id,
        actor("debate.amend"),
        number,
        form.amended.data or "",
        form.amend_reason.data or "",
        getattr(form.cost_change, "fen", 0),
        revision=revision(form),
        at=clock.now(),
    )


def _settle(number: str, form: DecideForm) -> None:
    amendments.decide_amendment(
        community().id,
        actor("debate.lead"),
        number,
        uuid_of(form.motion.data),
        form.decision.data,
        form.decision_reason.data or "",
        revision=revision(form),
        at=clock.now(),
    )


def _end(number: str, form: ConcludeForm) -> None:
    debate.conclude(
        community().id,
        actor("debate.lead"),
        number,
        form.conclusion.data or "",
        revision=revision(form),
        at=clock.now(),
    )


def _speak(matter: MatterForActs, form: SpeechForm | None = None) -> Panel:
    who = visitor()
    times = rules.rule(reading(), matter.community_id, RULE, clock.now()).number("times")
    used = queries.turns(reading(), matter, who.person_id) if who else times
    over = Reason("turns_used", {"times": times}, RULE)
    return panel(
        matter,
        "debate.speak",
        _("发言"),
        form or SpeechForm(formdata=None),
        to="speak",
        submit=_("公开发言"),
        said=[
            _("每人对一件事最多 %(times)s 次，您还可以说 %(n)s 次。", times=times, n=times - used)
        ],
        reasons=[over] if used >= times else (),
        rule_id=RULE,
        position=30,
    )


def _answer(matter: MatterForActs, form: AnswerForm | None = None) -> Panel:
    form = form or AnswerForm(formdata=None)
    form.question.choices = [
        (str(q.position), q.text[:60] + _("（%(note)s）", note=f"{q.office_title} {q.name}"))
        for q in queries.open_questions(reading(), matter)
    ]
    return panel(
        matter,
        "debate.answer",
        _("答复提问"),
        form,
        to="answer",
        submit=_("公开答复"),
        said=[_("有问题没有答复，这件事不能往下走。")],
        rule_id=RULE,
        position=20,
    )


def _amend(matter: MatterForActs, form: AmendForm | None = None) -> Panel:
    if form is None:
        form = AmendForm(formdata=None)
        form.amended.data = matter.text
    return panel(
        matter,
        "debate.amend",
        _("提修改意见"),
        form,
        to="amend",
        submit=_("提出修改"),
        hints={
            "amended": _("在原文上直接改，改动会标出来给大家看。"),
            "cost_change": _(
                "单位：元。加钱填正数，省钱前面加负号。现在估计 %(now)s 元。",
                now=dates.yuan(matter.cost),
            ),
        },
        rule_id=RULE,
        position=40,
    )


def _decide(matter: MatterForActs, motion: Motion, form: DecideForm | None = None) -> Panel:
    form = form or DecideForm(formdata=None)
    form.motion.data = motion.id.hex
    said = [_("费用变化：%(sum)s 元。", sum=dates.yuan(motion.cost_change))]
    if motion.stale:
        said.append(_("提出后文字又改过，这一条只能不采纳，请提出人按最新文字重提。"))
    return panel(
        matter,
        "debate.decide",
        _("决定修改意见：%(name)s", name=motion.name),
        form,
        to="amendments/decide",
        submit=_("公布决定"),
        said=said,
        rule_id=RULE,
        position=22,
        key=motion.id.hex[-6:],
        quote=SimpleNamespace(text=motion.reason, by=f"{motion.office_title} {motion.name}"),
        diff=difference(matter.text, motion.text),
    )


def _wrong_decide(form: DecideForm, matter: MatterForActs) -> Panel:
    """The panel of the amendment that the form with errors was about."""
    wanted = uuid_of(form.motion.data)
    for motion in queries.open_motions(reading(), matter):
        if motion.id == wanted:
            return _decide(matter, motion, form)
    return _conclude(matter)


def _conclude(matter: MatterForActs, form: ConcludeForm | None = None) -> Panel:
    questions = len(queries.open_questions(reading(), matter))
    motions = len(queries.open_motions(reading(), matter))
    reasons = []
    if questions:
        reasons.append(Reason("questions_open", {"n": questions}, RULE))
    if motions:
        reasons.append(Reason("amendments_open", {"n": motions}, RULE))
    return panel(
        matter,
        "debate.conclude",
        _("形成商议结论"),
        form or ConcludeForm(formdata=None),
        to="debate/conclude",
        submit=_("公布结论，交会议表决"),
        said=[_("写明大家的共识、分歧和采纳了哪些修改。主持人保持中立。")],
        reasons=reasons,
        rule_id=RULE,
        position=50,
    )
