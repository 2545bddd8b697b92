"""The stages of a matter, from one table of tracks and one table of steps.

A track is a row: the stages in their order. A step is a row: which act takes a matter from
which stage to which, under which rule, and what must be fulfilled first (``guards``). Adding a
plain stage costs a row here, its words in the vocabulary and a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from council.rules.guards import (
    Ending,
    Guard,
    Matter,
    Stage,
    accepted,
    all_opinions_in,
    both_agree,
    clock_run_out,
    enough_seconders,
    low_score,
    members_failed,
    members_passed,
    milestones_done,
    no_open_amendment,
    no_open_objection,
    no_open_question,
    nobody_refused,
    outcome_reported,
    posting_over,
    projects_done,
    resolution_failed,
    resolution_passed,
    score_not_low,
    some_disagree,
    some_wish,
    wishes_checked,
    wishes_ranked,
)
from council.rules.verdict import Reason, Verdict

__all__ = [
    "CLOCKED",
    "FUND",
    "FUND_PLAN",
    "NEXT",
    "STAGE_RULES",
    "STAY",
    "STEPS",
    "TRACKS",
    "TRACK_RULES",
    "Ending",
    "Guard",
    "Matter",
    "Stage",
    "Step",
    "accepted",
    "all_opinions_in",
    "both_agree",
    "clock_run_out",
    "decide",
    "enough_seconders",
    "low_score",
    "members_failed",
    "members_passed",
    "milestones_done",
    "no_open_amendment",
    "no_open_objection",
    "no_open_question",
    "nobody_refused",
    "outcome_reported",
    "posting_over",
    "projects_done",
    "resolution_failed",
    "resolution_passed",
    "rule_of",
    "score_not_low",
    "some_disagree",
    "some_wish",
    "step_for",
    "target",
    "wishes_checked",
    "wishes_ranked",
]

FUND_PLAN, FUND = "fund_plan", "fund"
"""The tracks of a fund's annual plan, and of a wish that is put forward for it."""

_S = Stage
_BEFORE = (_S.PROPOSING, _S.VETTING, _S.REVIEW)
_AFTER = (
    _S.DEBATE,
    _S.RESOLUTION,
    _S.ANNOUNCEMENT,
    _S.IMPLEMENTATION,
    _S.ACCEPTANCE,
    _S.DISCLOSURE,
    _S.EVALUATION,
)
TRACKS: dict[str, tuple[Stage, ...]] = {
    "standard": (*_BEFORE, *_AFTER),
    "four_deliberations": (*_BEFORE, _S.MEMBERS, *_AFTER),
    # 业主大会: what owners decide goes from vetting to them, past committees and debate
    "owners": (_S.PROPOSING, _S.VETTING, *_AFTER[1:]),
    # 年度计划: wishes are collected, the plan is resolved as a whole, filed and carried out
    FUND_PLAN: (
        _S.COLLECTION,
        _S.REVIEW,
        _S.DEBATE,
        _S.RESOLUTION,
        _S.ANNOUNCEMENT,
        _S.FILING,
        _S.EXECUTION,
    ),
    # a wish waits for the plan, which is reviewed, debated and resolved in its place
    FUND: (_S.PROPOSING, _S.VETTING, _S.FUNDING, *_AFTER[3:]),
}

# The rule that governs a stage; shown beside it and taken for its clock.
STAGE_RULES: dict[Stage, str] = {
    _S.PROPOSING: "SE1",
    _S.VETTING: "VT1",
    _S.REVIEW: "PG3",
    _S.MEMBERS: "PG2",
    _S.DEBATE: "DB1",
    _S.RESOLUTION: "RC1",
    _S.ANNOUNCEMENT: "AN1",
    _S.IMPLEMENTATION: "IM1",
    _S.ACCEPTANCE: "AC1",
    _S.DISCLOSURE: "DS1",
    _S.EVALUATION: "ES1",
    _S.COLLECTION: "FN1",
    _S.FUNDING: "FN1",
    _S.FILING: "FF1",
    _S.EXECUTION: "FY1",
}
# Where a track has another rule for a stage.
TRACK_RULES: dict[tuple[str, Stage], str] = {
    ("owners", _S.RESOLUTION): "OW1",
    (FUND_PLAN, _S.RESOLUTION): "FD1",
}
# Stages with a clock: the figure of their rule that sets the days, counted from the day the
# stage begins.
CLOCKED: dict[Stage, str] = {
    _S.PROPOSING: "window_days",
    _S.VETTING: "deadline_days",
    _S.EVALUATION: "window_days",
    _S.FILING: "file_days",
}


