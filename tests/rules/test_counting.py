"""Counting every kind of poll: invariants, elections, choices, appraisals, scores, funds."""

import json
from dataclasses import replace
from datetime import date

import pytest

from council.rules.counting import Cast, count, disclose, may_be_secret
from council.rules.form import MOTION, Form, Option, canonical
from council.rules.rulebook import default_book
from council.rules.tally import CountError, Line, Vote, described, tally

BOOK = default_book()
MAY = date(2026, 5, 1)
RC1, EL1, OW1, EV1, SV1 = (BOOK.rule(name, MAY) for name in ("RC1", "EL1", "OW1", "EV1", "SV1"))


def roll(number: int, **more) -> list[Line]:
    return [Line(f"v{i}", **more) for i in range(number)]


def options(number: int) -> tuple[Option, ...]:
    return tuple(Option(i, "甲乙丙丁戊己庚"[i - 1]) for i in range(1, number + 1))


def marked(*ballots: tuple[int, ...], times: int = 1) -> list[dict]:
    return [{"marks": list(marks)} for marks in ballots for _ in range(times)]


def said(choice: str, times: int = 1) -> list[dict]:
    return [{"choice": choice}] * times


def held(rule, form: Form, contents: list, number: int | None = None, **more) -> dict:
    """An open poll in which the first on the roll cast these."""
    lines = roll(number or len(contents), area=1000)
    cast = [Cast(lines[i].voter, content) for i, content in enumerate(contents)]
    counted = count(rule, form, lines, cast, voted=[one.voter for one in cast], **more)
    assert json.loads(json.dumps(counted)) == counted
    return counted


def chosen(counted: dict, word: str = "elected") -> list[int]:
    return [result["position"] for result in counted["results"] if result[word]]


def why(counted: dict) -> dict[int, str]:
    return {result["position"]: result["why"]["code"] for result in counted["results"]}


class TestAMotion:
    def test_is_what_tally_says(self) -> None:
        lines = [Line("v0", 3, 700), *roll(8, area=1250)[1:], Line("recused", 1, 900, recused=True)]
        choices = ["yes", "yes", "no", "abstain", "spoiled", "yes"]
        cast = [Cast(f"v{i}", {"choice": c}, "paper") for i, c in enumerate(choices)]
        votes = [Vote(f"v{i}", c, "paper") for i, c in enumerate(choices)]
        present = {"v6", "recused"}
        for rule_id in ("RC1", "OW1", "OW2", "PG2", "EL2", "OW3"):
            rule = BOOK.rule(rule_id, MAY)
            voted = [vote.voter for vote in votes]
            counted = count(rule, MOTION, lines, cast, voted=voted, present=present)
            same = described(tally(rule, lines, votes, present))
            assert {key: counted[key] for key in same} == same
            assert set(counted) - set(same) == {"present", "by_channel"}
            assert counted["present"] == 7
            assert counted["by_channel"]["paper"] == counted["counts"]

    def test_hands_and_ballots_are_one_count(self) -> None:
        lines = roll(12)
        cast = [Cast("v0", {"choice": "no"}, "online"), Cast("v1", {"choice": "yes"}, "paper")]
        voted = [f"v{i}" for i in range(10)]
        hands = {"yes": 6, "no": 1, "abstain": 1}
        counted = count(RC1, MOTION, lines, cast, voted=voted, hands=hands)
        assert counted["counts"] == {"yes": 7, "no": 2, "abstain": 1, "spoiled": 0}
        assert counted["channels"] == {"online": 1, "paper": 1, "hall": 8, "proxy": 0}
        assert counted["by_channel"]["hall"] == {"yes": 6, "no": 1, "abstain": 1, "spoiled": 0}
        assert counted["outcome"] == "passed"
        assert counted["approval"]["heads"] == {
            "have": 7,
            "of": 10,
            "need": "1/2",
            "inclusive": False,
        }

    def test_secret_ballots_are_counted_as_a_pile(self) -> None:
        lines = roll(12)
        voted = {f"v{i}" for i in range(10)}
        pile = {'{"choice":"yes"}': 6, '{"choice":"no"}': 3, '{"choice":"abstain"}': 1}
        channels = {"paper": 4, "online": 6}
        by_pile = count(EL1, MOTION, lines, pile, voted=voted, channels=channels)
        single = [Cast(None, text) for text, times in pile.items() for _ in range(times)]
        one_by_one = count(EL1, MOTION, lines, single[::-1], voted=voted, channels=channels)
        assert by_pile["counts"] == {"yes": 6, "no": 3, "abstain": 1, "spoiled": 0}
        assert by_pile["outcome"] == "passed"
        assert "by_channel" not in by_pile
        assert by_pile["secret"]
        assert {k: v for k, v in one_by_one.items() if k != "channels"} == {
            k: v for k, v in by_pile.items() if k != "channels"
        }


