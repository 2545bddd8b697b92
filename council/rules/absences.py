"""Representatives who stay away: how often within a period, and who is flagged.

Flagged is nobody out of office: what follows is for the group that chose the representative.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Session:
    """One session that a representative was on the roll of; ``state`` of Attendance.

    ``entrusted``: somebody held a written mandate for it, which excuses.
    """

    on: date
    state: str
    entrusted: bool = False

    @property
    def missed(self) -> bool:
        """Whether the representative stayed away without excuse."""
        return self.state == "absent" and not self.entrusted


def since(today: date, months: int) -> date:
    """The first day of a period of ``months`` that ends with ``today``.

    The corresponding day is the last of the period before (民法典 202); where the month has no such
    day, its last day is.
    """
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    day = min(today.day, monthrange(year, month + 1)[1])
    return date.fromordinal(date(year, month + 1, day).toordinal() + 1)


def flagged(
    attended: Mapping[str, Iterable[Session]], today: date, *, sessions: int, months: int
) -> dict[str, tuple[date, ...]]:
    """Who missed ``sessions`` or more within ``months``, and the days, latest first."""
    first = since(today, months)
    found = {who: missed_days(mine, first, today) for who, mine in attended.items()}
    return {who: days for who, days in found.items() if len(days) >= max(1, sessions)}


def missed_days(mine: Iterable[Session], first: date, last: date) -> tuple[date, ...]:
    """The days from ``first`` through ``last`` on which a session was missed, latest first."""
    days: Sequence[date] = [s.on for s in mine if s.missed and first <= s.on <= last]
    return tuple(sorted(days, reverse=True))
