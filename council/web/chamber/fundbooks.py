"""经费: the chamber's front page of the money, the books of a year, and their export."""

from __future__ import annotations

from functools import partial
from typing import IO, Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import books as queries
from council.queries.chamber.books import Asked, BookYear, Row
from council.rules.calendar import legal_day
from council.rules.ledger import KINDS
from council.rules.shapes import parse_integer
from council.rules.verdict import Refused
from council.services import funds
from council.services.funds import FundSeed
from council.vocabulary import words
from council.web import books_view as view
from council.web.access import access, actor, community, holds
from council.web.api.columns import Column
from council.web.api.formats import file_answer, write_csv, write_xlsx
from council.web.chamber import bookacts
from council.web.chamber.bookacts import base, load, refused
from council.web.forms.books import FundForm, YearForm
from council.web.public.meetings import page_of_request

blueprint = Blueprint("chamber_fundbooks", __name__, url_prefix="/c/<slug>/chamber/fund")
READ, KEEP = "fund.read", "fund.keep"
FIRST_YEAR, LAST_YEAR = 2000, 2100


@blueprint.get("/")
@access(READ)
def front(slug: str) -> ResponseReturnValue:
    """The funds with their years, what waits, and where to go."""
    connection, here = reading(), community().id
    return render_template(
        "chamber/fund/index.html",
        funds=view.years(queries.years(connection, here), f"/c/{slug}"),
        bare=_without_year(),
        waiting=queries.waiting(connection, here),
        keeps=holds(KEEP),
        places=_places(),
    )


def _places() -> list[tuple[str, str]]:
    """Where this reader goes besides, by what the reader's offices may do."""
    every = (
        ("fund.answer", "fund/questions/", _("居民提问")),
        ("fund.statement", "fund/statements/", _("监督意见")),
        ("fund.audit", "fund/audits/", _("审计报告")),
        ("fund.read", "postings/", _("居务公开")),
    )
    return [(path, text) for power, path, text in every if holds(power)]


def _without_year() -> list[str]:
    """Names of funds whose books are not open in any year."""
    connection, here = reading(), community().id
    open_ = {year.code for year in queries.years(connection, here)}
    return [name for code, name, _kind in queries.funds(connection, here) if code not in open_]


@blueprint.get("/books/")
@access(READ)
def newest(slug: str) -> ResponseReturnValue:
    """The books of this year of the first fund, or of its newest; a year to come has none yet."""
    found, today = queries.years(reading(), community().id), legal_day(clock.now())
    if not found:
        return redirect(f"/c/{slug}/chamber/fund/", 303)
    running = (y for y in found if y.code == found[0].code and y.year <= today.year)
    return redirect(base(slug, next(running, found[0])), 303)


@blueprint.get("/books/<code>/<int:year>")
@access(READ)
def books(slug: str, code: str, year: int) -> ResponseReturnValue:
    """The books of a year: balances, entries, trial balance."""
    found, asked, page = load(code, year), _asked(), page_of_request()
    here, at = base(slug, found), reading()
    entries = queries.entries(at, community().id, found.id, asked, page)
    corrects = holds("fund.correct") and found.closed_at is None
    query = f"{here}?account={asked.account}&month={asked.month or ''}&kind={asked.kind}&page="
    return render_template(
        "chamber/fund/books.html",
        year=found,
        here=here,
        public_url=f"/c/{slug}/fund/{year}" + ("" if found.kind == "service" else f"?fund={code}"),
        state=view.year_state(found),
        balances=view.balances(found),
        acts=bookacts.panel(found, slug, holds),
        entries=[
            view.entry(entry, here, f"/c/{slug}", corrects=corrects)
            for entry in entries[: queries.PAGE]
        ],
        is_long=queries.is_long(at, community().id, found.id),
        trial=view.trial(queries.trial(at, community().id, found.id)),
        asked=asked,
        accounts=[("", _("全部")), *((c, view.account_name(c)) for c in words("account"))],
        months=[("", _("全部")), *((str(m), _("%(m)s 月", m=m)) for m in range(1, 13))],
        kinds=view.kinds(),
        newer_url=f"{query}{page - 1}" if page > 1 else "",
        older_url=f"{query}{page + 1}" if len(entries) > queries.PAGE else "",
    )


def _asked() -> Asked:
    """What the reader looks for; anything unknown is nothing."""
    account, kind = request.args.get("account", ""), request.args.get("kind", "")
    month = request.args.get("month", "")
    return Asked(
        account if account in words("account") else "",
        int(month) if month in {str(m) for m in range(1, 13)} else 0,
        kind if kind in KINDS else "",
    )


