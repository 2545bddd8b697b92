"""A year without a fund's books: what its resolutions allow and what finished work cost."""

from __future__ import annotations

from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from council.language import gettext as _
from council.queries.public import fund_resolved
from council.queries.public.fund_resolved import FundLine
from council.web import dates
from council.web.words import stage_mark


def values(
    connection: Connection, community_id: UUID, base: str, year: int, this_year: int
) -> dict[str, Any] | None:
    """What ``fund/resolved.html`` shows; None for a year before the first resolution."""
    years = _years(fund_resolved.span(connection, community_id), this_year)
    if year not in years:
        return None
    lines = fund_resolved.year(connection, community_id, *_bounds(year))
    spent = [line.spent for line in lines if line.spent is not None]
    allowed = sum(line.allowed for line in lines)
    return {
        "year": year,
        "years": [(str(y), f"{base}/fund/{y}", y == year) for y in years],
        "allowed": allowed,
        "spent": sum(spent),
        "count": len(lines),
        "finished": len(spent),
        "columns": _columns(),
        "rows": [_row(line) for line in lines],
        "matters": [_matter(line, base) for line in lines],
        "foot": [_("合计"), "", dates.yuan(allowed), dates.yuan(sum(spent))],
    }


def _years(span: tuple[datetime, datetime] | None, now: int) -> list[int]:
    if span is None:
        return [now]
    first, last = (dates.local(at).year for at in span)
    return list(range(max(now, last), min(first, now) - 1, -1))


def _bounds(year: int) -> tuple[datetime, datetime]:
    """The first instant of the legal year and of the next."""
    start, end = (datetime.combine(date(y, 1, 1), time(), dates.SHANGHAI) for y in (year, year + 1))
    return start, end


def _columns() -> list[tuple[str, str]]:
    return [
        (_("事项"), "l"),
        (_("决议"), "l"),
        (_("决议允许（元）"), "r"),
        (_("实际花费（元）"), "r"),
    ]


def _row(line: FundLine) -> list[Any]:
    return [line.title, line.reference, dates.yuan(line.allowed), dates.yuan(line.spent)]


def _matter(line: FundLine, base: str) -> SimpleNamespace:
    kind, mark = stage_mark(line.stage, line.ending)
    allowed = _("决议允许 %(sum)s 元", sum=dates.yuan(line.allowed))
    spent = _("实际花费 %(sum)s 元", sum=dates.yuan(line.spent)) if line.spent is not None else ""
    return SimpleNamespace(
        number=line.proposal,
        title=line.title,
        url=f"{base}/proposals/{line.proposal}",
        text=" · ".join(t for t in (line.reference, allowed, spent, line.contractor) if t),
        kind=kind,
        word=mark,
    )
