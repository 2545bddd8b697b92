"""银行对账: statements taken over, lines and entries side by side, matching by hand."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import IO, Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.queries.chamber import bank as inside
from council.queries.chamber.bank import BankLineView, EntryView, FundHead, Standing, StatementLine
from council.rules.money import format_yuan
from council.rules.verdict import Refused
from council.services import bank as acts
from council.services import bankfiles, jobs
from council.services.tables import RowsRefused
from council.vocabulary import word
from council.web import bank_words, dates, jobrunner
from council.web.access import access, actor, community, holds
from council.web.api.columns import Column
from council.web.api.formats import file_answer, write_csv, write_xlsx
from council.web.errors import reason_view
from council.web.forms.bank import LineNoteForm, MatchForm, StatementForm
from council.web.public.meetings import page_of_request
from council.web.takeover import FaultLine, fault_lines

blueprint = Blueprint("chamber_bank", __name__, url_prefix="/c/<slug>/chamber/fund/bank")
POWER = acts.POWER
_OTHER_PAGE = {"not_found", "no_power"}


@blueprint.get("/")
@access("fund.read")
def index(slug: str) -> ResponseReturnValue:
    """What bank and books share, and what only one of them knows."""
    fund = _fund()
    which, page = request.args.get("show", inside.OPEN), page_of_request()
    which = which if which in inside.SHOWN else inside.OPEN
    here = f"/c/{slug}/chamber/fund/bank"
    mine = (reading(), community().id, fund.id)
    standing = inside.standing(*mine)
    found = inside.lines(*mine, which, page)
    more = f"{here}/?fund={fund.code}&show={which}&page="
    return render_template(
        "chamber/bank/index.html",
        fund=fund,
        funds=_tabs(fund, here),
        here=here,
        which=which,
        shown=_shown(standing.counts, f"{here}/?fund={fund.code}&show="),
        lines=[_line(line, here) for line in found[: inside.PAGE]],
        newer_url=f"{more}{page - 1}" if page > 1 else "",
        older_url=f"{more}{page + 1}" if len(found) > inside.PAGE else "",
        entries=[_entry(entry, f"/c/{slug}") for entry in inside.entries(*mine)],
        standing=_standing(standing),
        statements=[_statement(one) for one in inside.statements(*mine)],
        may_keep=holds(POWER),
    )


@blueprint.get("/import")
@access(POWER)
def upload(slug: str) -> ResponseReturnValue:
    """The upload."""
    return _upload(slug, _fund(), StatementForm(formdata=None))


@blueprint.post("/import")
@access(POWER)
def take(slug: str) -> ResponseReturnValue:
    """Take a statement over: all its lines, or none."""
    fund, form = _fund(), StatementForm()
    if not form.validate_on_submit():
        return _upload(slug, fund, form, status=422)
    data, name = form.file.data.read(), form.file.data.filename or ""
    if bankfiles.is_long(data):
        return _later(slug, fund, jobs.Upload(data, name))
    try:
        taken = acts.take_over(
            community().id, fund.code, data, name, actor=actor(POWER), at=clock.now()
        )
    except RowsRefused as refused:
        return _upload(slug, fund, form, fault_lines(refused), 422)
    except Refused as no:
        form.file.errors = [vocabulary.reason(reason) for reason in no.reasons]
        return _upload(slug, fund, form, status=422)
    flash(bank_words.said(taken), "done")
    return redirect(f"/c/{slug}/chamber/fund/bank/?fund={fund.code}", 303)


def _later(slug: str, fund: FundHead, upload: jobs.Upload) -> ResponseReturnValue:
    """Take a long statement over in a process of its own."""
    return jobrunner.begin(slug, "bank.import", {"fund": fund.code}, upload)


@blueprint.post("/again")
@access(POWER)
def again(slug: str) -> ResponseReturnValue:
    """Look once more for what belongs together."""
    fund = _fund()
    found = acts.match_again(community().id, fund.code, actor=actor(POWER), at=clock.now())
    text = _("又对上 %(n)s 行。", n=found) if found else _("没有新对上的。")
    flash(text, "done")
    return redirect(f"/c/{slug}/chamber/fund/bank/?fund={fund.code}", 303)


@blueprint.get("/lines.<any(csv, xlsx):kind>")
@access("fund.read")
def export(slug: str, kind: str) -> ResponseReturnValue:
    """Every line of the fund as a file."""
    fund = _fund()
    made = file_answer(partial(_write, fund.id, kind), kind, f"{slug}-bank-{fund.code}")
    del made.headers["Access-Control-Allow-Origin"]
    made.headers["Cache-Control"] = "no-store"
    return made


@blueprint.get("/lines/<uuid:line_id>")
@access("fund.read")
def show(slug: str, line_id: UUID) -> ResponseReturnValue:
    """A line with the entries that it may belong to."""
    return _page(slug, line_id)


@blueprint.post("/lines/<uuid:line_id>/match")
@access(POWER)
def match(slug: str, line_id: UUID) -> ResponseReturnValue:
    """Match it to an entry."""
    form = _match_form(line_id)
    if not form.validate_on_submit():
        return _page(slug, line_id, form, status=422)

    def do() -> None:
        entry = UUID(hex=form.entry.data)
        acts.match(community().id, line_id, entry, actor=actor(POWER), at=clock.now())

    return _act(slug, line_id, form, do, _("已对上。"))


@blueprint.post("/lines/<uuid:line_id>/unmatch")
@access(POWER)
def unmatch(slug: str, line_id: UUID) -> ResponseReturnValue:
    """Take the match back."""

    def do() -> None:
        acts.unmatch(community().id, line_id, actor=actor(POWER), at=clock.now())

    return _act(slug, line_id, None, do, _("已取消，重新列入没有对上的。"))


@blueprint.post("/lines/<uuid:line_id>/note")
@access(POWER)
def note(slug: str, line_id: UUID) -> ResponseReturnValue:
    """Say what it is."""
    form = LineNoteForm()
    if not form.validate_on_submit():
        return _page(slug, line_id, form, status=422)

    def do() -> None:
        text = form.note.data or ""
        acts.note(community().id, line_id, text, actor=actor(POWER), at=clock.now())

    return _act(slug, line_id, form, do, _("说明已记下。"))


def _act(
    slug: str, line_id: UUID, form: FlaskForm | None, do: Any, text: str
) -> ResponseReturnValue:
    try:
        do()
    except Refused as no:
        if {reason.code for reason in no.reasons} & _OTHER_PAGE:
            raise
        return _page(slug, line_id, form, no, 409)
    flash(text, "done")
    return redirect(f"/c/{slug}/chamber/fund/bank/lines/{line_id}", 303)


def _fund() -> FundHead:
    """The fund in the address, else the first; 404 where there is none."""
    code = request.args.get("fund", "")
    found = inside.funds(reading(), community().id)
    one = next((fund for fund in found if fund.code == code or not code), None)
    if one is None:
        abort(404)
    return one


def _tabs(fund: FundHead, here: str) -> list[tuple[str, str, bool]]:
    every = inside.funds(reading(), community().id)
    found = [(one.name, f"{here}/?fund={one.code}", one.id == fund.id) for one in every]
    return found if len(found) > 1 else []


def _shown(counts: dict[str, int], link: str) -> list[tuple[str, str, str]]:
    words = {
        inside.OPEN: _("没有对上 %(n)s 行", n=counts[inside.OPEN]),
        inside.NOTED: _("已说明 %(n)s 行", n=counts[inside.NOTED]),
        inside.MATCHED: _("已对上 %(n)s 行", n=counts[inside.MATCHED]),
    }
    return [(which, text, link + which) for which, text in words.items()]


def _standing(found: Standing) -> SimpleNamespace | None:
    """Both balances on the bank's last day, in words; None before any statement."""
    if found.until_on is None or found.bank is None:
        return None
    return SimpleNamespace(
        until_on=found.until_on,
        bank=format_yuan(found.bank),
        books=format_yuan(found.books),
        apart=_signed(found.bank - found.books) if found.bank != found.books else "",
    )


