"""What the step table asks of a matter: its stage and facts, and a guard for each condition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from council.rules.verdict import Reason


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
