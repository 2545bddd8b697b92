"""Running numbers that people see: 2026-014."""

from __future__ import annotations

from council.models.communities import NumberSeries
from council.rules.calendar import legal_day
from council.services.unit import Work


def next_number(work: Work, kind: str) -> str:
    """The next number of ``kind`` in the legal year of the act; gapless, as acts queue up."""
    year = legal_day(work.at).year
    series = work.find(NumberSeries, NumberSeries.kind == kind, NumberSeries.year == year)
    if series is None:
        series = work.add(NumberSeries(kind=kind, year=year, last=0))
    series.last += 1
    return f"{year}-{series.last:03d}"
