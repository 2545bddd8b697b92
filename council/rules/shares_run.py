"""One run of the Method of Equal Shares with a fixed share per voter, exact and without fractions.

All money is in whole numbers over one common denominator that grows with each purchase. Voters
with equal ballots always hold the same and have one purse together.

A run can watch itself: beside each amount then stands by how much it would grow if the share were a
step larger. Every decision of the run is a comparison of two such amounts, so it also learns for
how many steps all of them would turn out the same (:attr:`Run.same_for`): the add-one completion
need not run these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from math import gcd, lcm
from operator import mul


@dataclass(frozen=True, slots=True)
class Wish:
    """A project with its backers, purse by purse.

    ``utilities`` is what it is worth to each voter of a purse, divided by ``factor``, common to
    all. Purses run dry in the order of money × ``orders``, that is of money per utility. Where the
    project is worth the same to all of them and few share a purse, ``singly`` names the purse of
    each voter: it is quicker to go through.
    """

    cost: int
    purses: tuple[int, ...]
    voters: tuple[int, ...]
    utilities: tuple[int, ...]
    orders: tuple[int, ...]
    factor: int
    tie: int
    singly: tuple[int, ...]

    @classmethod
    def of(cls, cost: int, backers: Sequence[tuple[int, int, int]], tie: int) -> Wish:
        """From (purse, voters, utility) of everyone to whom the project is worth something."""
        purses, voters, worth = zip(*backers, strict=True)
        factor = gcd(*worth)
        utilities = tuple(utility // factor for utility in worth)
        multiple = lcm(*utilities)
        orders = tuple(multiple // utility for utility in utilities)
        singly: list[int] = []
        if multiple == 1 and sum(voters) <= 2 * len(voters):
            for purse, many in zip(purses, voters, strict=True):
                singly += [purse] * many
        return cls(cost, purses, voters, utilities, orders, factor, tie, tuple(singly))


@dataclass(frozen=True, slots=True)
class Purchase:
    """A project that was bought.

    ``wish`` is its index, ``payment`` the most that one voter paid, ``in_full`` how many paid what
    their utility asked of them; the others gave all they had left.
    """

    wish: int
    payment: Fraction
    in_full: int


@dataclass(frozen=True, slots=True)
class Run:
    """What was bought, in order, and what each voter of each purse has left.

    That is ``rest`` / ``denominator``. ``same_for``: at shares larger by less than so many steps
    the same is bought in the same order; None: at every larger share. It is at least 1, which
    promises nothing (as does a run that was not watched).
    """

    bought: tuple[Purchase, ...]
    rest: tuple[int, ...]
    denominator: int
    same_for: int | None


@dataclass(slots=True)
class _Price:
    """What a unit of utility costs in a project: (``num`` + ``more`` × steps) / ``den``."""

    num: int
    more: int
    den: int
    scale: int
    """``den`` × denominator of the money × factor of the utilities: to compare projects by."""

    def minus(self, other: _Price) -> tuple[int, int]:
        """The difference now and its growth per step, up to a positive factor."""
        return (
            self.num * other.scale - other.num * self.scale,
            self.more * other.scale - other.more * self.scale,
        )


class _Runner:
    def __init__(
        self, wishes: Sequence[Wish], purses: int, share: int, step: int, watch: bool
    ) -> None:
        self.wishes = wishes
        self.have, self.grow = [share] * purses, [step] * purses if watch else []
        self.watch = watch
        self.denominator = 1
        self.same_for: tuple[int, int] | None = None

    def hold(self, now: int, growth: int) -> None:
        """Note that ``now + growth × steps`` must stay on its side of 0 (``now`` is not below)."""
        if growth < 0 and (
            self.same_for is None or now * self.same_for[1] < -growth * self.same_for[0]
        ):
            self.same_for = (now, -growth)

    def price(self, wish: Wish) -> _Price | None:
        """The least price at which the backers can pay, the poor giving all; None: they cannot."""
        have, need = self.have, wish.cost * self.denominator
        if wish.singly and not self.watch:
            return self._plain(wish, [have[purse] for purse in wish.singly], need)
        money = [have[purse] for purse in wish.purses]
        there = sum(map(mul, money, wish.voters))
        if there >= need:
            # What can be paid stays so: with larger shares nobody ever has less left.
            return self._weighed(wish, money, need)
        if self.watch:
            growth = [self.grow[purse] for purse in wish.purses]
            self.hold(need - there, -sum(map(mul, growth, wish.voters)))
        return None

    def _plain(self, wish: Wish, money: list[int], need: int) -> _Price | None:
        if sum(money) < need:
            return None
        money.sort()
        den = len(money)
        for has in money:
            if need <= has * den:
                break
            need -= has
            den -= 1
        return _Price(need, 0, den, den * self.denominator * wish.factor)

    def _weighed(self, wish: Wish, money: list[int], need: int) -> _Price:
        keys = list(map(mul, money, wish.orders))
        order = sorted(range(len(keys)), key=keys.__getitem__)
        voters, utilities = wish.voters, wish.utilities
        den, poor = sum(map(mul, voters, utilities)), 0
        for i in order:
            if need * utilities[i] <= money[i] * den:
                break
            need -= voters[i] * money[i]
            den -= voters[i] * utilities[i]
            poor += 1
        more = 0
        if self.watch:
            growth = [self.grow[purse] for purse in wish.purses]
            more = -sum(voters[i] * growth[i] for i in order[:poor])
            for place, i in enumerate(order):
                over = money[i] * den - need * utilities[i]
                rise = growth[i] * den - more * utilities[i]
                self.hold(*((-over, -rise) if place < poor else (over, rise)))
        return _Price(need, more, den, den * self.denominator * wish.factor)

    def best(self, prices: dict[int, _Price]) -> int | None:
        """The cheapest project per utility; those that cannot be paid any more leave ``prices``.

        Prices only rise within a run. So they are asked in the order of what they were, and not
        beyond the first that was higher than the best is now.
        """

        def compare(one: int, other: int) -> int:
            return prices[one].minus(prices[other])[0] or one - other

        best, rivals = None, []
        for index in sorted(prices, key=cmp_to_key(compare)):
            if best is None or prices[index].minus(prices[best])[0] <= 0:
                asked = self.price(self.wishes[index])
                if asked is None:
                    del prices[index]
                    continue
                prices[index] = asked
                if best is None or self._before(index, best, prices):
                    best = index
            elif not self.watch:
                break
            rivals.append(index)
        for index in rivals if self.watch else ():
            if best is not None and index != best:
                self.hold(*prices[index].minus(prices[best]))
        return best

    def _before(self, index: int, best: int, prices: dict[int, _Price]) -> bool:
        difference = prices[index].minus(prices[best])[0]
        return (difference or self.wishes[index].tie - self.wishes[best].tie) < 0

    def buy(self, index: int, price: _Price) -> Purchase:
        """Let the backers pay: each their part of the price, or all that they have."""
        common = gcd(price.num, price.more, price.den)
        num, more, den = price.num // common, price.more // common, price.den // common
        have = self.have = [money * den for money in self.have]
        grow = self.grow = [money * den for money in self.grow]
        self.denominator *= den
        wish, in_full, dearest = self.wishes[index], 0, 0
        for purse, voters, utility in zip(wish.purses, wish.voters, wish.utilities, strict=True):
            rest = have[purse] - num * utility
            if rest < 0:
                have[purse] = 0
                if self.watch:
                    grow[purse] = 0
                continue
            have[purse] = rest
            in_full += voters
            if utility > dearest:
                dearest = utility
            if self.watch:
                grow[purse] -= more * utility
        return Purchase(index, Fraction(num * dearest, self.denominator), in_full)


def run(
    wishes: Sequence[Wish], purses: int, share: int, step: int = 0, *, watch: bool = False
) -> Run:
    """Buy, one after the other, the project with the least price per utility that can be paid.

    ``share`` and ``step`` are in the unit of the costs; level projects go by their ``tie``.
    """
    runner = _Runner(wishes, purses, share, step, watch)
    prices: dict[int, _Price] = {}
    for index, wish in enumerate(wishes):
        worth = sum(map(mul, wish.voters, wish.utilities))
        prices[index] = _Price(wish.cost, 0, worth, worth * wish.factor)
    bought = []
    while (best := runner.best(prices)) is not None:
        bought.append(runner.buy(best, prices.pop(best)))
    same_for = runner.same_for and max(1, -(-runner.same_for[0] // runner.same_for[1]))
    return Run(tuple(bought), tuple(runner.have), runner.denominator, same_for if watch else 1)
