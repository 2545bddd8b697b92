"""Months and years that close, money that is carried or handed back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from council.db import db
from council.models.bank import BankLine, BankStatement
from council.models.fundprojects import Contract, FundProject
from council.models.funds import FundPeriod, FundYear
from council.models.ledger import LedgerEntry
from council.rules import ledger as books
from council.rules.ledger import Account, Transfer, trial_balance
from council.rules.verdict import Refused
from council.services import advances, bank, fundcarrying, fundclosing, fundprojects, funds, ledger
from council.services.unit import SYSTEM, unit
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.money import CODE, YEAR

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEXT = datetime(2027, 1, 5, 10, tzinfo=SHANGHAI)


@pytest.fixture
def purse(app_context, app, scene):
    return money.purse(on_stage(app, scene))


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    """The next act is refused for exactly these reasons."""
    with pytest.raises(Refused) as caught:
        yield
    assert [reason.code for reason in caught.value.reasons] == list(codes)


def close(purse, month: int, *, note: str = "还没有对账单", at: datetime = NEXT) -> None:
    fundclosing.close_month(
        purse.hall.community_id, CODE, YEAR, month, note=note, actor=clerk(purse), at=at
    )


def clerk(purse):
    return purse.hall.actor("clerk")


def year_of(purse, year: int = YEAR) -> FundYear:
    return next(row for row in stored(purse.hall, FundYear) if row.year == year)


def lines_of(purse, year: int) -> list[Transfer]:
    row = year_of(purse, year)
    with unit(purse.hall.community_id, kind="test", actor=SYSTEM, at=NEXT) as work:
        work.repeat()
        return ledger.lines_of_year(work, row)


def test_months_close_in_their_order_when_they_are_over(purse) -> None:
    first, last = money.AT, datetime(2026, 3, 31, tzinfo=SHANGHAI)
    with refused("months_in_order"):
        close(purse, 2, at=first)
    close(purse, 1, note="", at=first)
    with refused("period_closed"):
        close(purse, 1, at=first)
    close(purse, 2, note="", at=first)
    with refused("month_not_over"):
        close(purse, 3, at=datetime(2026, 3, 30, 23, tzinfo=SHANGHAI))
    close(purse, 3, at=last)
    assert [period.month for period in stored(purse.hall, FundPeriod)] == [1, 2, 3]


def test_what_bank_and_books_do_not_share_needs_a_note(purse) -> None:
    close(purse, 1, note="")
    close(purse, 2, note="")
    with refused("unmatched_needs_note"):
        close(purse, 3, note=" ")
    close(purse, 3, note="银行回单四月才到")
    march = next(p for p in stored(purse.hall, FundPeriod) if p.month == 3)
    assert (march.unmatched, march.note) == (1, "银行回单四月才到")


def test_a_line_of_the_bank_without_an_entry_counts_until_it_is_explained(purse) -> None:
    year = year_of(purse)
    with unit(purse.hall.community_id, kind="test", actor=SYSTEM, at=money.AT) as work:
        about = {"fund_id": year.fund_id, "from_on": money.DAY, "until_on": money.DAY}
        statement = BankStatement(
            sha256="0" * 64, file_name="a.csv", layout="icbc", lines=1, at=work.at, **about
        )
        work.add(statement)
        work.session.flush()
        line = work.add(
            BankLine(
                fund_id=year.fund_id,
                statement_id=statement.id,
                position=1,
                on=date(2026, 1, 31),
                amount=123,
                fingerprint="1",
            )
        )
    with refused("unmatched_needs_note"):
        close(purse, 1, note="")
    clerk_of = {"actor": clerk(purse), "at": money.AT}
    bank.note(purse.hall.community_id, line.id, "银行利息，年末入账", **clerk_of)
    close(purse, 1, note="", at=money.AT)


def test_nothing_is_dated_in_a_closed_month(purse) -> None:
    number = money.approved(purse)
    for month in (1, 2, 3):
        close(purse, month)
    from council.services import payments

    with refused("period_closed"):
        payments.pay(
            purse.hall.community_id, number, on=date(2026, 3, 31), actor=clerk(purse), at=NEXT
        )
    payments.pay(purse.hall.community_id, number, on=date(2026, 4, 1), actor=clerk(purse), at=NEXT)


def test_december_closes_when_all_is_settled_and_then_the_year(purse) -> None:
    community = purse.hall.community_id
    number = money.contract(purse, 0, 3_000_000)
    money.paid(purse, 0, 1_000_000, contract=number)
    for month in range(1, 12):
        close(purse, month)
    with refused(*["year_unsettled"] * 4):
        close(purse, 12)
    with refused("months_open"):
        fundclosing.close_year(community, CODE, YEAR, actor=clerk(purse), at=NEXT)
    with refused("fund_year_missing"):
        fundcarrying.carry_all(community, CODE, YEAR, actor=clerk(purse), at=NEXT)
    funds.open_year(community, CODE, 2027, actor=clerk(purse), at=NEXT)
    handed_back = 6_000_000
    fundclosing.sweep(
        community,
        CODE,
        YEAR,
        handed_back,
        on=date(2026, 12, 20),
        to="松河街道办事处",
        actor=clerk(purse),
        at=NEXT,
    )
    (continued,) = fundcarrying.carry_all(community, CODE, YEAR, actor=clerk(purse), at=NEXT)
    close(purse, 12)
    fundclosing.close_year(community, CODE, YEAR, actor=clerk(purse), at=NEXT)
    old, new = year_of(purse), year_of(purse, 2027)
    left = money.WHOLE - 1_000_000 - handed_back
    assert (old.free, old.planned, old.contracted) == (0, 0, 0)
    assert (old.paid, old.swept, old.carried) == (1_000_000, handed_back, left)
    assert old.closed_at is not None
    assert (new.opening, new.free) == (left, left - 3_000_000)
    assert (new.planned, new.contracted) == (1_000_000, 2_000_000)
    goes_on = next(p for p in stored(purse.hall, FundProject) if p.number == continued)
    assert goes_on.continues_id is not None and goes_on.resolution_id is not None
    assert (goes_on.planned, goes_on.contracted, goes_on.paid) == (1_000_000, 2_000_000, 0)
    contract = next(c for c in stored(purse.hall, Contract) if c.project_id == goes_on.id)
    assert (contract.amount, contract.open) == (2_000_000, 2_000_000)
    assert contract.continues_id is not None
    with refused("year_closed"):
        fundclosing.sweep(
            community, CODE, YEAR, 1, on=date(2026, 12, 31), to="街道", actor=clerk(purse), at=NEXT
        )


def test_a_closed_year_leaves_every_financial_account_at_nought(purse) -> None:
    community = purse.hall.community_id
    money.paid(purse, 0, 1_000_000)
    funds.open_year(community, CODE, 2027, actor=clerk(purse), at=NEXT)
    fundcarrying.carry_all(community, CODE, YEAR, actor=clerk(purse), at=NEXT)
    for month in range(1, 13):
        close(purse, month)
    sums = trial_balance(lines_of(purse, YEAR))
    left = {account: debit - credit for account, (debit, credit) in sums.items()}
    assert {account for account in left if left[account] and account < "8000"} == set()
    new = trial_balance(lines_of(purse, 2027))
    assert new[Account.BANK] == (money.WHOLE - 1_000_000, 0)


def test_what_was_paid_in_advance_becomes_a_cost_in_the_next_year(purse) -> None:
    community = purse.hall.community_id
    number = money.contract(purse, 0, 1_000_000)
    money.paid(purse, 0, 1_000_000, contract=number)  # all of it, and nothing accepted yet
    funds.open_year(community, CODE, 2027, actor=clerk(purse), at=NEXT)
    (continued,) = fundcarrying.carry_all(community, CODE, YEAR, actor=clerk(purse), at=NEXT)
    assert advances._with_advances(community) == [continued]
    with unit(community, kind="test", actor=SYSTEM, at=NEXT) as work:
        project = fundprojects.load(work, continued)
        assert advances.move(work, project, NEXT.date()) == 1_000_000
    assert books.prepaid(lines_of(purse, YEAR)) == books.prepaid(lines_of(purse, 2027)) == 0
    for month in range(1, 13):
        close(purse, month)


def test_not_more_than_is_free_is_handed_back_and_not_before_it_happens(purse) -> None:
    given = {"to": "松河街道办事处", "actor": clerk(purse)}
    with refused("not_that_much"):
        fundclosing.sweep(
            purse.hall.community_id,
            CODE,
            YEAR,
            money.WHOLE - money.PROJECT + 1,
            on=money.DAY,
            at=money.AT,
            **given,
        )
    with refused("day_to_come"):
        fundclosing.sweep(
            purse.hall.community_id, CODE, YEAR, 1, on=date(2026, 3, 3), at=money.AT, **given
        )
    with refused("not_in_year"):
        fundclosing.sweep(
            purse.hall.community_id, CODE, YEAR, 1, on=date(2025, 12, 31), at=money.AT, **given
        )


def test_a_payment_under_way_holds_up_carrying(purse) -> None:
    community = purse.hall.community_id
    money.entered(purse)
    with refused("year_not_over"):
        fundcarrying.carry(community, CODE, YEAR, 1, actor=clerk(purse), at=money.AT)
    funds.open_year(community, CODE, 2027, actor=clerk(purse), at=NEXT)
    with refused("payments_open"):
        fundcarrying.carry_project(community, purse.projects[0], actor=clerk(purse), at=NEXT)
    fundcarrying.carry(community, CODE, YEAR, 500, actor=clerk(purse), at=NEXT)
    assert year_of(purse, 2027).opening == year_of(purse).carried == 500


def test_what_does_not_come_is_cut_from_the_grant(purse) -> None:
    community, at = purse.hall.community_id, money.AT
    extra = money.Money(300_000, money.DAY, "松河街道办事处")
    granted = funds.grant(community, CODE, extra, actor=clerk(purse), at=at)
    part = money.Money(100_000, money.DAY, "松河街道办事处")
    funds.receive(community, CODE, part, appropriation_id=granted, actor=clerk(purse), at=at)
    given = {"on": money.DAY, "reason": "街道调减", "actor": clerk(purse), "at": at}
    with refused("more_than_granted"):
        funds.cut(community, granted, 200_001, **given)
    funds.cut(community, granted, 200_000, **given)
    year = year_of(purse)
    assert (year.granted, year.received) == (money.WHOLE + 100_000, money.WHOLE + 100_000)


def test_only_who_closes_closes(purse) -> None:
    with refused("no_power"):
        fundclosing.close_month(
            purse.hall.community_id, CODE, YEAR, 1, actor=purse.hall.actor("supervisor1"), at=NEXT
        )
    assert stored(purse.hall, FundPeriod) == []
    assert len(stored(purse.hall, LedgerEntry)) == 3


def test_the_database_keeps_a_closed_month_and_year_closed(purse) -> None:
    community = purse.hall.community_id
    close(purse, 1)
    close(purse, 2)
    statements = [
        "DELETE FROM fund_period",
        "UPDATE fund_period SET month = 12",
        INTO_FEBRUARY,
    ]
    refuses(statements)
    funds.open_year(community, CODE, 2027, actor=clerk(purse), at=NEXT)
    fundcarrying.carry_all(community, CODE, YEAR, actor=clerk(purse), at=NEXT)
    for month in range(3, 13):
        close(purse, month)
    fundclosing.close_year(community, CODE, YEAR, actor=clerk(purse), at=NEXT)
    refuses(
        [
            "UPDATE fund_year SET closed_at = NULL WHERE year = 2026",
            "UPDATE fund_year SET closing_note = 'x' WHERE year = 2026",
            "DELETE FROM fund_year WHERE year = 2026",
        ]
    )


INTO_FEBRUARY = (
    'INSERT INTO ledger_entry (community_id, id, salt, fund_year_id, number, kind, "on", text,'
    ' office_title, "at") SELECT community_id, community_id, salt, fund_year_id, 999, kind,'
    " '2026-02-27', text, office_title, \"at\" FROM ledger_entry WHERE number = 1"
)


def refuses(statements: list[str]) -> None:
    """The database itself says no to each of these."""
    for statement in statements:
        with db.engine.connect() as connection:
            connection.info["maintenance"] = True
            try:
                with pytest.raises(DatabaseError, match=r"closed|append-only"):
                    connection.execute(text(statement))
            finally:
                connection.rollback()
                connection.info.pop("maintenance")


def test_idle_money_goes_back_once_however_many_send_it_at_once(app, purse) -> None:
    community, year = purse.hall.community_id, year_of(purse)
    start, answers = threading.Barrier(8), []

    def window() -> None:
        with app.app_context():
            start.wait()
            given = {"on": money.DAY, "to": "松河街道办事处", "at": money.AT}
            try:
                args = (community, CODE, YEAR, year.free)
                fundclosing.sweep(*args, actor=clerk(purse), **given)
                answers.append("done")
            except Refused as no:
                answers.append(str(no))

    windows = [threading.Thread(target=window) for _ in range(8)]
    for one in windows:
        one.start()
    for one in windows:
        one.join()
    assert answers.count("done") == 1
    assert all("not_that_much" in said for said in answers if said != "done")
    assert year_of(purse).swept == year.free