def _signed(fen: int) -> str:
    """The sum with the minus sign of the other pages."""
    return format_yuan(fen).replace("-", dates.MINUS)


def _statement(one: StatementLine) -> SimpleNamespace:
    closing = "" if one.closing is None else format_yuan(one.closing)
    return SimpleNamespace(
        from_on=one.from_on,
        until_on=one.until_on,
        file_name=one.file_name,
        lines=one.lines,
        closing=closing,
        who=one.who,
        at=one.at,
    )


def _line(line: BankLineView, here: str) -> SimpleNamespace:
    entry = ""
    if line.entry is not None:
        entry = _("%(year)s 年第 %(number)s 号", year=line.entry_year, number=line.entry)
        entry = f"{entry}（{word('bank_matched', line.matched)}）"
    return SimpleNamespace(
        url=f"{here}/lines/{line.id}",
        on=line.on,
        came=line.amount > 0,
        amount=format_yuan(line.amount),
        who=line.counterparty or line.text or _("没有写对方"),
        text=line.text if line.counterparty else "",
        note=line.note,
        entry=entry,
    )


def _entry(entry: EntryView, base: str) -> SimpleNamespace:
    paid = f"{base}/chamber/fund/payments/{entry.payment}" if entry.payment else ""
    return SimpleNamespace(
        id=entry.id.hex,
        number=_("%(year)s 年第 %(number)s 号", year=entry.year, number=entry.number),
        kind=word("entry", entry.kind),
        on=entry.on,
        amount=format_yuan(entry.amount),
        text=entry.text,
        who=entry.who,
        url=paid,
        payment=entry.payment,
    )


