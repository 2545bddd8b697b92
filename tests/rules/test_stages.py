"""The table of steps: every row leads somewhere, every guard speaks, and a new stage is a row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

import pytest

from council import vocabulary
from council.rules import stages
from council.rules.stages import (
    NEXT,
    STAGE_RULES,
    STAY,
    STEPS,
    TRACKS,
    Ending,
    Matter,
    Stage,
    Step,
    decide,
    step_for,
    target,
)

NOW = datetime(2026, 5, 6, 2, tzinfo=UTC)
SOON, AGO = NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)
LOW, ENOUGH = Fraction(59, 100), Fraction(60, 100)
MARKED = {"evaluations": 5, "evaluations_needed": 5, "satisfaction_needed": ENOUGH}
SIGNED = {"accepted_by_supervisors": 1, "accepted_by_residents": 1}

# Guard, the facts that satisfy it, the facts that do not, and the code it then gives.
GUARDS = [
    ("enough_seconders", {"seconders": 20, "seconders_needed": 20},
     {"seconders": 19, "seconders_needed": 20}, "seconders_missing"),
    ("clock_run_out", {"due_at": NOW}, {"due_at": SOON}, "deadline_running"),
    ("clock_run_out", {"due_at": AGO}, {"due_at": None}, "deadline_running"),
    ("all_opinions_in", {"opinions_in": 2}, {"opinions_in": 1}, "opinions_missing"),
    ("both_agree", {"opinions_agreeing": 2}, {"opinions_agreeing": 1}, "committee_disagrees"),
    ("some_disagree", {"opinions_agreeing": 1}, {"opinions_agreeing": 2}, "committees_agree"),
    ("members_passed", {"members_outcome": "passed"}, {"members_outcome": "failed"},
     "members_not_passed"),
    ("members_passed", {"members_outcome": "passed"}, {"members_outcome": "no_quorum"},
     "members_not_passed"),
    ("members_failed", {"members_outcome": "failed"}, {"members_outcome": "no_quorum"},
     "members_not_failed"),
    ("no_open_question", {}, {"open_questions": 1}, "questions_open"),
    ("no_open_amendment", {}, {"open_amendments": 1}, "amendments_open"),
    ("resolution_passed", {"resolution_outcome": "passed"}, {}, "resolution_not_passed"),
    ("resolution_failed", {"resolution_outcome": "failed"}, {"resolution_outcome": "no_quorum"},
     "resolution_not_failed"),
    ("posting_over", {"posted_until": NOW}, {"posted_until": SOON}, "posting_running"),
    ("posting_over", {"posted_until": AGO}, {"posted_until": None}, "posting_running"),
    ("no_open_objection", {}, {"open_objections": 1}, "objections_open"),
    ("milestones_done", {"milestones": 2}, {"milestones": 0}, "milestones_none"),
    ("milestones_done", {"milestones": 2}, {"milestones": 2, "milestones_open": 1},
     "milestones_open"),
    ("accepted", SIGNED, SIGNED | {"accepted_by_supervisors": 0}, "supervisor_signature_missing"),
    ("accepted", SIGNED, SIGNED | {"accepted_by_residents": 0}, "resident_signature_missing"),
    ("nobody_refused", {}, {"acceptance_refused": 1}, "acceptance_refused"),
    ("outcome_reported", {"outcome_reported": True}, {}, "outcome_missing"),
    ("low_score", MARKED | {"satisfaction": LOW}, MARKED | {"satisfaction": ENOUGH},
     "score_not_low"),
    ("low_score", MARKED | {"satisfaction": LOW}, MARKED | {"satisfaction": LOW, "evaluations": 4},
     "evaluations_missing"),
    ("low_score", MARKED | {"satisfaction": LOW}, MARKED, "evaluations_missing"),
    ("score_not_low", MARKED | {"satisfaction": ENOUGH}, MARKED | {"satisfaction": LOW},
     "score_low"),
    ("score_not_low", MARKED | {"satisfaction": LOW, "evaluations": 4},
     MARKED | {"satisfaction": LOW}, "score_low"),
    ("some_wish", {"wishes": 1}, {}, "wishes_none"),
    ("wishes_checked", {"wishes": 1}, {"wishes_unchecked": 1}, "wishes_unchecked"),
    ("wishes_ranked", {"wishes": 1}, {"wishes_unranked": 2}, "wishes_unranked"),
    ("projects_done", {}, {"projects_open": 1}, "plan_projects_open"),
]  # fmt: skip
# Acts that put a matter onto a track, or belong to one: the others never meet them.
OF_TRACKS = {
    "vetting.owners": {"owners"},
    "appeal.owners": {"owners"},
    "appeal.uphold": {"standard", "four_deliberations"},  # what was turned away went no other way
    "proposal.submit": {"standard", "four_deliberations", "owners", "fund"},
    "plan.open": {"fund_plan"},
    "wish.put": {"fund"},
}


def matter(stage: Stage = Stage.PROPOSING, **facts: object) -> Matter:
    return Matter("standard", stage, **facts)  # type: ignore[arg-type]


def tracks_with(stage: Stage) -> list[str]:
    return [name for name, order in TRACKS.items() if stage in order]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.act}@{step.stage}")
def test_every_step_leads_from_a_stage_to_a_stage(step: Step) -> None:
    assert isinstance(step.stage, Stage)
    assert step.to in {NEXT, STAY} or step.to in set(Stage)
    assert step.ending is None or isinstance(step.ending, Ending)
    names = list(TRACKS) if step.stage in {Stage.DRAFT, Stage.CLOSED} else tracks_with(step.stage)
    assert names, f"{step.stage} is on no track"
    for name in OF_TRACKS.get(step.act, names):
        end = target(name, step)
        assert end in {Stage.DRAFT, Stage.CLOSED, *TRACKS[name]}
        moves_to_the_end = end == Stage.CLOSED and step.stage != Stage.CLOSED
        assert (step.ending is not None) == moves_to_the_end


def test_no_act_has_two_rows_in_one_stage() -> None:
    assert len({(step.act, step.stage) for step in STEPS}) == len(STEPS)


@pytest.mark.parametrize("track", TRACKS)
def test_each_track_reaches_its_end(track: str) -> None:
    stage, seen = Stage.DRAFT, []
    while stage != Stage.CLOSED:
        seen.append(stage)
        on = [s for s in STEPS if s.stage == stage and s.to == NEXT]
        if stage in {Stage.DRAFT, Stage.EVALUATION}:
            begins = "plan.open" if track == "fund_plan" else "proposal.submit"
            name = begins if stage == Stage.DRAFT else "evaluation.close"
            on = [s for s in STEPS if s.act == name]
        assert len(on) == 1, f"{stage}: {[s.act for s in on]}"
        stage = target(track, on[0])
    assert tuple(seen) == (Stage.DRAFT, *TRACKS[track])
    assert on[0].ending == Ending.COMPLETED


def test_the_members_meet_in_the_four_deliberations_only() -> None:
    conclude = step_for("review.conclude", Stage.REVIEW)
    assert conclude is not None
    assert target("four_deliberations", conclude) == Stage.MEMBERS
    assert target("standard", conclude) == Stage.DEBATE
    with pytest.raises(KeyError):
        target("nowhere", conclude)


def test_every_stage_of_a_track_has_its_rule() -> None:
    from council.rules.rulebook import default_book

    book = default_book()
    for order in TRACKS.values():
        for stage in order:
            rule = book.rule(STAGE_RULES[stage], NOW.date())
            figure = stages.CLOCKED.get(stage)
            assert figure is None or rule.number(figure) > 0


@pytest.mark.parametrize(("name", "good", "bad", "code"), GUARDS)
def test_every_guard_on_both_sides(name: str, good: dict, bad: dict, code: str) -> None:
    guard = getattr(stages, name)
    assert guard(matter(**good), NOW) is None
    against = guard(matter(**bad), NOW)
    assert against is not None
    assert against.code == code


def test_no_guard_is_left_out() -> None:
    used = {guard.__name__ for step in STEPS for guard in step.needs}
    assert used == {name for name, *_ in GUARDS}


@pytest.mark.one_database
@pytest.mark.parametrize(("name", "good", "bad", "code"), GUARDS)
def test_every_reason_has_a_sentence(app_context, name, good, bad, code) -> None:
    against = getattr(stages, name)(matter(**bad), NOW)
    said = vocabulary.reason(against)
    assert said
    assert code not in said
    assert "%(" not in said


@pytest.mark.one_database
def test_every_act_stage_ending_and_track_has_its_word(app_context) -> None:
    for step in STEPS:
        assert vocabulary.word("act", step.act)
    for stage in Stage:
        assert vocabulary.word("stage", stage.value)
    for ending in Ending:
        assert vocabulary.word("ending", ending.value)
    for track in TRACKS:
        assert vocabulary.word("track", track)


def test_every_reason_is_told_with_the_stage_s_rule() -> None:
    """Two guards fail, and both are named: nobody has to ask twice."""
    verdict = decide(matter(Stage.DEBATE, open_questions=2, open_amendments=1), "debate.conclude",
                     NOW)  # fmt: skip
    assert [(r.code, r.params, r.rule) for r in verdict.reasons] == [
        ("questions_open", {"n": 2}, "DB1"),
        ("amendments_open", {"n": 1}, "DB1"),
    ]
    assert decide(matter(Stage.DEBATE), "debate.conclude", NOW).lawful


@pytest.mark.parametrize("act", sorted({step.act for step in STEPS} | {"nothing.known"}))
def test_an_act_in_another_stage_is_refused(act: str) -> None:
    for stage in Stage:
        if step_for(act, stage) is None:
            verdict = decide(matter(stage), act, NOW)
            assert [r.code for r in verdict.reasons] == ["wrong_stage"]
            assert verdict.reasons[0].params == {"stage": stage.value, "act": act}


def test_a_plain_stage_costs_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    class More(StrEnum):
        HEARING = "hearing"

    row = Step("hearing.close", More.HEARING, NEXT, (stages.no_open_objection,))  # type: ignore[arg-type]
    order = list(TRACKS["standard"])
    order.insert(order.index(Stage.DEBATE), More.HEARING)  # type: ignore[arg-type]
    monkeypatch.setitem(TRACKS, "hearing", tuple(order))
    monkeypatch.setitem(stages._BY_ACT, (row.act, row.stage), row)
    conclude = step_for("review.conclude", Stage.REVIEW)
    assert conclude is not None
    assert target("hearing", conclude) == More.HEARING
    assert target("hearing", row) == Stage.DEBATE
    assert decide(matter(More.HEARING), "hearing.close", NOW).lawful  # type: ignore[arg-type]
    held = decide(matter(More.HEARING, open_objections=1), "hearing.close", NOW)  # type: ignore[arg-type]
    assert [r.code for r in held.reasons] == ["objections_open"]
    assert target("standard", conclude) == Stage.DEBATE


def test_the_owners_track_goes_from_vetting_to_the_owners() -> None:
    accept = step_for("vetting.accept", Stage.VETTING)
    assert accept is not None
    assert target("owners", accept) == Stage.RESOLUTION
    assert target("standard", accept) == Stage.REVIEW
    assert target("owners", step_for("vetting.owners", Stage.VETTING)) == Stage.RESOLUTION  # type: ignore[arg-type]
    assert not {Stage.REVIEW, Stage.MEMBERS, Stage.DEBATE} & set(TRACKS["owners"])
    assert stages.rule_of("owners", Stage.RESOLUTION) == "OW1"
    assert stages.rule_of("standard", Stage.RESOLUTION) == "RC1"


def test_a_plan_is_filed_and_a_wish_waits_for_it() -> None:
    passed = step_for("announcement.close", Stage.ANNOUNCEMENT)
    accepted = step_for("vetting.accept", Stage.VETTING)
    assert passed is not None
    assert accepted is not None
    assert target("fund_plan", passed) == Stage.FILING
    assert target("standard", passed) == Stage.IMPLEMENTATION
    assert target("fund", accepted) == Stage.FUNDING
    assert target("fund", step_for("wish.chosen", Stage.FUNDING)) == Stage.IMPLEMENTATION  # type: ignore[arg-type]
    assert stages.rule_of("fund_plan", Stage.RESOLUTION) == "FD1"
