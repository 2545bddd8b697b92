"""Counting: at the border, by heads and area, and with nothing left to a guess."""

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules.pollfile import count_poll, parse_area, read_document
from council.rules.roll import (
    OwnedUnit,
    Proxy,
    check_proxies,
    owner_lines,
    taking_part,
)
from council.rules.rulebook import default_book
from council.rules.tally import CHOICES, CountError, Line, Vote, tally, turnout

MAY = date(2026, 5, 1)
BOOK = default_book()
POLL_RULES = [rule.id for rule in BOOK.rules(MAY) if rule.kind == "poll"]


def roll(n: int, **more) -> list[Line]:
    return [Line(f"v{i}", **more) for i in range(n)]


def votes(yes: int = 0, no: int = 0, abstain: int = 0, spoiled: int = 0) -> list[Vote]:
    choices = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain + ["spoiled"] * spoiled
    return [Vote(f"v{i}", choice) for i, choice in enumerate(choices)]


@pytest.mark.parametrize(
    ("rule_id", "entitled", "cast", "outcome"),
    [
        # Participation exactly at the border, one below, one above.
        ("RA1", 100, {"yes": 50}, "no_quorum"),
        ("RA1", 100, {"yes": 51}, "passed"),
        ("RC1", 78, {"yes": 51}, "no_quorum"),
        ("RC1", 78, {"yes": 52}, "passed"),
        ("EL1R", 78, {"yes": 52}, "no_quorum"),
        ("EL1R", 78, {"yes": 53}, "passed"),
        # Approval is of the participants: abstentions and spoiled ballots stay in the count.
        ("RC1", 78, {"yes": 30, "no": 30}, "failed"),
        ("RC1", 78, {"yes": 31, "no": 29}, "passed"),
        ("RC1", 78, {"yes": 30, "no": 10, "abstain": 20}, "failed"),
        ("RC1", 78, {"yes": 30, "abstain": 10, "spoiled": 20}, "failed"),
        ("RC1", 78, {"yes": 31, "abstain": 9, "spoiled": 20}, "passed"),
        # Of all members, whoever is present; exactly half is enough here, and not there.
        ("PG2", 30, {"yes": 15, "no": 5}, "passed"),
        ("PG2", 30, {"yes": 14, "no": 6}, "failed"),
        ("OC1", 8, {"yes": 4, "no": 2}, "failed"),
        ("OC1", 8, {"yes": 5}, "passed"),
        # One silent owner, or one side that stays away, is enough to stop it.
        ("OW3", 16, {"yes": 15}, "no_quorum"),
        ("OW3", 16, {"yes": 15, "abstain": 1}, "failed"),
        ("OW3", 16, {"yes": 16}, "passed"),
        ("JM1", 3, {"yes": 2, "no": 1}, "failed"),
        # Nobody decides nothing.
        ("RC1", 78, {}, "no_quorum"),
        ("RC1", 0, {}, "no_quorum"),
    ],
)
def test_outcomes_at_the_border(rule_id: str, entitled: int, cast: dict, outcome: str) -> None:
    assert tally(BOOK.rule(rule_id, MAY), roll(entitled), votes(**cast)).outcome == outcome


def test_heads_and_area_must_both_be_reached() -> None:
    rule = BOOK.rule("OW2", MAY)
    lines = [Line("big", area=80000), *(Line(f"v{i}", area=10000) for i in range(3))]
    small = [Vote(f"v{i}", "yes") for i in range(3)]
    counted = tally(rule, lines, small)
    assert (counted.participation.heads.met, counted.participation.area.met) == (True, False)
    assert counted.outcome == "no_quorum"
    assert [r.code for r in counted.reasons] == ["participation_area_missed"]
    assert counted.reasons[0].params["missing"] == "433.34"
    counted = tally(rule, lines, [*small, Vote("big", "no")])
    assert counted.outcome == "failed"
    assert counted.approval.heads.met
    assert not counted.approval.area.met
    assert tally(rule, lines, [*small[:2], Vote("big", "yes")]).outcome == "passed"


def test_a_recused_member_is_outside_roll_and_count() -> None:
    lines = [*roll(6), Line("interested", recused=True)]
    counted = tally(BOOK.rule("PG3", MAY), lines, votes(yes=3, no=1))
    assert counted.participation.heads.of == 6
    assert counted.recused == 1
    with pytest.raises(CountError, match="recused"):
        tally(BOOK.rule("PG3", MAY), lines, [Vote("interested", "yes")])


