"""What a poll would still need, by heads and by area, and what is told of buildings."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules.counting import Cast, count
from council.rules.form import MOTION
from council.rules.outlook import Cell, by_building, outlook, simulate
from council.rules.rulebook import default_book
from council.rules.tally import CountError, Line

BOOK = default_book()
MAY = date(2026, 5, 1)
POLLS = [rule for rule in BOOK.rules(MAY) if rule.kind == "poll"]


def rule(name: str):
    return BOOK.rule(name, MAY)


def test_wenhua_had_44_of_78_and_needed_eight_more() -> None:
    lines = [Line(f"v{i}") for i in range(78)]
    (heads,) = outlook(rule("RC1"), lines, {f"v{i}" for i in range(44)}).measures
    assert (heads.entitled, heads.taken_part, heads.needed, heads.missing) == (78, 44, 52, 8)
    # More than half of 44, of 52, of 78.
    assert (heads.agree_now, heads.agree_quorum, heads.agree_all) == (23, 27, 40)
    assert heads.reachable
    assert not heads.met


def test_owners_are_told_by_heads_and_by_hundredths_of_a_square_metre() -> None:
    lines = [Line("big", 1, 80000), *(Line(f"v{i}", 1, 10000) for i in range(4))]
    now = outlook(rule("OW2"), lines, ["v0", "v1", "v2", "v3"])
    assert now.missing == {"heads": 0, "area": 40000}
    assert (now.met, now.reachable) == (False, True)
    area = now.measures[1]
    assert (area.needed, area.agree_quorum, area.agree_all) == (80000, 60000, 90000)
    assert not outlook(rule("OW2"), lines, ["v0"], gone=["big"]).reachable
    assert outlook(rule("OW2"), lines, ["big", "v0", "v1", "v2"]).met


def test_of_all_members_agreement_does_not_depend_on_who_comes() -> None:
    lines = [Line(f"v{i}") for i in range(8)]
    (heads,) = outlook(rule("OC1"), lines, ["v0", "v1"]).measures
    assert (heads.agree_now, heads.agree_quorum, heads.agree_all) == (5, 5, 5)


def test_whoever_is_recused_or_gone() -> None:
    lines = [*(Line(f"v{i}") for i in range(9)), Line("recused", recused=True)]
    seen = outlook(rule("RC1"), lines, ["recused", "v0"], gone=["v0", "v1", "v2", "v3"])
    (heads,) = seen.measures
    assert (heads.entitled, heads.taken_part, seen.recused) == (9, 1, 1)
    # Six of nine are needed; one has voted, three left, five remain.
    assert (heads.needed, heads.reachable) == (6, True)
    (heads,) = outlook(rule("RC1"), lines, [], gone=["v1", "v2", "v3", "v4"]).measures
    assert heads.reachable is False
    for more in ({"voted": ["x"]}, {"voted": [], "gone": ["x"]}):
        with pytest.raises(CountError, match="not on the roll"):
            outlook(rule("RC1"), lines, **more)


def test_an_empty_roll_reaches_nothing() -> None:
    (heads,) = outlook(rule("RC1"), [], []).measures
    assert (heads.reachable, heads.missing) == (False, 1)
    with pytest.raises(CountError, match="decides nothing"):
        outlook(rule("SV1"), [], [])


@given(
    st.sampled_from(POLLS),
    st.lists(st.tuples(st.integers(1, 10**6), st.booleans()), min_size=1, max_size=12),
)
def test_it_tells_what_the_count_will_ask(law, people: list) -> None:
    """Participation is met there exactly where it is met here, and so is the least agreement."""
    lines = [Line(f"v{i}", 1, area) for i, (area, _) in enumerate(people)]
    voted = [f"v{i}" for i, (_, took_part) in enumerate(people) if took_part]
    seen = outlook(law, lines, voted)
    for yes in range(len(voted) + 1):
        cast = [Cast(v, {"choice": "yes" if i < yes else "no"}) for i, v in enumerate(voted)]
        counted = count(law, MOTION, lines, cast, voted=voted)
        assert counted["participation"]["met"] == seen.met
        assert seen.reachable
        agreed = {"heads": yes, "area": sum(lines[int(v[1:])].area for v in voted[:yes])}
        enough = all(agreed[m.name] >= m.agree_now for m in seen.measures)
        assert (counted["outcome"] == "passed") == (seen.met and enough)


def test_what_this_roll_would_need_under_each_rule() -> None:
    lines = [Line(f"v{i}", 1, 10000) for i in range(30)]
    found = {seen.rule: seen for seen in simulate(lines, BOOK.rules(MAY))}
    assert set(found) == {law.id for law in POLLS}
    needed = {name: found[name].measures[0].needed for name in ("RA1", "RC1", "EL1R", "OW3")}
    assert needed == {"RA1": 16, "RC1": 20, "EL1R": 21, "OW3": 30}
    assert [m.needed for m in found["OW2"].measures] == [20, 200000]
    assert [m.agree_quorum for m in found["OW2"].measures] == [15, 150000]
    without = simulate([*lines, Line("w")], BOOK.rules(MAY))
    assert {"OW1", "OW2"}.isdisjoint(seen.rule for seen in without)


class TestBuildings:
    def test_small_ones_are_put_together(self) -> None:
        cells = [Cell("1", 30, 20, 300, 200), Cell("2", 3, 3, 30, 30), Cell("3", 4, 0, 40, 0)]
        assert by_building(cells, 5) == (
            Cell("1", 30, 20, 300, 200),
            Cell(None, 7, 3, 70, 30),
        )

    def test_a_single_small_one_cannot_be_found_by_subtraction(self) -> None:
        cells = [Cell("1", 30, 20), Cell("2", 12, 6), Cell("3", 4, 4)]
        assert by_building(cells, 5) == (Cell("1", 30, 20), Cell(None, 16, 10))

    def test_exactly_the_minimum_is_shown(self) -> None:
        assert by_building([Cell("1", 5, 1), Cell("2", 6, 1)], 5) == (
            Cell("1", 5, 1),
            Cell("2", 6, 1),
        )

    def test_too_few_in_all_are_not_shown(self) -> None:
        assert by_building([Cell("1", 4, 1)], 5) == ()
        assert by_building([], 5) == ()

    @given(
        st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12)), max_size=8),
        st.integers(1, 10),
    )
    def test_no_shown_cell_and_no_difference_is_below_the_minimum(self, sizes, minimum) -> None:
        cells = [Cell(str(i), n, min(n, k)) for i, (n, k) in enumerate(sizes)]
        shown = by_building(cells, minimum)
        assert all(cell.entitled >= minimum for cell in shown)
        total, told = sum(c.entitled for c in cells), sum(c.entitled for c in shown)
        assert told in (total, 0) or not shown
        if told == total:
            assert sum(c.taken_part for c in shown) == sum(c.taken_part for c in cells)
