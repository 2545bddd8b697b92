"""The stages of a matter, from one table of tracks and one table of steps.

A track is a row: the stages in their order. A step is a row: which act takes a matter from
which stage to which, under which rule, and what must be fulfilled first. Adding a plain stage
costs a row here, its words in the vocabulary and a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from council.rules.verdict import Reason, Verdict


class Stage(StrEnum):
    """阶段 in which a matter can stand."""

    DRAFT = "draft"
    PROPOSING = "proposing"
    VETTING = "vetting"
    REVIEW = "review"
    MEMBERS = "members"
    DEBATE = "debate"
    RESOLUTION = "resolution"
    ANNOUNCEMENT = "announcement"
    IMPLEMENTATION = "implementation"
    ACCEPTANCE = "acceptance"
    DISCLOSURE = "disclosure"
    EVALUATION = "evaluation"
    COLLECTION = "collection"
    FUNDING = "funding"
    FILING = "filing"
    EXECUTION = "execution"
    CLOSED = "closed"


class Ending(StrEnum):
    """How a matter ended."""

    COMPLETED = "completed"
    NOT_ADOPTED = "not_adopted"
    DECLINED = "declined"
    RETURNED = "returned"
    ROUTED = "routed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    MERGED = "merged"


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


@dataclass(frozen=True, slots=True)
class Matter:
    """What the rules need to know of a matter; filled by ``models.facts``."""

    track: str
    stage: Stage
    ending: str | None = None
    due_at: datetime | None = None
    escalated: bool = False
    seconders: int = 0
    seconders_needed: int = 0
    reviews_due: int = 2
    opinions_in: int = 0
    opinions_agreeing: int = 0
    members_outcome: str | None = None
    open_questions: int = 0
    open_amendments: int = 0
    resolution_outcome: str | None = None
    posted_until: datetime | None = None
    open_objections: int = 0
    milestones: int = 0
    milestones_open: int = 0
    accepted_by_supervisors: int = 0
    accepted_by_residents: int = 0
    supervisors_needed: int = 1
    residents_needed: int = 1
    acceptance_refused: int = 0
    outcome_reported: bool = False
    evaluations: int = 0
    evaluations_needed: int = 0
    satisfaction: Fraction | None = None
    satisfaction_needed: Fraction | None = None
    wishes: int = 0
    wishes_unchecked: int = 0
    wishes_unranked: int = 0
    projects_open: int = 0


Guard = Callable[[Matter, datetime], Reason | None]


def enough_seconders(matter: Matter, at: datetime) -> Reason | None:
    """The proposal has the seconders that the rule asks for."""
    missing = matter.seconders_needed - matter.seconders
    return Reason("seconders_missing", {"missing": missing}) if missing > 0 else None


def clock_run_out(matter: Matter, at: datetime) -> Reason | None:
    """The stage's deadline has passed."""
    if matter.due_at is not None and at >= matter.due_at:
        return None
    return Reason("deadline_running", {"until": matter.due_at})


def all_opinions_in(matter: Matter, at: datetime) -> Reason | None:
    """Every committee has given its opinion."""
    missing = matter.reviews_due - matter.opinions_in
    return Reason("opinions_missing", {"missing": missing}) if missing > 0 else None


def both_agree(matter: Matter, at: datetime) -> Reason | None:
    """Every committee agrees."""
    against = matter.reviews_due - matter.opinions_agreeing
    return Reason("committee_disagrees", {"against": against}) if against > 0 else None


def some_disagree(matter: Matter, at: datetime) -> Reason | None:
    """A committee disagrees."""
    agreeing = matter.opinions_agreeing >= matter.reviews_due
    return Reason("committees_agree") if agreeing else None


def members_passed(matter: Matter, at: datetime) -> Reason | None:
    """The party members' meeting passed the matter."""
    return None if matter.members_outcome == "passed" else Reason("members_not_passed")


def members_failed(matter: Matter, at: datetime) -> Reason | None:
    """The party members' meeting did not pass the matter."""
    return None if matter.members_outcome == "failed" else Reason("members_not_failed")


