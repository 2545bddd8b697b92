"""Appraisals: a grade for each member, a finding from the grades, and whether an office ends."""

from __future__ import annotations

from council.rules.appraisal import INCOMPETENT, ended, finding, in_a_row
from council.rules.casting import Gathered
from council.rules.findings import Found, Results
from council.rules.form import Form, Option
from council.rules.marking import GRADES, NO_FINDING
from council.rules.rule import Rule
from council.rules.tally import Base, Step, votable
from council.rules.verdict import Reason


def results(rule: Rule, form: Form, gathered: Gathered, quorum: bool) -> Results:
    """What is found about each member. The poll passes where enough gave a grade at all."""
    counts = {p: dict.fromkeys(GRADES, 0) for p in form.positions}
    graded = Base()
    for heap in gathered.heaps:
        grades = heap.content.get("grades", {})
        if grades:
            graded = Base(graded.heads + heap.heads, graded.area + heap.area)
        for position, grade in grades.items():
            counts[int(position)][grade] += heap.heads
    found = tuple(
        _found(rule, option, counts[option.position], gathered, quorum) for option in form.options
    )
    steps = tuple(
        Step("tally.grades", {"label": one.option.label, **one.figures["votes"]}) for one in found
    )
    return Results(graded, found, steps)


def _found(
    rule: Rule, option: Option, counts: dict[str, int], gathered: Gathered, quorum: bool
) -> Found:
    approval = votable(rule)[1]
    of = gathered.bases.of(approval.of).heads
    this = finding(counts, of, approval.threshold) if quorum else NO_FINDING
    times = rule.number("incompetent_in_a_row") if "incompetent_in_a_row" in rule.figures else 0
    over = quorum and ended(option.previous, this, times)
    figures = {
        "votes": dict(counts),
        "of": of,
        "needed": approval.threshold.needed(of),
        "finding": this,
        "in_a_row": in_a_row(option.previous, this),
        "ended": over,
    }
    return Found(option, figures, _why(rule, counts, figures, quorum))


def _why(rule: Rule, counts: dict[str, int], figures: dict[str, object], quorum: bool) -> Reason:
    if not quorum:
        return Reason("result_no_quorum", {}, rule.id)
    grade = str(figures["finding"])
    params = {"grade": grade, "of": figures["of"], "needed": figures["needed"]}
    if figures["ended"]:
        return Reason("result_ended", {"times": figures["in_a_row"]}, rule.id, rule.statutes)
    if grade == NO_FINDING:
        return Reason("result_no_finding", {"needed": figures["needed"]}, rule.id)
    better = GRADES if grade == INCOMPETENT else GRADES[: GRADES.index(grade) + 1]
    have = counts[grade] if grade == INCOMPETENT else sum(counts[g] for g in better)
    code = "result_incompetent" if grade == INCOMPETENT else "result_graded"
    return Reason(code, {**params, "have": have, "times": figures["in_a_row"]}, rule.id)