def _upload(
    slug: str,
    fund: FundHead,
    form: StatementForm,
    faults: list[FaultLine] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    to = f"/c/{slug}/chamber/fund/bank/import?fund={fund.code}"
    view = render_template(
        "chamber/bank/import.html", fund=fund, form=form, faults=faults or [], to=to
    )
    return view, status


def _load(line_id: UUID) -> tuple[BankLineView, UUID]:
    found = inside.line(reading(), community().id, line_id)
    if found is None:
        abort(404)
    return found


def _choices(line: BankLineView, fund_id: UUID) -> list[EntryView]:
    if line.entry is not None:
        return []
    return inside.candidates(reading(), community().id, fund_id, line)


def _match_form(line_id: UUID) -> MatchForm:
    form = MatchForm()
    form.entry.choices = [(entry.id.hex, "") for entry in _choices(*_load(line_id))]
    return form


def _page(
    slug: str,
    line_id: UUID,
    wrong: FlaskForm | None = None,
    no: Refused | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    line, fund_id = _load(line_id)
    base = f"/c/{slug}"
    here, found = f"{base}/chamber/fund/bank", _choices(line, fund_id)
    views = [_entry(entry, base) for entry in found]
    form = wrong if isinstance(wrong, MatchForm) else MatchForm(formdata=None)
    form.entry.choices = [
        (view.id, f"{view.number} · {dates.full_day(view.on)} · {view.kind} {view.who}")
        for view in views
    ]
    note_form = wrong if isinstance(wrong, LineNoteForm) else LineNoteForm(formdata=None)
    if note_form is not wrong:
        note_form.note.data = line.note
    view = render_template(
        "chamber/bank/line.html",
        line=_line(line, here),
        facts=_facts(line),
        matched=line.entry is not None,
        here=here,
        act=f"{here}/lines/{line_id}",
        form=form,
        hints={one.id: one.text for one in views},
        note_form=note_form,
        wrong=wrong,
        reasons=[reason_view(reason).text for reason in no.reasons] if no else [],
        may_keep=holds(POWER),
    )
    return view, status


def _facts(line: BankLineView) -> list[tuple[str, str]]:
    came = _("收入") if line.amount > 0 else _("支出")
    rows = [
        (_("日期"), dates.full_day(line.on)),
        (came, _("%(yuan)s 元", yuan=format_yuan(abs(line.amount)))),
        (_("对方"), line.counterparty),
        (_("摘要"), line.text),
        (_("流水号"), line.reference),
    ]
    if line.balance is not None:
        rows.append((_("余额"), _("%(yuan)s 元", yuan=format_yuan(line.balance))))
    if line.entry is not None:
        number = _("%(year)s 年第 %(number)s 号", year=line.entry_year, number=line.entry)
        rows.append((_("对上的记账"), f"{number}：{line.entry_text}"))
    return [*rows, (_("说明"), line.note)]


def _column(key: str, title: Any, kind: str = "text", group: str = "") -> Column:
    return Column(key, title, lambda line: getattr(line, key) or None, kind, group)


_COLUMNS = (
    _column("on", _l("日期"), "day"),
    Column("amount", _l("金额（元，支出为负）"), lambda line: line.amount, "fen"),
    _column("balance", _l("余额（元）"), "fen"),
    _column("counterparty", _l("对方")),
    _column("text", _l("摘要")),
    _column("reference", _l("流水号")),
    _column("matched", _l("怎么对上的"), "code", "bank_matched"),
    _column("entry_year", _l("账簿年度"), "integer"),
    _column("entry", _l("记账号"), "integer"),
    _column("note", _l("说明")),
)


def _write(fund_id: UUID, kind: str, out: IO[bytes]) -> None:
    rows = inside.every(reading(), community().id, fund_id)
    if kind == "csv":
        write_csv(out, _COLUMNS, rows, "")
    else:
        write_xlsx(out, _("银行流水"), _COLUMNS, rows, "")