def no_open_question(matter: Matter, at: datetime) -> Reason | None:
    """Every question has an answer."""
    n = matter.open_questions
    return Reason("questions_open", {"n": n}) if n else None


def no_open_amendment(matter: Matter, at: datetime) -> Reason | None:
    """Every amendment is decided."""
    n = matter.open_amendments
    return Reason("amendments_open", {"n": n}) if n else None


def resolution_passed(matter: Matter, at: datetime) -> Reason | None:
    """The assembly passed the resolution."""
    return None if matter.resolution_outcome == "passed" else Reason("resolution_not_passed")


def resolution_failed(matter: Matter, at: datetime) -> Reason | None:
    """The assembly voted the matter down."""
    return None if matter.resolution_outcome == "failed" else Reason("resolution_not_failed")


def posting_over(matter: Matter, at: datetime) -> Reason | None:
    """The posting lasted as long as the rule asks."""
    if matter.posted_until is not None and at >= matter.posted_until:
        return None
    return Reason("posting_running", {"until": matter.posted_until})


def no_open_objection(matter: Matter, at: datetime) -> Reason | None:
    """Every objection has its written answer."""
    n = matter.open_objections
    return Reason("objections_open", {"n": n}) if n else None


def milestones_done(matter: Matter, at: datetime) -> Reason | None:
    """There are milestones, and all are done."""
    if not matter.milestones:
        return Reason("milestones_none")
    n = matter.milestones_open
    return Reason("milestones_open", {"n": n}) if n else None


def accepted(matter: Matter, at: datetime) -> Reason | None:
    """As many supervisors and residents as the rule asks for have signed."""
    supervisors = matter.supervisors_needed - matter.accepted_by_supervisors
    if supervisors > 0:
        return Reason("supervisor_signature_missing", {"missing": supervisors})
    residents = matter.residents_needed - matter.accepted_by_residents
    return Reason("resident_signature_missing", {"missing": residents}) if residents > 0 else None


def nobody_refused(matter: Matter, at: datetime) -> Reason | None:
    """Nobody refused the work."""
    n = matter.acceptance_refused
    return Reason("acceptance_refused", {"n": n}) if n else None


def outcome_reported(matter: Matter, at: datetime) -> Reason | None:
    """The outcome and its cost are reported."""
    return None if matter.outcome_reported else Reason("outcome_missing")


def low_score(matter: Matter, at: datetime) -> Reason | None:
    """Enough residents evaluated, and the mark is below the rule's."""
    if matter.evaluations < matter.evaluations_needed:
        return Reason(
            "evaluations_missing", {"missing": matter.evaluations_needed - matter.evaluations}
        )
    if matter.satisfaction is None or matter.satisfaction_needed is None:
        return Reason("evaluations_missing", {"missing": matter.evaluations_needed})
    return None if matter.satisfaction < matter.satisfaction_needed else Reason("score_not_low")


def score_not_low(matter: Matter, at: datetime) -> Reason | None:
    """The mark is not below the rule's (or too few evaluated to say)."""
    return Reason("score_low") if low_score(matter, at) is None else None


def some_wish(matter: Matter, at: datetime) -> Reason | None:
    """At least one wish of the plan may be put to the vote."""
    return None if matter.wishes else Reason("wishes_none")


def wishes_checked(matter: Matter, at: datetime) -> Reason | None:
    """Every wish was checked against the negative list and the caps."""
    n = matter.wishes_unchecked
    return Reason("wishes_unchecked", {"n": n}) if n else None


def wishes_ranked(matter: Matter, at: datetime) -> Reason | None:
    """Both committees have put every wish in their order."""
    n = matter.wishes_unranked
    return Reason("wishes_unranked", {"n": n}) if n else None


def projects_done(matter: Matter, at: datetime) -> Reason | None:
    """Every project of the plan is finished or dropped."""
    n = matter.projects_open
    return Reason("plan_projects_open", {"n": n}) if n else None


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
