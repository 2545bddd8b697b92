"""Payments against the rows: each refusal of the law, each flag, the books, refunds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from council.models.base import new_id
from council.models.fundprojects import Contract, FundProject, SupplierTie
from council.models.funds import FundYear
from council.models.journal import JournalEntry
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.payments import Payment, Refund, Voucher
from council.models.proposals import Proposal
from council.rules.verdict import Refused
from council.services import contracts, payments
from council.services.unit import unit
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.money import AT, DAY, YEAR


@pytest.fixture
def purse(app_context, app, scene):
    return money.purse(on_stage(app, scene), 4_000_000, 2_000_000)


def refused(act, *args, **more) -> set[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **more)
    assert all(reason.rule or reason.code == "not_found" for reason in caught.value.reasons)
    return {reason.code for reason in caught.value.reasons}


def change(purse, model, *where, **values) -> None:
    """Set columns of a row, as another act would."""
    hall = purse.hall
    with unit(hall.community_id, kind="test", actor=hall.actor("clerk"), at=AT) as work:
        row = work.find(model, *where)
        for name, value in values.items():
            setattr(row, name, value)


def tie(purse, who: str, supplier: str = "杏北装饰有限公司") -> None:
    hall = purse.hall
    with unit(hall.community_id, kind="test", actor=hall.actor("clerk"), at=AT) as work:
        row = contracts.supplier_named(work, supplier)
        work.add(
            SupplierTie(
                supplier_id=row.id, person_id=hall.people[who], relation="relative", at=work.at
            )
        )


def approve(purse, number: str, who: str = "chair", **more) -> None:
    hall = purse.hall
    payments.approve(hall.community_id, number, actor=hall.actor(who), at=AT, **more)


def pay(purse, number: str, on: date = DAY, at=AT, **more) -> None:
    hall = purse.hall
    payments.pay(hall.community_id, number, on=on, actor=hall.actor("clerk"), at=at, **more)


def supervise(purse, number: str, agree: bool = True, text: str = "数量不符。") -> None:
    hall = purse.hall
    who = {"actor": hall.actor("supervisor1"), "at": AT}
    payments.supervise(hall.community_id, number, agree=agree, text=text, **who)


def one(purse, number: str) -> Payment:
    (row,) = stored(purse.hall, Payment, Payment.number == number)
    return row


def flags(purse, number: str) -> set[str]:
    return {flag["code"] for flag in one(purse, number).flags}


def test_what_is_on_the_way_counts(purse) -> None:
    first = money.entered(purse, 0, 3_000_000)
    assert refused(money.entered, purse, 0, 1_000_001) == {"payment_above_project"}
    hall = purse.hall
    payments.refuse(hall.community_id, first, reason="价格太高。", actor=hall.actor("chair"), at=AT)
    assert money.entered(purse, 0, 4_000_000)
    assert one(purse, first).refused_reason == "价格太高。"


def test_the_same_form_twice_is_one_payment(purse) -> None:
    hall, key = purse.hall, new_id().hex
    seed = payments.PaymentSeed(100, "杏北装饰有限公司", "灯具")
    who = {"request_key": key, "actor": hall.actor("clerk"), "at": AT}
    numbers = {payments.enter(hall.community_id, purse.projects[0], seed, **who) for _ in range(3)}
    assert len(numbers) == len(stored(hall, Payment)) == 1
    assert len(stored(hall, JournalEntry, JournalEntry.kind == "payment.enter")) == 1


def test_no_resolution_in_force(purse) -> None:
    change(
        purse, Proposal, Proposal.number == purse.matters[0], ending="not_adopted", stage="closed"
    )
    assert refused(money.entered, purse) == {"payment_no_resolution"}
    assert money.entered(purse, 1)


def test_a_payment_approved_before_the_resolution_fell_is_not_paid(purse) -> None:
    number = money.approved(purse)
    mine = FundProject.number == purse.projects[0]
    change(purse, FundProject, mine, resolution_id=None)
    assert refused(pay, purse, number) == {"payment_no_resolution"}
    change(purse, FundProject, mine, urgent=True, urgent_reason="水管爆裂。", confirm_by=DAY)
    pay(purse, number)
    assert flags(purse, number) == {"urgent_unconfirmed"}


def test_an_urgent_one_is_paid_with_the_voucher_to_follow(purse) -> None:
    mine = FundProject.number == purse.projects[0]
    change(purse, FundProject, mine, resolution_id=None, urgent=True, confirm_by=DAY)
    assert refused(money.entered, purse, 0, reason="") == {"urgent_unconfirmed", "reason_missing"}
    number = money.entered(purse, 0, reason="夜间抢修。")
    approve(purse, number)
    supervise(purse, number)
    pay(purse, number)
    assert flags(purse, number) == {"urgent_unconfirmed", "voucher_later"}
    later = AT + timedelta(days=1)
    hall = purse.hall
    seed = payments.PaymentSeed(100, "杏北装饰有限公司", "灯具", reason="夜间抢修。")
    who = {"request_key": new_id().hex, "actor": hall.actor("clerk"), "at": later}
    assert refused(payments.enter, hall.community_id, purse.projects[0], seed, **who) == {
        "urgent_lapsed"
    }


def test_no_approval_without_vouchers_for_the_whole_sum(purse) -> None:
    number = money.entered(purse, 0, 100_000)
    assert refused(approve, purse, number) == {"voucher_missing"}
    money.voucher(purse, number, 60_000)
    assert refused(approve, purse, number) == {"voucher_short"}
    second = money.voucher(purse, number, 40_000)
    approve(purse, number)
    supervise(purse, number)
    change(purse, Voucher, Voucher.number == second, struck_at=AT, struck_reason="开错")
    assert refused(pay, purse, number) == {"voucher_short"}


def test_nobody_has_two_parts(purse) -> None:
    hall = purse.hall
    seed = payments.PaymentSeed(100, "杏北装饰有限公司", "灯具")
    who = {"request_key": new_id().hex, "actor": hall.actor("chair"), "at": AT}
    number = payments.enter(hall.community_id, purse.projects[0], seed, **who)
    money.voucher(purse, number, 100)
    assert refused(approve, purse, number, "chair") == {"own_payment"}
    approve(purse, number, "secretary")
    assert one(purse, number).approved_by_id == hall.people["secretary"]


@pytest.mark.parametrize("who", ["clerk", "chair", "supervisor1"])
def test_whoever_is_close_to_the_supplier_stays_out(purse, who) -> None:
    tie(purse, who)
    found = refused(money.approved, purse)
    assert found == {"payment_related"}


def test_a_tie_of_somebody_else_is_shown(purse) -> None:
    tie(purse, "committee1")
    assert refused(money.entered, purse, 0, reason="") == {"related_elsewhere", "reason_missing"}
    number = money.paid(purse)
    (flag,) = one(purse, number).flags
    assert (flag["code"], flag["reason"]) == ("related_elsewhere", money.WHY)
    assert flag["params"] == {"relation": "relative"}


def test_split_to_stay_below_the_quotes(purse) -> None:
    money.entered(purse, 0, 900_000)
    assert refused(money.entered, purse, 0, 100_001) == {"payment_split"}
    assert money.entered(purse, 0, 100_000)
    assert money.entered(purse, 0, 900_000, supplier="松河灯具店")
    other = money.entered(purse, 1, 900_000)
    assert flags(purse, other) == {"split_suspected"}


def test_before_acceptance_only_what_the_contract_allows(purse) -> None:
    number = money.contract(purse, 0, 900_000, in_advance=300_000, retained=0)
    assert refused(money.entered, purse, 0, 300_001, contract=number) == {
        "payment_before_acceptance"
    }
    advance = money.paid(purse, 0, 300_000, contract=number)
    assert flags(purse, advance) == {"paid_in_advance"}
    assert refused(money.entered, purse, 0, 1, contract=number) == {"payment_before_acceptance"}
    change(purse, Proposal, Proposal.number == purse.matters[0], stage="disclosure")
    mine = FundProject.number == purse.projects[0]
    change(purse, FundProject, mine, accepted_on=DAY)
    assert flags(purse, money.paid(purse, 0, 600_000, contract=number)) == set()
    costs = {line.debit for line in stored(purse.hall, LedgerTransfer)}
    assert {"1141", "5101"} <= costs


def test_what_is_retained_waits_for_the_guarantee(purse) -> None:
    until = DAY + timedelta(days=30)
    terms = {"in_advance": 0, "retained": 45_000, "guarantee_until": until}
    number = money.contract(purse, 0, 900_000, **terms)
    change(purse, Proposal, Proposal.number == purse.matters[0], stage="disclosure")
    change(purse, FundProject, FundProject.number == purse.projects[0], accepted_on=DAY)
    assert refused(money.entered, purse, 0, 855_001, contract=number) == {"payment_retained"}
    money.paid(purse, 0, 855_000, contract=number)
    assert refused(money.entered, purse, 0, 1, contract=number) == {"payment_retained"}
    hall, seed = purse.hall, payments.PaymentSeed(45_000, "", "质保金", contract=number)
    later = AT + timedelta(days=31)
    who = {"request_key": new_id().hex, "actor": hall.actor("clerk"), "at": later}
    assert payments.enter(hall.community_id, purse.projects[0], seed, **who)


def test_a_contract_of_another_project_is_not_found(purse) -> None:
    number = money.contract(purse, 0, 900_000)
    assert refused(money.entered, purse, 1, 1, contract=number) == {"not_found"}


def test_not_after_the_year_and_not_on_a_day_to_come(purse) -> None:
    number = money.approved(purse)
    assert refused(pay, purse, number, DAY + timedelta(days=1)) == {"not_left_yet"}
    assert refused(pay, purse, number, date(YEAR - 1, 12, 31)) >= {"not_in_year"}
    hall = purse.hall
    seed = payments.PaymentSeed(100, "杏北装饰有限公司", "灯具")
    late = AT.replace(year=YEAR + 1)
    who = {"request_key": new_id().hex, "actor": hall.actor("clerk"), "at": late}
    found = refused(payments.enter, hall.community_id, purse.projects[0], seed, **who)
    assert found == {"year_over"}
    change(purse, FundYear, FundYear.year == YEAR, closed_at=AT)
    assert "year_closed" in refused(pay, purse, number)


def test_the_view_and_the_objection(purse) -> None:
    hall = purse.hall
    number = money.entered(purse)
    money.voucher(purse, number, 100_000)
    approve(purse, number)
    assert refused(pay, purse, number) == {"view_missing"}
    supervise(purse, number, agree=False)
    assert refused(supervise, purse, number) == {"view_given"}
    assert refused(pay, purse, number) == {"objection_unanswered"}
    said = {"text": "已经复核。", "at": AT}
    chair, secretary = hall.actor("chair"), hall.actor("secretary")
    payments.answer_objection(hall.community_id, number, actor=chair, **said)
    again = refused(payments.answer_objection, hall.community_id, number, actor=chair, **said)
    assert again == {"answered_already"}
    assert refused(pay, purse, number) == {"objection_unanswered"}
    payments.answer_objection(hall.community_id, number, actor=secretary, **said)
    pay(purse, number)
    assert flags(purse, number) == {"objection_answered", "objected"}


def test_only_who_entered_takes_back_and_only_before_it_is_paid(purse) -> None:
    hall = purse.hall
    number = money.entered(purse)
    take = (payments.withdraw, hall.community_id, number)
    said = {"reason": "重复录入。", "at": AT}
    assert refused(*take, actor=hall.actor("chair"), **said) == {"not_your_payment"}
    payments.withdraw(hall.community_id, number, actor=hall.actor("clerk"), **said)
    assert one(purse, number).state == "withdrawn"
    assert refused(*take, actor=hall.actor("clerk"), **said) == {"payment_settled"}
    paid = money.paid(purse)
    no = refused(payments.withdraw, hall.community_id, paid, actor=hall.actor("clerk"), **said)
    assert no == {"payment_settled"}


def test_refunds_in_parts_up_to_the_whole(purse) -> None:
    number = money.paid(purse, 0, 100_000)
    money.given_back(purse, number, 30_000, key="r" * 32)
    money.given_back(purse, number, 30_000, key="r" * 32)
    assert refused(money.given_back, purse, number, 70_001) == {"refund_above_payment"}
    assert refused(money.given_back, purse, number, 1, DAY - timedelta(days=1)) == {
        "refund_before_payment"
    }
    money.given_back(purse, number, 70_000)
    assert one(purse, number).refunded == 100_000
    assert sorted(row.amount for row in stored(purse.hall, Refund)) == [30_000, 70_000]
    (project,) = stored(purse.hall, FundProject, FundProject.number == purse.projects[0])
    assert (project.planned, project.paid) == (4_000_000, 0)
    kinds = [entry.kind for entry in stored(purse.hall, LedgerEntry)]
    assert kinds.count("refund") == 2
    unpaid = money.entered(purse)
    assert refused(money.given_back, purse, unpaid, 1) == {"payment_not_paid"}


def test_a_refund_of_an_advance_comes_back_from_there(purse) -> None:
    contract = money.contract(purse, 0, 900_000)
    number = money.paid(purse, 0, 300_000, contract=contract)
    money.given_back(purse, number, 100_000)
    rows = stored(purse.hall, LedgerTransfer)
    moved = {(row.debit, row.credit): row.amount for row in rows}
    assert moved["1002", "1141"] == 100_000 and moved["1141", "1002"] == 300_000
    (row,) = stored(purse.hall, Contract)
    assert (row.open, row.paid) == (600_000, 200_000)


def test_words_for_every_reason_and_flag() -> None:
    from council.vocabulary import payments as words

    flags = set(words.WORDS["payment_flag"])
    assert flags <= set(words.REASONS)
