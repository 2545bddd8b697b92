"""Polls of ours whose form is a budget, as a :class:`FundPoll`, and what their method chooses.

Abstentions and spoiled ballots support nothing and have no equal share: they are left out here (as
participants they count in the poll itself). Projects go by their position on the ballot.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from council.rules.allocation import (
    LISTED,
    Allocation,
    AllocationError,
    Ballot,
    FundPoll,
    Limits,
    Project,
)
from council.rules.equal_shares import equal_shares
from council.rules.form import Form
from council.rules.greedy import greedy
from council.rules.marking import answer_key, read_content
from council.rules.side_by_side import Comparison, side_by_side

TIES = (LISTED,)
"""What a form says of ties: by the lots that were drawn, or by the order of the list."""


def fund_poll(form: Form, pile: Mapping[str, int]) -> FundPoll:
    """The poll of a form of kind ``budget`` with its ballots: canonical content → how many.

    Raises:
        AllocationError: where the form is not about projects and a budget.
        Refused: where a content does not fit the form.
    """
    return _poll(form, ((text, text, times) for text, times in sorted(pile.items()) if times))


def fund_poll_of(form: Form, cast: Iterable[tuple[str, str]]) -> FundPoll:
    """The same from single ballots, as an export needs them: an id and its canonical content.

    Raises:
        AllocationError, Refused: as :func:`fund_poll`.
    """
    return _poll(form, ((voter, text, 1) for voter, text in cast))


def _poll(form: Form, cast: Iterable[tuple[str, str, int]]) -> FundPoll:
    if form.kind != "budget" or form.budget is None:
        raise AllocationError("the form is not about projects and a budget")
    lots = sorted(form.positions, key=form.tie_order.__getitem__) if form.tie_order else ()
    points = form.style == "points"
    return FundPoll(
        projects=tuple(Project(str(o.position), o.cost or 0, o.label) for o in form.options),
        budget=form.budget,
        kind=form.style,
        ballots=tuple(
            _ballot(form, voter, text, times)
            for voter, text, times in cast
            if "choice" not in json.loads(text)
        ),
        limits=Limits(most_sum=form.points) if points else Limits(most=form.most),
        threshold=form.least if form.method == "greedy-threshold" else None,
        lots=tuple(str(position) for position in lots),
    )


def decide(form: Form, pile: Mapping[str, int]) -> Allocation:
    """What the form's own method chooses; errors as :func:`fund_poll`."""
    poll = fund_poll(form, pile)
    method = equal_shares if form.method == "equal-shares" else greedy
    return method(poll, ties=TIES)


def compare(form: Form, pile: Mapping[str, int]) -> Comparison:
    """What both methods choose; errors as :func:`fund_poll`."""
    return side_by_side(fund_poll(form, pile), ties=TIES)


def _ballot(form: Form, voter: str, text: str, times: int) -> Ballot:
    content: dict[str, Any] = read_content(form, json.loads(text))
    given = content[answer_key(form)]
    if form.style == "points":
        return Ballot(voter, tuple(given), tuple(given.values()), times)
    return Ballot(voter, tuple(str(position) for position in given), times=times)
