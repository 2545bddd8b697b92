"""Reads Pabulib's ``.pb`` files strictly: polls over projects with costs, ballots and results.

The format: pabulib.org/format. What the count needs must be there, whatever is there must hold, and
what cannot be taken at its word is refused with the line. Columns and keys that we do not know are
left alone. Files are written by ``pabulib_writing``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from io import StringIO

from council.rules.allocation import (
    APPROVAL,
    POINTS,
    RANKING,
    Allocation,
    AllocationError,
    Amount,
    Ballot,
    FundPoll,
    Limits,
    Project,
    problems,
    whole,
)
from council.rules.equal_shares import EQUAL_SHARES, equal_shares
from council.rules.greedy import GREEDY, greedy
from council.rules.tally import show

METHODS = (GREEDY, EQUAL_SHARES)
VOTE_TYPES = {
    "approval": APPROVAL,
    "choose-1": APPROVAL,
    "cumulative": POINTS,
    "scoring": POINTS,
    "ordinal": RANKING,
}
_SECTIONS = ("META", "PROJECTS", "VOTES")
_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_DIGITS = 15
"""More digits than this would not come out of the file, and into the answer, unchanged."""


@dataclass(frozen=True, slots=True)
class PbFile:
    """A file as it was read, with what its publisher says came out."""

    poll: FundPoll
    meta: Mapping[str, str]
    rule: str
    votes: Mapping[str, int]
    """The column ``votes``; empty where there is none."""
    scores: Mapping[str, Amount]
    selected: frozenset[str] | None
    """The projects marked ``1`` in the column ``selected``; None where there is none."""


@dataclass(frozen=True, slots=True)
class _Row:
    """Cells by column, and where they stand."""

    line: int
    cells: Mapping[str, str]


def count_file(file: PbFile, method: str | None = None) -> Allocation:
    """Count a file by a method of :data:`METHODS`, or by the rule it names.

    Equal shares are always completed by add-one; ``greedy-no-skip`` stops where the money does; a
    rule that is neither is counted greedily. A ``min_project_score_threshold`` holds for all.

    Raises:
        AllocationError: for a method that nobody knows.
    """
    if method is not None and method not in METHODS:
        raise AllocationError(f"unknown method {show(method)}: {' or '.join(METHODS)}")
    own = EQUAL_SHARES if file.rule.startswith("equalshares") else GREEDY
    if (method or own) == EQUAL_SHARES:
        return equal_shares(file.poll)
    return greedy(file.poll, skip=method is not None or file.rule != "greedy-no-skip")


def read_pb(text: str) -> PbFile:
    """Read a file.

    Raises:
        AllocationError: with one line that names the line of the file.
    """
    sections = _sections(text.removeprefix("\ufeff"))
    meta, listed = _meta(sections["META"]), sections["PROJECTS"]
    values = {key: row.cells["value"] for key, row in meta.items()}
    poll = _terms(meta, values["vote_type"], listed)
    _distinct(sections["VOTES"], "voter_id")
    poll = replace(poll, ballots=tuple(_ballot(row, poll) for row in sections["VOTES"]))
    for key, rows in (("num_projects", poll.projects), ("num_votes", poll.ballots)):
        if key in meta and _whole(meta[key], "value", key) != len(rows):
            raise _bad(meta[key].line, f"{key} is {values[key]} but there are {len(rows)}")
    return PbFile(
        poll=poll,
        meta=values,
        rule=values.get("rule", "unknown"),
        votes={r.cells["project_id"]: _whole(r, "votes") for r in listed if r.cells.get("votes")},
        scores={r.cells["project_id"]: _number(r, "score") for r in listed if r.cells.get("score")},
        selected=_selected(listed),
    )


def _terms(meta: Mapping[str, _Row], vote_type: str, listed: list[_Row]) -> FundPoll:
    """The poll without its ballots."""
    if vote_type not in VOTE_TYPES:
        raise _bad(meta["vote_type"].line, f"unknown vote_type {show(vote_type)}")
    _distinct(listed, "project_id")
    return FundPoll(
        projects=tuple(_project(row) for row in listed),
        budget=_positive(meta["budget"], "value", "budget"),
        kind=VOTE_TYPES[vote_type],
        limits=_limits(meta, vote_type),
        threshold=_optional(meta, "min_project_score_threshold"),
        unit=1,
    )


def _sections(text: str) -> dict[str, list[_Row]]:
    """The rows of the three sections, which stand in their order, once each."""
    found: dict[str, list[_Row]] = {}
    columns: list[str] | None = None
    name = ""
    for line, cells in _lines(text):
        if len(cells) == 1 and cells[0] in _SECTIONS:
            expected = _SECTIONS[len(found)] if len(found) < len(_SECTIONS) else "no more sections"
            if cells[0] != expected or (name and columns is None):
                raise _bad(line, f"section {cells[0]} where {expected} should stand")
            name, columns = cells[0], None
            found[name] = []
        elif not name:
            raise _bad(line, "the file does not begin with META")
        elif columns is None:
            columns = _columns(line, name, cells)
        elif len(cells) != len(columns):
            raise _bad(line, f"{len(cells)} cells where {name} has {len(columns)} columns")
        else:
            found[name].append(_Row(line, dict(zip(columns, cells, strict=True))))
    for section in _SECTIONS:
        if not found.get(section) and not (section == "VOTES" and section in found and columns):
            raise AllocationError(f"section {section} is missing or empty")
    return found


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The line that each record begins on, and its cells; empty lines are passed over."""
    source = csv.reader(
        StringIO(text, newline=""), delimiter=";", strict=True, skipinitialspace=True
    )
    start = 1
    try:
        for cells in source:
            found = [cell.strip() for cell in cells]
            if any(found):
                yield start, found
            start = source.line_num + 1
    except csv.Error as error:
        raise _bad(start, str(error)) from error


