"""What is unexplained lists itself: each kind, and the day on which it begins."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from council.db import db, reading
from council.models.fundprojects import Contract, FundProject
from council.models.funds import FundYear
from council.models.implementation import Evaluation
from council.models.payments import Voucher
from council.models.proposals import Proposal
from council.queries.public import unexplained
from council.rules import ledger as books
from council.rules.calendar import midnight
from council.services import funds, ledger, urgent
from council.services.fundprojects import ProjectSeed
from council.services.unit import SYSTEM, unit
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.matters import plan

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def purse(app_context, app, scene):
    return money.purse(on_stage(app, scene))


def found(purse, on: date, n: int = 500):
    (year,) = stored(purse.hall, FundYear)
    at = midnight(on) + timedelta(hours=9)
    return unexplained.top(reading(), purse.hall.community_id, year.id, at, n)


def kinds(purse, on: date) -> list[str]:
    return [line.kind for line in found(purse, on).lines]


def change(model, number: str, **values) -> None:
    """Set a row as time or another act would have left it."""
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        try:
            connection.execute(update(model).where(model.number == number).values(**values))
            connection.commit()
        finally:
            connection.info.pop("maintenance")


def first(purse, kind: str, on: date):
    return next(line for line in found(purse, on).lines if line.kind == kind)


def test_nothing_is_unexplained_at_first(purse) -> None:
    assert found(purse, date(2026, 3, 3)) == unexplained.Found((), 0)


def test_months_and_quarters_that_nobody_closed(purse) -> None:
    assert "month_open" not in kinds(purse, date(2026, 4, 10))
    assert kinds(purse, date(2026, 4, 11)) == ["month_open"]
    assert kinds(purse, date(2026, 4, 16)) == ["statement_missing", "month_open"]
    all_of_it = found(purse, date(2027, 5, 1), 3)
    assert (all_of_it.total, len(all_of_it.lines)) == (1 + 4 + 10, 3)
    assert next(line.kind for line in all_of_it.lines) == "audit_missing"


def test_a_payment_without_a_voucher(purse) -> None:
    number = money.paid(purse, 0, 100_050, on=money.DAY)
    change(Voucher, "2026-001", struck_at=money.AT, struck_reason="错了")
    assert "voucher_missing" not in kinds(purse, date(2026, 3, 17))
    line = first(purse, "voucher_missing", date(2026, 3, 18))
    assert (line.noun, line.number, line.sum) == ("payments", number, 100_050)
    assert (line.who, line.since, line.due, line.days) == (
        "书记员", money.DAY, date(2026, 3, 17), 1,
    )  # fmt: skip
    assert line.level == "red"


def test_a_voucher_without_a_public_copy(purse) -> None:
    money.paid(purse, 0, 100_050, on=money.DAY)
    assert "voucher_hidden" not in kinds(purse, date(2026, 3, 17))
    assert first(purse, "voucher_hidden", date(2026, 3, 18)).level == "amber"
    change(Voucher, "2026-001", public_sha256="0" * 64)
    assert "voucher_hidden" not in kinds(purse, date(2026, 3, 18))


def test_a_flagged_payment_with_its_reason(purse) -> None:
    contract = money.contract(purse, 0, 3_000_000)
    money.paid(purse, 0, 100_000, contract=contract)
    line = first(purse, "payment_flagged", money.DAY)
    assert "paid_in_advance" in {flag.code for flag in line.flags}
    assert all(flag.reason for flag in line.flags)


def test_a_contract_with_few_quotes_above_the_sum(purse) -> None:
    money.contract(purse, 0, 1_000_000)
    assert "few_quotes" not in kinds(purse, money.DAY)
    money.contract(purse, 0, 1_000_001, few_quotes="只有一家有资质。")
    line = first(purse, "few_quotes", money.DAY)
    assert (line.n, line.sum, line.level) == (0, 1_000_001, "amber")
    change(Contract, line.project, few_quotes="")
    assert first(purse, "few_quotes", money.DAY).level == "red"
    change(Contract, line.project, state="ended")
    assert "few_quotes" not in kinds(purse, money.DAY)


def test_an_overdue_step_of_a_project(purse) -> None:
    due = date(2026, 3, 20)
    plan(purse.hall, purse.matters[0], due, at=money.AT)
    assert "milestone_late" not in kinds(purse, due)
    line = first(purse, "milestone_late", due + timedelta(days=9))
    assert (line.number, line.who, line.days) == (purse.projects[0], "物业项目部", 9)
    change(FundProject, purse.projects[0], state="dropped")
    assert "milestone_late" not in kinds(purse, due + timedelta(days=9))


def test_an_urgent_expense_that_nobody_confirmed(purse) -> None:
    seed = ProjectSeed("抢修水管", "works", "safety", 500_000)
    number = urgent.open(
        purse.hall.community_id,
        money.CODE,
        seed,
        reason="半夜水管爆裂，楼道进水，等不到开会。",
        on=money.DAY,
        actor=purse.hall.actor("chair"),
        at=money.AT,
    )
    change(FundProject, number, confirm_by=date(2026, 5, 1))
    assert "urgent_unconfirmed" not in kinds(purse, date(2026, 5, 1))
    line = first(purse, "urgent_unconfirmed", date(2026, 5, 2))
    assert (line.number, line.sum, line.days) == (number, 500_000, 1)
    change(FundProject, number, confirmed_at=money.AT)
    assert "urgent_unconfirmed" not in kinds(purse, date(2026, 5, 2))


@pytest.mark.parametrize(("marks", "n", "low"), [(4, 5, True), (5, 5, False), (4, 4, False)])
def test_a_project_that_residents_rated_low(app_context, app, scene, marks, n, low) -> None:
    """Four of five marks is 3/4 of the way from one to five: below 4/5, where enough rated."""
    purse = money.purse(on_stage(app, scene))
    rate(purse, marks, n)
    assert ("low_rating" in kinds(purse, money.DAY)) is low
    if low:
        line = first(purse, "low_rating", money.DAY)
        assert (line.share, line.n, line.level) == (75, 5, "amber")


def test_money_that_did_not_come_and_money_that_lies_idle(purse) -> None:
    clerk, hall = purse.hall.actor("clerk"), purse.hall
    more = funds.Money(1_000_000, money.DAY, "松河街道办事处")
    funds.grant(hall.community_id, money.CODE, more, actor=clerk, at=money.AT)
    assert "grant_missing" not in kinds(purse, date(2026, 4, 30))
    line = first(purse, "grant_missing", date(2026, 5, 1))
    assert (line.sum, line.days, line.level) == (1_000_000, 1, "red")
    assert "idle_money" not in kinds(purse, date(2026, 3, 31))
    carried_in(purse, 300_000)
    assert "idle_money" not in kinds(purse, date(2026, 3, 31))
    assert first(purse, "idle_money", date(2026, 4, 1)).level == "amber"
    late = first(purse, "idle_money", date(2026, 6, 1))
    assert (late.sum, late.days, late.level) == (300_000, 1, "red")


def carried_in(purse, amount: int) -> None:
    """So much was carried in from the year before."""
    with unit(purse.hall.community_id, kind="fund.opening", actor=SYSTEM, at=money.AT) as work:
        year = funds.year_of(work, money.CODE, money.YEAR)
        ledger.post(work, year, "opening", money.DAY, "上年结转", books.opening(amount))


def rate(purse, mark: int, people: int) -> None:
    """So many residents give the same mark four times."""
    with unit(purse.hall.community_id, kind="evaluation.give", actor=SYSTEM, at=money.AT) as work:
        matter = work.find(Proposal, Proposal.number == purse.matters[0])
        for n in range(1, people + 1):
            work.add(
                Evaluation(
                    proposal_id=matter.id,
                    person_id=purse.hall.people[f"resident{n}"],
                    result=mark,
                    speed=mark,
                    cost=mark,
                    communication=mark,
                    at=money.AT,
                )
            )