NEXT = "next"
STAY = "stay"


@dataclass(frozen=True, slots=True)
class Step:
    """One row: ``act`` takes a matter from ``stage`` to ``to`` (next, stay, or a stage)."""

    act: str
    stage: Stage
    to: str
    needs: tuple[Guard, ...] = ()
    ending: Ending | None = None


STEPS: tuple[Step, ...] = (
    Step("proposal.submit", _S.DRAFT, _S.PROPOSING),
    Step("proposal.discard", _S.DRAFT, _S.CLOSED, ending=Ending.WITHDRAWN),
    Step("proposal.edit", _S.DRAFT, STAY),
    Step("proposal.edit", _S.PROPOSING, STAY),
    Step("proposal.second", _S.PROPOSING, STAY),
    Step("proposal.withdraw", _S.PROPOSING, _S.CLOSED, ending=Ending.WITHDRAWN),
    Step("proposal.withdraw", _S.VETTING, _S.CLOSED, ending=Ending.WITHDRAWN),
    Step("proposal.merge", _S.PROPOSING, _S.CLOSED, ending=Ending.MERGED),
    Step("proposal.merge", _S.VETTING, _S.CLOSED, ending=Ending.MERGED),
    Step("proposal.send", _S.PROPOSING, NEXT, (enough_seconders,)),
    Step("proposal.lapse", _S.PROPOSING, _S.CLOSED, (clock_run_out,), Ending.LAPSED),
    Step("vetting.accept", _S.VETTING, NEXT),
    Step("vetting.return", _S.VETTING, _S.DRAFT),
    Step("vetting.decline", _S.VETTING, _S.CLOSED, ending=Ending.DECLINED),
    Step("vetting.route", _S.VETTING, _S.CLOSED, ending=Ending.ROUTED),
    Step("vetting.owners", _S.VETTING, _S.RESOLUTION),
    Step("vetting.escalate", _S.VETTING, STAY, (clock_run_out,)),
    Step("appeal.file", _S.CLOSED, STAY),
    Step("appeal.uphold", _S.CLOSED, _S.REVIEW),
    Step("appeal.owners", _S.CLOSED, _S.RESOLUTION),
    Step("appeal.dismiss", _S.CLOSED, STAY),
    Step("review.opinion", _S.REVIEW, STAY),
    Step("review.conclude", _S.REVIEW, NEXT, (all_opinions_in, both_agree)),
    Step(
        "review.reject",
        _S.REVIEW,
        _S.CLOSED,
        (all_opinions_in, some_disagree),
        Ending.NOT_ADOPTED,
    ),
    Step("members.conclude", _S.MEMBERS, NEXT, (members_passed,)),
    Step("members.reject", _S.MEMBERS, _S.CLOSED, (members_failed,), Ending.NOT_ADOPTED),
    Step("debate.speak", _S.DEBATE, STAY),
    Step("debate.amend", _S.DEBATE, STAY),
    Step("debate.conclude", _S.DEBATE, NEXT, (no_open_question, no_open_amendment)),
    Step("resolution.pass", _S.RESOLUTION, NEXT, (resolution_passed,)),
    Step("resolution.fail", _S.RESOLUTION, _S.CLOSED, (resolution_failed,), Ending.NOT_ADOPTED),
    Step("objection.file", _S.ANNOUNCEMENT, STAY),
    Step("objection.answer", _S.ANNOUNCEMENT, STAY),
    Step("announcement.close", _S.ANNOUNCEMENT, NEXT, (posting_over, no_open_objection)),
    Step("implementation.manage", _S.IMPLEMENTATION, STAY),
    Step("implementation.finish", _S.IMPLEMENTATION, NEXT, (milestones_done,)),
    Step("acceptance.sign", _S.ACCEPTANCE, STAY),
    Step("acceptance.conclude", _S.ACCEPTANCE, NEXT, (accepted, nobody_refused)),
    Step("acceptance.rework", _S.ACCEPTANCE, _S.IMPLEMENTATION),
    Step("outcome.report", _S.DISCLOSURE, STAY),
    Step("disclosure.close", _S.DISCLOSURE, NEXT, (outcome_reported, posting_over)),
    Step("evaluation.give", _S.EVALUATION, STAY),
    Step(
        "evaluation.close",
        _S.EVALUATION,
        _S.CLOSED,
        (clock_run_out, score_not_low),
        Ending.COMPLETED,
    ),
    Step("evaluation.reopen", _S.EVALUATION, _S.IMPLEMENTATION, (low_score,)),
    Step("plan.open", _S.DRAFT, _S.COLLECTION),
    Step("plan.rank", _S.COLLECTION, STAY, (wishes_checked,)),
    Step(
        "plan.conclude",
        _S.COLLECTION,
        NEXT,
        (clock_run_out, some_wish, wishes_checked, wishes_ranked),
    ),
    Step("plan.abandon", _S.COLLECTION, _S.CLOSED, ending=Ending.WITHDRAWN),
    Step("plan.file", _S.FILING, NEXT),
    Step("plan.note", _S.EXECUTION, STAY),
    Step("plan.take_up", _S.EXECUTION, STAY),
    Step("plan.complete", _S.EXECUTION, NEXT, (projects_done,), Ending.COMPLETED),
    Step("wish.put", _S.REVIEW, _S.FUNDING),
    Step("wish.put", _S.FUNDING, STAY),
    Step("wish.check", _S.FUNDING, STAY),
    Step("wish.refuse", _S.FUNDING, _S.CLOSED, ending=Ending.NOT_ADOPTED),
    Step("wish.pass_over", _S.FUNDING, STAY),
    Step("wish.drop", _S.FUNDING, _S.CLOSED, ending=Ending.NOT_ADOPTED),
    Step("wish.chosen", _S.FUNDING, NEXT),
)
_BY_ACT = {(step.act, step.stage): step for step in STEPS}


