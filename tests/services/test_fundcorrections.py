"""What was entered wrongly is taken back by a counter-entry, with all that it stood for."""

from __future__ import annotations

from datetime import date

import pytest

from council.models.bank import BankLine, BankStatement
from council.models.fundprojects import Contract, FundProject
from council.models.funds import Appropriation, FundYear, Receipt
from council.models.ledger import LedgerEntry
from council.models.payments import Payment
from council.rules.verdict import Refused
from council.services import fundcorrections, funds
from council.services.unit import SYSTEM, unit
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.money import CODE, YEAR


@pytest.fixture
def purse(app_context, app, scene):
    return money.purse(on_stage(app, scene))


def correct(purse, number: int, *, on: date = money.DAY, reason: str = "登记错了") -> int:
    return fundcorrections.correct(
        purse.hall.community_id,
        CODE,
        YEAR,
        number,
        reason=reason,
        on=on,
        actor=purse.hall.actor("chair"),
        at=money.AT,
    )


def refused(purse, number: int, code: str, **given) -> None:
    before = len(stored(purse.hall, LedgerEntry))
    with pytest.raises(Refused) as caught:
        correct(purse, number, **given)
    assert [reason.code for reason in caught.value.reasons] == [code]
    assert len(stored(purse.hall, LedgerEntry)) == before


def last(purse, kind: str) -> int:
    return max(entry.number for entry in stored(purse.hall, LedgerEntry) if entry.kind == kind)


def year_of(purse) -> FundYear:
    (row,) = stored(purse.hall, FundYear)
    return row


def test_a_payment_taken_back_is_reversed_and_the_money_is_there_again(purse) -> None:
    contract = money.contract(purse, 0, 500_000)
    paid = money.paid(purse, 0, 200_000, contract=contract)
    wrong = last(purse, "payment")
    number = correct(purse, wrong, reason="付给了另一家")
    (payment,) = stored(purse.hall, Payment)
    assert (payment.number, payment.state) == (paid, "reversed")
    (kept,) = stored(purse.hall, Contract)
    assert (kept.open, kept.paid) == (500_000, 0)
    assert year_of(purse).paid == 0
    counter = next(e for e in stored(purse.hall, LedgerEntry) if e.number == number)
    assert (counter.kind, counter.text) == ("correction", "付给了另一家")
    refused(purse, wrong, "reversed_already")
    refused(purse, number, "correction_stands")


def test_the_line_of_the_bank_is_to_be_matched_anew(purse) -> None:
    money.paid(purse)
    wrong = last(purse, "payment")
    (entry,) = (e for e in stored(purse.hall, LedgerEntry) if e.number == wrong)
    year = year_of(purse)
    with unit(purse.hall.community_id, kind="test", actor=SYSTEM, at=money.AT) as work:
        days = {"from_on": money.DAY, "until_on": money.DAY}
        statement = work.add(
            BankStatement(
                fund_id=year.fund_id,
                sha256="0" * 64,
                file_name="a.csv",
                layout="icbc",
                lines=1,
                at=work.at,
                **days,
            )
        )
        work.session.flush()
        work.add(
            BankLine(
                fund_id=year.fund_id,
                statement_id=statement.id,
                position=1,
                on=money.DAY,
                amount=-100_000,
                fingerprint="1",
                entry_id=entry.id,
                matched="exact",
            )
        )
    correct(purse, wrong)
    (line,) = stored(purse.hall, BankLine)
    assert (line.entry_id, line.matched) == (None, "")


def test_a_refunded_payment_waits_for_its_refund(purse) -> None:
    number = money.paid(purse)
    money.given_back(purse, number, 40_000)
    refused(purse, last(purse, "payment"), "payment_refunded")
    correct(purse, last(purse, "refund"))
    (payment,) = stored(purse.hall, Payment)
    assert (payment.refunded, payment.state) == (0, "paid")
    correct(purse, last(purse, "payment"))
    (payment,) = stored(purse.hall, Payment)
    assert payment.state == "reversed"


def test_grant_and_receipt_go_in_their_order(purse) -> None:
    community, clerk = purse.hall.community_id, purse.hall.actor("clerk")
    extra = money.Money(300_000, money.DAY, "松河街道办事处")
    granted = funds.grant(community, CODE, extra, actor=clerk, at=money.AT)
    given = {"appropriation_id": granted, "actor": clerk, "at": money.AT}
    funds.receive(community, CODE, extra, **given)
    wrong = last(purse, "grant")
    refused(purse, wrong, "grant_has_receipts")
    correct(purse, last(purse, "receipt"))
    funds.receive(community, CODE, extra, **given)  # what was taken back may arrive again
    correct(purse, last(purse, "receipt"))
    correct(purse, wrong)
    year = year_of(purse)
    assert (year.granted, year.received) == (money.WHOLE, money.WHOLE)
    assert len(stored(purse.hall, Appropriation)) == len(stored(purse.hall, Receipt)) == 1


def test_money_that_is_spoken_for_is_not_taken_back(purse) -> None:
    refused(purse, 1, "grant_has_receipts")
    money.paid(purse)
    refused(purse, 2, "not_that_much")  # the receipt: it paid
    refused(purse, 3, "not_that_much")  # the plan: part of it is paid
    correct(purse, last(purse, "payment"))
    correct(purse, 3)
    (project,) = stored(purse.hall, FundProject)
    assert (project.planned, project.state) == (0, "dropped")


def test_a_contract_taken_back_has_ended(purse) -> None:
    money.contract(purse, 0, 500_000)
    correct(purse, last(purse, "commit"), reason="签错了项目")
    (contract,) = stored(purse.hall, Contract)
    assert (contract.open, contract.state, contract.ended_reason) == (0, "ended", "签错了项目")
    (project,) = stored(purse.hall, FundProject)
    assert project.planned == money.PROJECT


def test_why_and_when_are_asked_for(purse) -> None:
    refused(purse, 3, "text_missing", reason=" ")
    refused(purse, 3, "not_before_entry", on=date(2026, 3, 1))
    refused(purse, 3, "day_to_come", on=date(2026, 3, 3))
    refused(purse, 99, "not_found")
    with pytest.raises(Refused, match="no_power"):
        fundcorrections.correct(
            purse.hall.community_id,
            CODE,
            YEAR,
            3,
            reason="登记错了",
            on=money.DAY,
            actor=purse.hall.actor("committee1"),
            at=money.AT,
        )
