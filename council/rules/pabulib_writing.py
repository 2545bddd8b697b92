"""Writes our own polls over projects as Pabulib's ``.pb`` (pabulib.org/format).

The caller decides what may be seen: names and voters are written as they are given, so voters must
come under ids that lead to nobody. Amounts are written in units of the currency, such as yuan.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from io import StringIO

from council.rules.allocation import (
    APPROVAL,
    POINTS,
    RANKING,
    Allocation,
    AllocationError,
    Amount,
    FundPoll,
    count,
)
from council.rules.equal_shares import EQUAL_SHARES


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of the poll: who held it (``unit``), which one (``instance``) and when."""

    description: str
    unit: str
    instance: str
    begin: date
    end: date
    subunit: str = ""
    country: str = "China"
    language: str = "zh"
    currency: str = "CNY"
    comment: str = ""


def write_pb(poll: FundPoll, about: About, result: Allocation | None = None) -> str:
    """The file; with ``result`` also the rule that was used and which projects it selected.

    Raises:
        AllocationError: where the poll cannot be counted, an id cannot stand in such a file, or an
            amount has no end as a decimal.
    """
    if any(ballot.times != 1 for ballot in poll.ballots):
        raise AllocationError("ballots are written one by one")
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerows([["META"], ["key", "value"], *_meta(poll, about, result)])
    for section, rows in (("PROJECTS", _projects(poll, result)), ("VOTES", _votes(poll))):
        writer.writerow([section])
        writer.writerows(rows)
    return out.getvalue()


def _projects(poll: FundPoll, result: Allocation | None) -> Iterator[list[str]]:
    support, selected = count(poll), set(result.selected if result else ())
    scored = poll.kind != APPROVAL
    left_out = {"score": not scored, "selected": result is None}
    columns = ["project_id", "cost", "votes", "score", "name", "selected"]
    columns = [column for column in columns if not left_out.get(column)]
    yield columns
    for project in poll.projects:
        cells = {
            "project_id": _id(project.id),
            "cost": _decimal(project.cost, poll.unit),
            "votes": str(support[project.id].votes),
            "score": _decimal(support[project.id].score),
            "name": _line(project.name),
            "selected": str(int(project.id in selected)),
        }
        yield [cells[column] for column in columns]


def _votes(poll: FundPoll) -> Iterator[list[str]]:
    with_points = poll.kind == POINTS
    yield ["voter_id", "vote", "points"] if with_points else ["voter_id", "vote"]
    for ballot in poll.ballots:
        cells = [_id(ballot.voter), ",".join(ballot.choices)]
        if with_points:
            cells.append(",".join(_decimal(points) for points in ballot.points))
        yield cells


def _meta(poll: FundPoll, about: About, result: Allocation | None) -> Iterator[list[str]]:
    yield ["description", _line(about.description)]
    yield ["country", about.country]
    yield ["unit", _line(about.unit)]
    if about.subunit:
        yield ["subunit", _line(about.subunit)]
    yield ["instance", _line(about.instance)]
    yield ["num_projects", str(len(poll.projects))]
    yield ["num_votes", str(len(poll.ballots))]
    yield ["budget", _decimal(poll.budget, poll.unit)]
    yield ["vote_type", _vote_type(poll)]
    yield ["rule", _rule(poll, result)]
    yield ["date_begin", f"{about.begin:%d.%m.%Y}"]
    yield ["date_end", f"{about.end:%d.%m.%Y}"]
    yield from _limits(poll)
    if poll.threshold is not None:
        yield ["min_project_score_threshold", _decimal(poll.threshold)]
    yield ["language", about.language]
    yield ["currency", about.currency]
    if about.comment:
        yield ["comment", _line(about.comment)]


def _limits(poll: FundPoll) -> Iterator[list[str]]:
    limits, unit = poll.limits, poll.unit
    if limits.fewest:
        yield ["min_length", str(limits.fewest)]
    if limits.most is not None:
        yield ["max_length", str(limits.most)]
    for key, amount, parts in (
        ("min_sum_cost", limits.fewest_cost, unit),
        ("max_sum_cost", limits.most_cost, unit),
        ("min_points", limits.fewest_points if poll.kind == POINTS else None, 1),
        ("max_points", limits.most_points, 1),
        ("min_sum_points", limits.fewest_sum, 1),
        ("max_sum_points", limits.most_sum, 1),
    ):
        if amount is not None:
            yield [key, _decimal(amount, parts)]


def _vote_type(poll: FundPoll) -> str:
    if poll.kind == RANKING:
        return "ordinal"
    if poll.kind == POINTS:
        # A cumulative vote is one whose points are limited together.
        return "scoring" if poll.limits.most_sum is None else "cumulative"
    return "choose-1" if poll.limits.most == 1 else "approval"


def _rule(poll: FundPoll, result: Allocation | None) -> str:
    if result is None:
        return "unknown"
    if result.method == EQUAL_SHARES:
        return "equalshares/add1"
    return "greedy" if poll.threshold is None else "greedy-threshold"


def _id(text: str) -> str:
    if not text or text != _line(text) or any(mark in text for mark in ',;"'):
        raise AllocationError(f"{text!r} cannot be an id in a .pb file")
    return text


def _line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def _decimal(amount: Amount, parts: int = 1) -> str:
    """The exact decimal of ``amount / parts``, without zeros at its end."""
    value, places = Fraction(amount) / parts, 0
    while value.denominator != 1 and places <= 12:
        value, places = value * 10, places + 1
    if value.denominator != 1:
        raise AllocationError(f"{amount} has no end as a decimal")
    digits = f"{abs(value.numerator):0{places + 1}d}"
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
