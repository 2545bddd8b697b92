"""A fund's year as open data: the published table, and all its rows as a data package."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import IO, Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import fund_package, fund_table
from council.queries.public.fund import Year, Years
from council.queries.public.fund_table import FundTable
from council.rules.calendar import legal_day
from council.web import fund_sheet, fund_view, fund_years
from council.web.access import PUBLIC, access, community
from council.web.api import fund_package as package
from council.web.api import fund_workbook
from council.web.api.columns import exact
from council.web.api.formats import answer, as_csv, file_answer, json_bytes

blueprint = Blueprint("fund_data", __name__, url_prefix="/c/<slug>/fund/<int:year>")


@blueprint.get("/table.<any(csv, xlsx, json):kind>")
@access(PUBLIC)
def table(slug: str, year: int, kind: str) -> ResponseReturnValue:
    """The published table as a file."""
    years, now = fund_years.asked(year)
    found, base = _table(years, now), f"/c/{slug}"
    name = _name(slug, now)
    if kind == "json":
        return answer(json_bytes(plain(found, now, base)), kind, name)
    full = request.host_url.rstrip("/") + base
    if kind == "csv":
        return answer(as_csv(fund_sheet.COLUMNS, found.lines, full), kind, name)
    title, phone = fund_view.title(now), community().phone
    return answer(fund_workbook.workbook(found, now, title, phone, full), kind, name)


@blueprint.get("/datapackage.json")
@access(PUBLIC)
def descriptor(slug: str, year: int) -> ResponseReturnValue:
    """The package's description; its paths are the addresses of the .csv files."""
    years, now = fund_years.asked(year)
    return answer(json_bytes(_about(slug, years, now, whole=False)), "json", "datapackage")


@blueprint.get("/datapackage.zip")
@access(PUBLIC)
def archive(slug: str, year: int) -> ResponseReturnValue:
    """The description and its files together."""
    years, now = fund_years.asked(year)
    about = _about(slug, years, now, whole=True)
    write = partial(package.write_zip, about=about, read=partial(_rows, years, now))
    return file_answer(write, "zip", f"{_name(slug, now)}-datapackage")


@blueprint.get("/<any(projects, grants, receipts, contracts, payments, entries):kind>.csv")
@access(PUBLIC)
def rows(slug: str, year: int, kind: str) -> ResponseReturnValue:
    """One file of the package."""
    years, now = fund_years.asked(year)

    def write(out: IO[bytes]) -> None:
        package.write_csv(out, package.BY_NAME[kind], _rows(years, now, kind))

    return file_answer(write, "csv", f"{_name(slug, now)}-{kind}")


def _table(years: Years, year: Year) -> FundTable:
    least = fund_years.least(years, legal_day(clock.now()))
    return fund_table.load(reading(), community().id, year, least)


def _rows(years: Years, year: Year, name: str) -> Iterable[Any]:
    if name == "projects":
        return package.project_rows(_table(years, year))
    return fund_package.reader(name, reading(), community().id, year.id)


def _name(slug: str, year: Year) -> str:
    return f"{slug}-fund-{year.code}-{year.year}"


def _about(slug: str, years: Years, year: Year, *, whole: bool) -> dict[str, Any]:
    base = f"/c/{slug}"

    def path(name: str) -> str:
        if whole:
            return f"{name}.csv"
        return request.host_url.rstrip("/") + fund_view.address(years, year, base, f"/{name}.csv")

    return package.descriptor(slug, fund_view.title(year), year, path)


def plain(table: FundTable, year: Year, base: str) -> dict[str, Any]:
    """The table for programs: codes, fen, ISO days."""
    signed = table.signed
    return {
        "fund": {"code": year.code, "kind": year.kind, "name": year.name},
        "year": year.year,
        "balances": {name: getattr(year.balances, name) for name in package.BALANCES},
        "sums": fund_sheet.sums(table),
        "posted_from": signed.posted_from.isoformat() if signed.posted_from else None,
        "posted_until": signed.posted_until.isoformat() if signed.posted_until else None,
        "handled_by": list(signed.handled),
        "checked_by": list(signed.checked),
        "supervised_by": list(signed.supervised),
        "rows": [
            {column.key: exact(column, line, base) for column in fund_sheet.COLUMNS}
            for line in table.lines
        ],
    }
