"""Sixteen payments at once against one budget that holds ten of them.

``PAYMENT_RACES=100`` tries each race that often.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from council.models.fundprojects import FundProject
from council.models.funds import FundYear
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.payments import Payment
from council.rules import ledger as books
from council.rules.ledger import Account, Balances, Transfer
from council.rules.verdict import Refused
from council.services import fundprojects, integrity, ledger, payments
from council.services.unit import unit
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.money import AT, DAY, Purse
from tests.support.rounds import rounds, together

TIMES = 16
FITS = 10
SUM = 10_000
RACES = rounds("PAYMENT_RACES", 2)

Act = Callable[[], str]


@pytest.fixture
def purse(app_context, app, scene) -> Purse:
    return money.purse(on_stage(app, scene), FITS * SUM, FITS * SUM)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(TIMES) as threads:
        yield threads


def told(app, act: Callable[[], object]) -> Act:
    """The act in a thread: ``done``, or the codes of the refusal."""

    def run() -> str:
        with app.app_context():
            try:
                act()
            except Refused as no:
                return " ".join(sorted(reason.code for reason in no.reasons))
            return "done"

    return run


@dataclass
class Budget:
    """A project's budget before a race, none of it spent; ``paid``: by the races before."""

    purse: Purse
    at: int
    paid: int
    seed: dict[str, str]

    def after(self) -> tuple[int, int, int]:
        """Planned, contracted and paid since the race began."""
        row = project_of(self.purse, self.at)
        return row.planned, row.contracted, row.paid - self.paid


def budgets(purse: Purse) -> Iterator[Budget]:
    """So many races, in turn on the two projects; what a race spent is planned anew."""
    for n in range(RACES):
        at = n % len(purse.projects)
        short = FITS * SUM - project_of(purse, at).planned
        if short:
            move(purse, at, "plan", short)
        # a supplier of its own: many races together would be many payments split from one
        yield Budget(purse, at, project_of(purse, at).paid, {"supplier": f"第{n}装饰公司"})


def project_of(purse: Purse, at: int) -> FundProject:
    number = purse.projects[at]
    (project,) = stored(purse.hall, FundProject, FundProject.number == number)
    return project


def move(purse: Purse, at: int, kind: str, amount: int) -> None:
    """The assembly allows the project more, or takes part of it back."""
    hall = purse.hall
    with unit(hall.community_id, kind=f"fund.{kind}", actor=hall.actor("clerk"), at=AT) as work:
        project = fundprojects.load(work, purse.projects[at])
        year = work.get(FundYear, project.fund_year_id)
        lines = books.plan(amount) if kind == "plan" else books.release(amount)
        ledger.post(work, year, kind, DAY, "调整", lines, project=project)


def whole(purse: Purse, app) -> None:
    """The balances are what the entries add up to; nothing is above what was allowed."""
    rows = stored(purse.hall, LedgerTransfer)
    lines = [Transfer(Account(row.debit), Account(row.credit), row.amount) for row in rows]
    (year,) = stored(purse.hall, FundYear)
    assert Balances().plus(lines) == ledger.balances(year)
    assert not ledger.balances(year).short()
    numbers = [entry.number for entry in stored(purse.hall, LedgerEntry)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert list(integrity.check(app.config["UPLOADS"])) == []


def test_sixteen_payments_against_one_budget(app, purse, pool) -> None:
    """Each goes from entry to the bank by itself; ten arrive, six are told why not."""
    for budget in budgets(purse):
        act = told(app, lambda b=budget: money.paid(purse, b.at, SUM, **b.seed))
        answers = Counter(together(pool, [act] * TIMES))
        assert answers == {"done": FITS, "payment_above_project": TIMES - FITS}
        assert budget.after() == (0, 0, FITS * SUM)
    assert len(stored(purse.hall, Payment, Payment.state == "paid")) == RACES * FITS
    whole(purse, app)


def test_sixteen_sums_of_any_size(app, purse, pool) -> None:
    """Whatever comes first is paid; never more than was allowed, and no one is left untold."""
    dice = random.Random(20261122)
    for budget in budgets(purse):
        sums = [dice.randint(1, FITS * SUM) for _ in range(TIMES)]
        acts = [
            told(app, lambda b=budget, fen=fen: money.paid(purse, b.at, fen, **b.seed))
            for fen in sums
        ]
        answers = together(pool, acts)
        assert set(answers) <= {"done", "payment_above_project"}
        done = [fen for fen, answer in zip(sums, answers, strict=True) if answer == "done"]
        left, _contracted, paid = budget.after()
        assert done and paid == sum(done) == FITS * SUM - left
        refused = [fen for fen, answer in zip(sums, answers, strict=True) if answer != "done"]
        assert all(fen > left for fen in refused)
    whole(purse, app)


def test_one_contract_for_sixteen(app, purse, pool) -> None:
    for budget in budgets(purse):
        contract = money.contract(purse, budget.at, 4 * SUM, **budget.seed)
        act = told(app, lambda at=budget.at, c=contract: money.paid(purse, at, SUM, contract=c))
        answers = together(pool, [act] * TIMES)
        assert answers.count("done") == 4
        no = set(answers) - {"done"}
        assert no == {"payment_above_contract payment_before_acceptance"}
        assert budget.after() == (6 * SUM, 0, 4 * SUM)
    whole(purse, app)


def test_the_same_payment_sixteen_times(app, purse, pool) -> None:
    """It is paid once, however many press the button with the same page before them."""
    hall = purse.hall
    for budget in budgets(purse):
        payment = money.approved(purse, budget.at, SUM, **budget.seed)
        (row,) = stored(hall, Payment, Payment.number == payment)
        who = {"actor": hall.actor("clerk"), "at": AT, "version": row.version}

        def pay(payment: str = payment, who: dict = who) -> None:
            payments.pay(hall.community_id, payment, on=DAY, **who)

        answers = Counter(together(pool, [told(app, pay)] * TIMES))
        assert answers == {"done": 1, "payment_moved": TIMES - 1}
        assert budget.after() == (9 * SUM, 0, SUM)
    whole(purse, app)


def test_the_budget_shrinks_while_ten_are_on_their_way(app, purse, pool) -> None:
    hall = purse.hall

    def pay(payment: str) -> None:
        clerk = hall.actor("clerk")
        payments.pay(hall.community_id, payment, on=DAY, actor=clerk, at=AT)

    for budget in budgets(purse):
        for payment in stored(hall, Payment, Payment.state == "approved"):
            refuse(purse, payment.number)
        numbers = [money.approved(purse, budget.at, SUM, **budget.seed) for _ in range(FITS)]
        move(purse, budget.at, "release", 5 * SUM)
        acts = [told(app, lambda one=one: pay(one)) for one in numbers]
        answers = Counter(together(pool, acts))
        assert answers == {"done": 5, "payment_above_project": 5}
        assert budget.after() == (0, 0, 5 * SUM)
    whole(purse, app)


def refuse(purse: Purse, number: str) -> None:
    """What is left over from the race before is not paid any more."""
    hall, why = purse.hall, {"reason": "额度已经用完。", "at": AT}
    payments.refuse(hall.community_id, number, actor=hall.actor("chair"), **why)
