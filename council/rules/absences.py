"""Representatives who stay away: flagged where they missed several sessions without an excuse.

A flag is a note for the group that chose the representative; it ends nothing. Figures: rule LA1.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from council.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session that somebody was called to: its legal day, and whether they came."""

    day: date
    attended: bool
    excused: bool = False


def missed(rule: Rule, sittings: Iterable[Sitting], on: date) -> tuple[date, ...]:
    """The days of the sessions missed without an excuse in the months up to ``on``, in order."""
    since = months_before(on, rule.number("months"))
    return tuple(
        sorted(s.day for s in sittings if since < s.day <= on and not (s.attended or s.excused))
    )


def flagged(rule: Rule, sittings: Iterable[Sitting], on: date) -> bool:
    """Whether that were as many as rule LA1 says, or more."""
    return len(missed(rule, sittings, on)) >= rule.number("sessions")


def months_before(on: date, months: int) -> date:
    """The corresponding day so many months earlier, or the last of its month (民法典 202)."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last))
