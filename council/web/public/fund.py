"""经费: a fund's year as a page and as the table for the notice board."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import fund, fund_table, fundquestions, unexplained
from council.queries.public.fund import Year, Years
from council.rules.calendar import legal_day
from council.rules.rulebook import Rulebook
from council.web import (
    fund_resolved,
    fund_sheet,
    fund_view,
    fund_years,
    fundquestion_view,
    qr,
    unexplained_view,
)
from council.web.access import PUBLIC, access, community

blueprint = Blueprint("fund", __name__, url_prefix="/c/<slug>/fund")


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """This year, or the latest year that has books."""
    today = legal_day(clock.now())
    years = fund_years.found()
    wanted = [year.year for year in years.of(request.args.get("fund", ""))]
    return _page(slug, years, today.year if today.year in wanted or not wanted else max(wanted))


@blueprint.get("/<int:year>")
@access(PUBLIC)
def show(slug: str, year: int) -> ResponseReturnValue:
    """One year; without books, what its resolutions allow."""
    if not 1970 <= year <= 2100:
        abort(404)
    return _page(slug, fund_years.found(), year)


@blueprint.get("/<int:year>/table")
@access(PUBLIC)
def table(slug: str, year: int) -> ResponseReturnValue:
    """The published table, as the sheet for the notice board (A3)."""
    years, now = fund_years.asked(year)
    here = community()
    base, today = f"/c/{slug}", legal_day(clock.now())
    links = fund_view.links(years, now, base)
    found = fund_table.load(reading(), here.id, now, fund_years.least(years, today))
    url = request.host_url.rstrip("/") + links.page
    return render_template(
        "fund/table.html",
        title=fund_view.title(now),
        as_of=fund_view.as_of(now, today),
        sheet=fund_sheet.sheet(found, now, here.phone),
        url=url,
        qr=qr.drawn(url),
        files=links.files,
        links=SimpleNamespace(back=links.page),
        base=f"{base}/fund/projects/",
    )


def _page(slug: str, years: Years, year: int) -> ResponseReturnValue:
    base, today = f"/c/{slug}", legal_day(clock.now())
    now, before = fund_years.chosen(years, year)
    if now is None:
        values = fund_resolved.values(reading(), community().id, base, year, today.year)
        if values is None or request.args.get("fund"):
            abort(404)
        return render_template("fund/resolved.html", **values)
    found = fund.page(reading(), community().id, now, before, fund_years.least(years, today))
    return render_template(
        "fund/page.html",
        title=fund_view.title(now),
        lead=fund_view.lead(now, today),
        nav=fund_view.nav(years, now, base),
        account=fund_view.squares(now),
        figures=fund_view.figures(now.balances),
        projects=fund_view.projects(found.projects, base),
        count=sum(group.count for group in found.groups),
        tables=_tables(found, now, before),
        before=before is not None,
        household=fund_view.per_household(years, now),
        links=fund_view.links(years, now, base),
        watch=_watch(found, now, base, years.book),
    )


def _watch(found: fund.FundPage, year: Year, base: str, book: Rulebook) -> SimpleNamespace:
    """What cannot be explained yet, and what was asked.

    A year with more projects than the page shows is not looked through at every opening: its
    list has a page of its own.
    """
    here, at = community().id, clock.now()
    asked = fundquestions.of_year(reading(), here, year.id, most=ASKED)
    top = None
    if sum(group.count for group in found.groups) <= fund.SHOWN:
        top = unexplained.top(reading(), here, year.id, at, book=book)
    lines = top.lines if top else ()
    return SimpleNamespace(
        known=top is not None,
        total=top.total if top else 0,
        rows=[unexplained_view.row(line, base, year.year, year.code) for line in lines],
        questions=[fundquestion_view.row(line, base, at) for line in asked],
    )


ASKED = 2
"""Questions on the page of a year."""


def _tables(found: fund.FundPage, now: Year, before: Year | None) -> list[Any]:
    tables = (
        fund_view.by_class(found, now, before) if found.groups else None,
        fund_view.by_compound(found, now),
        fund_view.compared(now, before),
    )
    return [table for table in tables if table]
