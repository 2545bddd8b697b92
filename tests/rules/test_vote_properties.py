"""What holds for every count, whatever is cast: tried on thousands of made-up polls."""

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from council.rules.appraisal import ended, finding, in_a_row
from council.rules.counting import Cast, count
from council.rules.form import GRADES, MOTION, Form, Option, canonical
from council.rules.roll import OwnedUnit, owner_lines
from council.rules.rule import Threshold
from council.rules.rulebook import default_book
from council.rules.tally import Line

BOOK = default_book()
MAY = date(2026, 5, 1)
RULES = [rule for rule in BOOK.rules(MAY) if rule.kind == "poll"]
HEADS = [rule for rule in RULES if not rule.counts_area]
CHOICES = ("yes", "no", "abstain", "spoiled")
OPTIONS = tuple(Option(i, "甲乙丙丁"[i - 1]) for i in range(1, 5))
AREAS = st.integers(1, 10**6)
# Many say yes, and most take part: else nearly every made-up poll would lack its quorum.
BALLOTS = st.lists(
    st.tuples(AREAS, st.sampled_from([*["yes"] * 6, *CHOICES, None])), min_size=1, max_size=16
)
MARKS = st.sets(st.integers(1, 4), min_size=1, max_size=3)
CONTENTS = MARKS.map(lambda marks: {"marks": sorted(marks)}) | st.sampled_from(
    [{"choice": "no"}, {"choice": "abstain"}, {"choice": "spoiled"}]
)
ELECTORATE = st.lists(
    st.tuples(AREAS, st.just({"marks": [1, 2]}) | CONTENTS | CONTENTS | st.none()),
    min_size=1,
    max_size=12,
)
ELECTION = st.builds(
    Form,
    kind=st.just("election"),
    options=st.just(OPTIONS),
    seats=st.integers(1, 3),
    most=st.just(3),
    tie=st.sampled_from(["lot", "listed"]),
    draw=st.permutations([1, 2, 3, 4]).map(tuple),
)


def counted(rule, form, people: list, **more) -> dict:
    """``people``: area and content (None: on the roll, no ballot)."""
    lines = [Line(f"v{i}", 1, area) for i, (area, _) in enumerate(people)]
    cast = [Cast(f"v{i}", content) for i, (_, content) in enumerate(people) if content]
    return count(rule, form, lines, cast, voted=[one.voter for one in cast], **more)


def motion(rule, people: list) -> dict:
    return counted(rule, MOTION, [(a, c and {"choice": c}) for a, c in people])


def elected(outcome: dict) -> set[int]:
    return {r["position"] for r in outcome["results"] if r.get("elected") or r.get("selected")}


@given(st.sampled_from(RULES), BALLOTS)
def test_one_more_yes_never_turns_passed_into_failed(rule, people: list) -> None:
    """Whoever was silent, abstained or said no says yes instead: never worse, for any of them."""
    order = ("no_quorum", "failed", "passed")
    before = order.index(motion(rule, people)["outcome"])
    for i, (area, choice) in enumerate(people):
        if choice != "yes":
            more = [*people[:i], (area, "yes"), *people[i + 1 :]]
            assert order.index(motion(rule, more)["outcome"]) >= before


