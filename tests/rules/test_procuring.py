"""Procurement at its borders: caps, quotes, terms of a contract, urgent sums, credit codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules import procuring
from council.rules.procuring import Choice, Terms, compared, payable_now
from council.rules.verdict import Verdict

DAY, UNTIL = date(2026, 6, 1), date(2027, 6, 1)
TERMS = Terms(1000, 1000, 0, in_advance=300, retained=50, guarantee_until=UNTIL)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


@pytest.mark.parametrize(("asked", "lawful"), [(40_000_000, True), (40_000_001, False)])
def test_a_cap_may_be_used_whole(asked, lawful) -> None:
    assert procuring.within_cap("works", asked, 40_000_000).lawful is lawful


@pytest.mark.parametrize(
    ("amount", "quotes", "refused"),
    [
        (1_000_000, 0, False),  # 超过 is strictly more
        (1_000_001, 2, True),
        (1_000_001, 3, False),
        (900_000, 1, False),
    ],
)
def test_quotes_are_asked_for_above_the_sum(amount, quotes, refused) -> None:
    choice = Choice(amount, (amount,) * quotes, amount if quotes else None)
    found = procuring.quoted(choice, above=1_000_000, needed=3)
    assert codes(found) == (["quotes_wanted"] if refused else [])
    told = replace(choice, few_quotes="只有一家")
    assert procuring.quoted(told, above=1_000_000, needed=3).lawful


def test_nobody_stays_below_the_sum_by_signing_twice() -> None:
    choice = Choice(600_000, (), None, before=400_001)
    assert codes(procuring.quoted(choice, above=1_000_000, needed=3)) == ["quotes_wanted"]
    choice = replace(choice, before=400_000)
    assert procuring.quoted(choice, above=1_000_000, needed=3).lawful


@pytest.mark.parametrize(
    ("amount", "chosen", "refused"),
    [(100, 100, False), (99, 100, False), (101, 100, True), (120, 120, True), (90, 120, True)],
)
def test_another_than_the_lowest_needs_a_reason(amount, chosen, refused) -> None:
    choice = Choice(amount, (100, 120, 130), chosen)
    found = procuring.quoted(choice, above=1_000_000, needed=3)
    assert codes(found) == (["not_the_lowest"] if refused else [])
    assert procuring.quoted(replace(choice, not_lowest="保修更长"), above=1, needed=3).lawful


def test_before_acceptance_only_the_advance() -> None:
    assert payable_now(TERMS, accepted=False, on=DAY) == 300
    assert payable_now(replace(TERMS, paid=200, open=800), accepted=False, on=DAY) == 100
    assert payable_now(TERMS, accepted=False, on=DAY, pending=300) == 0
    assert payable_now(replace(TERMS, in_advance=0), accepted=False, on=DAY) == 0


def test_what_is_retained_waits_for_the_last_day_of_the_guarantee() -> None:
    assert payable_now(TERMS, accepted=True, on=UNTIL) == 950
    assert payable_now(TERMS, accepted=True, on=date(2027, 6, 2)) == 1000
    unknown = replace(TERMS, guarantee_until=None)
    assert payable_now(unknown, accepted=True, on=date(2030, 1, 1)) == 950


def test_an_ended_contract_has_nothing_open() -> None:
    assert payable_now(replace(TERMS, open=0, paid=400), accepted=True, on=UNTIL) == 0


@given(
    st.integers(1, 10**9),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.booleans(),
)
def test_never_more_than_the_contract_and_never_below_nought(
    amount, paid, advance, kept, done
) -> None:
    paid = min(paid, amount)
    terms = Terms(amount, amount - paid, paid, min(advance, amount), min(kept, amount), UNTIL)
    found = payable_now(terms, accepted=done, on=DAY)
    assert 0 <= found <= amount - paid
    assert found <= payable_now(terms, accepted=True, on=date(2028, 1, 1))


def test_terms_that_cannot_be_kept() -> None:
    assert procuring.keepable(replace(TERMS, in_advance=950), DAY).lawful
    above = procuring.keepable(replace(TERMS, in_advance=951), DAY)
    assert codes(above) == ["parts_above_contract"]
    assert codes(procuring.keepable(TERMS, UNTIL)) == ["guarantee_before"]
    assert codes(procuring.keepable(replace(TERMS, retained=-1), DAY)) == ["amount_not_positive"]


@pytest.mark.parametrize(
    ("asked", "spent", "expected"),
    [
        (500_000, 1_500_000, []),
        (500_001, 0, ["above_urgent_cap"]),
        (500_000, 1_500_001, ["above_urgent_year"]),
        (500_001, 1_999_999, ["above_urgent_cap", "above_urgent_year"]),
    ],
)
def test_urgent_sums_have_two_caps(asked, spent, expected) -> None:
    found = procuring.urgent(asked, spent, cap=500_000, year_cap=2_000_000)
    assert codes(found) == expected


@pytest.mark.parametrize("code", ["91350100M000100Y43", "911100000000000019"])
def test_a_credit_code_has_its_check_digit(code) -> None:
    made = code[:17] + next(
        sign for sign in procuring._SIGNS if procuring.is_credit_code(code[:17] + sign)
    )
    assert procuring.is_credit_code(made)
    for at in range(17):  # one wrong sign is always noticed
        other = procuring._SIGNS[(procuring._SIGNS.index(made[at]) + 1) % 31]
        assert not procuring.is_credit_code(made[:at] + other + made[at + 1 :])


@pytest.mark.parametrize("code", ["", "91350100M000100Y4", "91350100M000100I43", "一" * 18])
def test_what_is_no_credit_code(code) -> None:
    assert not procuring.is_credit_code(code)


def test_the_standards_own_example() -> None:
    """GB 32100-2015 gives 91350100M000100Y43 as an example of a whole code."""
    assert procuring.is_credit_code("91350100M000100Y43")


def test_quotes_of_suppliers_with_another_contract_are_not_compared() -> None:
    wood, joiner, wires = uuid4(), uuid4(), uuid4()
    asked = {wood: 900, joiner: 950, wires: 200}
    assert compared(asked, [], wood) == asked
    assert compared(asked, [wood, wires], wood) == {wood: 900, joiner: 950}
    assert compared(asked, [wood, wires], wires) == {joiner: 950, wires: 200}
