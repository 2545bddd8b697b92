"""The books in themselves: whatever is entered, both sides stay equal and nothing is overspent."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from council.rules import ledger as books
from council.rules.ledger import BUDGET, Account, Balances, Transfer, trial_balance

FEN = st.integers(min_value=1, max_value=500)
WHICH = st.integers(min_value=0, max_value=2)


class Books(RuleBasedStateMachine):
    """A year with three projects; an act that would leave a balance short is not entered."""

    def __init__(self) -> None:
        super().__init__()
        self.year = Balances()
        self.projects = [Balances() for _ in range(3)]
        self.allowed = [0, 0, 0]
        self.entries: list[tuple[int | None, tuple[Transfer, ...]]] = []

    def enter(self, lines: tuple[Transfer, ...], project: int | None = None) -> bool:
        after = self.year.plus(lines)
        if after.short():
            return False
        if project is not None:
            mine = self.projects[project].plus(lines)
            if min(mine.planned, mine.contracted, mine.paid) < 0:
                return False
            self.projects[project] = mine
        self.year = after
        self.entries.append((project, lines))
        return True

    @rule(amount=FEN)
    def grant(self, amount: int) -> None:
        self.enter(books.grant(amount))

    @rule(amount=FEN)
    def open_with(self, amount: int) -> None:
        self.enter(books.opening(amount))

    @rule(amount=FEN, granted=st.booleans())
    def receive(self, amount: int, granted: bool) -> None:
        self.enter(books.receipt(amount, Account.GRANTS, granted=granted))

    @rule(amount=FEN)
    def cut(self, amount: int) -> None:
        self.enter(books.cut(amount))

    @rule(amount=FEN, which=WHICH)
    def plan(self, amount: int, which: int) -> None:
        if self.enter(books.plan(amount), which):
            self.allowed[which] += amount

    @rule(amount=FEN, which=WHICH)
    def release(self, amount: int, which: int) -> None:
        if self.enter(books.release(amount), which):
            self.allowed[which] -= amount

    @rule(amount=FEN, which=WHICH)
    def commit(self, amount: int, which: int) -> None:
        self.enter(books.commit(amount), which)

    @rule(amount=FEN, which=WHICH)
    def uncommit(self, amount: int, which: int) -> None:
        self.enter(books.uncommit(amount), which)

    @rule(amount=FEN, which=WHICH, contract=st.booleans(), accepted=st.booleans())
    def pay(self, amount: int, which: int, contract: bool, accepted: bool) -> None:
        self.enter(books.payment(amount, contract=contract, accepted=accepted), which)

    @rule(amount=FEN, which=WHICH)
    def refund(self, amount: int, which: int) -> None:
        self.enter(books.refund(amount, accepted=True), which)

    @rule(amount=FEN)
    def sweep(self, amount: int) -> None:
        self.enter(books.sweep(amount))

    @rule(amount=FEN)
    def carry(self, amount: int) -> None:
        self.enter(books.carry(amount))

    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        if self.entries:
            project, lines = data.draw(st.sampled_from(self.entries))
            back = tuple(line.reversed for line in lines)
            if self.enter(back, project) and project is not None:
                self.allowed[project] += books_plan(back)

    @invariant()
    def sources_are_uses(self) -> None:
        assert self.year.sources == self.year.uses
        assert self.year.short() == ()
        assert self.year.at_hand >= 0

    @invariant()
    def no_project_is_overspent(self) -> None:
        for mine, allowed in zip(self.projects, self.allowed, strict=True):
            assert mine.planned + mine.contracted + mine.paid == allowed
            assert 0 <= mine.paid <= allowed
        for name in ("planned", "contracted", "paid"):
            total = sum(getattr(mine, name) for mine in self.projects)
            assert total == getattr(self.year, name)

    @invariant()
    def the_trial_balance_balances(self) -> None:
        lines = [line for _, entry in self.entries for line in entry]
        for part in (BUDGET, set(Account) - BUDGET):
            sums = [pair for account, pair in trial_balance(lines).items() if account in part]
            assert sum(debit for debit, _ in sums) == sum(credit for _, credit in sums)

    @invariant()
    def replaying_gives_the_same(self) -> None:
        assert Balances().plus(line for _, entry in self.entries for line in entry) == self.year


def books_plan(lines: tuple[Transfer, ...]) -> int:
    """By how much these lines change what a project is allowed."""
    after = Balances().plus(lines)
    return after.planned + after.contracted + after.paid


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_line_moves_something_between_two_accounts(amount: int) -> None:
    with pytest.raises(ValueError, match="above nought"):
        Transfer(Account.BANK, Account.GRANTS, amount)
    with pytest.raises(ValueError, match="two accounts"):
        Transfer(Account.BANK, Account.BANK, 1)


def test_the_end_of_a_year_leaves_no_income_and_no_cost() -> None:
    lines = [
        *books.grant(900),
        *books.receipt(900, Account.GRANTS, granted=True),
        *books.receipt(100, Account.DONATIONS, granted=False),
        *books.plan(600),
        *books.payment(400, contract=False, accepted=True),
        *books.payment(200, contract=False, accepted=False),
        *books.carry(400),
        *books.carry_prepaid(200),
    ]
    assert books.prepaid(lines) == 0
    sums = trial_balance([*lines, *books.close(lines)])
    left = {account for account, (debit, credit) in sums.items() if debit != credit}
    assert left <= BUDGET
