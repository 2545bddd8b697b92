"""The archive's script as a module, and polls of every kind thrown by hypothesis for it."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import strategies as st

import council
from council.rules.counting import Cast, count
from council.rules.form import GRADES, Form, Option
from council.rules.marking import NO_FINDING, choices
from council.rules.rule import Rule
from council.rules.rulebook import default_book
from council.rules.tally import CHANNELS, Line

SCRIPT = Path(council.__file__).parent / "replay" / "replay.py"
RULES = [r for r in default_book().rules(date(2026, 5, 1)) if r.kind == "poll"]
BY_HEADS = ("appraisal", "score", "budget")


def script() -> ModuleType:
    """The script as it is handed out, loaded from its file."""
    spec = importlib.util.spec_from_file_location("replay_script", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Drawn:
    """A poll as both counts want it."""

    def __init__(self, rule: Rule, form: Form, lines: list[dict], cast: list[dict], **more: Any):
        self.rule, self.form, self.lines, self.cast = rule, form, lines, cast
        self.secret = more.get("secret", False)
        self.hands = more.get("hands")

    def ours(self) -> dict[str, Any]:
        """What the program's rules count."""
        lines = [Line(x["id"], x["heads"], x["area"], x["recused"]) for x in self.lines]
        told = [x for x in self.cast if x["content"] is not None]
        cast = [Cast(None if self.secret else x["line"], x["content"], x["channel"]) for x in told]
        channels: dict[str, int] = {}
        for one in self.cast:
            channels[one["channel"]] = channels.get(one["channel"], 0) + 1
        return count(
            self.rule,
            self.form,
            lines,
            cast or ({} if self.secret else []),
            voted=[x["line"] for x in self.cast],
            present=[x["id"] for x in self.lines if x["present"]],
            hands=self.hands,
            channels=channels if self.secret else None,
        )

    def archived(self) -> tuple[dict, list, list, dict | None]:
        """The same as an archive has it: poll, roll, ballots, hands."""
        marks: dict[str, int] = {}
        for one in self.cast:
            marks[one["channel"]] = marks.get(one["channel"], 0) + 1
        voted = {x["line"] for x in self.cast}
        others = [
            x for x in self.lines if x["present"] and not x["recused"] and x["id"] not in voted
        ]
        poll = {
            "rule": self.rule.snapshot(),
            "form": self.form.as_data(),
            "secret": self.secret,
            "marks": marks,
            "present_without_ballot": {
                "lines": len(others),
                "heads": sum(x["heads"] for x in others),
                "area": sum(x["area"] or 0 for x in others),
            },
        }
        hands = {"agreed": self.hands} if self.hands else None
        cast = [{"content": x["content"]} for x in self.cast] if self.secret else self.cast
        return poll, self.lines, cast, hands


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Any form of up to five options that could be announced."""
    kind = draw(st.sampled_from(["motion", "choice", "election", *BY_HEADS, "budget"]))
    if kind == "motion":
        return Form("motion")
    n = draw(st.integers(2, 5))
    budget = draw(st.integers(2_000, 60_000)) if kind == "budget" else None
    findings = st.lists(st.sampled_from([*GRADES, NO_FINDING, "incompetent"]), max_size=2)
    options = tuple(
        Option(
            i,
            f"选项{i}",
            cost=draw(st.integers(1, budget)) if budget else None,
            previous=tuple(draw(findings)) if kind == "appraisal" else (),
        )
        for i in range(1, n + 1)
    )
    return Form(
        kind,
        options,
        seats=draw(st.integers(1, n - 1)),
        most=draw(st.integers(1, n)),
        scale=(0, draw(st.sampled_from([3, 10]))) if kind == "score" else (0, 100),
        style=draw(st.sampled_from(["approval", "points", "ranking"])) if budget else "approval",
        points=5,
        budget=budget,
        method=draw(st.sampled_from(["greedy", "greedy-threshold", "equal-shares", "equal-shares"]))
        if budget
        else "greedy",
        least=draw(st.integers(1, 3)),
        tie=draw(st.sampled_from(["lot", "listed"])),
        draw=tuple(draw(st.permutations(range(1, n + 1)))),
    )


def contents(form: Form) -> st.SearchStrategy[dict[str, Any]]:
    """Anything that may stand on a ballot; mostly it is filled in, or yes."""
    told = st.sampled_from(choices(form)).map(lambda choice: {"choice": choice})
    if form.kind == "motion":
        return st.just({"choice": "yes"}) | st.just({"choice": "yes"}) | told
    places = st.sampled_from(form.positions)
    some = st.lists(places, min_size=1, max_size=form.most, unique=True)
    if form.kind == "appraisal":
        grades = st.dictionaries(places.map(str), st.sampled_from(GRADES), min_size=1)
        return grades.map(lambda given: {"grades": dict(sorted(given.items()))}) | told
    if form.kind == "score":
        scores = st.fixed_dictionaries({str(p): st.integers(*form.scale) for p in form.positions})
        return scores.map(lambda given: {"scores": given}) | told
    if form.kind == "budget" and form.style == "points":
        points = st.lists(places, min_size=1, max_size=form.points)
        return points.map(
            lambda given: {"points": {str(p): given.count(p) for p in sorted({*given})}}
        )
    if form.kind == "budget" and form.style == "ranking":
        return some.map(lambda given: {"order": given}) | told
    return some.map(lambda given: {"marks": sorted(given)}) | told


@st.composite
def drawn_polls(draw: st.DrawFn) -> Drawn:
    """Any poll that the program could have held: kind, rule, roll, ballots, channels, hands."""
    form = draw(forms())
    rule = draw(st.sampled_from(RULES))
    if form.kind in BY_HEADS and rule.counts_area:
        rule = draw(st.sampled_from([r for r in RULES if not r.counts_area]))
    secret = not rule.counts_area and draw(st.booleans())
    heavy = form.kind != "budget" and not secret and draw(st.booleans())
    lines, cast, raised = [], [], 0
    by_hands = form.kind == "motion" and not (secret or heavy or rule.counts_area or rule.secret)
    by_hands = by_hands and draw(st.booleans())
    given = st.none() | contents(form) | contents(form) | contents(form)
    for i in range(draw(st.integers(1, 12))):
        heads = draw(st.integers(1, 3)) if heavy else 1
        area = draw(st.integers(1, 20_000)) if rule.counts_area else None
        recused = draw(st.integers(0, 9)) == 0
        line = {"id": f"v{i}", "heads": heads, "area": area, "recused": recused}
        lines.append(line | {"present": draw(st.booleans())})
        content = None if recused else draw(given)
        if content is not None:
            hand = by_hands and draw(st.booleans())
            raised += hand
            channel = "hall" if hand else draw(st.sampled_from(CHANNELS))
            cast.append({"line": f"v{i}", "content": None if hand else content, "channel": channel})
    hands = None
    if raised:
        yes = draw(st.integers(0, raised))
        no = draw(st.integers(0, raised - yes))
        hands = {"yes": yes, "no": no, "abstain": raised - yes - no}
    return Drawn(rule, form, lines, cast, secret=secret, hands=hands)
