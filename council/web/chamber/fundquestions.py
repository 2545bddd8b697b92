"""问账: a resident asks about a line of money; the seat responsible answers."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import fundwatch
from council.queries.public import fundquestions as shown
from council.queries.public.fundquestions import QuestionLine
from council.rules.verdict import Refused
from council.services import fundquestions as acts
from council.services.fundquestions import About
from council.vocabulary import reason
from council.web import fundquestion_view
from council.web.access import access, actor, community, holds
from council.web.dates import sentences
from council.web.errors import explained, failed
from council.web.forms.fundwatch import AnswerForm, AskForm
from council.web.matter_view import rule_note

blueprint = Blueprint(
    "chamber_fund_questions", __name__, url_prefix="/c/<slug>/chamber/fund/questions"
)
_ABOUT = ("project", "payment", "posting", "fund", "year")
_OTHER_PAGE = {"not_found", "no_power"}


@blueprint.errorhandler(403)
def not_yours(error: Forbidden) -> ResponseReturnValue:
    """Who may not ask learns who may; everything else is refused as everywhere."""
    asking = (request.endpoint or "").rpartition(".")[2] in ("new", "ask")
    if not asking or holds("fund.ask"):
        return failed(error)
    said = [
        _("居民、业主、居民代表、党员和各委员会的成员可以问账，工作人员和街道人员不能。"),
        _("要问的事，请当事居民自己登录来问。"),
    ]
    return explained(_("用您现在的身份不能提问"), sentences(said))


@blueprint.get("/")
@access("fund.answer")
def index(slug: str) -> ResponseReturnValue:
    """What waits for an answer."""
    now, base = clock.now(), f"/c/{slug}"
    rows = fundwatch.waiting(reading(), community().id)
    return render_template(
        "chamber/fund/questions.html",
        rows=[fundquestion_view.row(q, base, now) for q in rows],
        rule=rule_note("RQ1", base, now),
    )


@blueprint.get("/new")
@access("fund.ask")
def new(slug: str) -> ResponseReturnValue:
    """The form, about what the address names."""
    form = AskForm(formdata=None, data={name: request.args.get(name, "") for name in _ABOUT})
    return _form(slug, form)


@blueprint.post("/new")
@access("fund.ask")
def ask(slug: str) -> ResponseReturnValue:
    """Ask."""
    form = AskForm()
    if not form.validate_on_submit():
        return _form(slug, form), 422
    about = _about(form)
    try:
        number = acts.ask(
            community().id,
            about,
            form.text.data or "",
            request_key=form.request_key.data or "",
            actor=actor("fund.ask"),
            at=clock.now(),
        )
    except Refused as no:
        if {one.code for one in no.reasons} & _OTHER_PAGE:
            raise
        form.text.errors = [reason(one) for one in no.reasons]
        return _form(slug, form), 409
    line = shown.load(reading(), community().id, number)
    flash(_("已提问，编号 %(number)s。答复会公开在这里。", number=number), "done")
    return redirect(_place(slug, line, number), 303)


@blueprint.get("/<number>")
@access("fund.answer")
def show(slug: str, number: str) -> ResponseReturnValue:
    """One question with the form to answer it."""
    return _answer_page(slug, number, AnswerForm(formdata=None))


@blueprint.post("/<number>")
@access("fund.answer")
def answer(slug: str, number: str) -> ResponseReturnValue:
    """Answer."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return _answer_page(slug, number, form), 422
    acts.answer(
        community().id,
        number,
        form.text.data or "",
        request_key=form.request_key.data or "",
        actor=actor("fund.answer"),
        at=clock.now(),
    )
    flash(_("答复已经公开。"), "done")
    return redirect(_place(slug, shown.load(reading(), community().id, number), number), 303)


def _about(form: AskForm) -> About:
    year = form.year.data or ""
    return About(
        project=form.project.data or "",
        payment=form.payment.data or "",
        posting=form.posting.data or "",
        fund=form.fund.data or "",
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
    )


def _form(slug: str, form: AskForm) -> str:
    """The form with what the question is about; 404 where there is no such thing."""
    about = _about(form)
    said = fundwatch.subject(
        reading(),
        community().id,
        project=about.project,
        payment=about.payment,
        posting=about.posting,
    )
    if said is None or not (said or about.year):
        abort(404)
    form.fresh()
    return render_template(
        "chamber/fund/ask.html",
        form=form,
        about=said or _("%(year)s 年的经费", year=about.year),
        rule=rule_note("RQ1", f"/c/{slug}", clock.now()),
        wrong=form if form.errors else None,
    )


def _answer_page(slug: str, number: str, form: AnswerForm) -> str:
    line = shown.load(reading(), community().id, number)
    if line is None:
        abort(404)
    form.fresh()
    return render_template(
        "chamber/fund/answer.html",
        q=fundquestion_view.row(line, f"/c/{slug}", clock.now()),
        form=form,
        wrong=form if form.errors else None,
    )


def _place(slug: str, line: QuestionLine | None, number: str) -> str:
    """Where the question stands in public: with the payment, the project, the posting, the year."""
    if line is None:
        return f"/c/{slug}/fund/"
    if line.year is None:
        return fundquestion_view.row(line, f"/c/{slug}", clock.now()).url
    return f"/c/{slug}/fund/{line.year}/questions?fund={line.fund}#q-{number}"
