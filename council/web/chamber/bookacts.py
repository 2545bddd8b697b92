"""Acts on the books of a year, each a page with one form: grant, receive, close, carry, correct.

What is typed comes back with every refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import books as queries
from council.queries.chamber.books import BookYear
from council.rules import shapes
from council.rules.calendar import legal_day
from council.rules.verdict import Reason, Refused
from council.services import fundcarrying, fundclosing, fundcorrections, funds
from council.services.funds import Money
from council.web import bookhints as hints
from council.web import books_view as view
from council.web.access import access, actor, community
from council.web.forms import books as forms

blueprint = Blueprint(
    "chamber_bookacts", __name__, url_prefix="/c/<slug>/chamber/fund/books/<code>/<int:year>"
)
_ELSEWHERE = {"not_found", "no_power"}


@dataclass(frozen=True, slots=True)
class Act:
    """An act of a year: who may do it, its form, how it is told and done."""

    power: str
    form: type[Any]
    title: Callable[[BookYear], str]
    submit: Callable[[], str]
    done: Callable[[], str]
    do: Callable[..., object]
    fill: Callable[[Any, BookYear], None] = lambda _form, _year: None
    say: Callable[[BookYear], list[str]] = lambda _year: []


def _grant(form: Any, year: BookYear, **given: Any) -> None:
    funds.grant(community().id, year.code, _money(form), **given)


def _receive(form: Any, year: BookYear, **given: Any) -> None:
    source = form.source.data
    if source in funds.INCOME_OF:
        given["kind"] = source
    else:
        given["appropriation_id"] = UUID(hex=source)
    funds.receive(community().id, year.code, _money(form), **given)


def _money(form: Any) -> Money:
    note, reference = form.note.data or "", form.reference.data or ""
    return Money(form.amount.fen, form.on.data, form.payer.data, reference, note)


def _cut(form: Any, _year: BookYear, **given: Any) -> None:
    grant, on, reason = UUID(hex=form.grant.data), form.on.data, form.reason.data
    funds.cut(community().id, grant, form.amount.fen, on=on, reason=reason, **given)


def _sweep(form: Any, year: BookYear, **given: Any) -> None:
    args = (community().id, year.code, year.year, form.amount.fen)
    fundclosing.sweep(*args, on=form.on.data, to=form.to.data, **given)


def _carry(form: Any, year: BookYear, **given: Any) -> None:
    args = (community().id, year.code, year.year)
    if form.amount.fen:
        fundcarrying.carry(*args, form.amount.fen, **given)
    else:
        fundcarrying.carry_all(*args, **given)


def _close_month(form: Any, year: BookYear, **given: Any) -> None:
    month = shapes.parse_integer(form.month.data, 1, 12, _("月份"))
    args = (community().id, year.code, year.year, month)
    fundclosing.close_month(*args, note=form.note.data or "", **given)


def _close_year(form: Any, year: BookYear, **given: Any) -> None:
    args = (community().id, year.code, year.year)
    fundclosing.close_year(*args, note=form.note.data or "", **given)


ACTS: dict[str, Act] = {
    "grant": Act(
        "fund.keep",
        forms.GrantForm,
        lambda _y: _("登记拨款"),
        lambda: _("登记"),
        lambda: _("拨款已经登记入账。"),
        _grant,
        say=lambda _y: [_("批准拨给本年的钱，到账以后再逐笔登记到账。")],
    ),
    "receive": Act(
        "fund.keep",
        forms.ReceiveForm,
        lambda _y: _("登记到账"),
        lambda: _("登记"),
        lambda: _("到账已经登记入账。"),
        _receive,
        hints.sources,
    ),
    "cut": Act(
        "fund.keep",
        forms.CutForm,
        lambda _y: _("核减拨款"),
        lambda: _("核减"),
        lambda: _("核减已经入账。"),
        _cut,
        hints.which_grant,
        lambda _y: [_("拨款里不会再到账的部分，从本年可用的钱里减去。")],
    ),
    "sweep": Act(
        "fund.close",
        forms.SweepForm,
        lambda _y: _("交回结余"),
        lambda: _("交回"),
        lambda: _("交回已经入账。"),
        _sweep,
        say=hints.left,
    ),
    "carry": Act(
        "fund.close",
        forms.CarryForm,
        lambda year: _("结转到 %(year)s 年", year=year.year + 1),
        lambda: _("结转"),
        lambda: _("已经结转，两年的账都记了。"),
        _carry,
        say=hints.before_carry,
    ),
    "close-month": Act(
        "fund.close",
        forms.MonthForm,
        lambda year: _("结 %(month)s 月的账", month=hints.next_month(year)),
        lambda: _("结账"),
        lambda: _("已经结账。"),
        _close_month,
        hints.month_of,
        hints.before_month,
    ),
    "close-year": Act(
        "fund.close",
        forms.NoteForm,
        lambda year: _("结 %(year)s 年的账", year=year.year),
        lambda: _("结全年的账"),
        lambda: _("全年已经结账。"),
        _close_year,
        say=lambda _y: [_("十二个月都结了以后结全年。结了就不能再打开。")],
    ),
}


def _register(name: str, act: Act) -> None:
    """The two doors of an act: its page and its deed."""

    @access(act.power)
    def show(slug: str, code: str, year: int) -> ResponseReturnValue:
        """The form of an act."""
        found = load(code, year)
        return _page(slug, name, act, found, _fresh(act.form(formdata=None), found))

    @access(act.power)
    def post(slug: str, code: str, year: int) -> ResponseReturnValue:
        """Do it, or say why not with everything that was typed."""
        found, form = load(code, year), act.form()
        act.fill(form, found)
        if not form.validate_on_submit():
            return _page(slug, name, act, found, form, status=422)
        try:
            _demand_in_year(form, year)
            given = {"request_key": form.request_key.data or "", "at": clock.now()}
            act.do(form, found, actor=actor(act.power), **given)
        except Refused as no:
            return refused(no, lambda extra: _page(slug, name, act, found, form, extra, 409))
        flash(act.done(), "done")
        return redirect(base(slug, found), 303)

    endpoint = name.replace("-", "_")
    blueprint.add_url_rule(f"/{name}", f"{endpoint}_form", show, methods=["GET"])
    blueprint.add_url_rule(f"/{name}", endpoint, post, methods=["POST"])


for _name, _act in ACTS.items():
    _register(_name, _act)


@blueprint.get("/entries/<int:number>/correct")
@access("fund.correct")
def correct_form(slug: str, code: str, year: int, number: int) -> ResponseReturnValue:
    """An entry, and the form that takes it back."""
    found = load(code, year)
    return _correct_page(slug, found, number, _fresh(forms.CorrectForm(formdata=None), found))


@blueprint.post("/entries/<int:number>/correct")
@access("fund.correct")
def correct(slug: str, code: str, year: int, number: int) -> ResponseReturnValue:
    """Take an entry back by its counter-entry."""
    found, form = load(code, year), forms.CorrectForm()
    if not form.validate_on_submit():
        return _correct_page(slug, found, number, form, status=422)
    try:
        made = fundcorrections.correct(
            community().id,
            code,
            year,
            number,
            reason=form.reason.data or "",
            on=form.on.data or date.min,
            request_key=form.request_key.data or "",
            actor=actor("fund.correct"),
            at=clock.now(),
        )
    except Refused as no:
        return refused(no, lambda extra: _correct_page(slug, found, number, form, extra, 409))
    flash(_("已经冲正，记为第 %(number)s 号。", number=made), "done")
    return redirect(base(slug, found), 303)


def load(code: str, year: int) -> BookYear:
    """The year of a fund; 404 where there is none."""
    found = queries.year(reading(), community().id, code, year)
    if found is None:
        abort(404)
    return found


def base(slug: str, year: BookYear) -> str:
    """The address of a year's books."""
    return f"/c/{slug}/chamber/fund/books/{year.code}/{year.year}"