YES = {"choice": "yes"}
WRONG = [
    ({"voted": ["v0", "v1"], "cast": [Cast("v0", YES)]}, "1 ballots and raised hands, but 2"),
    ({"voted": ["v0"], "cast": [Cast("v0", YES), Cast("v1", YES)]}, "is not marked"),
    ({"voted": ["v0"], "cast": [Cast("v0", YES), Cast("v0", YES)]}, "votes twice"),
    ({"voted": ["v0", "v0"], "cast": [Cast("v0", YES)]}, "marked twice"),
    ({"voted": ["v0", "x"], "cast": [Cast("v0", YES), Cast("x", YES)]}, "not on the roll"),
    ({"voted": ["v0"], "cast": [Cast("x", YES)]}, "not on the roll"),
    ({"voted": ["recused"], "cast": [Cast("recused", YES)]}, "is recused"),
    ({"voted": ["v0"], "cast": [Cast("recused", YES)]}, "is recused"),
    ({"voted": ["v0"], "cast": [Cast("v0", YES, "fax")]}, "unknown channel"),
    ({"voted": ["v0"], "cast": [Cast("v0", {"choice": "maybe"})]}, "cannot be: choice_not_offered"),
    ({"voted": ["v0"], "cast": [Cast("v0", {"marks": [1]})]}, "ballot_unreadable"),
    ({"voted": ["v0"], "cast": [Cast("v0", "yes")]}, "cannot be read"),
    ({"voted": ["v0", "v1"], "cast": [Cast("v0", YES), Cast(None, YES)]}, "some do not"),
    ({"voted": ["v0", "v1"], "cast": [Cast(None, YES), Cast("v0", YES)]}, "some do not"),
    ({"voted": ["v0"], "cast": [], "hands": {"yes": 2}}, "2 ballots and raised hands, but 1"),
    ({"voted": ["v0"], "cast": [], "hands": {"yes": -1, "no": 2}}, "cannot be counted"),
    ({"voted": ["v0"], "cast": [], "hands": {"maybe": 1}}, "cannot be counted"),
    ({"voted": ["v0"], "cast": [], "hands": {"yes": True}}, "cannot be counted"),
    ({"voted": ["big"], "cast": [], "hands": {"yes": 1}}, "one head"),
    ({"voted": ["big"], "cast": [Cast(None, YES)]}, "every voter has one head"),
    ({"voted": ["v0"], "cast": [Cast(None, YES)], "hands": {"yes": 0}}, "not secret"),
    ({"voted": ["v0"], "cast": {'{"choice":"yes"}': 2}}, "2 ballots and raised hands, but 1"),
    ({"voted": ["v0"], "cast": {'{"choice":"yes"}': -1}}, "not a number of ballots"),
    ({"voted": ["v0"], "cast": {'{"choice":"yes"}': True}}, "not a number of ballots"),
    ({"voted": ["v0"], "cast": {'{"choice": "yes"}': 1}}, "not in its one writing"),
    ({"voted": ["v0"], "cast": {'{"choice":"no","choice":"yes"}': 1}}, "not in its one writing"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "says"), WRONG)
