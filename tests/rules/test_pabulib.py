"""Pabulib's files: read strictly, and written so that they read the same again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from council.rules.allocation import (
    POINTS,
    RANKING,
    AllocationError,
    Ballot,
    FundPoll,
    Limits,
    Project,
)
from council.rules.equal_shares import equal_shares
from council.rules.greedy import greedy
from council.rules.pabulib import count_file, read_pb
from council.rules.pabulib_writing import About, write_pb
from tests.factories.funds import approvals, poll, polls

FILE = """META
key;value
description;Street fund
budget;100
vote_type;approval
rule;greedy
num_projects;3
num_votes;4
max_length;2
PROJECTS
project_id;cost;votes;name;selected
A;60.0;3;"Lamps; bright ones";1
B/2;45.50;2;Bench;0
C;30;1;"A ""green"" yard";1
VOTES
voter_id;vote;age
1;A,B/2;34
2;A;51
3;A,C;
4;B/2;19
"""
ABOUT = About("Fund", "Xinglin", "2026", date(2026, 5, 1), date(2026, 5, 9))


def test_a_file_is_read() -> None:
    file = read_pb(FILE)
    assert (file.rule, file.poll.budget, file.poll.unit) == ("greedy", 100, 1)
    assert file.poll.projects == (
        Project("A", 60, "Lamps; bright ones"),
        Project("B/2", Fraction(91, 2), "Bench"),
        Project("C", 30, 'A "green" yard'),
    )
    assert file.poll.ballots[0] == Ballot("1", ("A", "B/2"))
    assert (dict(file.votes), file.scores) == ({"A": 3, "B/2": 2, "C": 1}, {})
    assert file.selected == {"A", "C"} == set(count_file(file).selected)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + FILE,
        FILE.replace("\n", "\r\n"),
        FILE.replace(";", "; ").replace("Lamps;  b", "Lamps; b").replace("A,B/2", "A, B/2"),
        FILE + "\n\n",
        FILE.replace("\nPROJECTS", "\n\nPROJECTS"),
    ],
)
def test_small_liberties_change_nothing(text: str) -> None:
    assert read_pb(text) == read_pb(FILE)


def test_what_a_count_can_do_without_may_be_missing() -> None:
    bare = "META\nkey;value\nbudget;9\nvote_type;approval\nPROJECTS\nproject_id;cost\nA;5\nVOTES\n"
    file = read_pb(bare + "voter_id;vote\n1;A\n2;\n")
    assert (file.rule, file.selected, file.votes) == ("unknown", None, {})
    assert count_file(file).selected == ("A",)
    assert read_pb(bare + "voter_id;vote\n").poll.ballots == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("META\n", "", "line 1: the file does not begin with META"),
        ("PROJECTS\n", "VOTES\n", "line 10: section VOTES where PROJECTS should stand"),
        ("key;value", "key;text", "line 2: META has no column value"),
        ("budget;100\n", "", "META has no budget"),
        ("budget;100", "budget;1e3", "line 4: budget '1e3' is not a number"),
        ("budget;100", "budget;0", "line 4: budget is not more than 0"),
        ("budget;100", "budget;100\nbudget;100", "line 5: key 'budget' stands on line 4 already"),
        ("budget;100", "budget;100;200", "line 4: 3 cells where META has 2 columns"),
        ("approval", "applause", "line 5: unknown vote_type 'applause'"),
        ("num_projects;3", "num_projects;4", "line 7: num_projects is 4 but there are 3"),
        ("num_votes;4", "num_votes;x", "line 8: num_votes 'x' is not a number"),
        ("num_votes;4", "num_votes;4.5", "line 8: num_votes '4.5' is not a whole number"),
        ("max_length;2", "max_length;1", "line 17: 2 projects, more than 1"),
        ("max_length;2", "min_length;2", "line 18: 1 projects, fewer than 2"),
        ("max_length;2", "max_sum_cost;90", "line 17: 211/2 of costs, more than 90"),
        ("max_length;2", "default_score;1", "line 9: a default_score other than 0"),
        ("project_id;cost", "project_id;price", "line 11: PROJECTS has no column cost"),
        ("votes;name", "cost;name", "line 11: PROJECTS has the column 'cost' twice"),
        ("C;30;", "C;-30;", "line 14: cost is not more than 0"),
        ("C;30;", "C;;", "line 14: cost '' is not a number"),
        ("C;30;", "C;30,5;", "line 14: cost '30,5' is not a number"),
        ("C;30;", "C;１２;", "line 14: cost '１２' is not a number"),
        ("C;30;", "C;1234567890123456;", "line 14: cost"),
        ("C;30;1", "C;30;one", "line 14: votes 'one' is not a number"),
        ("C;30;", "A;30;", "line 14: project_id 'A' stands on line 12 already"),
        ("C;30;", ";30;", "line 14: project_id '' is empty"),
        ('"A ""green"" yard"', '"A "green" yard"', "line 14: "),
        ("voter_id;vote", "voter;vote", "line 16: VOTES has no column voter_id"),
        ("4;B/2;19", "4;D;19", "line 20: there is no project 'D'"),
        ("4;B/2;19", "4;B/2,B/2;19", "line 20: project 'B/2' is named twice"),
        ("4;B/2;19", "3;B/2;19", "line 20: voter_id '3' stands on line 19 already"),
        ("4;B/2;19", ";B/2;19", "line 20: voter_id is empty"),
        ("4;B/2;19", "4;B/2", "line 20: 2 cells where VOTES has 3 columns"),
        ("4;B/2;19", '4;"B/2;19', "line 20: unexpected end of data"),
        ("4;B/2;19", "4;B/2;19\nVOTES", "line 21: section VOTES where no more sections"),
    ],
)
def test_what_cannot_be_taken_at_its_word_is_refused(old: str, new: str, said: str) -> None:
    assert old in FILE
    with pytest.raises(AllocationError) as error:
        read_pb(FILE.replace(old, new, 1))
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["", "\n", "META", "META\nkey;value\n", "\x00", '"', "PK\x03\x04"])
def test_what_is_no_such_file_is_refused(text: str) -> None:
    with pytest.raises(AllocationError):
        read_pb(text)


def points_file(vote: str, points: str, *meta: str) -> str:
    lines = ["META", "key;value", "budget;9", "vote_type;cumulative", "max_sum_points;5", *meta]
    lines += ["PROJECTS", "project_id;cost", "A;5", "B;4", "VOTES", "voter_id;vote;points"]
    return "\n".join([*lines, f"1;{vote};{points}", ""])


def test_points_go_with_their_projects() -> None:
    ballot = read_pb(points_file("B,A", "3,1.5")).poll.ballots[0]
    assert ballot == Ballot("1", ("B", "A"), (3, Fraction(3, 2)))


@pytest.mark.parametrize(
    ("vote", "points", "said"),
    [
        ("B,A", "3", "1 points for 2 projects"),
        ("B,A", "3,3", "6 points together, more than 5"),
        ("B,A", "3,-1", "-1 points for 'A', fewer than 0"),
        ("B,A", "3,x", "points 'x' is not a number"),
    ],
)
def test_points_are_read_strictly(vote: str, points: str, said: str) -> None:
    with pytest.raises(AllocationError, match=f"line 12: {said}"):
        read_pb(points_file(vote, points))


def test_scoring_may_take_points_away() -> None:
    text = points_file("B,A", "3,-1").replace("cumulative", "scoring")
    assert count_file(read_pb(text)).selected == ("B",)


def test_choose_1_is_one() -> None:
    text = FILE.replace("approval", "choose-1")
    with pytest.raises(AllocationError, match="line 17: 2 projects, more than 1"):
        read_pb(text)


@pytest.mark.parametrize(
    ("rule", "method", "selected"),
    [
        ("greedy", None, {"A", "C"}),
        ("greedy-threshold", None, {"A", "C"}),
        ("greedy-no-skip", None, {"A"}),
        ("greedy-no-skip", "greedy", {"A", "C"}),
        ("something else", None, {"A", "C"}),
        ("equalshares", None, {"C"}),
        ("equalshares/add1", None, {"C"}),
        ("equalshares/add1", "greedy", {"A", "C"}),
        ("greedy", "equal-shares", {"C"}),
    ],
)
def test_the_rule_of_the_file_is_used_unless_another_is_asked_for(
    rule: str, method: str | None, selected: set[str]
) -> None:
    projects = (Project("A", 60), Project("B/2", Fraction(91, 2)), Project("C", 30))
    file = read_pb(FILE.replace("rule;greedy", f"rule;{rule}"))
    ballots = (
        *approvals((5, "A")),
        Ballot("b", ("B/2",), times=4),
        Ballot("c", ("C",), times=3),
    )
    given_poll = replace(file.poll, projects=projects, ballots=ballots)
    assert set(count_file(replace(file, poll=given_poll), method).selected) == selected


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(AllocationError, match="unknown method 'lot'"):
        count_file(read_pb(FILE), "lot")


# --- writing ---


def test_our_poll_as_a_file() -> None:
    ours = poll(
        {"1": 3860050, "2": 120000},
        5000000,
        [Ballot("r1", ("2", "1")), Ballot("r2", ("2",))],
        unit=100,
        limits=Limits(fewest=1, most=2),
        threshold=1,
    )
    named = replace(ours.projects[0], name='路灯；"亮"\n一点; 好')
    ours = replace(ours, projects=(named, ours.projects[1]))
    text = write_pb(ours, replace(ABOUT, comment="#1: masked"), greedy(ours))
    assert text.splitlines() == [
        "META", "key;value", "description;Fund", "country;China", "unit;Xinglin", "instance;2026",
        "num_projects;2", "num_votes;2", "budget;50000", "vote_type;approval",
        "rule;greedy-threshold", "date_begin;01.05.2026", "date_end;09.05.2026", "min_length;1",
        "max_length;2", "min_project_score_threshold;1", "language;zh", "currency;CNY",
        "comment;#1: masked", "PROJECTS", "project_id;cost;votes;name;selected",
        '1;38600.5;1;"路灯；""亮"" 一点; 好";1', "2;1200;2;;1",
        "VOTES", "voter_id;vote", "r1;2,1", "r2;2",
    ]  # fmt: skip


@settings(deadline=None)
@given(polls(threshold=True), st.booleans())
def test_what_was_written_reads_the_same(ours: FundPoll, by_shares: bool) -> None:
    most = len(ours.projects) if ours.kind == RANKING else None
    ours = replace(ours, limits=Limits(most=most))
    result = equal_shares(ours) if by_shares else greedy(ours)
    file = read_pb(write_pb(ours, ABOUT, result))
    expected = replace(ours, limits=file.poll.limits)
    assert file.poll == expected
    assert file.poll.limits.most in (most, ours.limits.most)
    again = count_file(file)
    assert (again.selected, again.votes) == (result.selected, result.votes)
    assert file.selected == set(result.selected)
    assert file.votes == result.votes
    if ours.kind != "approval":
        assert file.scores == {f.project.id: f.support.score for f in result.findings}


def test_points_with_a_sum_are_cumulative() -> None:
    ours = poll({"A": 5}, 5, [Ballot("v", ("A",), (3,))], kind=POINTS, limits=Limits(most_sum=5))
    file = read_pb(write_pb(ours, ABOUT))
    assert (file.meta["vote_type"], file.rule, file.selected) == ("cumulative", "unknown", None)
    assert file.poll.limits == ours.limits


@pytest.mark.parametrize(
    "change",
    [
        {"ballots": (Ballot("a;b", ("A",)),)},
        {"ballots": (Ballot("", ("A",)),)},
        {"ballots": (Ballot("a", ("A",), times=2),)},
        {"projects": (Project("A,B", 1),), "ballots": ()},
        {"projects": (Project("A", Fraction(1, 3)),)},
    ],
)
def test_what_cannot_be_written_is_refused(change: dict[str, object]) -> None:
    ours = poll({"A": 5}, 5, [Ballot("a", ("A",))])
    with pytest.raises(AllocationError):
        write_pb(replace(ours, **change), ABOUT)  # type: ignore[arg-type]