def _columns(line: int, section: str, cells: list[str]) -> list[str]:
    needed = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost")}
    for column in needed.get(section, ("voter_id", "vote")):
        if column not in cells:
            raise _bad(line, f"{section} has no column {column}")
    for column in cells:
        if cells.count(column) > 1:
            raise _bad(line, f"{section} has the column {show(column)} twice")
    return cells


def _meta(rows: list[_Row]) -> dict[str, _Row]:
    _distinct(rows, "key")
    found = {row.cells["key"]: row for row in rows}
    for key in ("budget", "vote_type"):
        if key not in found:
            raise AllocationError(f"META has no {key}")
    if _optional(found, "default_score"):
        raise _bad(found["default_score"].line, "a default_score other than 0 is not counted here")
    return found


def _limits(meta: Mapping[str, _Row], vote_type: str) -> Limits:
    fewest, most = _optional(meta, "min_length"), _optional(meta, "max_length")
    return Limits(
        fewest=int(fewest or 0),
        most=1 if vote_type == "choose-1" else None if most is None else int(most),
        fewest_cost=_optional(meta, "min_sum_cost"),
        most_cost=_optional(meta, "max_sum_cost"),
        fewest_points=_optional(meta, "min_points", 0 if vote_type == "cumulative" else None),
        most_points=_optional(meta, "max_points"),
        fewest_sum=_optional(meta, "min_sum_points"),
        most_sum=_optional(meta, "max_sum_points"),
    )


def _optional(meta: Mapping[str, _Row], key: str, default: Amount | None = None) -> Amount | None:
    if key not in meta:
        return default
    if key.endswith("_length"):
        return _whole(meta[key], "value", key)
    return _number(meta[key], "value", key)


def _project(row: _Row) -> Project:
    project_id = row.cells["project_id"]
    if not project_id or "," in project_id:
        raise _bad(row.line, f"project_id {show(project_id)} is empty or has a comma")
    return Project(project_id, _positive(row, "cost"), row.cells.get("name", ""))


def _ballot(row: _Row, poll: FundPoll) -> Ballot:
    if not row.cells["voter_id"]:
        raise _bad(row.line, "voter_id is empty")
    points: tuple[Amount, ...] = ()
    if poll.kind == POINTS:
        if "points" not in row.cells:
            raise _bad(row.line, "VOTES has no column points")
        points = tuple(_amount(row.line, part, "points") for part in _list(row.cells["points"]))
    ballot = Ballot(row.cells["voter_id"], _list(row.cells["vote"]), points)
    for problem in problems(poll, ballot):
        raise _bad(row.line, problem)
    return ballot


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",")) if cell else ()


def _distinct(rows: list[_Row], column: str) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        value = row.cells[column]
        if value in seen:
            raise _bad(row.line, f"{column} {show(value)} stands on line {seen[value]} already")
        seen[value] = row.line


def _selected(rows: list[_Row]) -> frozenset[str] | None:
    if not rows or "selected" not in rows[0].cells:
        return None
    return frozenset(row.cells["project_id"] for row in rows if row.cells["selected"] == "1")


def _positive(row: _Row, column: str, name: str = "") -> Amount:
    number = _number(row, column, name)
    if number <= 0:
        raise _bad(row.line, f"{name or column} is not more than 0")
    return number


def _whole(row: _Row, column: str, name: str = "") -> int:
    number = _number(row, column, name)
    if not isinstance(number, int) or number < 0:
        raise _bad(row.line, f"{name or column} {show(row.cells[column])} is not a whole number")
    return number


def _number(row: _Row, column: str, name: str = "") -> Amount:
    return _amount(row.line, row.cells[column], name or column)


def _amount(line: int, text: str, name: str) -> Amount:
    found = _NUMBER.fullmatch(text) if text.isascii() else None
    digits = text.lstrip("-0").replace(".", "") if found else ""
    if not found or len(digits.rstrip("0") if found[3] else digits) > _DIGITS:
        raise _bad(line, f"{name} {show(text)} is not a number of at most {_DIGITS} digits")
    return whole(Fraction(text))


def _bad(line: int, what: str) -> AllocationError:
    return AllocationError(f"line {line}: {what}")