def test_who_attends_and_does_not_vote_still_takes_part() -> None:
    rule, lines = BOOK.rule("RC1", MAY), roll(9)
    counted = tally(rule, lines, votes(yes=3), present={f"v{i}" for i in range(6)})
    assert counted.outcome == "failed"
    assert counted.approval.heads.of == 6
    election = BOOK.rule("EL1R", MAY)
    counted = tally(election, lines, votes(yes=4), present={f"v{i}" for i in range(7)})
    assert (counted.participation.heads.have, counted.approval.heads.of) == (7, 4)
    assert counted.outcome == "passed"


def test_channels_are_counted_apart_and_nobody_twice() -> None:
    cast = [Vote("v0", "yes", "online"), Vote("v1", "yes", "hall"), Vote("v2", "no", "hall")]
    counted = tally(BOOK.rule("RC1", MAY), roll(3), cast)
    assert counted.channels == {"online": 1, "paper": 0, "hall": 2, "proxy": 0}
    with pytest.raises(CountError, match="twice"):
        tally(BOOK.rule("RC1", MAY), roll(3), [*cast, Vote("v0", "yes", "hall")])


def test_the_computation_is_told_line_by_line() -> None:
    steps = tally(BOOK.rule("RC1", MAY), roll(78), votes(yes=40, no=21)).steps
    assert [step.code for step in steps] == [
        "tally.roll", "tally.participation.heads", "tally.approval.heads", "tally.outcome",
    ]  # fmt: skip
    assert steps[1].params == {
        "have": 61, "of": 78, "need": "2/3", "inclusive": True,
        "percent": "78.2", "needed": 52, "met": True,
    }  # fmt: skip


def test_the_percentage_never_looks_like_more_than_it_is() -> None:
    counted = tally(BOOK.rule("RA1", MAY), roll(10001), votes(yes=5000))
    assert counted.participation.heads.percent == "49.9"


def test_the_meter_says_how_many_are_missing() -> None:
    share = turnout(BOOK.rule("RC1", MAY), roll(78), {f"v{i}" for i in range(44)})
    assert (share.met, share.heads.have, share.heads.missing) == (False, 44, 8)
    with pytest.raises(CountError, match="not on the roll"):
        turnout(BOOK.rule("RC1", MAY), roll(3), {"stranger"})


@given(
    st.sampled_from(POLL_RULES),
    st.lists(st.tuples(st.integers(1, 10**6), st.sampled_from([*CHOICES, None])), max_size=30),
)
def test_it_agrees_with_plain_fractions(rule_id: str, people: list) -> None:
    rule = BOOK.rule(rule_id, MAY)
    lines = [Line(f"v{i}", area=area) for i, (area, _) in enumerate(people)]
    cast = [Vote(f"v{i}", choice) for i, (_, choice) in enumerate(people) if choice]
    counted = tally(rule, lines, cast)

    def reached(threshold, have, of) -> bool:
        sums = [(len(have), len(of))] + ([(sum(have), sum(of))] if rule.counts_area else [])
        return all(
            whole and (Fraction(part, whole) >= threshold.share)
            and (threshold.inclusive or Fraction(part, whole) != threshold.share)
            for part, whole in sums
        )  # fmt: skip

    everybody = [area for area, _ in people]
    took_part = [area for area, choice in people if choice]
    agreed = [area for area, choice in people if choice == "yes"]
    quorum = reached(rule.participation, took_part, everybody)
    base = everybody if rule.approval.of == "entitled" else took_part
    passes = reached(rule.approval.threshold, agreed, base)
    expected = ("passed" if passes else "failed") if quorum else "no_quorum"
    assert counted.outcome == expected
    assert (not counted.reasons) == (counted.outcome == "passed")
    assert sum(counted.counts.values()) == len(cast)


@given(st.permutations(range(12)), st.lists(st.sampled_from(CHOICES), min_size=12, max_size=12))
def test_the_order_of_ballots_decides_nothing(order: list[int], choices: list[str]) -> None:
    rule, lines = BOOK.rule("RC1", MAY), roll(14)
    cast = [Vote(f"v{i}", choice) for i, choice in enumerate(choices)]
    assert tally(rule, lines, cast) == tally(rule, lines[::-1], [cast[i] for i in order])


