"""Acts on the books at random, through the real services: nothing unbalances them.

After every act, done or refused: the replay finds nothing off, no project has paid more than it
was allowed, and a closed month holds what it held when it was closed.
``BOOKS_MACHINE=50 BOOKS_STEPS=60 pytest tests/services/test_books_properties.py`` plays longer.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from council.db import db
from council.models.base import new_id
from council.models.fundprojects import Contract, FundProject
from council.models.funds import FundPeriod, FundYear
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.payments import Payment
from council.rules.verdict import Refused
from council.services import (
    contracts,
    fundcarrying,
    fundclosing,
    fundcorrections,
    funds,
    ledgercheck,
    payments,
    projectlife,
    refunds,
)
from council.services.contracts import ContractSeed
from council.services.funds import Money
from council.services.payments import PaymentSeed
from tests.factories import money
from tests.factories.community import Handle, on_stage
from tests.factories.hall import stored
from tests.factories.money import CODE, YEAR, Purse
from tests.support.rounds import rounds

SHANGHAI = ZoneInfo("Asia/Shanghai")
SEEDS = st.integers(min_value=0, max_value=2**32 - 1)
STARTS = (money.DAY, date(YEAR, 11, 20), date(YEAR, 12, 31), date(YEAR + 1, 1, 10))


def fen(random: Random) -> int:
    return random.choice((random.randint(1, 900_000), random.randint(1, 9_000)))


def which(random: Random) -> int:
    return random.randrange(100)


def either(random: Random) -> bool:
    return random.random() < 0.5


Draw = Callable[[Random], Any]
ACTS: tuple[tuple[str, dict[str, Draw]], ...] = (
    ("time_passes", {"days": lambda random: random.randint(1, 60)}),
    ("grant", {"amount": fen, "arrives": either, "past": lambda random: random.randrange(60)}),
    ("given", {"amount": fen}),
    ("release", {"which": which, "amount": fen}),
    ("commit", {"which": which, "amount": fen}),
    ("uncommit", {"which": which}),
    ("pay", {"which": which, "amount": fen, "by_contract": either, "until": which}),
    ("pay", {"which": which, "amount": fen, "by_contract": either, "until": which}),
    ("refund", {"which": which, "amount": fen}),
    ("reverse", {"which": which}),
    ("sweep", {"amount": fen}),
    ("carry", {"amount": fen, "everything": either}),
    ("close", {"year": lambda random: random.choice((YEAR, YEAR, YEAR + 1))}),
)


class BooksInPlay(RuleBasedStateMachine):
    """A fund with two projects, played from March into the next year."""

    app: Any
    fresh: Callable[[], Handle]

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: date) -> None:
        self.hall = self.fresh()
        self.community = self.hall.community_id
        self.day, self.steps = start, 0
        self.shut: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self.try_(funds.open_year, self.community, CODE, YEAR + 1)

    @property
    def at(self) -> datetime:
        return datetime.combine(self.day, time(10), SHANGHAI)

    def try_(self, act: Callable[..., Any], *args: Any, who: str = "clerk", **given: Any) -> Any:
        """Do an act, or have it refused: either leaves whole books."""
        try:
            return act(*args, actor=self.hall.actor(who), at=self.at, **given)
        except Refused:
            return None

    def on(self, project: Any) -> date:
        """Today, or the last day of the project's year where that is over."""
        years = {year.id: year.year for year in stored(self.hall, FundYear)}
        return min(self.day, date(years[project.fund_year_id], 12, 31))

    def of(self, row: Any) -> Any:
        """The project of a contract or payment."""
        return next(p for p in stored(self.hall, FundProject) if p.id == row.project_id)

    def pick(self, model: Any, which: int, order: str = "number") -> Any:
        rows = sorted(stored(self.hall, model), key=lambda row: getattr(row, order))
        return rows[which % len(rows)] if rows else None

    @rule(seed=SEEDS)
    def step(self, seed: int) -> None:
        self.steps += 1
        random = Random(f"{seed} {self.steps}")
        name, given = random.choice(ACTS)
        getattr(self, name)(**{key: draw(random) for key, draw in given.items()})

    def time_passes(self, days: int) -> None:
        self.day = min(date.fromordinal(self.day.toordinal() + days), date(YEAR + 1, 2, 20))

    def grant(self, amount: int, arrives: bool, past: int) -> None:
        on = date.fromordinal(self.day.toordinal() - past)
        sum_ = Money(amount, on, "松河街道办事处")
        granted = self.try_(funds.grant, self.community, CODE, sum_)
        if granted and arrives:
            self.try_(funds.receive, self.community, CODE, sum_, appropriation_id=granted)

    def given(self, amount: int) -> None:
        sum_ = Money(amount, self.day, "某企业")
        self.try_(funds.receive, self.community, CODE, sum_, kind="donation")

    def release(self, which: int, amount: int) -> None:
        project = self.pick(FundProject, which)
        given = {"on": self.on(project), "reason": "用不完"}
        self.try_(projectlife.release, self.community, project.number, amount, **given)

    def commit(self, which: int, amount: int) -> None:
        project = self.pick(FundProject, which)
        seed = ContractSeed("杏北装饰有限公司", amount, self.on(project), in_advance=amount)
        self.try_(contracts.sign, self.community, project.number, seed, who="committee1")

    def uncommit(self, which: int) -> None:
        contract = self.pick(Contract, which)
        if contract:
            project = self.of(contract)
            given = {"on": self.on(project), "reason": "双方同意终止合同"}
            self.try_(contracts.end, self.community, contract.number, **given)

    def pay(self, which: int, amount: int, by_contract: bool, until: int) -> None:
        project, contract = self.pick(FundProject, which), None
        if by_contract:
            contract = self.pick(Contract, which)
            if contract is None:
                return
            project = self.of(contract)
        number = contract.number if contract else ""
        seed = PaymentSeed(amount, "杏北装饰有限公司", "材料款", number, money.WHY)
        entered = self.try_(
            payments.enter, self.community, project.number, seed, request_key=new_id().hex
        )
        if not entered or until % 10 == 0:
            return
        money.voucher(Purse(self.hall), entered, amount)
        self.try_(payments.approve, self.community, entered, who="chair", reason=money.WHY)
        given = {"who": "supervisor1", "agree": True}
        self.try_(payments.supervise, self.community, entered, **given)
        if until % 10 > 2:
            self.try_(payments.pay, self.community, entered, on=self.on(project), reason=money.WHY)

    def refund(self, which: int, amount: int) -> None:
        payment = self.pick(Payment, which)
        if payment:
            self.try_(
                refunds.refund,
                self.community,
                payment.number,
                amount,
                on=self.on(self.of(payment)),
                reason="退回多付的",
                request_key=new_id().hex,
            )

    def reverse(self, which: int) -> None:
        entry = self.pick(LedgerEntry, which, "at")
        year = next(y for y in stored(self.hall, FundYear) if y.id == entry.fund_year_id)
        on = min(self.day, date(year.year, 12, 31))
        given = {"reason": "登记错了", "on": on}
        self.try_(fundcorrections.correct, self.community, CODE, year.year, entry.number, **given)

    def sweep(self, amount: int) -> None:
        on = min(self.day, date(YEAR, 12, 31))
        given = {"on": on, "to": "松河街道办事处"}
        self.try_(fundclosing.sweep, self.community, CODE, on.year, amount, **given)

    def carry(self, amount: int, everything: bool) -> None:
        if everything:
            self.try_(fundcarrying.carry_all, self.community, CODE, YEAR)
        else:
            self.try_(fundcarrying.carry, self.community, CODE, YEAR, amount)

    def close(self, year: int) -> None:
        for _ in range(12):
            row = next(y for y in stored(self.hall, FundYear) if y.year == year)
            before = len(stored(self.hall, FundPeriod))
            closed = [p for p in stored(self.hall, FundPeriod) if p.fund_year_id == row.id]
            given = {"month": len(closed) + 1, "note": "没有对账单"}
            self.try_(fundclosing.close_month, self.community, CODE, year, **given)
            if len(stored(self.hall, FundPeriod)) == before:
                break
        self.try_(fundclosing.close_year, self.community, CODE, year)

    @invariant()
    def the_books_are_whole(self) -> None:
        if not hasattr(self, "hall"):
            return
        with db.engine.connect() as connection:
            assert list(ledgercheck.offences(connection, self.community)) == []

    @invariant()
    def closed_months_do_not_move(self) -> None:
        if not hasattr(self, "hall"):
            return
        years = {year.id: year.year for year in stored(self.hall, FundYear)}
        held = self.held(years)
        for period in stored(self.hall, FundPeriod):
            key = (years[period.fund_year_id], period.month)
            last = date(*key, monthrange(*key)[1])
            assert last <= self.day
            assert self.shut.setdefault(key, held.get(key, [])) == held.get(key, [])

    def held(self, years: dict[Any, int]) -> dict[tuple[int, int], list[tuple[int, int]]]:
        """By month, the numbers of its entries with the sum of their lines."""
        sums: dict[Any, int] = {}
        for line in stored(self.hall, LedgerTransfer):
            sums[line.entry_id] = sums.get(line.entry_id, 0) + line.amount
        found: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for entry in sorted(stored(self.hall, LedgerEntry), key=lambda row: row.number):
            key = (years[entry.fund_year_id], entry.on.month)
            found.setdefault(key, []).append((entry.number, sums[entry.id]))
        return found


def two_projects(hall: Handle) -> None:
    money.purse(hall, money.PROJECT, 2_000_000, amount=7_000_000)


def test_books_played_at_random(app, scene, backend) -> None:
    with app.app_context():

        def fresh() -> Handle:
            return on_stage(app, scene, "books-in-play", also=two_projects)

        class Here(BooksInPlay):
            pass

        Here.app, Here.fresh = app, staticmethod(fresh)
        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=rounds("BOOKS_MACHINE", 6 if backend == "sqlite" else 2),
                stateful_step_count=rounds("BOOKS_STEPS", 30),
                deadline=None,
                database=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
                print_blob=True,
            ),
        )