def rule_of(track: str, stage: Stage) -> str | None:
    """The rule that governs a stage on a track; None for a draft and at the end."""
    return TRACK_RULES.get((track, stage)) or STAGE_RULES.get(stage)


def step_for(act: str, stage: Stage) -> Step | None:
    """The row for ``act`` in ``stage``, or None where the act has no place there."""
    return _BY_ACT.get((act, stage))


def decide(matter: Matter, act: str, at: datetime) -> Verdict:
    """Whether ``act`` is lawful now; lists every reason against it, with the stage's rule."""
    step = step_for(act, matter.stage)
    if step is None:
        return Verdict((Reason("wrong_stage", {"stage": matter.stage.value, "act": act}),))
    rule = rule_of(matter.track, matter.stage)
    found = (guard(matter, at) for guard in step.needs)
    return Verdict(
        tuple(Reason(r.code, r.params, r.rule or rule, r.statutes) for r in found if r is not None)
    )


def target(track: str, step: Step) -> Stage:
    """The stage that ``step`` leads to on ``track``.

    Raises:
        KeyError: for an unknown track.
    """
    if step.to == STAY:
        return step.stage
    if step.to != NEXT:
        return Stage(step.to)
    stages = TRACKS[track]
    place = stages.index(step.stage) + 1
    return stages[place] if place < len(stages) else Stage.CLOSED
