"""Every rule of the book that has a vote, at its border: exactly at it, one below, one above.

The classes bear the statutes' names. The figures are worked out by hand, not by the program: of
100, half is 50, and 过半数 needs 51; of 99, two thirds are 66, and 以上 includes them. Areas are
tried to one hundredth of a square metre. That no rule of the book is missing is a house rule.
"""
# The names of statutes are Chinese, and so are the names of the tests: a failure says which law.
# ruff: noqa: N801, PLC2401

from dataclasses import dataclass
from datetime import date

import pytest

from council.rules.counting import Cast, count
from council.rules.form import MOTION, Form, Option
from council.rules.rule import Rule
from council.rules.rulebook import default_book
from council.rules.tally import Line

BOOK = default_book()
OLD, NEW = date(2025, 12, 31), date(2026, 5, 1)


@dataclass(frozen=True)
class At:
    """The exact share as a number ``of`` others, and whether it suffices."""

    exact: int
    of: int
    suffices: bool

    @property
    def points(self) -> list[tuple[int, bool]]:
        """One below, exactly at, one above (where there are so many)."""
        near = [(self.exact - 1, False), (self.exact, self.suffices), (self.exact + 1, True)]
        return [(have, enough) for have, enough in near if have <= self.of]


def people(number: int) -> list[Line]:
    return [Line(f"v{i}") for i in range(number)]


def decided(rule: Rule, roll: list[Line], choices: list[str]) -> dict:
    """The motion where the first on the roll vote like this, in this order."""
    cast = [Cast(roll[i].voter, {"choice": choice}) for i, choice in enumerate(choices)]
    return count(rule, MOTION, roll, cast, voted=[one.voter for one in cast])


class Borders:
    """By heads: ``quorum`` of the roll must take part, ``approval`` of its base must agree."""

    rule: str
    on: date
    quorum: At
    approval: At

    @property
    def law(self) -> Rule:
        return BOOK.rule(self.rule, self.on)

    def outcome(self, took_part: int, yes: int) -> dict:
        choices = ["yes"] * yes + ["abstain", "no", "spoiled"] * took_part
        return decided(self.law, people(self.quorum.of), choices[:took_part])

    def test_participation_by_heads(self) -> None:
        for took_part, enough in self.quorum.points:
            counted = self.outcome(took_part, took_part)
            assert counted["participation"]["heads"]["of"] == self.quorum.of
            assert (counted["outcome"] != "no_quorum") is enough, took_part

    def test_approval_by_heads(self) -> None:
        whole = self.approval.of if self.law.approval.of != "entitled" else self.quorum.of
        for yes, enough in self.approval.points:
            counted = self.outcome(whole, yes)
            assert counted["approval"]["heads"]["of"] == self.approval.of
            assert counted["outcome"] == ("passed" if enough else "failed"), yes


class AreaBorders(Borders):
    """By heads and by area: each alone can stop it. Ten owners; shares of 3,000.00 m² in all."""

    quorum_area: At
    approval_area: At

    def outcome(self, took_part: int, yes: int) -> dict:
        """Equal areas, so that area is reached wherever heads are."""
        choices = ["yes"] * yes + ["abstain", "no", "spoiled"] * took_part
        roll = [Line(f"v{i}", 1, 10000) for i in range(self.quorum.of)]
        return decided(self.law, roll, choices[:took_part])

    def test_participation_by_area(self) -> None:
        """Eight or nine of ten take part; their area is a hundredth short, exact, one more."""
        for area, enough in self.quorum_area.points:
            roll = owners(8, area, self.quorum_area.of)
            counted = decided(self.law, roll, ["yes"] * 8)
            assert counted["participation"]["heads"]["have"] == 8
            assert (counted["outcome"] != "no_quorum") is enough, area
            if not enough:
                assert {reason["code"] for reason in counted["reasons"]} >= {
                    "participation_area_missed"
                }

    def test_approval_by_area(self) -> None:
        """Eight of ten agree; their area is a hundredth short, exact, one more."""
        for area, enough in self.approval_area.points:
            roll = owners(8, area, self.approval_area.of)
            counted = decided(self.law, roll, ["yes"] * 8 + ["no"] * 2)
            assert counted["approval"]["heads"]["have"] == 8
            assert counted["outcome"] == ("passed" if enough else "failed"), area


