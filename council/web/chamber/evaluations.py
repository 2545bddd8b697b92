"""群众评议: four marks, re-opening, ending."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import outcome, standing
from council.queries.chamber.matter import MatterForActs
from council.rules.stages import Matter, Stage, decide
from council.rules.verdict import Reason
from council.services import evaluations
from council.services.evaluations import Marks
from council.web import dates
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber import doing, matter
from council.web.chamber.panel import Panel
from council.web.forms.outcome import MARKS, EmptyForm, EvaluationForm, ReasonForm

blueprint = Blueprint("chamber_evaluations", __name__)
AT = "/c/<slug>/chamber/proposals/<number>"


def panels(about: MatterForActs) -> list[Panel]:
    """Evaluating, re-opening, ending."""
    if about.stage != Stage.EVALUATION:
        return []
    found = []
    if holds("evaluation.give"):
        found.append(_giving(about, EvaluationForm(prefix="mark", formdata=None)))
    if holds("evaluation.close"):
        facts = standing.of(reading(), about, clock.now())
        reopening = _reopening(about, facts, ReasonForm(prefix="reopen", formdata=None))
        found += [reopening, _closing(about, facts)]
    return found


def _giving(about: MatterForActs, form: EvaluationForm) -> Panel:
    return doing.panel(
        about,
        "evaluation.give",
        _("评议：您满意吗"),
        form,
        to="evaluations",
        submit=_("交上评议"),
        say=[_("每人评一次，交上后不能改。人数不足规定时不显示得分，谁也看不到您打的分。")],
        reasons=_against_giving(about),
        rule_id="ES1",
        deadline=about.due_at,
        position=10,
    )


def _against_giving(about: MatterForActs) -> list[Reason]:
    who = visitor()
    if about.due_at is not None and clock.now() >= about.due_at:
        return [Reason("evaluation_over", {"until": about.due_at}, "ES1")]
    if who is not None and outcome.has_evaluated(reading(), about, who.person_id):
        return [Reason("evaluated_already", {}, "ES1")]
    return []


def _score(facts: Matter) -> str:
    """How many evaluated, and the figure once enough did."""
    if facts.evaluations < facts.evaluations_needed or facts.satisfaction is None:
        return _(
            "已有 %(n)s 人评议，满 %(need)s 人才显示得分。",
            n=facts.evaluations,
            need=facts.evaluations_needed,
        )
    share = facts.satisfaction
    return _(
        "已有 %(n)s 人评议，满意度 %(share)s。",
        n=facts.evaluations,
        share=dates.percent_of(share.numerator, share.denominator),
    )


def _reopening(about: MatterForActs, facts: Matter, form: ReasonForm) -> Panel:
    return doing.panel(
        about,
        "evaluation.reopen",
        _("满意度低，重新办理"),
        form,
        to="evaluations/reopen",
        submit=_("重新办理"),
        say=[_score(facts), _("写明居民不满意在哪里、打算怎么改；到期没有办的，自动重新办理。")],
        reasons=decide(facts, "evaluation.reopen", clock.now()).reasons,
        rule_id="ES1",
        position=20,
    )


def _closing(about: MatterForActs, facts: Matter) -> Panel:
    return doing.panel(
        about,
        "evaluation.close",
        _("结束评议，办结"),
        EmptyForm(prefix="evaluated", formdata=None),
        to="evaluations/close",
        submit=_("办结"),
        say=[_score(facts)],
        reasons=decide(facts, "evaluation.close", clock.now()).reasons,
        rule_id="ES1",
        position=30,
    )


@blueprint.post(f"{AT}/evaluations")
@access("evaluation.give")
def give(slug: str, number: str) -> ResponseReturnValue:
    """Enter one's evaluation."""
    form = EvaluationForm(prefix="mark")
    if not form.validate_on_submit():
        return matter.page(number, wrong=_giving(matter.load(number), form))
    evaluations.give(
        community().id,
        number,
        actor=actor("evaluation.give"),
        marks=Marks(**{name: int(form[name].data) for name in MARKS}),
        remark=form.remark.data or "",
        at=clock.now(),
    )
    return doing.done(number, _("谢谢，您的评议已经记下。"))


@blueprint.post(f"{AT}/evaluations/reopen")
@access("evaluation.close")
def reopen(slug: str, number: str) -> ResponseReturnValue:
    """Re-open the work because of a low score."""
    form = ReasonForm(prefix="reopen")
    if not form.validate_on_submit():
        about = matter.load(number)
        facts = standing.of(reading(), about, clock.now())
        return matter.page(number, wrong=_reopening(about, facts, form))
    evaluations.reopen(
        community().id,
        number,
        actor=actor("evaluation.close"),
        reason=form.reason.data or "",
        revision=doing.seen_revision(),
        at=clock.now(),
    )
    return doing.done(number, _("这件事重新办理，请重新安排步骤。"))


@blueprint.post(f"{AT}/evaluations/close")
@access("evaluation.close")
def close(slug: str, number: str) -> ResponseReturnValue:
    """End the evaluation; the matter is completed."""
    evaluations.close(
        community().id,
        number,
        actor=actor("evaluation.close"),
        revision=doing.seen_revision(),
        at=clock.now(),
    )
    return doing.done(number, _("评议结束，这件事办结。"))
