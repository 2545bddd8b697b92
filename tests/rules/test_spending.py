"""What stands against a payment: each reason by its figures, all of them at once, and monotone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules import spending
from council.rules.procuring import payable_now
from council.rules.spending import Limits, Other, Spending, Terms, Tie
from council.rules.verdict import Refused

A, B, C, D = (UUID(int=n) for n in range(1, 5))
DAY = date(2026, 6, 1)
LIMITS = Limits(quotes_above=1_000_000, quotes=3, split_days=30, voucher_days=15)
PLAIN = Spending(
    amount=100_000,
    on=DAY,
    today=DAY,
    year=2026,
    limits=LIMITS,
    available=4_000_000,
    project="2026-001",
    vouchers=100_000,
    handler=A,
    approver=B,
    supervisor=C,
    payer=A,
    approved_on=DAY,
    opinion="agree",
)
TERMS = Terms(1_000_000, 1_000_000, 0, number="2026-001")


def codes(facts: Spending, ask=spending.pay) -> set[str]:
    return {reason.code for reason in ask(facts).reasons}


def flags(facts: Spending, ask=spending.pay) -> set[str]:
    return {flag.reason.code for flag in ask(facts).flags}


def test_a_plain_payment_passes_without_a_flag() -> None:
    for ask in (spending.enter, spending.approve, spending.pay):
        assert ask(PLAIN).demand() == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"resolved": False}, "payment_no_resolution"),
        ({"dropped": True}, "project_dropped"),
        ({"available": 99_999}, "payment_above_project"),
        ({"pending": 3_900_001}, "payment_above_project"),
        ({"year_closed": True}, "year_closed"),
        ({"on": date(2027, 1, 1), "today": date(2027, 1, 1)}, "year_over"),
        ({"on": date(2025, 12, 31)}, "not_in_year"),
        ({"vouchers": 0}, "voucher_missing"),
        ({"vouchers": 99_999}, "voucher_short"),
        ({"approver": None}, "approval_missing"),
        ({"approver": A}, "own_payment"),
        ({"supervisor": A}, "own_payment"),
        ({"supervisor": B}, "own_payment"),
        ({"supervisor": None, "opinion": ""}, "view_missing"),
        ({"opinion": "object"}, "objection_unanswered"),
        ({"opinion": "object", "answered": frozenset({"committee_chair"})}, "objection_unanswered"),
        ({"on": DAY + timedelta(1)}, "not_left_yet"),
        ({"ties": (Tie(A, "owner"),)}, "payment_related"),
        ({"ties": (Tie(B, "relative"),)}, "payment_related"),
        ({"ties": (Tie(C, "employee"),)}, "payment_related"),
        ({"contract": replace(TERMS, open=99_999), "accepted": True}, "payment_above_contract"),
        ({"contract": replace(TERMS, running=False), "accepted": True}, "payment_contract_ended"),
        ({"contract": TERMS}, "payment_before_acceptance"),
        ({"contract": replace(TERMS, in_advance=99_999)}, "payment_before_acceptance"),
        (
            {"contract": replace(TERMS, retained=900_001, guarantee_until=DAY), "accepted": True},
            "payment_retained",
        ),
        ({"contract": replace(TERMS, retained=900_001), "accepted": True}, "guarantee_not_begun"),
        (
            {"resolved": False, "urgent": True, "confirm_by": DAY - timedelta(1)},
            "urgent_lapsed",
        ),
    ],
)
def test_what_is_refused_is_refused_even_with_a_reason(change, code) -> None:
    facts = replace(PLAIN, reason="有理由也不行。", **change)
    found = [reason for reason in spending.pay(facts).reasons if reason.code == code]
    assert found and all(reason.rule for reason in found)
    with pytest.raises(Refused):
        spending.pay(facts).demand()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": 1_000_001, "vouchers": 1_000_001}, "quotes_missing"),
        ({"contract": replace(TERMS, in_advance=100_000)}, "paid_in_advance"),
        ({"ties": (Tie(D, "relative"),)}, "related_elsewhere"),
        ({"approved_on": DAY + timedelta(1)}, "paid_before_approval"),
        ({"vouchers": 0, "urgent": True}, "voucher_later"),
        ({"resolved": False, "urgent": True, "confirm_by": DAY}, "urgent_unconfirmed"),
        ({"opinion": "object", "answered": spending.OFFICES_THAT_ANSWER}, "objected"),
        ({"others": (Other("2026-009", "2026-002", 950_000, DAY),)}, "split_suspected"),
    ],
)
def test_what_is_flagged_needs_a_reason_and_then_passes(change, code) -> None:
    facts = replace(PLAIN, **change)
    assert {code, "reason_missing"} <= codes(facts)
    assert codes(replace(facts, reason=" \n")) == codes(facts)
    given = replace(facts, reason="情况属实，已公开说明。")
    assert not codes(given) and flags(given) == {code}


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (Other("2026-009", "2026-001", 900_001, DAY), True),
        (Other("2026-009", "2026-001", 900_000, DAY), False),  # together just the limit
        (Other("2026-009", "2026-001", 900_001, DAY - timedelta(30)), True),
        (Other("2026-009", "2026-001", 900_001, DAY - timedelta(31)), False),
        (Other("2026-009", "2026-001", 1_000_001, DAY), False),  # asked for quotes on its own
    ],
)
def test_split_to_stay_below_the_limit(other: Other, found: bool) -> None:
    facts = replace(PLAIN, others=(other,), reason="分两次付。")
    assert ("payment_split" in codes(facts)) == found
    assert "payment_split" not in codes(replace(facts, quotes=3))
    under_contract = replace(facts, contract=replace(TERMS, in_advance=100_000))
    assert "payment_split" not in codes(under_contract)


def test_the_guarantee_ends_with_its_last_day() -> None:
    terms = replace(TERMS, retained=50_000, guarantee_until=DAY, paid=900_000, open=100_000)
    facts = replace(PLAIN, contract=terms, accepted=True)
    assert codes(facts) == {"payment_retained"}
    assert not codes(replace(facts, amount=50_000, vouchers=50_000))
    assert not codes(replace(facts, on=DAY + timedelta(1), today=DAY + timedelta(1)))


def test_reasons_on_record_need_no_other() -> None:
    terms = replace(TERMS, few_quotes="只有一家有资质。")
    facts = replace(PLAIN, contract=terms, accepted=True)
    (flag,) = spending.pay(facts).demand()
    assert flag.given == "只有一家有资质。"


@pytest.mark.parametrize(
    "change",
    [
        {"available": 100_000},
        {"available": 100_001, "pending": 1},
        {"vouchers": 100_000},
        {"contract": replace(TERMS, open=100_000), "accepted": True},
        {"contract": replace(TERMS, in_advance=100_000)},
        {"contract": replace(TERMS, retained=900_000, guarantee_until=DAY), "accepted": True},
        {"amount": 1_000_000, "vouchers": 1_000_000, "ties": ()},
        {"on": date(2026, 12, 31), "today": date(2027, 1, 2)},
    ],
)
def test_what_just_fits_passes(change) -> None:
    assert spending.pay(replace(PLAIN, reason="按合同预付。", **change)).lawful


def test_everything_is_told_at_once() -> None:
    facts = replace(
        PLAIN, resolved=False, available=0, vouchers=0, approver=A, supervisor=None, opinion=""
    )
    assert codes(facts) == {
        "payment_no_resolution",
        "payment_above_project",
        "voucher_missing",
        "own_payment",
        "view_missing",
    }


def test_a_recorded_flag_is_read_back() -> None:
    flag = {"code": "paid_before_approval", "params": {"day": "2026-06-01"}, "reason": "补记。"}
    assert spending.recorded(flag).params["day"] == DAY


money = st.integers(1, 2_000_000)
terms_of = st.builds(
    Terms,
    number=st.just("2026-001"),
    amount=st.just(2_000_000),
    open=money,
    paid=st.integers(0, 500_000),
    in_advance=st.integers(0, 2_000_000),
    retained=st.integers(0, 500_000),
    guarantee_until=st.sampled_from([None, DAY, DAY + timedelta(9)]),
)
kept_terms = terms_of.map(
    lambda terms: replace(terms, in_advance=min(terms.in_advance, terms.amount - terms.retained))
)
CONTRACT_SAYS = {
    "payment_above_contract",
    "payment_before_acceptance",
    "payment_retained",
    "guarantee_not_begun",
}


@given(kept_terms, st.booleans(), st.integers(0, 1_000_000))
def test_what_a_contract_lets_be_paid_today_may_be_paid_and_no_more(
    terms: Terms, accepted: bool, pending: int
) -> None:
    most = payable_now(terms, accepted=accepted, on=DAY, pending=pending)
    facts = replace(PLAIN, contract=terms, accepted=accepted, pending=pending)

    def against(amount: int) -> set[str]:
        judged = spending.enter(replace(facts, amount=amount))
        return CONTRACT_SAYS & {reason.code for reason in judged.reasons}

    assert not most or not against(most)
    assert against(most + 1)


any_facts = st.builds(
    replace,
    st.just(PLAIN),
    amount=money,
    available=money,
    pending=st.integers(0, 1_000_000),
    accepted=st.booleans(),
    resolved=st.booleans(),
    urgent=st.booleans(),
    contract=st.none() | terms_of,
    vouchers=st.integers(0, 2_000_000),
    approver=st.sampled_from([None, A, B, D]),
    supervisor=st.sampled_from([None, A, B, C]),
    opinion=st.sampled_from(["", "agree", "object"]),
    ties=st.lists(st.builds(Tie, st.sampled_from([A, B, C, D]), st.just("owner"))).map(tuple),
    reason=st.sampled_from(["", "有书面理由。"]),
)


@given(any_facts, st.integers(1, 1_000_000))
def test_more_money_is_never_more_lawful(facts: Spending, more: int) -> None:
    larger = replace(facts, amount=facts.amount + more)
    for ask in (spending.enter, spending.approve, spending.pay):
        assert not (ask(larger).lawful and not ask(facts).lawful) or _quotes_only(facts, larger)


def _quotes_only(facts: Spending, larger: Spending) -> bool:
    """One payment above the limit gives its reason where several below it were a split."""
    return facts.amount <= LIMITS.quotes_above < larger.amount and bool(facts.others)


@given(any_facts)
def test_later_steps_ask_all_that_earlier_ones_asked(facts: Spending) -> None:
    entered, approved = codes(facts, spending.enter), codes(facts, spending.approve)
    assert entered <= approved <= codes(facts, spending.pay)
    assert flags(facts, spending.enter) <= flags(facts, spending.approve) <= flags(facts)


@given(any_facts)
def test_what_passes_never_goes_above_anything(facts: Spending) -> None:
    if not spending.pay(facts).lawful:
        return
    assert facts.vouchers >= facts.amount or facts.urgent
    assert len({facts.handler, facts.approver, facts.supervisor}) == 3
    if facts.contract is None:
        assert facts.amount + facts.pending <= facts.available
    else:
        spent = facts.contract.paid + facts.pending + facts.amount
        assert facts.amount + facts.pending <= facts.contract.open
        assert facts.accepted or spent <= facts.contract.in_advance


@given(any_facts)
def test_a_flag_is_never_without_words(facts: Spending) -> None:
    judged = spending.pay(facts)
    if judged.lawful:
        assert all((flag.given or judged.said).strip() for flag in judged.flags)
