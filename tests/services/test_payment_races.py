"""Sixteen payments at once against one budget that holds ten of them.

``PAYMENT_RACES=100`` tries each race that often.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

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
AGENDA = 20
RACES = rounds("PAYMENT_RACES", 2)

Act = Callable[[], str]


@pytest.fixture
def purse(app_context, app, scene) -> Purse:
    made = money.purse(on_stage(app, scene), *[FITS * SUM] * min(RACES, AGENDA))
    while len(made.projects) < RACES:  # an agenda holds so many matters
        more = min(RACES - len(made.projects), AGENDA)
        money.resolve(made, *[FITS * SUM] * more)
        first = len(made.projects)
        made.projects += [money.project(made, first + n, FITS * SUM) for n in range(more)]
    return made


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


def project_of(purse: Purse, number: str) -> FundProject:
    (project,) = stored(purse.hall, FundProject, FundProject.number == number)
    return project


def paid_of(purse: Purse, number: str) -> list[Payment]:
    project = project_of(purse, number)
    mine = (Payment.project_id == project.id, Payment.state == "paid")
    return stored(purse.hall, Payment, *mine)


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
    for at, number in enumerate(purse.projects):
        acts = [told(app, lambda at=at: money.paid(purse, at, SUM))] * TIMES
        answers = Counter(together(pool, acts))
        assert answers == {"done": FITS, "payment_above_project": TIMES - FITS}
        project = project_of(purse, number)
        assert (project.planned, project.contracted, project.paid) == (0, 0, FITS * SUM)
        assert sum(payment.amount for payment in paid_of(purse, number)) == FITS * SUM
    whole(purse, app)


def test_sixteen_sums_of_any_size(app, purse, pool) -> None:
    """Whatever comes first is paid; never more than was allowed, and no one is left untold."""
    dice = random.Random(20261122)
    for at, number in enumerate(purse.projects):
        sums = [dice.randint(1, FITS * SUM) for _ in range(TIMES)]
        acts = [told(app, lambda at=at, fen=fen: money.paid(purse, at, fen)) for fen in sums]
        answers = together(pool, acts)
        assert set(answers) <= {"done", "payment_above_project"}
        done = [fen for fen, answer in zip(sums, answers, strict=True) if answer == "done"]
        assert done and sum(done) <= FITS * SUM
        assert sorted(payment.amount for payment in paid_of(purse, number)) == sorted(done)
        left = project_of(purse, number).planned
        assert left == FITS * SUM - sum(done)
        refused = [fen for fen, answer in zip(sums, answers, strict=True) if answer != "done"]
        assert all(fen > left for fen in refused)
    whole(purse, app)


def test_one_contract_for_sixteen(app, purse, pool) -> None:
    for at, number in enumerate(purse.projects):
        contract = money.contract(purse, at, 4 * SUM)
        act = told(app, lambda at=at, c=contract: money.paid(purse, at, SUM, contract=c))
        answers = together(pool, [act] * TIMES)
        assert answers.count("done") == 4
        no = set(answers) - {"done"}
        assert no == {"payment_above_contract payment_before_acceptance"}
        project = project_of(purse, number)
        assert (project.planned, project.contracted, project.paid) == (6 * SUM, 0, 4 * SUM)
    whole(purse, app)


def test_the_same_payment_sixteen_times(app, purse, pool) -> None:
    """It is paid once, however many press the button with the same page before them."""
    hall = purse.hall
    for at, number in enumerate(purse.projects):
        payment = money.approved(purse, at, SUM)
        (row,) = stored(hall, Payment, Payment.number == payment)
        who = {"actor": hall.actor("clerk"), "at": AT, "version": row.version}

        def pay(payment: str = payment, who: dict = who) -> None:
            payments.pay(hall.community_id, payment, on=DAY, **who)

        answers = Counter(together(pool, [told(app, pay)] * TIMES))
        assert answers == {"done": 1, "payment_moved": TIMES - 1}
        assert [one.amount for one in paid_of(purse, number)] == [SUM]
    whole(purse, app)


def test_the_budget_shrinks_while_ten_are_on_their_way(app, purse, pool) -> None:
    hall = purse.hall
    for at, number in enumerate(purse.projects):
        numbers = [money.approved(purse, at, SUM) for _ in range(FITS)]
        release(purse, number, 5 * SUM)

        def pay(payment: str) -> None:
            clerk = hall.actor("clerk")
            payments.pay(hall.community_id, payment, on=DAY, actor=clerk, at=AT)

        acts = [told(app, lambda one=one: pay(one)) for one in numbers]
        answers = Counter(together(pool, acts))
        assert answers == {"done": 5, "payment_above_project": 5}
        project = project_of(purse, number)
        assert (project.planned, project.paid) == (0, 5 * SUM)
    whole(purse, app)


def release(purse: Purse, number: str, amount: int) -> None:
    """Part of the project's money is taken back into the fund."""
    hall = purse.hall
    with unit(hall.community_id, kind="fund.release", actor=hall.actor("clerk"), at=AT) as work:
        project = fundprojects.load(work, number)
        year = work.get(FundYear, project.fund_year_id)
        lines = books.release(amount)
        ledger.post(work, year, "release", DAY, "压减", lines, project=project)
