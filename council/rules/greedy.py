"""Greedy by votes: the projects in the order of their scores, each where the money still lasts.

This is what most towns do. With a threshold in the poll, projects below it are out before. With
``skip=False`` the first project that the rest of the money does not pay ends it (Pabulib calls
this ``greedy-no-skip``); else it is passed over and the next one has its turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor

from council.rules.allocation import (
    APPROVAL,
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
from council.rules.verdict import Reason

GREEDY = "greedy"


def greedy(poll: FundPoll, *, skip: bool = True, ties: Sequence[str] = TIES) -> Allocation:
    """Choose by score until no further project can be paid.

    Raises:
        AllocationError: where the poll cannot be counted (see ``allocation.count``).
    """
    support = count(poll)
    whys = barred(poll, support)
    ranks = tie_order(poll, support, ties)
    order = sorted(
        (project for project in poll.projects if project.id not in whys),
        key=lambda project: (-support[project.id].score, ranks[project.id]),
    )
    chosen: list[str] = []
    left, stopped_by = poll.budget, ""
    for rank, project in enumerate(order, 1):
        facts = _facts(poll, rank, project, support[project.id], left)
        if project.cost <= left and not stopped_by:
            chosen.append(project.id)
            left -= project.cost
            whys[project.id] = Reason("fund_greedy_in", facts)
            continue
        facts["more"] = _more(poll, project, order, support, ties, skip=skip)
        if stopped_by:
            facts["other"] = stopped_by
            whys[project.id] = Reason("fund_greedy_stopped", facts)
        else:
            facts["short"] = whole(project.cost - left)
            whys[project.id] = Reason("fund_greedy_short", facts)
            stopped_by = "" if skip else project.name or project.id
    return allocation(poll, GREEDY, support, chosen, whys, ties=ties)


def _facts(
    poll: FundPoll, rank: int, project: Project, has: Support, left: Amount
) -> dict[str, object]:
    return {
        "rank": rank,
        "votes": has.votes,
        "score": has.score,
        "fund_unit": poll.scored_in,
        "cost": project.cost,
        "left": whole(left),
    }


def _more(
    poll: FundPoll,
    project: Project,
    order: Sequence[Project],
    support: Mapping[str, Support],
    ties: Sequence[str],
    *,
    skip: bool,
) -> int:
    """How much more score would have put a project in, all else as it is (whole votes or points).

    That is the score to come just before the last of the others at whose turn enough is left.
    """
    left, ahead_of = poll.budget, order[0]
    for other in order:
        if other.id == project.id:
            continue
        if project.cost <= left:
            ahead_of = other
        if other.cost <= left:
            left -= other.cost
        elif not skip:
            break
    has, gap = support[project.id], support[ahead_of.id].score - support[project.id].score
    # A vote more is a voter more, which may decide a tie; points may come from the same voters.
    votes = has.votes + (int(gap) if poll.kind == APPROVAL else 0)
    level = {**support, project.id: Support(votes, has.score + gap)}
    ranks = tie_order(poll, level, ties)
    return ceil(gap) if ranks[project.id] < ranks[ahead_of.id] else floor(gap) + 1