def test_ballots_and_marks_must_agree(given: dict, says: str) -> None:
    lines = [*roll(4), Line("big", 2), Line("recused", recused=True)]
    with pytest.raises(CountError) as refused:
        count(RC1, MOTION, lines, **given)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_has_an_area_is_neither_secret_nor_shown_by_hands() -> None:
    lines = roll(3, area=100)
    with pytest.raises(CountError, match="counts area"):
        count(OW1, MOTION, lines, [Cast(None, YES)], voted=["v0"])
    with pytest.raises(CountError, match="by heads only"):
        count(OW1, MOTION, lines, [], voted=["v0"], hands={"yes": 1})
    with pytest.raises(CountError, match="not secret"):
        count(EL1, MOTION, lines, [], voted=["v0"], hands={"yes": 1})
    choice = Form("choice", options(2), tie="listed")
    with pytest.raises(CountError, match="for yes or no"):
        count(RC1, choice, lines, [], voted=["v0"], hands={"yes": 1})


class TestAnElection:
    """Several seats, at most k marks, more candidates than seats, more than half of the ballots."""

    FORM = Form("election", options(4), seats=2, most=2, draw=(4, 3, 2, 1))

    def test_the_most_votes_take_the_seats(self) -> None:
        counted = held(EL1, self.FORM, marked((1, 2), times=7) + marked((1, 3), times=2))
        assert chosen(counted) == [1, 2]
        assert [result["votes"] for result in counted["results"]] == [9, 7, 2, 0]
        assert [result["rank"] for result in counted["results"]] == [1, 2, 3, 4]
        assert why(counted) == {1: "result_chosen", 2: "result_chosen",
                                3: "result_below_heads", 4: "result_below_heads"}  # fmt: skip
        assert (counted["outcome"], counted["seats_left"], counted["run_off"]) == ("passed", 0, [])
        assert counted["counts"] == {"valid": 9, "no": 0, "abstain": 0, "spoiled": 0}

    def test_half_of_the_ballots_is_not_more_than_half(self) -> None:
        contents = marked((1,), times=5) + said("no", 2) + said("abstain", 2) + said("spoiled")
        counted = held(EL1, self.FORM, contents)
        assert (counted["outcome"], chosen(counted)) == ("failed", [])
        first = counted["results"][0]
        assert first["why"] == {"code": "result_below_heads", "params": {"have": 5, "needed": 6}}
        assert chosen(held(EL1, self.FORM, contents[:-1])) == [1]

    def test_over_the_line_and_no_seat_left(self) -> None:
        form = replace(self.FORM, most=3)
        contents = marked((1, 2, 3), times=6) + marked((1, 2), times=2) + marked((4,))
        counted = held(EL1, form, contents)
        assert chosen(counted) == [1, 2]
        assert why(counted)[3] == "result_no_seat"

    @pytest.mark.parametrize(("tie", "winner", "loser"), [("lot", 3, 2), ("listed", 2, 3)])
    def test_a_tie_for_the_last_seat(self, tie: str, winner: int, loser: int) -> None:
        form = replace(self.FORM, most=3, tie=tie)
        counted = held(EL1, form, marked((1, 2, 3), times=6) + marked((1,)))
        assert chosen(counted) == sorted([1, winner])
        assert why(counted)[winner] == "result_won_tie"
        assert why(counted)[loser] == "result_lost_tie"
        assert why(counted)[1] == "result_chosen"
        assert counted["results"][winner - 1]["why"]["params"] == {"votes": 6, "tie": tie}

    def test_a_tie_that_decides_nothing_needs_no_rule(self) -> None:
        counted = held(EL1, self.FORM, marked((1, 2), times=6) + marked((3,)))
        assert why(counted)[1] == why(counted)[2] == "result_chosen"

    def test_the_next_ones_stand_again_one_more_than_the_seats_left(self) -> None:
        contents = marked((1, 2), times=5) + marked((1, 3), times=4) + marked((1, 4), times=3)
        counted = held(EL1, self.FORM, contents)
        assert chosen(counted) == [1]
        assert counted["seats_left"] == 1
        assert counted["run_off"] == [
            {"position": 2, "label": "乙", "votes": 5},
            {"position": 3, "label": "丙", "votes": 4},
        ]

    def test_nobody_elected_all_seats_are_run_for_again(self) -> None:
        contents = marked((1, 2), (3, 4), (2, 3), (1, 4))
        counted = held(EL1, self.FORM, contents)
        assert (counted["outcome"], counted["seats_left"]) == ("failed", 2)
        # All four have two votes; three stand again, in the order of the lots.
        assert [one["position"] for one in counted["run_off"]] == [4, 3, 2]

    def test_whom_nobody_wants_does_not_stand_again(self) -> None:
        counted = held(EL1, self.FORM, marked((1,), times=2) + said("no", 3))
        assert [one["position"] for one in counted["run_off"]] == [1]

    def test_without_a_quorum_nobody_is_elected(self) -> None:
        counted = held(EL1, self.FORM, marked((1, 2), times=5), number=10)
        assert (counted["outcome"], chosen(counted)) == ("no_quorum", [])
        assert set(why(counted).values()) == {"result_no_quorum"}
        assert counted["run_off"] == []

    def test_each_candidate_has_a_line_of_the_computation(self) -> None:
        lines = held(EL1, self.FORM, marked((1, 2), times=7))["lines"]
        assert [line["code"] for line in lines] == [
            "tally.roll", "tally.participation.heads", *["tally.option.heads"] * 4, "tally.outcome",
        ]  # fmt: skip
        assert lines[2]["params"] == {
            "label": "乙", "have": 7, "of": 7, "need": "1/2", "inclusive": False,
            "percent": "100.0", "needed": 4, "met": True,
        }  # fmt: skip


