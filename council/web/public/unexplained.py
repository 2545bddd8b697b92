"""还说不清的: what in a year's money nobody can explain yet, with who is responsible."""

from __future__ import annotations

from itertools import groupby
from types import SimpleNamespace

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.public import fundstatements, rules, unexplained
from council.queries.public.fundstatements import YearHead
from council.queries.public.unexplained import Found
from council.rules.calendar import legal_day
from council.rules.unexplained import FLAGS, KINDS, OVERDUE, Figures
from council.vocabulary import word
from council.web import street_view, unexplained_view
from council.web.access import PUBLIC, access, community
from council.web.matter_view import rule_note

blueprint = Blueprint("unexplained", __name__, url_prefix="/c/<slug>/fund")


@blueprint.get("/<int:year>/unexplained")
@access(PUBLIC)
def index(slug: str, year: int) -> ResponseReturnValue:
    """Everything that is unexplained, by kind, the oldest first."""
    here, now, base = community().id, clock.now(), f"/c/{slug}"
    head = year_or_404(year)
    book = rules.book(reading(), here)[0]
    found = unexplained.top(reading(), here, head.id, now, unexplained.MOST, book=book)
    today = legal_day(now)
    asked = unexplained.values(Figures.of(book, today), today, now)
    counted = unexplained.counts(reading(), [here], [head.id], asked).get(head.id, {})
    return render_template(
        "fund/unexplained.html",
        head=head,
        total=found.total,
        say=street_view.say(head.paid, head.opening + head.received),
        overdue=sum(n for kind, n in counted.items() if kind in OVERDUE),
        flagged=sum(n for kind, n in counted.items() if kind in FLAGS),
        groups=_groups(found, counted, head, base),
        rules={code: rule_note(kind.rule, base, now) for code, kind in KINDS.items()},
        more=found.total - len(found.lines),
    )


def year_or_404(year: int) -> YearHead:
    """The year of the fund that ``?fund=`` names, or of the service fund."""
    head = fundstatements.year(reading(), community().id, year, request.args.get("fund", ""))
    if head is None:
        abort(404)
    return head


def _groups(
    found: Found, counted: dict[str, int], head: YearHead, base: str
) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            code=kind,
            title=word("unexplained", kind),
            n=counted.get(kind, 0),
            rows=[unexplained_view.row(line, base, head.year, head.fund) for line in lines],
        )
        for kind, lines in groupby(found.lines, key=lambda line: line.kind)
    ]
