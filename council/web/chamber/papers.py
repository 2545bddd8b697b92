"""纸质选票: what is printed, out, in and open; the stock; the protocol while the poll runs."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import papers as queries
from council.queries.public.polls import PollPage
from council.rules import serials
from council.rules.verdict import Refused
from council.services import papers
from council.web import protocol_view
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber import voting
from council.web.errors import reason_view
from council.web.forms.papers import NumberOfSheetsForm

blueprint = Blueprint("papers", __name__, url_prefix="/c/<slug>/chamber/polls/<number>/papers")
KEEP, ENTER = "paper.keep", "paper.enter"


@blueprint.get("/")
@access(ENTER)
def overview(slug: str, number: str) -> ResponseReturnValue:
    """Where every sheet is, what is still to be done, and for whom."""
    return _page(slug, number)


@blueprint.post("/print")
@access(KEEP)
def make(slug: str, number: str) -> ResponseReturnValue:
    """Make numbered sheets; the next page offers them for printing."""
    form = NumberOfSheetsForm()
    if not form.validate_on_submit():
        return _page(slug, number, form, 422)

    def act() -> str:
        made = papers.print_stock(
            community().id, actor(KEEP), number, form.n.data or 0, at=clock.now()
        )
        return _("已编号 %(n)s 张，从 %(first)s 起。请打印。", n=len(made), first=made[0])

    return _do(slug, number, act, form)


@blueprint.post("/everybody")
@access(KEEP)
def everybody(slug: str, number: str) -> ResponseReturnValue:
    """A sheet for each line of the roll that has neither voted nor a sheet; of one building."""
    building = request.form.get("building", "")

    def act() -> str:
        found = queries.waiting(reading(), community().id, voting.load(number).id)
        voters = set(found.get(building, ())) if building else None
        made = papers.issue_all(community().id, actor(KEEP), number, voters, at=clock.now())
        return _(
            "已给 %(n)s 人各编一张，从 %(first)s 起。请打印后送出。", n=len(made), first=made[0]
        )

    return _do(slug, number, act)


@blueprint.post("/pile")
@access(KEEP)
def pile(slug: str, number: str) -> ResponseReturnValue:
    """A pile of secret sheets goes to the table where voters draw one."""
    form = NumberOfSheetsForm()
    if not form.validate_on_submit():
        return _page(slug, number, form, 422)

    def act() -> str:
        out = papers.hand_out(community().id, actor(KEEP), number, form.n.data or 0, at=clock.now())
        return _("已发出一叠 %(n)s 张，请打乱后放在桌上，由投票人自己抽取。", n=len(out))

    return _do(slug, number, act, form)


@blueprint.post("/void")
@access(KEEP)
def void(slug: str, number: str) -> ResponseReturnValue:
    """What is left of the stock is destroyed."""

    def act() -> str:
        n = papers.void_stock(community().id, actor(KEEP), number, at=clock.now())
        return _("剩余的 %(n)s 张已登记作废，请当场销毁。", n=n)

    return _do(slug, number, act)


@blueprint.post("/missing")
@access(KEEP)
def missing(slug: str, number: str) -> ResponseReturnValue:
    """All sheets that are still out do not come back."""

    def act() -> str:
        n = papers.declare_missing(community().id, actor(KEEP), number, at=clock.now())
        return _("%(n)s 张已登记为未收回。", n=n)

    return _do(slug, number, act)


@blueprint.post("/lost")
@access(KEEP)
def lost(slug: str, number: str) -> ResponseReturnValue:
    """Fewer sheets came out of the box than voters were marked: the rest count as spoiled."""

    def act() -> str:
        n = papers.count_lost(community().id, actor(KEEP), number, at=clock.now())
        return _("票箱里少的 %(n)s 张按废票计。", n=n)

    return _do(slug, number, act)


@blueprint.post("/end")
@access("poll.open")
def end(slug: str, number: str) -> ResponseReturnValue:
    """The chair ends the voting of a poll in session: now the box is opened."""
    papers.end_in_session(community().id, actor("poll.open"), number, at=clock.now())
    flash(_("已停止收票，可以开箱、录入。"), "done")
    return redirect(f"/c/{slug}/chamber/polls/{number}", 303)


def _do(
    slug: str, number: str, act: Callable[[], str], form: NumberOfSheetsForm | None = None
) -> ResponseReturnValue:
    try:
        done = act()
    except Refused as no:
        return _page(slug, number, form, 409, no)
    flash(done, "done")
    return redirect(f"/c/{slug}/chamber/polls/{number}/papers/", 303)


def _page(
    slug: str,
    number: str,
    form: NumberOfSheetsForm | None = None,
    status: int = 200,
    refusal: Refused | None = None,
) -> ResponseReturnValue:
    poll = voting.load(number)
    here, who = community().id, visitor()
    found = queries.reconciled(reading(), here, poll.id, secret=poll.secret, tally=poll.tally)
    waiting = queries.entering(reading(), here, poll.id, who.person_id) if who else None
    top = queries.next_in_stock(reading(), here, poll.id)
    view = render_template(
        "papers/overview.html",
        p=poll,
        protocol=protocol_view.view(found),
        sheets=found.figures.sheets,
        form=form or NumberOfSheetsForm(formdata=None),
        reasons=[reason_view(reason) for reason in refusal.reasons] if refusal else [],
        entering=waiting,
        differing=[_differing(*line) for line in waiting.differing] if waiting else [],
        aside=_listed(poll, "set_aside"),
        gone=_listed(poll, "missing", "spoiled"),
        buildings=_buildings(poll),
        next_sheet=serials.sheet_of(top) if top else 0,
        may=_may(poll),
        base=f"/c/{slug}/chamber/polls/{number}",
    )
    return view, status


def _buildings(poll: PollPage) -> list[tuple[str, int]]:
    """Where lines of the roll still wait for a sheet, and how many."""
    if poll.secret or poll.state != "running" or not holds(KEEP):
        return []
    found = queries.waiting(reading(), community().id, poll.id)
    return [(building, len(voters)) for building, voters in found.items() if building]


def ended(poll: PollPage) -> bool:
    """Whether no more votes are taken and the poll is not counted."""
    return poll.state == "counting"


def _may(poll: PollPage) -> SimpleNamespace:
    """What the visitor may do now."""
    keeps, running = holds(KEEP), poll.state == "running"
    open_ = poll.closed_at is None
    return SimpleNamespace(
        keep=keeps and open_,
        give=keeps and running,
        enter=open_ and holds(ENTER) and (ended(poll) or (running and not poll.secret)),
        end=running and poll.closes_at is None and holds("poll.open"),
        box=keeps and ended(poll),
    )


def _listed(poll: PollPage, *states: str) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            serial=sheet.serial,
            state=sheet.state,
            why=protocol_view.aside(sheet.reason) if sheet.state == "set_aside" else "",
            label=sheet.label,
        )
        for sheet in queries.listed(reading(), community().id, poll.id, *states)
    ]


def _differing(serial: str, positions: tuple[int, ...], mine: bool) -> SimpleNamespace:
    """A sheet that was read differently: where, and never how."""
    places = [_("第 %(n)s 项", n=position) if position else _("整张票") for position in positions]
    return SimpleNamespace(serial=serial, places=_("、").join(places), mine=mine)
