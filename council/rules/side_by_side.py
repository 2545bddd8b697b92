"""Both methods over the same ballots, for people to compare before and after a vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from council.rules.allocation import TIES, Allocation, Finding, FundPoll
from council.rules.equal_shares import ADD_ONE, COST, equal_shares
from council.rules.greedy import greedy


@dataclass(frozen=True, slots=True)
class Comparison:
    """What each method chose; ``rows`` pairs its findings, project by project as listed."""

    greedy: Allocation
    shares: Allocation

    @property
    def rows(self) -> tuple[tuple[Finding, Finding], ...]:
        """Greedy and equal shares, for each project."""
        return tuple(zip(self.greedy.findings, self.shares.findings, strict=True))

    @property
    def agree(self) -> bool:
        """Whether both choose the same projects."""
        return set(self.greedy.selected) == set(self.shares.selected)


def side_by_side(
    poll: FundPoll, *, ties: Sequence[str] = TIES, utility: str = COST, completion: str = ADD_ONE
) -> Comparison:
    """Count by both methods.

    Raises:
        AllocationError: where the poll cannot be counted (see ``allocation.count``).
    """
    shares = equal_shares(poll, utility=utility, completion=completion, ties=ties)
    return Comparison(greedy(poll, ties=ties), shares)
