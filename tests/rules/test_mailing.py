"""What is an e-mail address, and how often a letter is tried."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.rules.mailing import MOST, WAITS, clean_address, next_try
from council.rules.verdict import Refused


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("wang@example.com", "wang@example.com"),
        ("  Wang.Xiao+a@Mail.Example.COM ", "Wang.Xiao+a@mail.example.com"),
        ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "wang@example.com"),
        ("12345678@qq.com", "12345678@qq.com"),
    ],
)
def test_addresses(typed, kept) -> None:
    assert clean_address(typed) == kept
    assert clean_address(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("wang", "wang@", "@example.com", "wang@example", "a b@example.com", "a@@example.com"),
        *("a@b@example.com", ".a@example.com", "a..b@example.com", "a@-x.com", "a@x..com"),
        *("a@1.2.3.4", "王@example.com", "a@例子.中国", "a@example.com\nBcc: b@example.com"),
        *("a@example.com,b@example.com", "<a@example.com>", "a@" + "x" * 64 + ".com"),
        *("a" * 65 + "@example.com", "a@" + "x." * 60 + "com", "a" * 100_000, "a\x00@example.com"),
    ],
)
def test_what_is_none(typed) -> None:
    with pytest.raises(Refused, match="address_unreadable"):
        clean_address(typed)


@pytest.mark.parametrize("typed", [None, "", "  ", "\u3000"])
def test_nothing(typed) -> None:
    with pytest.raises(Refused, match="text_missing"):
        clean_address(typed)


def test_the_longest_address_fits() -> None:
    most = "a" * 60 + "@" + "b" * 55 + ".com"
    assert len(most) == MOST and clean_address(most) == most


def test_each_wait_is_longer_and_there_is_an_end() -> None:
    waits = [next_try(n) for n in range(1, len(WAITS) + 1)]
    assert waits == sorted(waits) and waits[0] == timedelta(minutes=5)
    assert next_try(len(WAITS) + 1) is None
