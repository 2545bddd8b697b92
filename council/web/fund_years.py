"""Which fund and which year an address means."""

from __future__ import annotations

from datetime import date

from flask import abort, request

from council.db import reading
from council.queries.public import fund
from council.queries.public.fund import Year, Years
from council.web.access import community


def found() -> Years:
    """The years of this community's funds; 404 where ``?fund=`` names none of them."""
    years = fund.years(reading(), community().id)
    if request.args.get("fund") and not years.of(request.args["fund"]):
        abort(404)
    return years


def chosen(years: Years, year: int) -> tuple[Year | None, Year | None]:
    """The year of the fund that ``?fund=`` names (or the first), and the year before it."""
    mine = {one.year: one for one in years.of(request.args.get("fund", ""))}
    return mine.get(year), mine.get(year - 1)


def asked(year: int) -> tuple[Years, Year]:
    """All years and the one that is asked for; 404 where it has no books."""
    years = found()
    now = chosen(years, year)[0]
    if now is None:
        abort(404)
    return years, now


def least(years: Years, on: date) -> int:
    """How many must evaluate before a figure is shown (ES1)."""
    return years.book.rule("ES1", on).number("minimum_count")
