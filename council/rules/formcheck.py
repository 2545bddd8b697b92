"""Whether a poll may ask what its form asks, under its rule: every reason against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from council.rules.rule import Rule
from council.rules.verdict import Reason, Verdict

if TYPE_CHECKING:
    from council.rules.form import Form

# The least number of options of each kind; an election has its own rule.
_LEAST = {"choice": 2, "election": 2, "appraisal": 1, "score": 2, "budget": 1}
_HEADS_ONLY = ("appraisal", "score", "budget")
_BY_LOT = ("choice", "election", "score", "budget")


def check(form: Form, rule: Rule, *, drawn: bool) -> Verdict:
    """All reasons against asking this under the rule; see ``Form.check``."""
    found = [*_under_rule(form, rule), *_options(form)]
    if form.kind in ("choice", "election", "score"):
        found += _seats(form, rule)
    if form.kind in ("choice", "election") or (form.kind == "budget" and form.style != "points"):
        found += _most(form)
    if form.kind == "score" and not 0 <= form.scale[0] < form.scale[1] <= 1000:
        found.append(Reason("form_scale", {"least": 0, "most": 1000}))
    if form.kind == "budget":
        found += _budget(form)
    by_lot = drawn and form.tie == "lot" and form.kind in _BY_LOT
    if by_lot and sorted(form.draw) != sorted(form.positions):
        found.append(Reason("form_not_drawn", {}))
    return Verdict(tuple(found))


def _under_rule(form: Form, rule: Rule) -> Iterator[Reason]:
    if rule.participation is None or rule.approval is None:
        yield Reason("form_rule_without_vote", {"rule": rule.id}, rule.id, rule.statutes)
    if rule.secret and rule.counts_area:
        # A weight that few others have tells whose ballot it is.
        yield Reason("form_secret_area", {}, rule.id, rule.statutes)
    if rule.counts_area and form.kind in _HEADS_ONLY:
        yield Reason("form_heads_only", {}, rule.id, rule.statutes)


def _options(form: Form) -> Iterator[Reason]:
    if form.kind == "motion":
        if form.options:
            yield Reason("form_options_without_use", {})
        return
    least = _LEAST[form.kind]
    if len(form.options) < least:
        yield Reason("form_options_too_few", {"least": least, "have": len(form.options)})
    if any(not option.label.strip() for option in form.options):
        yield Reason("form_option_unnamed", {})
    labels = Counter(" ".join(option.label.split()) for option in form.options)
    for label, times in labels.items():
        if times > 1 and label:
            yield Reason("form_option_twice", {"label": label})
    if len(set(form.positions)) != len(form.positions) or any(p < 1 for p in form.positions):
        yield Reason("form_positions", {})


def _seats(form: Form, rule: Rule) -> Iterator[Reason]:
    figures = {"seats": form.seats, "have": len(form.options)}
    if form.seats < 1 or (form.kind != "election" and form.seats > len(form.options)):
        yield Reason("form_seats", figures)
    if form.kind == "election":
        more = rule.number("more_candidates_than_seats") if _has_margin(rule) else 1
        if len(form.options) < form.seats + more:
            needed = {"needed": form.seats + more}
            yield Reason("form_candidates_too_few", figures | needed, rule.id, rule.statutes)


def _has_margin(rule: Rule) -> bool:
    return "more_candidates_than_seats" in rule.figures


def _most(form: Form) -> Iterator[Reason]:
    if not 1 <= form.most <= max(1, len(form.options)):
        yield Reason("form_most", {"most": len(form.options)})


def _budget(form: Form) -> Iterator[Reason]:
    if form.budget is None or form.budget < 1:
        yield Reason("form_budget_missing", {})
    for option in form.options:
        if option.cost is None or option.cost < 1:
            yield Reason("form_cost_missing", {"label": option.label})
        elif form.budget is not None and option.cost > form.budget:
            yield Reason("form_cost_over_budget", {"label": option.label})
    if form.style == "points" and form.points < 1:
        yield Reason("form_points", {})
    if form.method == "greedy-threshold" and form.least < 1:
        yield Reason("form_least", {})
