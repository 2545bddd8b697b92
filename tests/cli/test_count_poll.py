"""``count poll``: what INTERFACES promises, and a refusal instead of a guess."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.one_database

EXAMPLE: dict[str, Any] = {
    "rule": "OW2",
    "on": "2026-05-01",
    "roll": [
        {"voter": "v1", "heads": 1, "area": "89.31"},
        {"voter": "v2", "heads": 1, "area": "120.50"},
        {"voter": "v3", "heads": 1, "area": "90.19"},
        {"voter": "v4", "heads": 1, "area": "70.00", "recused": True},
    ],
    "ballots": [
        {"voter": "v1", "choice": "yes", "channel": "online", "at": "2026-05-01T10:00:00+08:00"},
        {"voter": "v2", "choice": "yes", "channel": "paper"},
    ],
}


@pytest.fixture
def count(run_command, tmp_path: Path):
    def run(document: object):
        path = tmp_path / "poll.json"
        text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        return run_command("count", "poll", path)

    return run


def heads(rule: str, entitled: int, **cast: int) -> dict[str, Any]:
    """A poll by heads alone."""
    choices = [choice for choice, n in cast.items() for _ in range(n)]
    return {
        "rule": rule,
        "on": "2026-05-01",
        "roll": [{"voter": f"v{n}", "heads": 1} for n in range(entitled)],
        "ballots": [
            {"voter": f"v{n}", "choice": choice, "channel": "hall"}
            for n, choice in enumerate(choices)
        ],
    }


def refused(done: Any) -> str:
    """The one line on standard error; nothing may be on standard output."""
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.strip()
    return done.stderr


def test_the_example_of_the_interface(count) -> None:
    done = count(EXAMPLE)
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    assert json.loads(done.stdout) == {
        "rule": "OW2",
        "outcome": "passed",
        "participation": {
            "met": True,
            "heads": {"have": 2, "of": 3, "need": "2/3", "inclusive": True},
            "area": {"have": "209.81", "of": "300.00", "need": "2/3", "inclusive": True},
        },
        "approval": {
            "met": True,
            "heads": {"have": 2, "of": 2, "need": "3/4", "inclusive": True},
            "area": {"have": "209.81", "of": "209.81", "need": "3/4", "inclusive": True},
        },
        "counts": {"yes": 2, "no": 0, "abstain": 0, "spoiled": 0},
        "reasons": [],
        "statutes": ["民法典 278"],
    }


def test_the_recused_are_outside_roll_and_count(count) -> None:
    document = deepcopy(EXAMPLE)
    document["ballots"].append({"voter": "v4", "choice": "yes", "channel": "hall"})
    assert "v4" in refused(count(document))


@pytest.mark.parametrize(
    ("rule", "entitled", "cast", "outcome"),
    [
        ("RC1", 78, {"yes": 51}, "no_quorum"),
        ("RC1", 78, {"yes": 30, "no": 30}, "failed"),
        ("RC1", 78, {"yes": 31, "no": 29}, "passed"),
        ("RC1", 78, {"yes": 30, "abstain": 10, "spoiled": 20}, "failed"),
        ("RA1", 100, {"yes": 50}, "no_quorum"),
        ("RA1", 100, {"yes": 51}, "passed"),
    ],
)
def test_passed_failed_and_no_quorum(count, rule, entitled, cast, outcome) -> None:
    done = count(heads(rule, entitled, **cast))
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["outcome"] == outcome
    assert bool(found["reasons"]) == (outcome != "passed")
    assert found["counts"] == {"yes": 0, "no": 0, "abstain": 0, "spoiled": 0} | cast


def test_what_was_missed_is_named_with_how_much(count) -> None:
    reasons = json.loads(count(heads("RC1", 78, yes=51)).stdout)["reasons"]
    missed = next(r for r in reasons if r["code"] == "participation_heads_missed")
    assert str(missed["missing"]) == "1"


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("ballots", 1), {"voter": "v1", "choice": "no", "channel": "hall"}, "v1"),
        (("ballots", 1), {"voter": "v9", "choice": "no", "channel": "hall"}, "v9"),
        (("rule",), "XX9", "XX9"),
        (("rule",), None, "rule"),
        (("on",), "2026-02-30", "date"),
        (("on",), "2101-01-01", "2100"),
        (("ballots", 0, "choice"), "maybe", "maybe"),
        (("ballots", 0, "choice"), "赞成", "choice"),
        (("ballots", 0, "channel"), "letter", "letter"),
        (("ballots", 0, "at"), "2026-05-01T10:00:00", "zone"),
        (("roll", 0, "area"), "89.311", "area"),
        (("roll", 0, "area"), 89.31, "area"),
        (("roll", 0, "area"), "-1", "area"),
        (("roll", 0, "heads"), 0, "heads"),
        (("roll", 0, "heads"), True, "heads"),
        (("roll", 0, "heads"), float("nan"), "NaN"),
        (("roll", 0, "heads"), float("inf"), "Infinity"),
        (("roll", 0, "recused"), "yes", "recused"),
        (("roll", 1, "voter"), "v1", "v1"),
        (("roll", 1, "voter"), "v\n2", "voter"),
        (("roll",), {}, "roll"),
        (("note",), "once more", "note"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_one_line(count, place, value, said) -> None:
    document = deepcopy(EXAMPLE)
    inner: Any = document
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    assert said in refused(count(document))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{", '{"rule": "RC1", "rule": "RA1"}', "\x00", "[" * 100_000, "NaN"],
)
def test_what_is_no_poll_is_refused(count, text: str) -> None:
    refused(count(text))


def test_a_rule_that_counts_area_wants_one(count) -> None:
    document = deepcopy(EXAMPLE)
    del document["roll"][0]["area"]
    assert "area" in refused(count(document))


def test_missing_and_unreadable_files(run_command, tmp_path: Path) -> None:
    refused(run_command("count", "poll", tmp_path / "nothing.json"))
    bad = tmp_path / "bad.json"
    bad.write_bytes(b"\xff\xfe\x00")
    refused(run_command("count", "poll", bad))
    refused(run_command("count", "poll", tmp_path))
