"""What the demo community does with its money, as data: ``fund.toml`` laid into years of books."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from council.demo.content import HERE, ZONE

_FIRST, _LAST = (1, 6), (12, 28)
"""Between these days of a year the story's projects move money."""


@dataclass(frozen=True)
class Calendar:
    """The days of one story in the year of its last one, clamped into that year's books."""

    today: date
    year: int

    @classmethod
    def of(cls, today: date, last: int) -> Calendar:
        """The calendar of a story whose last day is ``last`` days from ``today``."""
        end = today + timedelta(days=last)
        return cls(today, end.year if (end.month, end.day) >= (1, 12) else end.year - 1)

    def day(self, relative: int) -> date:
        """The day of the books."""
        first, last = date(self.year, *_FIRST), date(self.year, *_LAST)
        return max(first, min(last, self.today + timedelta(days=relative)))

    def at(self, relative: int, clock: str) -> datetime:
        """The instant at which it is entered: on that day, never after the day of loading."""
        return datetime.combine(self.day(relative), time.fromisoformat(clock), ZONE)


@cache
def fund_story() -> Mapping[str, Any]:
    """The story as it stands in the file."""
    return tomllib.loads((HERE / "fund.toml").read_text(encoding="utf-8"))


def days_of(project: Mapping[str, Any]) -> list[int]:
    """Every relative day on which money of a project is spoken of."""
    dated = ("contracts", "quotes", "payments", "refunds", "corrections")
    return [project["opens"], *(row["day"] for name in dated for row in project.get(name, ()))]
