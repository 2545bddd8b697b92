"""The Method of Equal Shares, with the add-one completion.

Every voter gets the same share of the budget. A project is bought when its supporters can pay for
it together; each pays in proportion to what it is worth to them, or all that they have left. Bought
first is what costs its supporters least per utility. Source: D. Peters, G. Pierczyński, P. Skowron,
"Proportional Participatory Budgeting with Additive Utilities", NeurIPS 2021 (arXiv 2008.13276).

**Utility.** A project is worth mark × cost to a voter (:data:`COST`; mark: 1 for an approval, the
points, or by Borda), so that money well covered by votes counts and not the number of projects. For
approvals that is what equalshares.net computes and pabutools calls ``Cost_Sat``; with it the
published winners of Assen 2024 come out. With :data:`MARKS` a project is worth its mark alone; then
Assen's winners do not come out.

**Completion.** Shares of voters whose projects are not bought stay unspent. Add-one raises every
share by one unit of the currency and runs anew, as long as the result keeps to the budget; it stops
where no supported project fits into what is left. Add-one may leave money; ``GREEDY_AFTER`` spends
what it can of that by votes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm

from council.rules.allocation import (
    TIES,
    Allocation,
    Amount,
    FundPoll,
    Project,
    Support,
    allocation,
    barred,
    count,
    tie_order,
    whole,
)
from council.rules.shares_run import Purchase, Run, Wish, run
from council.rules.verdict import Reason

EQUAL_SHARES = "equal-shares"
COST, MARKS = "cost", "marks"
NONE, ADD_ONE, GREEDY_AFTER = "none", "add-one", "add-one-greedy"
_PATIENCE = 64


@dataclass(frozen=True, slots=True)
class _Field:
    """The poll in whole numbers: one unit of money is divided into ``parts``."""

    projects: tuple[Project, ...]
    wishes: tuple[Wish, ...]
    voters: tuple[int, ...]
    """How many voters share each purse."""
    parts: int
    share: int
    step: int
    budget: Amount

    def cost(self, found: Run) -> Amount:
        """What was bought costs this much."""
        return sum(self.projects[purchase.wish].cost for purchase in found.bought)

    def exhaustive(self, found: Run) -> bool:
        """Whether no project that was not bought fits into what is left of the budget."""
        left = self.budget - self.cost(found)
        bought = {purchase.wish for purchase in found.bought}
        return all(p.cost > left for i, p in enumerate(self.projects) if i not in bought)

    def held(self, found: Run, index: int) -> Fraction:
        """What the supporters of a project have left together."""
        wish = self.wishes[index]
        each = zip(wish.purses, wish.voters, strict=True)
        money = sum(voters * found.rest[purse] for purse, voters in each)
        return Fraction(money, found.denominator * self.parts)


def equal_shares(
    poll: FundPoll,
    *,
    utility: str = COST,
    completion: str = ADD_ONE,
    ties: Sequence[str] = TIES,
) -> Allocation:
    """Choose so that every voter disposes of the same share of the budget.

    Raises:
        AllocationError: where the poll cannot be counted (see ``allocation.count``).
        ValueError: for an unknown utility or completion.
    """
    if utility not in (COST, MARKS) or completion not in (NONE, ADD_ONE, GREEDY_AFTER):
        raise ValueError(f"unknown utility {utility!r} or completion {completion!r}")
    support = count(poll)
    whys = barred(poll, support)
    ranks = tie_order(poll, support, ties)
    if not poll.ballots:
        return allocation(poll, EQUAL_SHARES, support, (), whys, ties=ties)
    ground = _field(poll, [p for p in poll.projects if p.id not in whys], ranks, utility)
    found, steps, end = (_run(ground, 0), 0, None) if completion == NONE else _add_one(ground)
    share = Fraction(ground.share + steps * ground.step, ground.parts)
    chosen = [ground.projects[purchase.wish].id for purchase in found.bought]
    for place, purchase in enumerate(found.bought, 1):
        project = ground.projects[purchase.wish]
        whys[project.id] = _in(ground, purchase, place, support[project.id], share)
    for index, project in enumerate(ground.projects):
        if project.id not in whys:
            whys[project.id] = _short(ground, found, index, support[project.id], share)
    if completion == GREEDY_AFTER:
        chosen += _fill(poll, ground, support, ranks, chosen, whys)
    return allocation(
        poll, EQUAL_SHARES, support, chosen, whys, ties=ties, share=whole(share), end=end
    )


def _field(
    poll: FundPoll, projects: Sequence[Project], ranks: Mapping[str, int], utility: str
) -> _Field:
    """Whole numbers: money in parts of the number of voters, marks without denominators."""
    alike: Counter[tuple[tuple[str, Amount], ...]] = Counter()
    for ballot in poll.ballots:
        marks = sorted((choice, mark) for choice, mark in poll.marks(ballot) if mark > 0)
        alike[tuple(marks)] += ballot.times
    supporters: dict[str, list[tuple[int, int, Amount]]] = {p.id: [] for p in projects}
    for purse, (wanted, voters) in enumerate(sorted(alike.items())):
        for choice, mark in wanted:
            if choice in supporters:
                supporters[choice].append((purse, voters, mark))
    even = lcm(poll.budget.denominator, *(p.cost.denominator for p in projects))
    parts = even * poll.voters
    fine = lcm(*(mark.denominator for wanted in alike for _, mark in wanted))
    wishes = []
    for project in projects:
        worth = project.cost * even if utility == COST else 1
        utilities = [(i, n, int(mark * fine * worth)) for i, n, mark in supporters[project.id]]
        wishes.append(Wish.of(int(project.cost * parts), utilities, ranks[project.id]))
    return _Field(
        projects=tuple(projects),
        wishes=tuple(wishes),
        voters=tuple(voters for _, voters in sorted(alike.items())),
        parts=parts,
        share=int(poll.budget * even),
        step=poll.unit * parts,
        budget=poll.budget,
    )


def _run(ground: _Field, steps: int, *, watch: bool = False) -> Run:
    share = ground.share + steps * ground.step
    return run(ground.wishes, len(ground.voters), share, ground.step, watch=watch)


def _add_one(ground: _Field) -> tuple[Run, int, Reason]:
    """The last run that keeps to the budget, or the first one that is exhaustive; step and why.

    Steps at which a watched run is known to buy the same are not run. Where there are many voters
    something changes at nearly every step: then watching pays less often, and is done less often.
    """
    found, steps, plain, patience = _run(ground, 0, watch=True), 0, 0, 1
    while not ground.exhaustive(found) and found.same_for is not None:
        if plain == 0:
            patience = 1 if found.same_for > 1 else min(2 * patience, _PATIENCE)
            plain = patience
        leap, plain = found.same_for, plain - 1
        further = _run(ground, steps + leap, watch=plain == 0)
        steps += leap
        if (cost := ground.cost(further)) > ground.budget:
            share = Fraction(ground.share + steps * ground.step, ground.parts)
            facts = {"share": whole(share), "cost": whole(cost), "budget": ground.budget}
            return _run(ground, steps - 1), steps - 1, Reason("fund_end_over", facts)
        found = further
    left = whole(ground.budget - ground.cost(found))
    return found, steps, Reason("fund_end_full", {"left": left})


def _in(ground: _Field, purchase: Purchase, place: int, has: Support, share: Fraction) -> Reason:
    backers = sum(ground.wishes[purchase.wish].voters)
    return Reason(
        "fund_shares_in" if purchase.in_full == backers else "fund_shares_in_part",
        {
            "place": place,
            "votes": has.votes,
            "cost": ground.projects[purchase.wish].cost,
            "payment": whole(purchase.payment / ground.parts),
            "in_full": purchase.in_full,
            "share": whole(share),
        },
    )


def _short(ground: _Field, found: Run, index: int, has: Support, share: Fraction) -> Reason:
    """Why not: what its supporters have left, and how many more with a whole share would do.

    Voters who want nothing else only ever pay for this project, so that many would have bought it
    in this run ("add singletons" in N. Boehmer et al., arXiv 2312.14723, with the share held).
    """
    cost, held = ground.projects[index].cost, ground.held(found, index)
    backers = sum(ground.wishes[index].voters)
    return Reason(
        "fund_shares_short",
        {
            "votes": has.votes,
            "cost": cost,
            "held": whole(held),
            "spent": whole(backers * share - held),
            "short": whole(cost - held),
            "share": whole(share),
            "more": ceil((cost - held) / share),
        },
    )


def _fill(
    poll: FundPoll,
    ground: _Field,
    support: Mapping[str, Support],
    ranks: Mapping[str, int],
    chosen: Sequence[str],
    whys: dict[str, Reason],
) -> list[str]:
    """Spend what is left by votes, and say so."""
    left = poll.budget - sum(p.cost for p in ground.projects if p.id in chosen)
    rest = [p for p in ground.projects if p.id not in chosen]
    added = []
    for project in sorted(rest, key=lambda p: (-support[p.id].score, ranks[p.id])):
        if project.cost <= left:
            facts = {
                "score": support[project.id].score,
                "fund_unit": poll.scored_in,
                "cost": project.cost,
                "left": whole(left),
            }
            whys[project.id] = Reason("fund_shares_filled", facts)
            added.append(project.id)
            left -= project.cost
    return added