@given(st.sampled_from(RULES), BALLOTS, st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_roll_never_matters(rule, people: list, chance) -> None:
    lines = [Line(f"v{i}", 1, area) for i, (area, _) in enumerate(people)]
    cast = [Cast(f"v{i}", {"choice": c}) for i, (_, c) in enumerate(people) if c]
    voted = [one.voter for one in cast]
    first = count(rule, MOTION, lines, cast, voted=voted)
    for given_list in (lines, cast, voted):
        chance.shuffle(given_list)
    assert count(rule, MOTION, lines, cast, voted=voted) == first


@given(st.sampled_from(RULES), BALLOTS, st.lists(AREAS, max_size=5))
def test_a_recused_voter_never_changes_a_share(rule, people: list, recused: list[int]) -> None:
    lines = [Line(f"v{i}", 1, area) for i, (area, _) in enumerate(people)]
    cast = [Cast(f"v{i}", {"choice": c}) for i, (_, c) in enumerate(people) if c]
    voted = [one.voter for one in cast]
    apart = [Line(f"r{i}", 1, area, recused=True) for i, area in enumerate(recused)]
    without = count(rule, MOTION, lines, cast, voted=voted)
    present = [line.voter for line in apart]
    told = count(rule, MOTION, [*apart, *lines], cast, voted=voted, present=present)
    assert told["recused"] == len(recused)
    for key in ("outcome", "participation", "approval", "counts", "reasons", "present"):
        assert told[key] == without[key]


@given(
    st.sampled_from(["OW1", "OW2"]),
    st.lists(
        st.tuples(st.sampled_from(["li", "wang", "zhao+sun", "developer"]), AREAS), min_size=1,
        max_size=12,
    ),
    st.dictionaries(st.sampled_from(["li", "sun+zhao", "wang", "developer"]),
                    st.sampled_from(CHOICES)),
)  # fmt: skip
def test_counting_by_units_equals_counting_by_owners_after_merging(
    rule_id: str, flats: list, choices: dict
) -> None:
    """Heads are owners and areas add up, however the flats are listed."""
    units = [
        OwnedUnit(str(i), ("x",) if who == "developer" else tuple(who.split("+")), area,
                  who == "developer")
        for i, (who, area) in enumerate(flats)
    ]  # fmt: skip
    lines = owner_lines(units)
    voters = {line.voter for line in lines}
    cast = [Cast(who, {"choice": choice}) for who, choice in choices.items() if who in voters]
    outcome = count(BOOK.rule(rule_id, MAY), MOTION, lines, cast, voted=[c.voter for c in cast])
    owner = {str(i): "+".join(sorted(who.split("+"))) for i, (who, _) in enumerate(flats)}
    took_part = {one.voter for one in cast}
    by_units = sum(unit.area for unit in units if owner[unit.unit] in took_part)
    yes = {one.voter for one in cast if one.content == {"choice": "yes"}}
    agreed = sum(unit.area for unit in units if owner[unit.unit] in yes)
    participation, approval = outcome["participation"], outcome["approval"]
    assert participation["heads"] | {"have": 0} == {
        "have": 0, "of": len(set(owner.values())), "need": "2/3", "inclusive": True,
    }  # fmt: skip
    assert participation["area"]["have"] == f"{by_units // 100}.{by_units % 100:02d}"
    assert approval["area"]["have"] == f"{agreed // 100}.{agreed % 100:02d}"
    assert (participation["heads"]["have"], approval["heads"]["have"]) == (len(took_part), len(yes))


@given(st.sampled_from(RULES), ELECTION, ELECTORATE)
def test_one_more_mark_never_un_elects(rule, form: Form, people: list) -> None:
    """A voter adds a mark, fills in an empty ballot, or casts one at last."""
    won = elected(counted(rule, form, people))
    for i, (area, content) in enumerate(people):
        marks = (content or {}).get("marks", ())
        for mine in won.difference(marks):
            if len(marks) < form.most:
                more = (area, {"marks": sorted([*marks, mine])})
                assert mine in elected(counted(rule, form, [*people[:i], more, *people[i + 1 :]]))


@given(st.sampled_from(RULES), ELECTION, ELECTORATE)
def test_an_election_fills_seats_and_leaves_none_that_could_be_filled(
    rule, form: Form, people: list
) -> None:
    outcome = counted(rule, form, people)
    won, met = elected(outcome), [r["position"] for r in outcome["results"] if r["share"]["met"]]
    quorum = outcome["outcome"] != "no_quorum"
    assert len(won) == (min(form.seats, len(met)) if quorum else 0)
    assert won <= set(met)
    assert outcome["seats_left"] == form.seats - len(won)
    assert (outcome["outcome"] == "passed") == bool(won)
    again = {one["position"] for one in outcome["run_off"]}
    assert not again & won
    assert len(again) <= (outcome["seats_left"] + 1 if outcome["seats_left"] else 0)
    votes = {r["position"]: r["votes"] for r in outcome["results"]}
    left_out = set(votes) - won - again
    if again and not rule.counts_area:
        assert min(votes[p] for p in again) >= max((votes[p] for p in left_out), default=0)


@given(st.sampled_from(HEADS), ELECTION, st.lists(CONTENTS, min_size=1, max_size=20),
       st.randoms(use_true_random=False))  # fmt: skip
def test_a_pile_of_secret_ballots_counts_as_the_ballots_one_by_one(
    rule, form: Form, contents: list, chance
) -> None:
    lines = [Line(f"v{i}") for i in range(len(contents) + 2)]
    voted = [f"v{i}" for i in range(len(contents))]
    named = [Cast(f"v{i}", content) for i, content in enumerate(contents)]
    texts = [canonical(content) for content in contents]
    chance.shuffle(texts)
    open_poll = count(rule, form, lines, named, voted=voted)
    pile = count(rule, form, lines, Counter(texts), voted=voted)
    single = count(rule, form, lines, [Cast(None, text) for text in texts], voted=voted)
    assert pile == single
    for key in ("outcome", "results", "counts", "lines", "run_off", "participation", "approval"):
        assert pile[key] == open_poll[key]


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=12),
       st.permutations([1, 2, 3]), st.data())  # fmt: skip
def test_a_better_score_never_costs_the_first_place(rows: list, draw: list, data) -> None:
    form = Form("score", OPTIONS[:3], scale=(0, 10), draw=tuple(draw))
    rule = BOOK.rule("RC1", MAY)

    def best() -> set[int]:
        people = [(1, {"scores": dict(zip("123", row, strict=True))}) for row in rows]
        return elected(counted(rule, form, people))

    (first,) = best()
    who = data.draw(st.integers(0, len(rows) - 1))
    better = list(rows[who])
    better[first - 1] += 1
    rows[who] = tuple(better)
    assert best() == {first}


@given(st.tuples(*[st.integers(0, 30)] * 4), st.integers(0, 10), st.integers(0, 3), st.data())
def test_a_better_grade_never_gives_a_worse_finding(counts, silent: int, grade: int, data) -> None:
    """One voter gives a better grade; the finding is the same, better, or no finding before."""
    assume(counts[grade])
    better = data.draw(st.integers(0, grade))
    after = list(counts)
    after[grade] -= 1
    after[better] += 1
    order = [*GRADES[:3], "none", "incompetent"]
    half = Threshold.parse("gt 1/2")

    def found(numbers) -> int:
        given_grades = dict(zip(GRADES, numbers, strict=True))
        return order.index(finding(given_grades, sum(numbers) + silent, half))

    assert found(after) <= found(counts)


@given(st.lists(st.sampled_from([*GRADES, "none"]), max_size=6), st.integers(1, 4))
def test_an_office_ends_only_at_the_end_of_an_unbroken_row(found: list[str], times: int) -> None:
    assert ended(found, "competent", times) is False
    row = in_a_row(found, "incompetent")
    assert all(grade == "incompetent" for grade in found[len(found) - row + 1 :])
    assert ended(found, "incompetent", times) == (row >= times)


@given(st.sampled_from(RULES), BALLOTS)
def test_the_same_again(rule, people: list) -> None:
    assert motion(rule, people) == motion(replace(rule), list(people))
