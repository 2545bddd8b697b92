"""What a count finds about each option, and why: what every kind of poll answers with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from council.rules.form import Form, Option
from council.rules.tally import Base, CountError, Step
from council.rules.verdict import Reason


@dataclass(frozen=True, slots=True)
class Found:
    """One option: its figures as JSON-safe data, and why it is chosen or not."""

    option: Option
    figures: Mapping[str, Any] = field(hash=False)
    why: Reason


@dataclass(frozen=True, slots=True)
class Results:
    """What a kind of poll found.

    ``agreed`` is measured against the rule's approval and decides whether the poll passed;
    ``steps`` are lines of the computation (``own_lines``: they take the place of the approval's),
    ``more`` are further keys of the outcome.
    """

    agreed: Base
    found: tuple[Found, ...]
    steps: tuple[Step, ...] = ()
    own_lines: bool = False
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)


def ranked(form: Form, keys: Mapping[int, Any]) -> list[int]:
    """Positions from the most to the least by ``keys``; equal ones by the form's rule for ties.

    Raises:
        CountError: where the lots that break ties were not drawn for every option.
    """
    order = form.tie_order
    if order.keys() != set(form.positions):
        raise CountError("the order that breaks ties is not fixed for every option")
    by_tie = sorted(form.positions, key=lambda position: order[position])
    return sorted(by_tie, key=lambda position: keys[position], reverse=True)


def places(rank: Iterable[int]) -> dict[int, int]:
    """The place of each position, from 1."""
    return {position: place for place, position in enumerate(rank, 1)}