class TestAChoice:
    FORM = Form("choice", options(3), tie="listed")

    def test_one_of_several_or_against_all(self) -> None:
        counted = held(
            RC1, self.FORM, marked((2,), times=5) + marked((1,), times=2) + said("no", 2)
        )
        assert (counted["outcome"], chosen(counted, "selected")) == ("passed", [2])
        assert counted["counts"] == {"valid": 7, "no": 2, "abstain": 0, "spoiled": 0}
        assert counted["approval"]["heads"]["have"] == 5

    def test_none_has_more_than_half(self) -> None:
        counted = held(RC1, self.FORM, marked((1,), (2,), (3,), (2,)))
        assert (counted["outcome"], chosen(counted, "selected")) == ("failed", [])
        assert [one["position"] for one in counted["run_off"]] == [2, 1]
        assert [r["code"] for r in counted["reasons"]] == ["approval_heads_missed"]

    def test_owners_choose_by_heads_and_by_area(self) -> None:
        """Two companies: one has the heads, the other the area; a third has both."""
        form = Form("choice", options(3), most=2, tie="listed")
        lines = [Line("big", 1, 90000), *(Line(f"v{i}", 1, 10000) for i in range(6))]
        small = [Cast(f"v{i}", {"marks": [1]}) for i in range(6)]
        voted = [line.voter for line in lines]
        counted = count(OW1, form, lines, [*small, Cast("big", {"marks": [2]})], voted=voted)
        assert counted["outcome"] == "failed"
        assert why(counted) == {
            1: "result_below_area", 2: "result_below_heads", 3: "result_below_heads",
        }  # fmt: skip
        assert counted["results"][0]["area"] == "600.00"
        both = [Cast(f"v{i}", {"marks": [1, 3]} if i < 4 else {"marks": [1]}) for i in range(6)]
        counted = count(OW1, form, lines, [*both, Cast("big", {"marks": [3]})], voted=voted)
        assert (counted["outcome"], chosen(counted, "selected")) == ("passed", [3])
        assert counted["approval"]["area"]["have"] == "1300.00"
        codes = [line["code"] for line in counted["lines"]]
        assert codes.count("tally.option.area") == 3

    def test_equal_heads_are_compared_by_area(self) -> None:
        form = Form("choice", options(2), most=2, tie="listed")
        lines = [Line("a", 1, 100), Line("b", 1, 101), Line("c", 1, 100)]
        cast = [Cast("a", {"marks": [1]}), Cast("b", {"marks": [2]}), Cast("c", {"marks": [1, 2]})]
        counted = count(OW1, form, lines, cast, voted=["a", "b", "c"])
        assert chosen(counted, "selected") == [2]
        assert why(counted) == {1: "result_no_seat", 2: "result_chosen"}


