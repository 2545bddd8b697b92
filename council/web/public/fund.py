"""经费: a fund's year as a page and as the table for the notice board."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import fund, rules
from council.queries.public.fund import Year, Years
from council.rules.calendar import legal_day
from council.web import fund_resolved, fund_view
from council.web.access import PUBLIC, access, community

blueprint = Blueprint("fund", __name__, url_prefix="/c/<slug>/fund")


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """This year, or the latest year that has books."""
    today = legal_day(clock.now())
    years = found_years()
    wanted = [year.year for year in years.of(request.args.get("fund", ""))]
    return _page(slug, years, today.year if today.year in wanted or not wanted else max(wanted))


@blueprint.get("/<int:year>")
@access(PUBLIC)
def show(slug: str, year: int) -> ResponseReturnValue:
    """One year; without books, what its resolutions allow."""
    if not 1970 <= year <= 2100:
        abort(404)
    return _page(slug, found_years(), year)


def found_years() -> Years:
    """The years of this community's funds; 404 where ``?fund=`` names none of them."""
    years = fund.years(reading(), community().id)
    if request.args.get("fund") and not years.of(request.args["fund"]):
        abort(404)
    return years


def chosen(years: Years, year: int) -> tuple[Year | None, Year | None]:
    """The year of the fund that ``?fund=`` names (or the first), and the year before it."""
    mine = {one.year: one for one in years.of(request.args.get("fund", ""))}
    return mine.get(year), mine.get(year - 1)


def _page(slug: str, years: Years, year: int) -> ResponseReturnValue:
    base, today = f"/c/{slug}", legal_day(clock.now())
    now, before = chosen(years, year)
    if now is None:
        values = fund_resolved.values(reading(), community().id, base, year, today.year)
        if values is None or request.args.get("fund"):
            abort(404)
        return render_template("fund/resolved.html", **values)
    book, _replaced = rules.book(reading(), community().id)
    least = book.rule("ES1", today).number("minimum_count")
    found = fund.page(reading(), community().id, now, before, least)
    return render_template(
        "fund/page.html",
        title=fund_view.title(now),
        lead=fund_view.lead(now, today),
        nav=fund_view.nav(years, now, base),
        account=fund_view.squares(now),
        figures=fund_view.figures(now.balances),
        projects=[fund_view.project(line, base) for line in found.projects],
        count=sum(group.count for group in found.groups),
        tables=_tables(found, now, before),
        household=fund_view.per_household(years, now),
        links=fund_view.links(years, now, base),
    )


def _tables(found: fund.FundPage, now: Year, before: Year | None) -> list[Any]:
    tables = (
        fund_view.by_class(found, now, before) if found.groups else None,
        fund_view.by_compound(found, now),
        fund_view.compared(now, before),
    )
    return [table for table in tables if table]
