"""Counts any poll: the ballots of every kind of form, through every channel, under one rule.

``count`` returns JSON-safe data: what a poll keeps as its tally, and what anybody can recompute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from council.rules import candidates, grading, projects, scoring
from council.rules.casting import Cast, Gathered, Pile, gather
from council.rules.findings import Found, Results
from council.rules.form import Form
from council.rules.marking import choices
from council.rules.rule import Rule
from council.rules.tally import CHANNELS, Base, Line, Outcome, decide, described
from council.rules.withholding import disclose, may_be_secret

__all__ = ["Cast", "Pile", "count", "disclose", "may_be_secret"]

_ALWAYS_TOLD = ("hall", "online")

_KINDS: dict[str, Callable[[Rule, Form, Gathered, bool], Results]] = {
    "choice": candidates.results,
    "election": candidates.results,
    "appraisal": grading.results,
    "score": scoring.results,
    "budget": projects.results,
}


def count(
    rule: Rule,
    form: Form,
    lines: Sequence[Line],
    cast: Sequence[Cast] | Pile,
    *,
    voted: Collection[str],
    present: Collection[str] = (),
    hands: Mapping[str, int] | None = None,
    channels: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Count the ballots of those on the roll under a rule, as JSON-safe data.

    ``voted`` names all voters with the mark 'has voted': as many as there are ballots and raised
    hands. ``present`` attend and count as participants even without a ballot. ``hands`` is a show
    of hands: yes, no, abstain of those among ``voted`` who have no ballot. ``channels`` tells how
    many came through each channel where secret ballots do not say so themselves.

    For every kind but a motion there are ``results``, one for each option in the order of the list;
    for a choice and an election also ``seats``, ``seats_left`` and ``run_off``, who stands again.

    Raises:
        CountError: where ballots and marks differ, for a second ballot, one of a stranger or of a
            recused voter, and for anything that cannot be counted without guessing.
    """
    found = gather(
        rule, form, lines, cast, voted=voted, present=present, hands=hands, channels=channels
    )
    if form.kind == "motion":
        yes = [heap.base for heap in found.heaps if heap.content == {"choice": "yes"}]
        data = described(_decide(rule, found, yes[0] if yes else Base()))
    else:
        data = _of_options(rule, form, found)
    return data | _about(form, found)


def _decide(rule: Rule, found: Gathered, agreed: Base) -> Outcome:
    return decide(
        rule,
        found.bases,
        agreed,
        counts=found.choices(),
        channels=found.channels,
        recused=found.recused,
    )


def _of_options(rule: Rule, form: Form, found: Gathered) -> dict[str, Any]:
    """The outcome of a poll among options: whether anything is chosen, then what."""
    quorum = _decide(rule, found, Base()).participation.met
    results = _KINDS[form.kind](rule, form, found, quorum)
    data = described(_decide(rule, found, results.agreed))
    counts = found.choices()
    data["counts"] = {kind: counts[kind] for kind in ("valid", *choices(form))}
    steps = [{"code": s.code, "params": dict(s.params)} for s in results.steps]
    if results.own_lines:
        data["lines"] = [x for x in data["lines"] if not x["code"].startswith("tally.approval.")]
    data["lines"][-1:-1] = steps
    data["results"] = [_result(one) for one in results.found]
    return {**data, **results.more}


def _result(one: Found) -> dict[str, Any]:
    why = {"code": one.why.code, "params": dict(one.why.params)}
    return {"position": one.option.position, "label": one.option.label, **one.figures, "why": why}


def _about(form: Form, found: Gathered) -> dict[str, Any]:
    """Who took part, and what came through each channel; of a secret poll only how many."""
    about: dict[str, Any] = {"present": found.took_part}
    if found.secret:
        return about | {"secret": True, "unanimous": len(found.heaps) == 1}
    kinds = choices(form) if form.kind == "motion" else ("valid", *choices(form))
    about["by_channel"] = {
        channel: {kind: found.by_channel.get(channel, Counter())[kind] for kind in kinds}
        for channel in dict.fromkeys((*_ALWAYS_TOLD, *CHANNELS))
        if channel in _ALWAYS_TOLD or channel in found.by_channel
    }
    return about