def owners(some: int, area: int, total: int) -> list[Line]:
    """Ten owners, of whom the first have just this area together, and all have the total."""
    first = [Line(f"v{i}", 1, 1) for i in range(some - 1)]
    rest = [Line(f"w{i}", 1, 1) for i in range(9 - some)]
    first.append(Line("big", 1, area - len(first)))
    return [*first, *rest, Line("other", 1, total - area - len(rest))]


HALF, TWO_THIRDS = At(50, of=100, suffices=False), At(66, of=99, suffices=True)
HALF_OF_80 = At(40, of=80, suffices=False)


class Test城市居委会组织法9_RA1(Borders):
    rule, on, quorum, approval = "RA1", OLD, HALF, HALF_OF_80


class Test居委会组织法_RA1(Borders):
    rule, on, quorum, approval = "RA1", NEW, HALF, HALF_OF_80


class Test城市居委会组织法9_RA2(Borders):
    rule, on, quorum, approval = "RA2", OLD, HALF, HALF_OF_80


class Test居委会组织法_RA2(Borders):
    rule, on, quorum, approval = "RA2", NEW, HALF, HALF_OF_80


class Test城市居委会组织法9_RC1(Borders):
    rule, on, quorum, approval = "RC1", OLD, HALF, HALF_OF_80


class Test居委会组织法第四章_RC1(Borders):
    rule, on, quorum, approval = "RC1", NEW, TWO_THIRDS, HALF_OF_80


class Test四议两公开_PG1(Borders):
    rule, on, quorum, approval = "PG1", OLD, HALF, HALF_OF_80


class Test居委会组织法_PG1(Borders):
    rule, on, quorum, approval = "PG1", NEW, HALF, HALF_OF_80


class Test四议两公开_PG2(Borders):
    """At least half of all members, whoever is present: 15 of 30 is enough."""

    rule, on = "PG2", NEW
    quorum, approval = At(20, of=30, suffices=True), At(15, of=30, suffices=True)


class Test四议两公开_PG3(Borders):
    rule, on, quorum, approval = "PG3", NEW, HALF, HALF_OF_80


class Test议事协商地方标准_DL1(Borders):
    rule, on, quorum, approval = "DL1", NEW, TWO_THIRDS, HALF_OF_80


class Test物业管理条例12_OW1(AreaBorders):
    """Until 2020: more than half took part, and more than half of all had to agree."""

    rule, on = "OW1", date(2020, 12, 31)
    quorum, approval = HALF, HALF
    quorum_area = At(150000, of=300000, suffices=False)
    approval_area = At(150000, of=300000, suffices=False)


class Test民法典278_OW1(AreaBorders):
    """三分之二以上 take part; 过半数 of the participants agree, by area and by heads."""

    rule, on = "OW1", NEW
    quorum, approval = TWO_THIRDS, HALF_OF_80
    quorum_area = At(200000, of=300000, suffices=True)
    approval_area = At(150000, of=300000, suffices=False)


class Test物业管理条例12_OW2(AreaBorders):
    """Until 2020: two thirds of all had to agree."""

    rule, on = "OW2", date(2020, 12, 31)
    quorum, approval = At(150, of=300, suffices=False), At(200, of=300, suffices=True)
    quorum_area = At(150000, of=300000, suffices=False)
    approval_area = At(200000, of=300000, suffices=True)


class Test民法典278_OW2(AreaBorders):
    """四分之三以上 of the participants agree, by area and by heads."""

    rule, on = "OW2", NEW
    quorum, approval = TWO_THIRDS, At(60, of=80, suffices=True)
    quorum_area = At(200000, of=300000, suffices=True)
    approval_area = At(225000, of=300000, suffices=True)


class Test民法典279_OW3(Borders):
    """Every owner of the building; one silent owner stops it."""

    rule, on = "OW3", NEW
    quorum, approval = At(16, of=16, suffices=True), At(16, of=16, suffices=True)


class Test业主大会和业主委员会指导规则38_OC1(Borders):
    """More than half of all members, whoever attends."""

    rule, on = "OC1", NEW
    quorum, approval = At(4, of=8, suffices=False), At(4, of=8, suffices=False)


