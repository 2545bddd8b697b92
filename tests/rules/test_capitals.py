"""Sums in capitals: the examples of the rules, and read back by a reader of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules.capitals import ABOVE, capitals

FIGURES = {figure: n for n, figure in enumerate("零壹贰叁肆伍陆柒捌玖")}


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (12_345_678, "壹拾贰万叁仟肆佰伍拾陆元柒角捌分"),
        (20_000_000, "贰拾万元整"),
        (100_000_000_00, "壹亿元整"),
        (100_000_500_00, "壹亿零伍佰元整"),
        (100_050_000_00, "壹亿零伍万元整"),
        (1_000, "壹拾元整"),
        (50, "伍角整"),
        (5, "伍分"),
        (55, "伍角伍分"),
        (0, "零元整"),
    ],
)
def test_as_the_rules_write_it(fen: int, said: str) -> None:
    assert capitals(fen) == said


@given(st.integers(0, ABOVE - 1))
def test_read_back_it_is_the_same_sum(fen: int) -> None:
    said = capitals(fen)
    assert read(said) == fen
    assert "零零" not in said and not said.startswith("零元零")
    assert said.endswith("分") != said.endswith("整")


@given(st.integers(0, ABOVE - 1), st.integers(0, ABOVE - 1))
def test_two_sums_are_never_written_alike(one: int, other: int) -> None:
    assert (capitals(one) == capitals(other)) == (one == other)


@pytest.mark.parametrize("fen", [-1, ABOVE])
def test_nothing_is_written_outside(fen: int) -> None:
    with pytest.raises(ValueError, match="capitals"):
        capitals(fen)


def read(said: str) -> int:
    """Fen of a sum in capitals, read figure by figure from the left."""
    fen = group = figure = yuan = 0
    for sign in said:
        if sign in FIGURES:
            figure = FIGURES[sign]
        elif sign in "拾佰仟":
            group, figure = group + figure * 10 ** ("拾佰仟".index(sign) + 1), 0
        elif sign in "万亿":
            yuan += (group + figure) * (10_000 if sign == "万" else 100_000_000)
            group = figure = 0
        elif sign == "元":
            fen, group, figure = (yuan + group + figure) * 100, 0, 0
        elif sign in "角分":
            fen, figure = fen + figure * (10 if sign == "角" else 1), 0
    return fen
