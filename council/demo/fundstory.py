"""What the demo community does with its money, as data: ``fund.toml`` laid into years of books."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from council.demo.content import HERE, ZONE

_FIRST = (1, 6)
"""The first day of a year on which the story's projects move money."""
_BEFORE, _PRESSED = timedelta(days=120), 180
"""So many days before it go into sixteen hours of it."""


@dataclass(frozen=True)
class Calendar:
    """The days of one story, all within the year of its last one."""

    today: date
    year: int

    @classmethod
    def of(cls, today: date, last: int) -> Calendar:
        """The calendar of a story whose last day is ``last`` days from ``today``."""
        return cls(today, (today + timedelta(days=last)).year)

    def at(self, relative: int, clock: str) -> datetime:
        """The instant at which something is entered.

        What lay before the first day of the books is pressed into it, in the same order.
        """
        day = self.today + timedelta(days=relative)
        real = datetime.combine(day, time.fromisoformat(clock), ZONE)
        first = datetime.combine(date(self.year, *_FIRST), time(0, 30), ZONE)
        if real >= first:
            return real
        return max(first, first + (real - first + _BEFORE) / _PRESSED)


@cache
def fund_story() -> Mapping[str, Any]:
    """The story as it stands in the file."""
    return tomllib.loads((HERE / "fund.toml").read_text(encoding="utf-8"))


def days_of(project: Mapping[str, Any]) -> list[int]:
    """Every relative day on which money of a project is spoken of."""
    dated = ("contracts", "quotes", "payments", "refunds", "corrections")
    return [project["opens"], *(row["day"] for name in dated for row in project.get(name, ()))]
