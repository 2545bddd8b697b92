"""Published meetings and votes: which of them reach quorum under which rule.

The figures stand here as facts; where the collection they come from lies beside the checkout, it
has to say the same.
"""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from council.rules.money import split
from council.rules.pollfile import parse_area
from council.rules.roll import Proxy, check_proxies, taking_part
from council.rules.rule import Threshold
from council.rules.rulebook import Override, default_book
from council.rules.tally import Line, Vote, tally, turnout

BOOK = default_book()
TODAY = date(2026, 5, 1)
WENHUA = {"day": date(2014, 5, 5), "roll": 78, "in_person": (19, 10, 10), "proxy": (3, 2, 0)}
LIANTANG = {"day": date(2016, 8, 4), "roll": 16, "took_part": 14, "posted_days": 5}
SONGCHENG = {"day": date(2025, 3, 18), "delegates": 60, "candidates": 12, "seats": 10}
OWNERS = {
    "dongguan-tianebao-25": (16, "3086.56"),
    "dongguan-3": (25, "3011.25"),
    "dongguan-zhongyang-1": (280, "24838.57"),
}


def people(number: int, area: str = "p") -> list[Line]:
    return [Line(f"{area}{i}") for i in range(number)]


def present(number: int) -> set[str]:
    return {f"p{i}" for i in range(number)}


@pytest.mark.parametrize(
    ("rule_id", "on", "quorum", "missing"),
    [
        # 44 of 78: enough under the law of its day (more than half) …
        ("RC1", WENHUA["day"], True, 0),
        ("RA1", WENHUA["day"], True, 0),
        ("PG3", WENHUA["day"], True, 0),
        # … and not under two thirds, which ask for 52.
        ("RC1", TODAY, False, 8),
        ("DL1", WENHUA["day"], False, 8),
        ("PG2", WENHUA["day"], False, 8),
        ("FD1", TODAY, False, 8),
        ("EL1R", TODAY, False, 9),
        ("OW3", TODAY, False, 34),
    ],
)
def test_wenhua_representatives_2014(rule_id: str, on: date, quorum: bool, missing: int) -> None:
    took_part = sum(WENHUA["in_person"]) + sum(WENHUA["proxy"])
    assert took_part == 44
    share = turnout(BOOK.rule(rule_id, on), people(78), present(44))
    assert (share.met, share.heads.missing) == (quorum, missing)
    assert share.heads.percent == "56.4"


def test_wenhua_had_its_quorum_only_by_proxies_of_the_same_area() -> None:
    day = WENHUA["day"]
    rule = BOOK.rule("RC1", day)
    here, proxies, areas = set(), [], {}
    for place, (in_person, by_proxy) in enumerate(
        zip(WENHUA["in_person"], WENHUA["proxy"], strict=True)
    ):
        attending = [f"a{place}-{i}" for i in range(in_person)]
        away = [f"a{place}-away{i}" for i in range(by_proxy)]
        here |= set(attending)
        proxies += [Proxy(giver, attending[i]) for i, giver in enumerate(away)]
        areas |= dict.fromkeys([*attending, *away], str(place))
    absent = [f"absent{i}" for i in range(34)]
    roll = [Line(voter) for voter in [*areas, *absent]]
    assert len(roll) == WENHUA["roll"]
    assert not turnout(rule, roll, here).met
    assert turnout(rule, roll, here).heads.missing == 1
    # Proxies of representatives count only where the community decided so.
    assert not check_proxies(rule, areas, proxies, here, areas).lawful
    decided = [Override("RC1", "proxies_allowed", "1", "2014-001", date(2014, 1, 1))]
    allowed = BOOK.with_overrides(decided).rule("RC1", day)
    assert check_proxies(allowed, areas, proxies, here, areas).lawful
    assert turnout(allowed, roll, taking_part(here, proxies)).met
    twice = [*proxies[:-1], Proxy(proxies[-1].giver, proxies[0].holder)]
    assert not check_proxies(allowed, areas, twice, here, areas).lawful


