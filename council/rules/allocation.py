"""Sharing a fund by vote: projects with costs, a budget, ballots, and what each method answers.

Money is exact: whole fen in our own polls, the unit of the file (a Fraction where it has decimals)
in polls that were read from one. How a method chooses stands in ``greedy`` and ``equal_shares``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from council.rules.tally import show
from council.rules.verdict import Reason

Amount = int | Fraction
"""Money, or points: whole wherever the input is."""

APPROVAL, POINTS, RANKING = "approval", "points", "ranking"
KINDS = (APPROVAL, POINTS, RANKING)

CHEAPER, DEARER, MORE_VOTES, BY_ID, LISTED = "cheaper", "dearer", "more_votes", "by_id", "listed"
TIES = (CHEAPER, MORE_VOTES, LISTED)
"""Who goes first among projects that are level: the cheaper one, then the one that more voters
marked, then by lots drawn before the poll, or without them the one listed earlier. This last order
decides whatever still is level under any rule for ties, so no count needs chance. The first two are
what equalshares.net recommends."""


class AllocationError(ValueError):
    """A poll that cannot be counted without guessing; the message is one line."""


@dataclass(frozen=True, slots=True)
class Project:
    """Something that the fund could pay: all of it or nothing."""

    id: str
    cost: Amount
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One voter's marks, or those of ``times`` voters who marked the same.

    ``choices`` is best first for a ranking; ``points`` go with ``choices``. A ballot without a mark
    is a ballot: it has its equal share and supports nothing.
    """

    voter: str
    choices: tuple[str, ...]
    points: tuple[Amount, ...] = ()
    times: int = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a ballot may say; None: no limit. (Choose-1 is ``most=1``.)

    ``fewest``/``most`` count projects, ``…_cost`` is what they cost together, ``…_points`` what one
    project is given and ``…_sum`` what all are given together.
    """

    fewest: int = 0
    most: int | None = None
    fewest_cost: Amount | None = None
    most_cost: Amount | None = None
    fewest_points: Amount | None = 0
    most_points: Amount | None = None
    fewest_sum: Amount | None = None
    most_sum: Amount | None = None


@dataclass(frozen=True, slots=True)
class FundPoll:
    """Many projects, one budget, and the ballots about them.

    ``threshold`` is the least score that a project needs. ``unit`` is how many of the amounts used
    here make one unit of the currency: 100 for fen. ``lots`` is the order of all projects that was
    drawn for ties; empty: the order of the list.
    """

    projects: tuple[Project, ...]
    budget: Amount
    kind: str = APPROVAL
    ballots: tuple[Ballot, ...] = ()
    limits: Limits = field(default=Limits())
    threshold: Amount | None = None
    unit: int = 100
    lots: tuple[str, ...] = ()

    @property
    def voters(self) -> int:
        """How many ballots there are."""
        return sum(ballot.times for ballot in self.ballots)

    @property
    def scored_in(self) -> str:
        """What a score is made of: ``votes`` or ``points``."""
        return "votes" if self.kind == APPROVAL else "points"

    def marks(self, ballot: Ballot) -> Iterator[tuple[str, Amount]]:
        """Each project of a ballot with what it is given.

        One for an approval, the points, or by Borda: the first of a ranking gets as many points as
        a ballot may name projects, each further one a point less.
        """
        if self.kind == POINTS:
            yield from zip(ballot.choices, ballot.points, strict=True)
        else:
            top = self.limits.most or len(self.projects)
            ranked = self.kind == RANKING
            for place, choice in enumerate(ballot.choices):
                yield choice, top - place if ranked else 1


@dataclass(frozen=True, slots=True)
class Support:
    """How many ballots name a project, and the sum of what they give it."""

    votes: int
    score: Amount


@dataclass(frozen=True, slots=True)
class Finding:
    """What a method decided about one project. ``place`` is the order of choice, from 1."""

    project: Project
    support: Support
    place: int | None
    why: Reason

    @property
    def selected(self) -> bool:
        """Whether the fund pays it."""
        return self.place is not None


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a method chose (in this order) and why; one finding per project, as listed."""

    method: str
    selected: tuple[str, ...]
    cost: Amount
    budget: Amount
    ballots: int
    represented: int
    """Ballots that support at least one selected project."""
    findings: tuple[Finding, ...]
    ties: tuple[str, ...] = TIES
    share: Amount | None = None
    """Equal shares: what every voter could dispose of in the counted run."""
    end: Reason | None = None
    """Equal shares: why the shares were not raised any further."""

    @property
    def votes(self) -> dict[str, int]:
        """How many ballots name each project."""
        return {found.project.id: found.support.votes for found in self.findings}


def problems(
    poll: FundPoll, ballot: Ballot, costs: Mapping[str, Amount] | None = None
) -> Iterator[str]:
    """Everything by which a ballot does not keep to the poll, each as a phrase.

    ``costs`` of all projects may be handed in where many ballots are asked about.
    """
    limits = poll.limits
    if costs is None:
        costs = {project.id: project.cost for project in poll.projects}
    for choice, times in Counter(ballot.choices).items():
        if choice not in costs:
            yield f"there is no project {show(choice)}"
        elif times > 1:
            yield f"project {show(choice)} is named twice"
    yield from _outside("projects", len(ballot.choices), limits.fewest, limits.most)
    if limits.fewest_cost is not None or limits.most_cost is not None:
        cost = sum(costs.get(choice, 0) for choice in ballot.choices)
        yield from _outside("of costs", cost, limits.fewest_cost, limits.most_cost)
    if poll.kind != POINTS:
        if ballot.points:
            yield "points where none are asked for"
    elif len(ballot.points) != len(ballot.choices):
        yield f"{len(ballot.points)} points for {len(ballot.choices)} projects"
    else:
        for choice, points in zip(ballot.choices, ballot.points, strict=True):
            what = f"points for {show(choice)}"
            yield from _outside(what, points, limits.fewest_points, limits.most_points)
        total = sum(ballot.points)
        yield from _outside("points together", total, limits.fewest_sum, limits.most_sum)


