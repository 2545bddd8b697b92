"""Pure rules of vouchers."""

from __future__ import annotations

from datetime import date

import pytest

from council.rules import vouchers
from council.rules.verdict import Refused
from council.rules.vouchers import Box


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("杏北装饰有限公司", "NO.0012345"), ("杏北装饰有限公司", "no. 0012345")),
        (("杏北装饰（厦门）有限公司", "12345678"), ("杏北装饰(厦门)有限公司 ", "１２３４５６７８")),
        (("ABC Ltd.", "a-1"), ("ＡＢＣ　ltd", "A1")),
    ],
)
def test_the_same_invoice_however_it_is_typed(one, other) -> None:
    assert vouchers.invoice_key(*one) == vouchers.invoice_key(*other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("甲公司", "12345678"), ("乙公司", "12345678")),
        (("甲公司", "12345678"), ("甲公司", "012345678")),
        (("甲公司1", "23"), ("甲公司", "123")),
    ],
)
def test_other_invoices(one, other) -> None:
    assert vouchers.invoice_key(*one) != vouchers.invoice_key(*other)


def test_a_paper_without_a_number_is_like_no_other() -> None:
    assert vouchers.invoice_key("甲公司", "") is None
    assert vouchers.invoice_key("甲公司", " -　") is None


def test_boxes_are_sorted_and_each_once() -> None:
    twice = Box(2, 0, 0, 10, 10).plain
    found = vouchers.boxes([twice, Box(1, 990, 990, 10, 10).plain, twice], 2)
    assert found == [Box(1, 990, 990, 10, 10), Box(2, 0, 0, 10, 10)]


@pytest.mark.parametrize(
    ("box", "code"),
    [
        (Box(1, 991, 0, 10, 10), "box_outside"),
        (Box(1, 0, 991, 10, 10), "box_outside"),
        (Box(1, -1, 0, 10, 10), "box_outside"),
        (Box(3, 0, 0, 10, 10), "box_outside"),
        (Box(0, 0, 0, 10, 10), "box_outside"),
        (Box(1, 0, 0, 0, 10), "box_empty"),
        (Box(1, 0, 0, 10, 0), "box_empty"),
    ],
)
def test_boxes_that_are_none(box: Box, code: str) -> None:
    with pytest.raises(Refused) as caught:
        vouchers.boxes([box.plain], 2)
    assert caught.value.reasons[0].code == code


def test_not_more_boxes_than_can_be_looked_at() -> None:
    many = [Box(1, n, n, 1, 1).plain for n in range(vouchers.MOST_BOXES + 1)]
    assert len(vouchers.boxes(many[1:], 1)) == vouchers.MOST_BOXES
    with pytest.raises(Refused):
        vouchers.boxes(many, 1)


def test_lines_are_read_in_per_cent() -> None:
    lines = [["1", "10", "20.5", "30", "5"], ["", "", "", "", ""], ["２", "０", "0", "100", "100"]]
    assert vouchers.typed_boxes(lines, 2) == [Box(1, 100, 205, 300, 50), Box(2, 0, 0, 1000, 1000)]


@pytest.mark.parametrize(
    "line", [["1", "10", "20", "30", ""], ["x", "1", "1", "1", "1"], ["1", "1e1", "1", "1", "1"],
             ["1.5", "1", "1", "1", "1"]]
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(line) -> None:
    with pytest.raises(Refused) as caught:
        vouchers.typed_boxes([["1", "0", "0", "1", "1"], line], 2)
    reason = caught.value.reasons[0]
    assert (reason.code, reason.params["line"]) == ("box_unreadable", 2)


def test_kept_from_the_end_of_the_year() -> None:
    assert vouchers.keep_until(2026, 30) == date(2056, 12, 31)