@pytest.mark.parametrize(
    ("rule_id", "on", "quorum"),
    [
        ("DL1", LIANTANG["day"], True),
        ("RC1", LIANTANG["day"], True),
        ("RC1", TODAY, True),
        ("EL1R", TODAY, True),
        ("JM1", LIANTANG["day"], False),
    ],
)
def test_liantang_council_2016(rule_id: str, on: date, quorum: bool) -> None:
    share = turnout(BOOK.rule(rule_id, on), people(16), present(14))
    assert share.met is quorum
    assert share.heads.percent == "87.5"


def test_liantang_posted_as_long_as_its_rule_says() -> None:
    rule = BOOK.rule("DL1", LIANTANG["day"])
    assert rule.posted_days == LIANTANG["posted_days"]
    assert rule.number("seats_min") <= LIANTANG["roll"] <= rule.number("seats_max")
    # Eleven of sixteen are the least, and ten are not enough.
    assert turnout(rule, people(16), present(11)).met
    assert not turnout(rule, people(16), present(10)).met


def test_songcheng_election_2025() -> None:
    rule = BOOK.rule("EL1R", SONGCHENG["day"])
    assert rule.participation == Threshold(Fraction(2, 3), False)
    assert not rule.proxies.allowed
    assert SONGCHENG["candidates"] > SONGCHENG["seats"]
    # More than two thirds of 60: 40 are exactly two thirds and not enough.
    assert not turnout(rule, people(60), present(40)).met
    assert turnout(rule, people(60), present(41)).met
    assert turnout(BOOK.rule("RC1", TODAY), people(60), present(40)).met


@pytest.mark.parametrize("poll", OWNERS, ids=str)
def test_owners_polls_at_the_border_of_heads_and_area(poll: str) -> None:
    heads, text = OWNERS[poll]
    area = parse_area(text)
    lines = [Line(f"p{i}", area=part) for i, part in enumerate(split(area, [1] * heads))]
    rule = BOOK.rule("OW1", TODAY)
    least = rule.participation.needed(heads)
    # Equal shares: whoever is first has the odd hundredth, so that the area follows the heads.
    enough = tally(rule, lines, [Vote(f"p{i}", "yes") for i in range(least)])
    assert enough.outcome == "passed"
    assert enough.participation.area.of == area
    short = tally(rule, lines, [Vote(f"p{i}", "yes") for i in range(least - 1)])
    assert short.outcome == "no_quorum"
    assert {"participation_heads_missed", "participation_area_missed"} == {
        reason.code for reason in short.reasons
    }


@pytest.fixture
def published(shared_data: Path) -> dict[str, Any]:
    return json.loads((shared_data / "decisions.json").read_text(encoding="utf-8"))


@pytest.mark.data
def test_the_facts_are_those_of_the_collection(published: dict[str, Any]) -> None:
    meetings = {meeting["id"]: meeting for meeting in published["meetings"]}
    wenhua = meetings["wenhua-2014-05-05"]
    assert wenhua["roll"] == WENHUA["roll"]
    assert tuple(area["in_person"] for area in wenhua["areas"]) == WENHUA["in_person"]
    assert tuple(area["proxy"] for area in wenhua["areas"]) == WENHUA["proxy"]
    liantang = meetings["liantang-2016-08-04"]
    assert {key: liantang[key] for key in ("roll", "took_part", "posted_days")} == {
        key: LIANTANG[key] for key in ("roll", "took_part", "posted_days")
    }
    songcheng = meetings["songcheng-2025-03-18"]
    assert {key: songcheng[key] for key in ("delegates", "candidates", "seats")} == {
        key: SONGCHENG[key] for key in ("delegates", "candidates", "seats")
    }
    polls = {poll["id"]: (poll["heads"], poll["area_m2"]) for poll in published["owners_polls"]}
    assert polls == OWNERS


@pytest.mark.data
def test_every_published_quorum_is_recomputed(published: dict[str, Any]) -> None:
    told = {"quorum_met_if_more_than_half": "gt 1/2", "quorum_met_if_two_thirds": "ge 2/3"}
    checked = 0
    for meeting in published["meetings"]:
        for key, threshold in told.items():
            if key in meeting:
                met = Threshold.parse(threshold).met(meeting["took_part"], meeting["roll"])
                assert met is meeting[key], (meeting["id"], key)
                checked += 1
    assert checked == 3