def document(**changes) -> dict:
    return {
        "rule": "OW2",
        "on": "2026-05-01",
        "roll": [
            {"voter": "v1", "heads": 1, "area": "89.31"},
            {"voter": "v2", "heads": 1, "area": "120.50"},
            {"voter": "v3", "heads": 1, "area": "90.19"},
            {"voter": "v4", "heads": 1, "area": "77", "recused": True},
        ],
        "ballots": [
            {
                "voter": "v1",
                "choice": "yes",
                "channel": "online",
                "at": "2026-05-01T10:00:00+08:00",
            },
            {"voter": "v2", "choice": "yes", "channel": "paper"},
        ],
    } | changes


def test_count_poll_answers_as_promised() -> None:
    answer = count_poll(document(), BOOK)
    expected = {
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
    assert json.dumps(answer, ensure_ascii=False) == json.dumps(expected, ensure_ascii=False)


def test_count_poll_names_what_was_missed_and_by_how_much() -> None:
    answer = count_poll(
        document(ballots=[{"voter": "v1", "choice": "no", "channel": "hall"}]), BOOK
    )
    assert answer["outcome"] == "no_quorum"
    assert [(r["code"], r["missing"]) for r in answer["reasons"]] == [
        ("participation_heads_missed", 1),
        ("participation_area_missed", "110.69"),
        ("approval_heads_missed", 1),
        ("approval_area_missed", "66.99"),
    ]


def test_heads_only_rules_need_and_show_no_area() -> None:
    lines = [{"voter": f"v{i}", "heads": 1} for i in range(3)]
    cast = [{"voter": f"v{i}", "choice": "yes", "channel": "proxy"} for i in range(2)]
    answer = count_poll(document(rule="RC1", roll=lines, ballots=cast), BOOK)
    assert answer["outcome"] == "passed"
    assert "area" not in answer["participation"]
    assert answer["statutes"] == ["居委会组织法 第四章"]


def change(place: str, index: int, key: str, value: object) -> Callable[[dict], object]:
    return lambda data: data[place][index].__setitem__(key, value)


WRONG = [
    (lambda d: d.update(rule="XX9"), "rule 'XX9' is unknown"),
    (lambda d: d.update(rule=None), "rule None is not a name"),
    (lambda d: d.update(rule="VT1"), "decides nothing by vote"),
    (lambda d: d.update(on="1969-12-31"), "not between 1970 and 2100"),
    (lambda d: d.update(on="2101-01-01"), "not between 1970 and 2100"),
    (lambda d: d.update(on="2017-01-01"), "is not in force on 2017-01-01"),
    (lambda d: d.update(on="2026-02-30"), "is not a date"),
    (lambda d: d.update(on="20260501"), "is not a date"),
    (lambda d: d.update(on="2026-05-01\n"), "is not a date"),
    (lambda d: d.update(on=20260501), "is not a date"),
    (lambda d: d.update(surprise=1), "unknown key 'surprise'"),
    (lambda d: d.pop("roll"), "roll is missing"),
    (lambda d: d.update(roll={}), "roll is not a list"),
    (lambda d: d.update(ballots=None), "ballots is not a list"),
    (lambda d: d["roll"].append("v9"), "roll 5 is not a JSON object"),
    (lambda d: d["roll"].append(dict(d["roll"][0])), "twice on the roll"),
    (lambda d: d["ballots"].append(dict(d["ballots"][0])), "votes twice"),
    (change("ballots", 0, "voter", "nobody"), "not on the roll"),
    (change("ballots", 0, "voter", "v4"), "recused"),
    (change("ballots", 0, "choice", "maybe"), "unknown choice 'maybe'"),
    (change("ballots", 0, "choice", ["yes"]), "unknown choice"),
    (change("ballots", 0, "channel", "fax"), "unknown channel 'fax'"),
    (change("ballots", 0, "at", "2026-05-01T10:00:00"), "no time zone"),
    (change("ballots", 0, "at", "yesterday"), "is not a time"),
    (change("ballots", 0, "at", "1969-05-01T10:00:00+08:00"), "1970"),
    (change("ballots", 0, "at", 1777600800), "is not a time"),
    (lambda d: d["ballots"][0].pop("channel"), "channel is missing"),
    (lambda d: d["roll"][0].pop("area"), "counts area"),
    (lambda d: d["roll"][0].pop("heads"), "heads is missing"),
    (change("roll", 0, "heads", 0), "heads 0"),
    (change("roll", 0, "heads", -1), "heads -1"),
    (change("roll", 0, "heads", 1.0), "heads 1.0"),
    (change("roll", 0, "heads", True), "heads True"),
    (change("roll", 0, "heads", "1"), "heads '1'"),
    (change("roll", 0, "heads", 10**30), "heads a huge number"),
    (change("roll", 0, "recused", "no"), "neither true nor false"),
    (change("roll", 0, "voter", ""), "is not a name"),
    (change("roll", 0, "voter", "\ud800"), "is not a name"),
    (change("roll", 0, "voter", 7), "is not a name"),
    *(
        (change("roll", 0, "area", area), "area")
        for area in (89.31, "89.311", "-1", "+1", "1e3", "NaN", "", " 1", "1.", ".5", "0", "0.00",
                     0, -1, True, [], "1,000", "０", "²", "007", "9" * 30, 10**9, "1000000000")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("offend", "says"), WRONG)
def test_count_poll_never_guesses(offend: Callable[[dict], object], says: str) -> None:
    data = document()
    count_poll(data, BOOK)
    offend(data)
    with pytest.raises(CountError) as refused:
        count_poll(data, BOOK)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "1", "null", '{"a": 1', '{"a": NaN}', '{"a": Infinity}', '{"a": 1, "a": 2}', "{'a'}",
     "[" * 100_000, '{"a": ' + "9" * 5000 + "}"],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_what_is_not_one_json_object_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(CountError) as refused:
        read_document(text)
    assert "\n" not in str(refused.value)


@given(st.integers(1, 10**11 - 1))
def test_areas_are_exact(hundredths: int) -> None:
    text = f"{hundredths // 100}.{hundredths % 100:02d}"
    assert parse_area(text) == hundredths
    if text.endswith("0"):
        assert parse_area(text[:-1]) == hundredths


def test_owners_are_counted_as_the_court_says() -> None:
    units = [
        OwnedUnit("1", ("li",), 8931),
        OwnedUnit("2", ("li",), 5000),
        OwnedUnit("3", ("wang", "zhao"), 7000),
        OwnedUnit("4", ("zhao", "wang"), 1000),
        OwnedUnit("5", ("builder",), 6000, developer=True),
        OwnedUnit("6", ("buyer",), 6500, developer=True),
    ]
    assert owner_lines(units) == (
        Line("li", 1, 13931),
        Line("wang+zhao", 1, 8000),
        Line("developer", 1, 12500),
    )


@pytest.mark.parametrize(
    ("proxies", "codes"),
    [
        ([Proxy("a", "b")], []),
        ([Proxy("a", "b"), Proxy("c", "b")], ["proxy_holder_has_too_many"] * 2),
        ([Proxy("a", "b"), Proxy("a", "c")], ["proxy_given_twice"] * 2),
        ([Proxy("a", "a")], ["proxy_to_oneself"]),
        ([Proxy("x", "b")], ["proxy_giver_not_on_roll", "proxy_other_area"]),
        ([Proxy("a", "d")], ["proxy_other_area"]),
        ([], []),
    ],
)
def test_proxies_one_per_holder_of_the_same_area(proxies: list, codes: list) -> None:
    areas = {"a": "east", "b": "east", "c": "east", "d": "west"}
    verdict = check_proxies(BOOK.rule("OW1", MAY), areas, proxies, areas=areas)
    assert [reason.code for reason in verdict.reasons] == codes


def test_proxies_where_the_rule_has_none_and_where_people_are() -> None:
    verdict = check_proxies(BOOK.rule("RC1", MAY), {"a", "b"}, [Proxy("a", "b")])
    assert [reason.code for reason in verdict.reasons] == ["proxy_not_allowed"]
    owners = BOOK.rule("OW1", MAY)
    here = check_proxies(owners, {"a", "b"}, [Proxy("a", "b")], in_person={"a"})
    assert [r.code for r in here.reasons] == ["proxy_giver_present", "proxy_holder_absent"]
    assert taking_part({"b"}, [Proxy("a", "b"), Proxy("c", "d")]) == {"a", "b"}
