"""Running numbers that people see: 2026-014."""

from __future__ import annotations

from council.models.communities import NumberSeries
from council.rules.calendar import legal_day
from council.services.unit import Work


def next_number(work: Work, kind: str) -> str:
    """The next number of ``kind`` in the legal year of the act; gapless, as acts queue up."""
    return take_numbers(work, kind, 1)[0]


def take_numbers(work: Work, kind: str, count: int) -> list[str]:
    """The next ``count`` numbers of ``kind``, in order."""
    year = legal_day(work.at).year
    series = work.find(NumberSeries, NumberSeries.kind == kind, NumberSeries.year == year)
    if series is None:
        series = work.add(NumberSeries(kind=kind, year=year, last=0))
    first = series.last + 1
    series.last += count
    return [f"{year}-{number:03d}" for number in range(first, first + count)]
