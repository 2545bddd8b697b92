"""``count pb``: what INTERFACES promises, and one line where a file cannot be counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from council.rules.pabulib import read_pb

pytestmark = pytest.mark.one_database

FILE = """META
key;value
budget;100.5
vote_type;approval
rule;equalshares/add1
PROJECTS
project_id;cost
A;50
B;50
C;40.25
VOTES
voter_id;vote
1;A,B
2;A,B
3;A,B
4;C
5;C
"""


@pytest.fixture
def count(run_command, tmp_path: Path):
    def run(text: str, *options: str):
        file = tmp_path / "street.pb"
        file.write_bytes(text.encode())
        return run_command("count", "pb", file, *options)

    return run


def answer(done) -> dict[str, object]:
    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout)


def refused(done) -> str:
    assert done.exit_code == 2
    assert not done.stdout
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_the_answer_is_what_the_interface_says(count) -> None:
    assert answer(count(FILE)) == {
        "votes": {"A": 3, "B": 3, "C": 2},
        "selected": ["A", "C"],
        "cost": 90.25,
        "budget": 100.5,
        "ballots": 5,
    }


def test_the_method_can_be_asked_for(count) -> None:
    assert answer(count(FILE, "--method", "equal-shares"))["selected"] == ["A", "C"]
    greedy = answer(count(FILE, "--method", "greedy"))
    assert (greedy["selected"], greedy["cost"]) == (["A", "B"], 100)
    assert isinstance(greedy["cost"], int)


def test_the_default_is_the_rule_of_the_file_or_else_greedy(count) -> None:
    for rule in ("greedy", "greedy-threshold", "unknown", ""):
        text = FILE.replace("equalshares/add1", rule)
        assert answer(count(text))["selected"] == ["A", "B"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("5;C", "5;D", "line 17: there is no project 'D'"),
        ("5;C", "4;C", "line 17: voter_id '4' stands on line 16 already"),
        ("C;40.25", "C;free", "line 10: cost 'free' is not a number"),
        ("META", "{}", "line 1: the file does not begin with META"),
        (FILE, "", "section META is missing or empty"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_one_line(count, old, new, said) -> None:
    assert refused(count(FILE.replace(old, new, 1))).startswith(said)


def test_an_unknown_method_is_refused(count) -> None:
    assert "lottery" in refused(count(FILE, "--method", "lottery"))


def test_missing_and_unreadable_files(run_command, tmp_path: Path) -> None:
    refused(run_command("count", "pb", tmp_path / "nothing.pb"))
    refused(run_command("count", "pb", tmp_path))
    bad = tmp_path / "bad.pb"
    bad.write_bytes(b"\xff\xfe\x00")
    refused(run_command("count", "pb", bad))


@pytest.mark.data
def test_the_real_files(run_command, shared_data: Path) -> None:
    for path in sorted((shared_data / "pabulib").glob("*.pb")):
        published = read_pb(path.read_text(encoding="utf-8"))
        found = answer(run_command("count", "pb", path))
        assert found["votes"] == published.votes
        if published.selected is not None:
            assert set(found["selected"]) == published.selected
