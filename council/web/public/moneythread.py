"""一笔钱的来龙去脉: a project of the fund, and one payment, each from the wish to the rating."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import moneythread, rules
from council.queries.public.moneythread import Thread
from council.rules.calendar import legal_day
from council.web import fundquestion_view, moneythread_view, payment_view
from council.web.access import PUBLIC, access, community

blueprint = Blueprint("moneythread", __name__, url_prefix="/c/<slug>/fund")


@blueprint.get("/projects/<number>")
@access(PUBLIC)
def project(slug: str, number: str) -> ResponseReturnValue:
    """A project: where its money comes from, who decided, who was paid, how it was rated."""
    found = moneythread.project(reading(), community().id, number)
    if found is None:
        abort(404)
    ask = f"/c/{slug}/chamber/fund/questions/new?project={number}"
    return _page("fund/project.html", slug, found, ask)


@blueprint.get("/payments/<number>")
@access(PUBLIC)
def payment(slug: str, number: str) -> ResponseReturnValue:
    """One payment and the thread that it is part of."""
    found = moneythread.payment(reading(), community().id, number)
    if found is None:
        abort(404)
    ask = f"/c/{slug}/chamber/fund/questions/new?payment={number}"
    return _page("fund/payment.html", slug, found, ask)


def _page(template: str, slug: str, found: Thread, ask: str) -> ResponseReturnValue:
    here, now, base = community(), clock.now(), f"/c/{slug}"
    book = rules.book(reading(), here.id)[0]
    minimum = book.rule("ES1", legal_day(now)).number("minimum_count")
    lines = {line.number: line for line in found.payments}
    mine = lines.get(found.here)
    return render_template(
        template,
        t=moneythread_view.build(found, base, now, minimum),
        year=found.head.year,
        fund=found.head.fund,
        fund_name=found.head.fund_name,
        mine=payment_view.row(mine, base) if mine else None,
        facts=payment_view.facts(mine, found.head.year) if mine else [],
        pictures=payment_view.pictures(mine, base) if mine else [],
        entries=found.entries,
        questions=[fundquestion_view.row(q, base, now) for q in found.questions],
        ask_url=ask,
    )