class TestAnAppraisal:
    FORM = Form("appraisal", (Option(1, "甲"), Option(2, "乙", previous=("incompetent",))))

    @staticmethod
    def graded(**grades: tuple[int, int, int, int]) -> list[dict]:
        names = ("excellent", "competent", "basic", "incompetent")
        spread = [[n for n, k in zip(names, times, strict=True) for _ in range(k)]
                  for times in grades.values()]  # fmt: skip
        return [
            {"grades": {key[1:]: grade for key, grade in zip(grades, row, strict=True)}}
            for row in zip(*spread, strict=True)
        ]

    def test_grades_add_up_to_a_finding(self) -> None:
        counted = held(EV1, self.FORM, self.graded(m1=(4, 3, 2, 1), m2=(0, 4, 0, 6)))
        first, second = counted["results"]
        assert (first["finding"], first["ended"]) == ("competent", False)
        assert first["votes"] == {"excellent": 4, "competent": 3, "basic": 2, "incompetent": 1}
        assert first["why"]["params"]["have"] == 7
        assert (second["finding"], second["in_a_row"], second["ended"]) == ("incompetent", 2, True)
        assert second["why"] == {"code": "result_ended", "params": {"times": 2}}
        assert counted["outcome"] == "passed"
        assert [line["code"] for line in counted["lines"]].count("tally.grades") == 2

    def test_half_and_half_is_no_finding(self) -> None:
        counted = held(EV1, self.FORM, self.graded(m1=(5, 0, 0, 5), m2=(0, 0, 5, 5)))
        assert [result["finding"] for result in counted["results"]] == ["none", "none"]
        assert not any(result["ended"] for result in counted["results"])

    def test_an_ungraded_member_and_spoiled_ballots_stay_in_the_base(self) -> None:
        contents = self.graded(m2=(0, 0, 0, 5)) + said("spoiled", 5)
        counted = held(EV1, self.FORM, contents)
        assert counted["results"][1]["finding"] == "none"
        assert counted["results"][1]["of"] == 10

    def test_without_a_quorum_nothing_is_found(self) -> None:
        counted = held(EV1, self.FORM, self.graded(m1=(0, 0, 0, 6), m2=(0, 0, 0, 6)), number=10)
        assert [result["finding"] for result in counted["results"]] == ["none", "none"]
        assert set(why(counted).values()) == {"result_no_quorum"}


class TestScores:
    FORM = Form("score", options(3), scale=(0, 100), draw=(3, 2, 1))

    @staticmethod
    def scored(*rows: tuple[int, int, int]) -> list[dict]:
        return [{"scores": dict(zip("123", row, strict=True))} for row in rows]

    def test_the_best_average_is_first_and_it_is_exact(self) -> None:
        counted = held(RC1, self.FORM, self.scored((90, 80, 70), (90, 81, 75), (91, 95, 90)))
        first, second, third = counted["results"]
        assert (first["total"], first["of"], first["average"], first["shown"]) == (
            271, 3, "271/3", "90.33",
        )  # fmt: skip
        assert (second["average"], second["shown"]) == ("256/3", "85.33")
        assert [r["rank"] for r in counted["results"]] == [1, 2, 3]
        assert chosen(counted, "selected") == [1]
        assert third["why"]["code"] == "result_lower"

    def test_nothing_is_dropped(self) -> None:
        counted = held(RC1, self.FORM, self.scored((0, 50, 1), (100, 50, 1), (80, 50, 1)))
        assert counted["results"][0]["average"] == "60"
        line = next(line for line in counted["lines"] if line["code"] == "tally.scores")
        assert line["params"] == {"ballots": 3}

    def test_equal_averages_go_by_the_lots(self) -> None:
        counted = held(RC1, self.FORM, self.scored((50, 60, 60), (50, 60, 60)))
        assert chosen(counted, "selected") == [3]
        assert why(counted) == {
            1: "result_lower", 2: "result_lost_level", 3: "result_won_level",
        }  # fmt: skip

    def test_a_ranking_by_too_few_decides_nothing(self) -> None:
        counted = held(RC1, self.FORM, self.scored((50, 60, 70)) + said("abstain"))
        assert (counted["outcome"], chosen(counted, "selected")) == ("failed", [])
        assert set(why(counted).values()) == {"result_too_few_scored"}

    def test_without_a_quorum_nothing_is_ranked_first(self) -> None:
        counted = held(RC1, self.FORM, self.scored((50, 60, 70)), number=9)
        assert (counted["outcome"], chosen(counted, "selected")) == ("no_quorum", [])
        assert set(why(counted).values()) == {"result_no_quorum"}

    def test_all_abstain(self) -> None:
        counted = held(RC1, self.FORM, said("abstain", 3))
        assert counted["outcome"] == "failed"
        assert counted["results"][0]["average"] is None


