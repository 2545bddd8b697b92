"""Rolls of owners: merging units changes no sum, and no order changes the roll or its hash."""

from __future__ import annotations

import hashlib
import json
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from council.rules.placing import natural, unit_label, units_label
from council.rules.roll import OwnedUnit, RollLine, owner_lines, roll_hash

people = st.sampled_from(["li", "wang", "zhao", "chen"])
units = st.lists(
    st.builds(
        OwnedUnit,
        st.text("0123456789", min_size=1, max_size=3),
        st.sets(people, min_size=1, max_size=3).map(tuple),
        st.integers(1, 1_000_000),
        st.booleans(),
    ),
    max_size=30,
)


@given(units)
def test_merging_units_keeps_every_square_metre(owned: list[OwnedUnit]) -> None:
    lines = owner_lines(owned)
    assert sum(line.area or 0 for line in lines) == sum(unit.area for unit in owned)
    assert all(line.heads == 1 for line in lines)


@given(units)
def test_one_head_for_each_set_of_owners_and_one_for_the_developer(owned: list[OwnedUnit]) -> None:
    sets = {frozenset(unit.owners) for unit in owned if not unit.developer}
    builder = any(unit.developer for unit in owned)
    assert len(owner_lines(owned)) == len(sets) + builder


@given(units, st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing(owned: list[OwnedUnit], dice: Random) -> None:
    mixed = list(owned)
    dice.shuffle(mixed)
    by_voter = {line.voter: line.area for line in owner_lines(owned)}
    assert {line.voter: line.area for line in owner_lines(mixed)} == by_voter


LINE = RollLine("ab", 0, 1, 8931, False, "3号楼 2单元 301", {"kind": "owner", "units": []})


def test_the_hash_is_of_one_writing_that_anybody_can_make() -> None:
    second = RollLine("ab", 1, 1, None, True, "居民代表", None)
    text = (
        '[["ab",0,1,8931,false,"3号楼 2单元 301",{"kind":"owner","units":[]}],'
        '["ab",1,1,null,true,"居民代表",null]]'
    )
    assert json.loads(text)
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert roll_hash([LINE, second]) == roll_hash([second, LINE]) == expected


def test_every_field_of_a_line_is_in_the_hash() -> None:
    known = {roll_hash([LINE])}
    for change in (
        {"person": "ac"},
        {"line": 1},
        {"heads": 2},
        {"area": 8930},
        {"recused": True},
        {"label": "3号楼 2单元 302"},
        {"basis": {"kind": "owner", "units": [1]}},
    ):
        values = {name: getattr(LINE, name) for name in LINE.__slots__} | change
        known.add(roll_hash([RollLine(**values)]))
    assert len(known) == 8


def test_places_are_ordered_as_people_count() -> None:
    assert sorted(["10单元", "2单元", "1单元", "A座"], key=natural) == [
        "1单元", "2单元", "10单元", "A座",
    ]  # fmt: skip
    assert unit_label("3号楼", "", "301") == "3号楼 301"
    assert units_label(["3号楼 301"]) == "3号楼 301"
    assert units_label(["3号楼 301", "3号楼 302"]) == "3号楼 301 等2套"
    assert LINE.buildings == ()
    assert (LINE.voter, RollLine("ab", 2, 1, None, False, "", None).voter) == ("ab", "ab/2")