def refused(no: Refused, page: Callable[[list[str]], ResponseReturnValue]) -> ResponseReturnValue:
    """The form again with the reasons, or the page of refusals where it is not about the form."""
    if {reason.code for reason in no.reasons} & _ELSEWHERE:
        raise no
    return page([vocabulary.reason(reason) for reason in no.reasons])


def _demand_in_year(form: Any, year: int) -> None:
    """Refuse a day of another year: its books have a page of their own."""
    if "on" in form and form.on.data.year != year:
        raise Refused([Reason("not_in_year", {"year": year, "day": form.on.data}, "FY1")])


def _fresh(form: Any, year: BookYear) -> Any:
    """A form as it is first shown: its key, and today or the year's last day."""
    form.fresh()
    if "on" in form:
        form.on.data = min(legal_day(clock.now()), date(year.year, 12, 31))
    return form


def _page(
    slug: str,
    name: str,
    act: Act,
    year: BookYear,
    form: Any,
    extra: list[str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    act.fill(form, year)
    made = render_template(
        "chamber/fund/act.html",
        year=year,
        here=base(slug, year),
        action=f"{base(slug, year)}/{name}",
        form=form,
        title=act.title(year),
        submit=act.submit(),
        say=act.say(year),
        extra=extra or [],
        entry=None,
        bank_url=_bank(slug, year) if name.startswith("close") else "",
    )
    return made, status


def _bank(slug: str, year: BookYear) -> str:
    return f"/c/{slug}/chamber/fund/bank/?fund={year.code}"


def _correct_page(
    slug: str,
    year: BookYear,
    number: int,
    form: Any,
    extra: list[str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    found = queries.entry(reading(), community().id, year.id, number)
    if found is None:
        abort(404)
    here = base(slug, year)
    made = render_template(
        "chamber/fund/act.html",
        year=year,
        here=here,
        action=f"{here}/entries/{number}/correct",
        form=form,
        title=_("冲正第 %(number)s 号记账", number=number),
        submit=_("冲正"),
        say=[_("用一笔方向相反的记账抵掉它，两笔都留在账上。对的那一笔，请重新登记。")],
        extra=extra or [],
        entry=view.entry(found, here, f"/c/{slug}", corrects=False),
        bank_url="",
    )
    return made, status


def panel(year: BookYear, slug: str, holds: Callable[[str], bool]) -> list[SimpleNamespace]:
    """The acts that this reader may do on a year, as links."""
    if year.closed_at is not None:
        return []
    return [
        SimpleNamespace(title=act.title(year), url=f"{base(slug, year)}/{name}")
        for name, act in ACTS.items()
        if holds(act.power) and name != ("close-month" if year.months == 12 else "close-year")
    ]