class Test议事协商地方标准_JM1(Borders):
    rule, on = "JM1", NEW
    quorum, approval = At(3, of=3, suffices=True), At(3, of=3, suffices=True)


class ElectionBorders(Borders):
    """A candidate needs more than half of the ballots cast, spoiled ones and all."""

    form = Form(
        "election",
        (Option(1, "甲"), Option(2, "乙"), Option(3, "丙")),
        seats=2,
        most=2,
        tie="listed",
    )

    def outcome(self, took_part: int, yes: int) -> dict:
        roll = people(self.quorum.of)
        others = [{"marks": [2]}, {"choice": "abstain"}, {"choice": "spoiled"}, {"choice": "no"}]
        contents = [{"marks": [1]}] * yes + others * took_part
        cast = [Cast(roll[i].voter, contents[i]) for i in range(took_part)]
        return count(self.law, self.form, roll, cast, voted=[one.voter for one in cast])

    def test_elected(self) -> None:
        for yes, enough in self.approval.points:
            first = self.outcome(self.approval.of, yes)["results"][0]
            assert (first["votes"], first["elected"]) == (yes, enough)


class Test城市居委会组织法8_EL1(ElectionBorders):
    rule, on, quorum, approval = "EL1", OLD, HALF, HALF_OF_80


class Test居委会组织法第三章_EL1(ElectionBorders):
    rule, on, quorum, approval = "EL1", NEW, HALF, HALF_OF_80


class Test城市居委会组织法8_EL1R(ElectionBorders):
    rule, on = "EL1R", OLD
    quorum, approval = At(66, of=99, suffices=False), HALF_OF_80


class Test居委会组织法第三章_EL1R(ElectionBorders):
    """超过三分之二: exactly two thirds of the representatives are not enough."""

    rule, on = "EL1R", NEW
    quorum, approval = At(66, of=99, suffices=False), HALF_OF_80


class Test居委会组织法第三章_EL2(Borders):
    """Recall, per person: more than half of the votes cast."""

    rule, on, quorum, approval = "EL2", NEW, HALF, HALF_OF_80


class Test居委会组织法第五章_EV1(Borders):
    """Two findings of 不称职 in a row end the office; a finding needs more than half."""

    rule, on, quorum, approval = "EV1", NEW, TWO_THIRDS, HALF_OF_80

    def appraised(self, bad: int, previous: tuple[str, ...]) -> dict:
        form = Form("appraisal", (Option(1, "甲", previous=previous),))
        roll = people(99)
        grades = ["incompetent"] * bad + ["competent"] * (80 - bad)
        cast = [Cast(roll[i].voter, {"grades": {"1": grades[i]}}) for i in range(80)]
        return count(self.law, form, roll, cast, voted=[one.voter for one in cast])["results"][0]

    def test_a_finding_needs_more_than_half(self) -> None:
        for bad, enough in self.approval.points:
            found = self.appraised(bad, ())
            assert (found["finding"] == "incompetent") is enough, bad
            assert found["ended"] is False

    @pytest.mark.parametrize(
        ("previous", "ends"),
        [
            ((), False),
            (("incompetent",), True),
            (("incompetent", "basic"), False),
            (("incompetent", "none"), False),
            (("basic", "incompetent"), True),
        ],
    )
    def test_two_in_a_row(self, previous: tuple[str, ...], ends: bool) -> None:
        assert self.appraised(41, previous)["ended"] is ends
        assert self.appraised(40, previous)["ended"] is False


class Test城市居委会组织法9_FD1(Borders):
    rule, on, quorum, approval = "FD1", OLD, HALF, HALF_OF_80


class Test居委会组织法第四章_FD1(Borders):
    rule, on, quorum, approval = "FD1", NEW, TWO_THIRDS, HALF_OF_80


def bordered() -> dict[tuple[str, date], str]:
    """Which version of which rule has its borders here, under the name of which class."""
    return {
        (case.rule, BOOK.rule(case.rule, case.on).in_force_from): name
        for name, case in globals().items()
        if name.startswith("Test") and isinstance(case, type) and issubclass(case, Borders)
    }
