"""经费: what resolutions allow and what finished matters cost, per matter and year."""

from __future__ import annotations

from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.public import fund
from council.queries.public.fund import FundLine
from council.web import dates
from council.web.access import PUBLIC, access, community
from council.web.words import stage_mark

blueprint = Blueprint("fund", __name__, url_prefix="/c/<slug>/fund")


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """This year."""
    return _page(slug, dates.local(clock.now()).year)


@blueprint.get("/<int:year>")
@access(PUBLIC)
def show(slug: str, year: int) -> ResponseReturnValue:
    """One year; 404 for a year before the first resolution or after this one."""
    if not 1970 <= year <= 2100:
        abort(404)
    return _page(slug, year)


def _page(slug: str, year: int) -> ResponseReturnValue:
    here = community()
    years = _years(fund.span(reading(), here.id), dates.local(clock.now()).year)
    if year not in years:
        abort(404)
    lines = fund.year(reading(), here.id, *_bounds(year))
    spent = [line.spent for line in lines if line.spent is not None]
    base = f"/c/{slug}"
    return render_template(
        "fund/page.html",
        year=year,
        years=[(str(y), f"{base}/fund/{y}", y == year) for y in years],
        allowed=sum(line.allowed for line in lines),
        spent=sum(spent),
        count=len(lines),
        finished=len(spent),
        columns=_columns(),
        rows=[_row(line) for line in lines],
        matters=[_matter(line, base) for line in lines],
        foot=[
            _("合计"),
            "",
            dates.yuan(sum(line.allowed for line in lines)),
            dates.yuan(sum(spent)),
        ],
    )


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