def _outside(what: str, have: Amount, least: Amount | None, most: Amount | None) -> Iterator[str]:
    if least is not None and have < least:
        yield f"{have} {what}, fewer than {least}"
    if most is not None and have > most:
        yield f"{have} {what}, more than {most}"


def count(poll: FundPoll) -> dict[str, Support]:
    """Votes and score of every project.

    Raises:
        AllocationError: a project or voter twice, a cost or budget that is not more than 0, no
            project, an unknown kind, a ballot that does not keep to the poll.
    """
    _check_poll(poll)
    votes: Counter[str] = Counter()
    scores: dict[str, Amount] = {}
    voters: set[str] = set()
    costs = {project.id: project.cost for project in poll.projects}
    for ballot in poll.ballots:
        if ballot.voter in voters or ballot.times < 1:
            raise AllocationError(f"{show(ballot.voter)} votes twice, or not at all")
        voters.add(ballot.voter)
        for problem in problems(poll, ballot, costs):
            raise AllocationError(f"ballot of {show(ballot.voter)}: {problem}")
        for choice, mark in poll.marks(ballot):
            votes[choice] += ballot.times
            scores[choice] = scores.get(choice, 0) + ballot.times * mark
    return {p.id: Support(votes[p.id], whole(scores.get(p.id, 0))) for p in poll.projects}


def _check_poll(poll: FundPoll) -> None:
    if poll.kind not in KINDS:
        raise AllocationError(f"unknown kind of ballot {poll.kind!r}")
    if not poll.projects:
        raise AllocationError("there is no project")
    if poll.budget <= 0 or poll.unit < 1:
        raise AllocationError("the budget is not more than 0")
    for project_id, times in Counter(project.id for project in poll.projects).items():
        if times > 1:
            raise AllocationError(f"project {project_id!r} is listed twice")
    if poll.lots and sorted(poll.lots) != sorted(project.id for project in poll.projects):
        raise AllocationError("the lots are not an order of all projects")
    for project in poll.projects:
        if project.cost <= 0:
            raise AllocationError(f"project {project.id!r}: the cost is not more than 0")


def tie_order(
    poll: FundPoll, support: Mapping[str, Support], ties: Sequence[str] = TIES
) -> dict[str, int]:
    """The place of each project among projects that are level, 0 first.

    Raises:
        AllocationError: for a rule that is not one of ours.
    """
    for rule in ties:
        if rule not in (CHEAPER, DEARER, MORE_VOTES, BY_ID, LISTED):
            raise AllocationError(f"unknown rule for ties {rule!r}")
    order = poll.lots or tuple(project.id for project in poll.projects)
    listed = {project_id: place for place, project_id in enumerate(order)}

    def key(project: Project) -> tuple[Amount | str, ...]:
        by: dict[str, Amount | str] = {
            CHEAPER: project.cost,
            DEARER: -project.cost,
            MORE_VOTES: -support[project.id].votes,
            BY_ID: project.id,
            LISTED: listed[project.id],
        }
        return tuple(by[rule] for rule in (*ties, LISTED))

    return {project.id: place for place, project in enumerate(sorted(poll.projects, key=key))}


def barred(poll: FundPoll, support: Mapping[str, Support]) -> dict[str, Reason]:
    """Projects that no method may choose, and why.

    Nobody supports it, its score is below the threshold, or it alone costs more than the budget.
    """
    found: dict[str, Reason] = {}
    for project in poll.projects:
        has, over = support[project.id], project.cost - poll.budget
        if not has.votes or has.score <= 0:
            found[project.id] = Reason("fund_out_no_support", {"cost": project.cost})
        elif poll.threshold is not None and has.score < poll.threshold:
            found[project.id] = Reason(
                "fund_out_threshold",
                {
                    "score": has.score,
                    "threshold": poll.threshold,
                    "more": poll.threshold - has.score,
                    "fund_unit": poll.scored_in,
                },
            )
        elif over > 0:
            found[project.id] = Reason(
                "fund_out_over_budget",
                {"cost": project.cost, "budget": poll.budget, "short": over},
            )
    return found


def allocation(
    poll: FundPoll,
    method: str,
    support: Mapping[str, Support],
    chosen: Sequence[str],
    whys: Mapping[str, Reason],
    *,
    ties: Sequence[str] = TIES,
    share: Amount | None = None,
    end: Reason | None = None,
) -> Allocation:
    """Put together what a method found."""
    places = {project_id: place for place, project_id in enumerate(chosen, 1)}
    costs = {project.id: project.cost for project in poll.projects}
    represented = sum(
        ballot.times
        for ballot in poll.ballots
        if any(choice in places and mark > 0 for choice, mark in poll.marks(ballot))
    )
    return Allocation(
        method=method,
        selected=tuple(chosen),
        cost=whole(sum(costs[project_id] for project_id in chosen)),
        budget=whole(poll.budget),
        ballots=poll.voters,
        represented=represented,
        findings=tuple(
            Finding(p, support[p.id], places.get(p.id), whys[p.id]) for p in poll.projects
        ),
        ties=tuple(ties),
        share=share,
        end=end,
    )


def whole(amount: Amount) -> Amount:
    """The same amount as an int where it is one."""
    return amount.numerator if amount.denominator == 1 else amount
