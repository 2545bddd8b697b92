"""Sharing a fund by vote inside a poll: what the form's method chooses, under the poll's rule.

The methods stand in ``greedy`` and ``equal_shares``, the way there in ``fundform``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from council.rules import fundform
from council.rules.allocation import Allocation, AllocationError, Finding
from council.rules.casting import Gathered
from council.rules.findings import Found, Results
from council.rules.form import Form, Option
from council.rules.marking import canonical
from council.rules.rule import Rule
from council.rules.tally import Base, CountError, measure, votable
from council.rules.verdict import Reason


def results(rule: Rule, form: Form, gathered: Gathered, quorum: bool) -> Results:
    """Which projects the fund pays and why. Nothing is paid without a quorum or enough ballots."""
    filled = sum(heap.heads for heap in gathered.heaps if "choice" not in heap.content)
    approval = votable(rule)[1]
    base = gathered.bases.of(approval.of)
    enough = quorum and measure(rule, Base(filled), base, approval.threshold).met
    made = _made(form, gathered)
    findings = {finding.project.id: finding for finding in made.findings}
    found = tuple(
        _found(rule, option, findings[str(option.position)], quorum, enough)
        for option in form.options
    )
    return Results(Base(filled), found, more={"fund": _fund(made, enough)})


def _made(form: Form, gathered: Gathered) -> Allocation:
    if any(heap.heads != heap.ballots for heap in gathered.heaps):
        raise CountError("where a fund is shared every voter has one head")
    try:
        return fundform.decide(form, {canonical(h.content): h.ballots for h in gathered.heaps})
    except AllocationError as error:
        raise CountError(str(error)) from error


def _found(rule: Rule, option: Option, finding: Finding, quorum: bool, enough: bool) -> Found:
    figures = {
        "votes": finding.support.votes,
        "score": exact(finding.support.score),
        "cost": option.cost,
        "place": finding.place if enough else None,
        "selected": enough and finding.selected,
    }
    why = finding.why
    if not quorum:
        why = Reason("result_no_quorum", {}, rule.id)
    elif not enough:
        why = Reason("result_too_few_filled", {}, rule.id)
    params = {key: exact(value) for key, value in why.params.items()}
    return Found(option, figures, Reason(why.code, params, rule.id))


def _fund(made: Allocation, enough: bool) -> dict[str, Any]:
    """What the method did with the budget, in fen."""
    return {
        "method": made.method,
        "budget": exact(made.budget),
        "cost": exact(made.cost) if enough else 0,
        "selected": [int(project) for project in made.selected] if enough else [],
        "ballots": made.ballots,
        "represented": made.represented,
        "share": None if made.share is None else exact(made.share),
    }


def exact(value: object) -> Any:
    """A figure as JSON-safe data: whole numbers as they are, others as ``7/3``."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    return value
