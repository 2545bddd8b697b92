"""The story of the demo community holds together."""

from __future__ import annotations

import tomllib
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from council.demo.content import Matter, Session, content
from council.demo.households import dwellings
from council.rules.powers import BodyKind, OfficeKind, SeatKind

STORY = content()
MATTERS = list(STORY.matters.values())
SPEECH = {"for", "against", "condition", "question", "answer"}
ENDS = {
    "draft", "seconding", "vetting", "returned", "declined", "routed", "escalated", "merged",
    "lapsed", "withdrawn", "review", "members_meeting", "debate", "concluded", "noticed", "poll",
    "not_adopted", "no_quorum", "announcement", "implementation", "acceptance", "disclosure",
    "evaluation", "closed", "reopened", "owners", "funding",
}  # fmt: skip
matters = pytest.mark.parametrize("matter", MATTERS, ids=lambda m: m.key)


def categories() -> list[dict[str, Any]]:
    path = Path(__file__).parents[2] / "council" / "data" / "categories.toml"
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["category"])


def acts(matter: Matter, kind: str) -> list[Any]:
    return [act for act in matter.acts if act.kind == kind]


def speeches(matter: Matter) -> Counter[str]:
    return Counter(act.by for act in matter.acts if act.kind in {"say", "amend"})


def test_every_way_to_go_is_in_the_story() -> None:
    assert {matter.ends for matter in MATTERS} == ENDS
    assert {matter.track for matter in MATTERS} == {"standard", "four", "owners"}
    assert len(MATTERS) >= 20


@matters
def test_text_is_of_a_readable_length(matter: Matter) -> None:
    assert 80 <= len(matter.text) <= 250
    assert len(matter.title) <= 40


@matters
def test_acts_follow_each_other_and_lie_in_the_past(matter: Matter) -> None:
    moments = [act.at for act in matter.acts]
    assert moments == sorted(moments)
    assert moments[-1].day < 0


@matters
def test_people_and_places_exist(matter: Matter) -> None:
    named = {matter.proposer, *filter(None, [matter.helper])}
    for act in matter.acts:
        named |= {act.by} if act.by else set()
        named |= set(act.get("who", ())) | set(act.get("against", ()))
        named |= set(act.get("abstain", ())) | set(act.get("absent", ()))
        named |= {who for who, _ in [*act.get("recused", ()), *act.get("dissent", ())]}
    assert named <= set(STORY.people)
    slugs = {compound.slug for compound in STORY.compounds}
    assert not matter.place or matter.place.split("/")[0] in slugs


@matters
def test_category_is_in_the_tree(matter: Matter) -> None:
    tree = {f"{top['slug']}/{sub['slug']}" for top in categories() for sub in top["sub"]}
    assert matter.category in tree


@matters
def test_seconders_are_enough_to_be_vetted(matter: Matter) -> None:
    count = sum(len(act.get("who")) + act.get("crowd") for act in acts(matter, "second"))
    goes_on = bool(acts(matter, "vet") + acts(matter, "withdraw"))
    goes_on = goes_on or matter.ends in {"vetting", "escalated"}
    assert count == 20 if goes_on else count < 20
    for act in acts(matter, "second"):
        assert matter.proposer not in act.get("who")
        assert len(set(act.get("who"))) == len(act.get("who"))
        assert all(STORY.people[key].home for key in act.get("who"))


@matters
def test_vetting_has_a_reason_a_rule_and_is_in_time(matter: Matter) -> None:
    seconded = acts(matter, "second")
    for act in acts(matter, "vet"):
        assert len(act.words) > 15
        assert act.get("rule")
        assert act.at.day - seconded[-1].at.day <= 7


@matters
def test_reviews_name_members_of_that_day_and_have_a_quorum(matter: Matter) -> None:
    for act in acts(matter, "review"):
        roll = set(STORY.holders(act.get("body"), act.at.day))
        recused = {who for who, _ in act.get("recused", ())}
        others = [*act.get("against", ()), *act.get("abstain", ()), *act.get("absent", ())]
        assert recused | set(others) <= roll
        assert len(set(others)) == len(others)
        base = roll - recused
        present = base - set(act.get("absent", ()))
        yes = present - set(others)
        assert Fraction(len(present), len(base)) > Fraction(1, 2)
        assert Fraction(len(yes), len(present)) > Fraction(1, 2)
        assert {who for who, _ in act.get("dissent", ())} <= set(act.get("against", ()))
        assert act.at.day - act.get("noticed") >= 3


