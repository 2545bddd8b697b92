"""What of a secret result may be shown: small and unanimous ones only as passed or not passed.

A secret poll of few people, or one in which all said the same, tells how somebody voted. It is told
that figures are withheld, never which of the two it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from council.rules.form import Form
from council.rules.rule import Rule
from council.rules.tally import Line
from council.rules.verdict import Reason, Verdict

_KEPT = ("rule", "outcome", "participation", "recused", "statutes", "present", "secret")
_SHOWN = ("position", "label", "elected", "selected", "ended", "finding")
_WITHHELD = {"code": "result_withheld", "params": {}}


def may_be_secret(lines: Sequence[Line], figures: Rule) -> Verdict:
    """Whether the roll is large enough for a secret poll; ``figures`` is rule SV1."""
    have = sum(not line.recused for line in lines)
    least = figures.number("minimum_roll")
    if have >= least:
        return Verdict()
    return Verdict((Reason("secret_roll_too_small", {"have": have, "least": least}, figures.id),))


def disclose(outcome: Mapping[str, Any], form: Form, figures: Rule) -> dict[str, Any]:
    """A secret poll's tally as the public sees it; ``figures`` is rule SV1.

    All ballots of an appraisal may differ and still agree on one member: then the grades of that
    member are withheld.
    """
    ballots = sum(outcome["counts"].values())
    if ballots < figures.number("minimum_shown") or outcome.get("unanimous"):
        return _withheld(outcome)
    if form.kind != "appraisal":
        return dict(outcome)
    results = [_member(result) for result in outcome["results"]]
    hidden = {r["label"] for r in results if r["why"] == _WITHHELD}
    lines = [line for line in outcome["lines"] if line["params"].get("label") not in hidden]
    return {**outcome, "results": results, "lines": lines}


def _withheld(outcome: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: outcome[key] for key in _KEPT if key in outcome}
    shown["withheld"] = dict(_WITHHELD)
    shown["approval"] = {"met": outcome["approval"]["met"]}
    shown["counts"], shown["channels"] = {}, {}
    shown["reasons"] = [r for r in outcome["reasons"] if r["code"].startswith("participation_")]
    kept = ("tally.roll", "tally.participation.", "tally.outcome")
    shown["lines"] = [line for line in outcome["lines"] if line["code"].startswith(kept)]
    if "results" in outcome:
        shown["results"] = [_bare(result) for result in outcome["results"]]
    shown |= {key: outcome[key] for key in ("seats", "seats_left") if key in outcome}
    if "fund" in outcome:
        told = ("method", "budget", "cost", "selected")
        shown["fund"] = {key: outcome["fund"][key] for key in told}
    if "run_off" in outcome:
        # by position: the order of votes would tell
        shown["run_off"] = sorted(
            ({key: one[key] for key in ("position", "label")} for one in outcome["run_off"]),
            key=lambda one: one["position"],
        )
    return shown


def _bare(result: Mapping[str, Any]) -> dict[str, Any]:
    return {key: result[key] for key in _SHOWN if key in result} | {"why": dict(_WITHHELD)}


def _member(result: Mapping[str, Any]) -> dict[str, Any]:
    """The grades of one member, unless all who gave one gave the same."""
    given = [times for times in result["votes"].values() if times]
    return _bare(result) if len(given) == 1 else dict(result)
