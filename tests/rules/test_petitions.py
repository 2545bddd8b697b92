"""Who may call a meeting: shares in whole numbers, one alternative is enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules import petitions, rulebook
from council.rules.petitions import Base, Standing

TODAY = date(2026, 5, 6)
AT = datetime(2026, 5, 6, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def rule(rule_id: str, on: date = TODAY):
    return rulebook.default_book().rule(rule_id, on)


def one(found: Standing, who: str):
    return next(a for a in found.alternatives if a.who == who)


@pytest.mark.parametrize(
    ("rule_id", "who", "of", "need"),
    [
        ("RA1", "residents", 1000, 100), ("RA1", "residents", 1001, 101),
        ("RA1", "households", 9, 1), ("RC1", "representatives", 78, 16),
        ("RC1", "representatives", 80, 16), ("OC1", "members", 7, 3), ("OC1", "members", 9, 3),
        ("DL1", "residents", 2000, 10), ("EL2", "registered_voters", 11, 3),
        ("EL2", "representatives", 78, 26), ("OW1", "owners", 280, 56),
    ],
)  # fmt: skip
def test_the_figure_itself_is_enough(rule_id: str, who: str, of: int, need: int) -> None:
    area = 100 * of
    for have, reached in ((need - 1, False), (need, True)):
        found = petitions.standing(rule(rule_id), {who: Base(of, area)}, {who: Base(have, area)})
        line = one(found, who)
        assert (line.reached, found.reached) == (reached, reached)
        assert line.measures[0].need == need
        assert line.measures[0].missing == need - have


def test_before_2026_a_fifth_of_the_residents() -> None:
    before = rule("RA1", date(2025, 12, 31))
    found = petitions.standing(before, {"residents": Base(1000)}, {"residents": Base(150)})
    assert one(found, "residents").measures[0].missing == 50


def test_owners_need_heads_and_area() -> None:
    base = {"owners": Base(280, 2_483_857)}
    for heads, area, reached in (
        (56, 496_771, False), (55, 496_772, False), (56, 496_772, True),
    ):  # fmt: skip
        found = petitions.standing(rule("OW1"), base, {"owners": Base(heads, area)})
        assert found.reached is reached
    assert [m.name for m in one(found, "owners").measures] == ["heads", "area"]
    assert one(found, "owners").measures[1].need == 496_772


def test_groups_and_offices_are_told_and_not_counted() -> None:
    found = petitions.standing(rule("RA1"), {}, {})
    assert one(found, "groups").kind == "uncounted"
    assert str(one(found, "groups").share) == "ge 1/3"
    assert not found.reached
    assert petitions.standing(rule("PG1"), {}, {}).alternatives[0].kind == "office"


def test_of_nobody_nothing_is_reached() -> None:
    assert not petitions.standing(rule("OW1"), {"owners": Base(0, 0)}, {}).reached


@given(of=st.integers(1, 5000), have=st.integers(0, 5000), area=st.integers(1, 10**9))
def test_missing_is_exact(of: int, have: int, area: int) -> None:
    have = min(have, of)
    found = petitions.standing(
        rule("OW1"), {"owners": Base(of, area)}, {"owners": Base(have, area)}
    )
    heads = one(found, "owners").measures[0]
    assert heads.met == (have * 5 >= of)
    assert (heads.have + heads.missing) * 5 >= of
    assert heads.met or (heads.have + heads.missing - 1) * 5 < of
    assert Standing.from_data(found.as_data()) == found


def test_who_may_open_and_until_when() -> None:
    base = {"owners": Base(3, 30)}
    week = AT + timedelta(days=7)

    def codes(rule_id="OW1", belongs=("owners",), bases=base, closes=week):
        verdict = petitions.may_open(rule(rule_id), belongs, bases, AT, closes)
        return [reason.code for reason in verdict.reasons]

    assert codes() == []
    assert codes(rule_id="PG3") == ["petition_not_by_signature"]
    assert codes(belongs=()) == ["petition_not_yours"]
    assert codes(bases={"owners": Base(0, 0)}) == ["petition_no_base"]
    assert codes(closes=AT) == ["petition_in_past"]
    assert codes(closes=AT + timedelta(days=185)) == ["petition_too_long"]


def test_signed_until_reached_or_over() -> None:
    week = AT + timedelta(days=7)

    def codes(state: str, at: datetime = AT):
        return [r.code for r in petitions.running(state, week, at, rule("OW1")).reasons]

    assert codes("open") == []
    assert codes("open", week) == codes("lapsed") == ["petition_over"]
    assert codes("reached") == codes("called") == ["petition_reached"]


@pytest.mark.parametrize(
    ("body", "office", "rule_id", "needed"),
    [
        ("owners_assembly", "owners_committee", "OW1", False),
        ("owners_assembly", "clerk", "OW1", False),
        ("owners_assembly", "committee_chair", "OW1", True),
        ("owners_assembly", "party_secretary", "OW2", True),
        ("owners_assembly", "committee_chair", "OW3", False),
        ("residents_assembly", "clerk", "EL2", True),
        ("residents_assembly", "committee_chair", "RA1", False),
    ],
)
def test_who_calls_only_on_demand(body: str, office: str, rule_id: str, needed: bool) -> None:
    assert petitions.needs_petition(body, office, rule(rule_id)) is needed


def test_which_meeting_may_be_called_on_it() -> None:
    def codes(state="reached", same=True, asked="OW1", called="OW2"):
        verdict = petitions.may_call_on(state, same, rule(asked), rule(called))
        return [reason.code for reason in verdict.reasons]

    assert codes() == []
    assert codes(asked="RA1", called="RA2") == []
    assert codes(asked="RA1", called="EL2") == ["petition_of_another"]
    assert codes(same=False) == ["petition_of_another"]
    assert codes(state="open") == codes(state="lapsed") == ["petition_not_reached"]
    assert codes(state="called") == ["petition_called"]


def test_until_when_it_must_be_called() -> None:
    assert petitions.call_by(rule("OW1"), AT) is None
    dated = replace(rule("OC1"), figures={"called_within_days": 7})
    assert petitions.call_by(dated, AT) == datetime(2026, 5, 14, tzinfo=ZoneInfo("Asia/Shanghai"))