@matters
def test_debate_is_in_order(matter: Matter) -> None:
    assert all(count <= 2 for count in speeches(matter).values())
    stances = [a.get("stance") for a in acts(matter, "say")]
    sides = [stance for stance in stances if stance in {"for", "against"}]
    assert all(one != two for one, two in pairwise(sides))
    seats = {"council", "assembly"}
    for act in acts(matter, "say"):
        assert act.get("stance") in SPEECH
        offices = {o.body for o in STORY.people[act.by].offices if o.held(act.at.day, -900)}
        assert offices & seats, act.by
    for act in acts(matter, "amend"):
        assert act.get("why")
        assert bool(act.get("adopt")) != bool(act.get("reject"))
    asked = {a.get("ref") for a in acts(matter, "say") if a.get("stance") == "question"}
    answered = {a.get("answers") for a in acts(matter, "say") if a.get("stance") == "answer"}
    assert answered <= asked
    assert (asked == answered) or matter.ends == "debate"


@pytest.mark.parametrize("session", STORY.sessions, ids=lambda s: s.key)
def test_sessions_are_lawful(session: Session) -> None:
    assert session.at.day - session.noticed.day >= 6
    for item in session.items:
        expected = {"a3": 0, "a5": 41}.get(session.key, session.present)
        assert item.cast == expected
        assert item.online <= item.cast
        matter = STORY.matters[item.matter]
        assert matter.acts[-1].at.day >= session.at.day or session.at.day > 0
        resolved = acts(matter, "resolve")
        assert [act.get("session") for act in resolved] == [session.key]
    assert (session.present >= 52) == (session.key in {"a1", "a2", "a4", "a5"})


def test_offices() -> None:
    kinds, seats = set(OfficeKind), set(SeatKind)
    for person in STORY.people.values():
        assert {o.kind for o in person.offices} <= kinds
        assert {o.seat for o in person.offices if o.seat} <= seats
        assert bool(person.home) != bool(person.organisation)
    assert {body.kind for body in STORY.bodies} <= set(BodyKind)
    sizes = {body.key: len(STORY.holders(body.key, 0)) for body in STORY.bodies}
    seats_of = {body.key: body.seats for body in STORY.bodies}
    assert sizes["council"] == seats_of["council"] - 1 == 20
    assert sum(STORY.council_seats.values()) == 21
    assert sum(STORY.assembly_seats.values()) == 78
    drawn = {"assembly", "members"}
    rest = {k: n for k, n in seats_of.items() if k not in drawn | {"council"}}
    assert {k: sizes[k] for k in rest} == rest
    former = [p for p in STORY.people.values() for o in p.offices if o.until is not None]
    assert len(former) == 2
    committee = set(STORY.holders("committee", 0))
    assert not committee & set(STORY.holders("supervision", 0))


def test_sign_in_page_offers_one_person_per_office() -> None:
    people = STORY.on_sign_in_page
    assert [person.order for person in people] == list(range(1, len(people) + 1))
    assert 14 <= len(people) <= 18
    assert all(person.line for person in people)


def test_households() -> None:
    homes = dwellings()
    lived_in = [home for home in homes if home.residents]
    assert 1_150 <= len(lived_in) <= 1_250
    assert 2_300 <= sum(len(home.residents) for home in lived_in) <= 2_800
    assert len({home.address for home in homes}) == len(homes)
    assert {p.home for p in STORY.people.values() if p.home} <= {h.address for h in lived_in}
    phones = [person.phone for home in homes for person in home.residents if person.phone]
    assert len(set(phones)) == len(phones)
    assert all(phone.startswith("1990000") and len(phone) == 11 for phone in phones)


def test_categories_speak_three_languages() -> None:
    tree = categories()
    assert len(tree) >= 10
    for node in [*tree, *(sub for top in tree for sub in top["sub"])]:
        assert all(node[lang] for lang in ("slug", "zh_hans", "zh_hant", "en"))


def test_no_body_meets_twice_at_the_same_hour() -> None:
    hours = Counter((a.get("body"), a.at) for m in MATTERS for a in acts(m, "review"))
    assert max(hours.values()) == 1