@blueprint.get("/books/<code>/<int:year>/entries.<any(csv, xlsx):ending>")
@access(READ)
def export(slug: str, code: str, year: int, ending: str) -> ResponseReturnValue:
    """Every line of the books as a file; the amounts are numbers.

    The workbook of a long year is made in the background.
    """
    found = load(code, year)
    if ending == "xlsx" and queries.is_long(reading(), community().id, found.id):
        return redirect(f"/c/{slug}/chamber/jobs/", 303)
    name = f"books-{found.code if found.code.isascii() else 'fund'}-{year}"
    made = file_answer(partial(write_books, ending, found, f"/c/{slug}"), ending, name)
    del made.headers["Access-Control-Allow-Origin"]
    made.headers["Cache-Control"] = "no-store"
    return made


def write_books(ending: str, year: BookYear, base_path: str, out: IO[bytes]) -> None:
    """Write a year's books, line by line as the database gives them."""
    rows = queries.every(reading(), community().id, year)
    if ending == "csv":
        write_csv(out, _columns(), rows, base_path)
    else:
        write_xlsx(out, _("账簿"), _columns(), rows, base_path)


def _columns() -> list[Column]:
    def get(name: str) -> Any:
        return lambda row: getattr(row, name)

    def account(name: str) -> Any:
        names = {code: view.account_name(code) for code in words("account")}
        return lambda row: names[getattr(row, name)]

    return [
        Column("year", _("年度"), get("year"), "integer"),
        Column("number", _("编号"), get("number"), "integer"),
        Column("on", _("日期"), get("on"), "day"),
        Column("kind", _("种类"), get("kind"), "code", "entry"),
        Column("text", _("摘要"), get("text")),
        Column("debit", _("借方科目"), account("debit")),
        Column("credit", _("贷方科目"), account("credit")),
        Column("amount", _("金额（元）"), get("amount"), "fen"),
        Column("project", _("项目"), _or_empty("project")),
        Column("contract", _("合同"), _or_empty("contract")),
        Column("payment", _("支付"), _or_empty("payment")),
        Column("reverses", _("冲正"), get("reverses"), "integer"),
        Column("title", _("记账人职务"), get("title")),
    ]


def _or_empty(name: str) -> Any:
    def value(row: Row) -> str:
        return getattr(row, name) or ""

    return value


@blueprint.get("/new")
@access(KEEP)
def new(slug: str) -> ResponseReturnValue:
    """A fund to open."""
    form = FundForm(formdata=None)
    form.fresh()
    return _fund_page(form)


@blueprint.post("/new")
@access(KEEP)
def create(slug: str) -> ResponseReturnValue:
    """Open a fund."""
    form = FundForm()
    form.kind.choices = _kinds()
    if not form.validate_on_submit():
        return _fund_page(form, status=422)
    seed = FundSeed(
        code=form.code.data or "",
        kind=form.kind.data,
        name=form.name.data or "",
        bank=form.bank.data or "",
        account_number=form.account_number.data or "",
    )
    if not seed.code.isascii() or not seed.code.replace("-", "").isalnum():
        form.code.errors = [_("代号用字母、数字和短横，例如 service、donation-2026。")]
        return _fund_page(form, status=422)
    try:
        funds.create(community().id, seed, actor=actor(KEEP), at=clock.now())
    except Refused as no:
        return refused(no, lambda extra: _fund_page(form, extra, 409))
    flash(_("经费已经建立，请开账。"), "done")
    return redirect(f"/c/{slug}/chamber/fund/open", 303)


@blueprint.get("/open")
@access(KEEP)
def opening(slug: str) -> ResponseReturnValue:
    """A year to open."""
    form = YearForm(formdata=None)
    form.fresh()
    form.year.data = str(legal_day(clock.now()).year)
    return _year_page(form)


@blueprint.post("/open")
@access(KEEP)
def open_year(slug: str) -> ResponseReturnValue:
    """Open the books of a year."""
    form = YearForm()
    form.fund.choices = _funds()
    if not form.validate_on_submit():
        return _year_page(form, status=422)
    try:
        year = parse_integer(form.year.data, FIRST_YEAR, LAST_YEAR, _("年度"))
        code = form.fund.data
        funds.open_year(community().id, code, year, actor=actor(KEEP), at=clock.now())
    except Refused as no:
        return refused(no, lambda extra: _year_page(form, extra, 409))
    flash(_("%(year)s 年的账已经开了。", year=year), "done")
    return redirect(f"/c/{slug}/chamber/fund/books/{code}/{year}", 303)


def _kinds() -> list[tuple[str, str]]:
    return [(code, str(words("fund")[code])) for code in funds.FUND_KINDS]


def _funds() -> list[tuple[str, str]]:
    found = queries.funds(reading(), community().id)
    if not found:
        abort(404)
    return [(code, name) for code, name, _kind in found]


def _fund_page(form: Any, extra: list[str] | None = None, status: int = 200) -> ResponseReturnValue:
    form.kind.choices = _kinds()
    made = render_template("chamber/fund/new.html", form=form, extra=extra or [])
    return made, status


def _year_page(form: Any, extra: list[str] | None = None, status: int = 200) -> ResponseReturnValue:
    form.fund.choices = _funds()
    made = render_template("chamber/fund/open.html", form=form, extra=extra or [])
    return made, status