class TestWithheld:
    FORM = Form("election", options(3), seats=1, most=1, tie="listed")

    def test_a_secret_poll_needs_ten_people(self) -> None:
        assert may_be_secret(roll(10), SV1).lawful
        few = [*roll(9), Line("recused", recused=True)]
        reasons = may_be_secret(few, SV1).reasons
        assert [(r.code, r.params["have"]) for r in reasons] == [("secret_roll_too_small", 9)]

    def shown(self, pile: list[dict], number: int = 12) -> dict:
        cast = [Cast(None, canonical(content)) for content in pile]
        voted = [f"v{i}" for i in range(len(pile))]
        counted = count(EL1, self.FORM, roll(number), cast, voted=voted, channels={"paper": 1})
        return disclose(counted, self.FORM, SV1)

    def test_ten_ballots_are_shown_nine_are_not(self) -> None:
        ten = self.shown(marked((1,), times=8) + marked((2,), (3,)))
        assert ten["results"][0]["votes"] == 8
        assert "withheld" not in ten
        nine = self.shown(marked((1,), times=7) + marked((2,), (3,)))
        assert nine["outcome"] == "passed"
        assert nine["results"][0] == {
            "position": 1, "label": "甲", "elected": True,
            "why": {"code": "result_withheld", "params": {}},
        }  # fmt: skip
        assert nine["withheld"] == {"code": "result_withheld", "params": {}}
        assert (nine["counts"], nine["channels"]) == ({}, {})

    def test_no_figure_of_a_withheld_result_tells_how_anybody_voted(self) -> None:
        """Two elections that end the same look the same, however the votes were."""
        one = self.shown(marked((1,), times=7) + marked((2,), (3,)))
        other = self.shown(marked((1,), times=6) + marked((2,)) + said("spoiled") + said("no"))
        assert one == other

    def test_the_unanimous_are_not_told_from_the_few(self) -> None:
        all_the_same = self.shown(marked((1,), times=11))
        assert all_the_same["withheld"] == {"code": "result_withheld", "params": {}}
        assert "share" not in all_the_same["results"][0]

    def test_who_failed_is_told_without_figures(self) -> None:
        failed = self.shown(marked((1,), (2,), (3,)), number=4)
        assert (failed["outcome"], failed["approval"]) == ("failed", {"met": False})
        assert failed["reasons"] == []
        assert failed["run_off"] == [{"position": 1, "label": "甲"}, {"position": 2, "label": "乙"}]
        assert {line["code"] for line in failed["lines"]} == {
            "tally.roll", "tally.participation.heads", "tally.outcome",
        }  # fmt: skip

    def test_a_member_whom_all_grade_alike(self) -> None:
        form = Form("appraisal", (Option(1, "甲"), Option(2, "乙")))
        rows = [
            {"grades": {"1": "excellent", "2": "basic" if i else "excellent"}} for i in range(12)
        ]
        cast = [Cast(None, canonical(row)) for row in rows]
        counted = count(EV1, form, roll(12), cast, voted=[f"v{i}" for i in range(12)])
        shown = disclose(counted, form, SV1)
        assert shown["results"][0] == {
            "position": 1, "label": "甲", "finding": "excellent", "ended": False,
            "why": {"code": "result_withheld", "params": {}},
        }  # fmt: skip
        assert shown["results"][1]["votes"]["basic"] == 11
        assert [line["params"].get("label") for line in shown["lines"]].count("甲") == 0
