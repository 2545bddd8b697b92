"""Money is exact: what is written is read again, and parts add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules.money import MOST, MoneyError, format_yuan, parse_yuan, split


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("38,600.50", 3860050),
        ("38600.5", 3860050),
        ("¥38,600", 3860000),
        ("38600元", 3860000),
        ("３８６００．５０", 3860050),
        ("0", 0),
        ("0.01", 1),
        (" 1,234,567.89 ", 123456789),
        ("100000000000", MOST),
    ],
)
def test_amounts_are_read_exactly(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    ["", "元", "-1", "+1", "1e5", "1.234", "1.", ".5", "3,86", "38,6000", "1,,000", "nan", "NaN",
     "inf", "一百", "12 34", "٣", "100000000000.01", "9" * 40, "1\n2", "0x10", "1_000", "²"],
)  # fmt: skip
def test_what_is_not_an_exact_amount_is_refused(text: str) -> None:
    with pytest.raises(MoneyError):
        parse_yuan(text)


@given(st.integers(0, MOST))
def test_a_written_amount_reads_back(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (3860050, "38,600.50")]
)
def test_amounts_are_written_with_separators(fen: int, text: str) -> None:
    assert format_yuan(fen) == text


def test_a_split_gives_the_rest_to_the_largest_remainder() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [6, 5, 0]) == [5, 5, 0]
    assert split(7, [1, 5, 1]) == [1, 5, 1]


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_parts_add_up_and_stay_within_one_fen(total: int, weights: list[int]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - total * weight) < whole


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, []), (1, [0]), (1, [2, -1])])
def test_a_senseless_split_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(MoneyError):
        split(total, weights)
