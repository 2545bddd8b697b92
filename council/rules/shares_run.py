"""One run of the Method of Equal Shares with a fixed share per voter, exact and without fractions.

All money is in whole numbers over one common denominator that grows with each purchase. Voters
with equal ballots always hold the same and are one :class:`Purse`.

Beside each amount stands by how much it would grow if the share were a step larger. Every decision
of the run is a comparison of two such amounts, so the run also knows for how many steps all of them
would turn out the same (:attr:`Run.same_for`): the add-one completion need not run these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from math import gcd, lcm


@dataclass(frozen=True, slots=True)
class Backer:
    """A purse that supports a project; ``utility`` is what the project is worth to each voter."""

    purse: int
    voters: int
    utility: int
    order: int
    """Purses run dry in the order of money × ``order``, that is of money per utility."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A project with its backers. Utilities are divided by ``factor``, common to all of them."""

    cost: int
    backers: tuple[Backer, ...]
    factor: int
    tie: int

    @classmethod
    def of(cls, cost: int, utilities: Sequence[tuple[int, int, int]], tie: int) -> Wish:
        """From (purse, voters, utility) of everyone to whom the project is worth something."""
        factor = gcd(*(utility for _, _, utility in utilities))
        multiple = lcm(*(utility // factor for _, _, utility in utilities))
        backers = tuple(
            Backer(purse, voters, utility // factor, multiple * factor // utility)
            for purse, voters, utility in utilities
        )
        return cls(cost, backers, factor, tie)


@dataclass(frozen=True, slots=True)
class Purchase:
    """A project that was bought: its index, the most that one voter paid, and how many paid in full
    (the others gave all they had left).
    """

    wish: int
    payment: Fraction
    in_full: int


@dataclass(frozen=True, slots=True)
class Run:
    """What was bought, in order, and what the voters of each purse have left (each of them)."""

    bought: tuple[Purchase, ...]
    left: tuple[Fraction, ...]
    same_for: int | None
    """At a share that is larger by 1 … ``same_for`` - 1 steps the same is bought in the same order;
    None: at every larger share. At least 1."""


@dataclass(slots=True)
class _Price:
    """What a unit of utility costs in a project: (``num`` + ``more`` × steps) / ``den``."""

    num: int
    more: int
    den: int
    scale: int
    """``den`` × denominator of the money × factor of the utilities: to compare projects by."""
    backers: Sequence[Backer] = ()
    poor: int = 0
    """How many of ``backers`` (the first ones) give all that they have."""

    def minus(self, other: _Price) -> tuple[int, int]:
        """The difference now and its growth per step, up to a positive factor."""
        return (
            self.num * other.scale - other.num * self.scale,
            self.more * other.scale - other.more * self.scale,
        )


class _Runner:
    def __init__(self, wishes: Sequence[Wish], purses: int, share: int, step: int) -> None:
        self.wishes = wishes
        self.have, self.grow = [share] * purses, [step] * purses
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
        have, grow = self.have, self.grow
        need = wish.cost * self.denominator
        there = sum(backer.voters * have[backer.purse] for backer in wish.backers)
        growth = sum(backer.voters * grow[backer.purse] for backer in wish.backers)
        if there < need:
            self.hold(need - there, -growth)
            return None
        self.hold(there - need, growth)
        backers = sorted(wish.backers, key=lambda backer: have[backer.purse] * backer.order)
        den = sum(backer.voters * backer.utility for backer in backers)
        more, poor = 0, 0
        for backer in backers:
            if need * backer.utility <= have[backer.purse] * den:
                break
            need -= backer.voters * have[backer.purse]
            more -= backer.voters * grow[backer.purse]
            den -= backer.voters * backer.utility
            poor += 1
        for place, backer in enumerate(backers):
            over = have[backer.purse] * den - need * backer.utility
            growth = grow[backer.purse] * den - more * backer.utility
            self.hold(*((-over, -growth) if place < poor else (over, growth)))
        return _Price(need, more, den, den * self.denominator * wish.factor, backers, poor)

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
            rivals.append(index)
        for index in rivals:
            if best is not None and index != best:
                self.hold(*prices[index].minus(prices[best]))
        return best

    def _before(self, index: int, best: int, prices: dict[int, _Price]) -> bool:
        difference = prices[index].minus(prices[best])[0]
        return (difference or self.wishes[index].tie - self.wishes[best].tie) < 0

    def buy(self, index: int, price: _Price) -> Purchase:
        common = gcd(price.num, price.more, price.den)
        num, more, den = price.num // common, price.more // common, price.den // common
        self.have = [money * den for money in self.have]
        self.grow = [money * den for money in self.grow]
        self.denominator *= den
        for place, backer in enumerate(price.backers):
            if place < price.poor:
                self.have[backer.purse] = self.grow[backer.purse] = 0
            else:
                self.have[backer.purse] -= num * backer.utility
                self.grow[backer.purse] -= more * backer.utility
        rich = price.backers[price.poor :]
        dearest = max(backer.utility for backer in rich)
        return Purchase(
            index, Fraction(num * dearest, self.denominator), sum(b.voters for b in rich)
        )


def run(wishes: Sequence[Wish], purses: int, share: int, step: int) -> Run:
    """Buy, one after the other, the project with the least price per utility that can be paid.

    ``share`` and ``step`` are in the unit of the costs; level projects go by their ``tie``.
    """
    runner = _Runner(wishes, purses, share, step)
    prices: dict[int, _Price] = {}
    for index, wish in enumerate(wishes):
        worth = sum(backer.voters * backer.utility for backer in wish.backers)
        prices[index] = _Price(wish.cost, 0, worth, worth * wish.factor)
    bought = []
    while (best := runner.best(prices)) is not None:
        bought.append(runner.buy(best, prices.pop(best)))
    same_for = runner.same_for and max(1, -(-runner.same_for[0] // runner.same_for[1]))
    left = tuple(Fraction(money, runner.denominator) for money in runner.have)
    return Run(tuple(bought), left, same_for)
