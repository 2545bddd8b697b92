"""Paper ballots as they are printed: official, in large print, several per job."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from council.db import reading
from council.language import gettext as _
from council.queries.chamber import papers as queries
from council.queries.chamber.papers import PrintedSheet
from council.queries.public.polls import PollPage
from council.rules.form import GRADES
from council.rules.marking import answer_key, choices
from council.vocabulary import word
from council.web import dates, qr
from council.web.access import access, community
from council.web.chamber import voting
from council.web.citations import snapshot_note

blueprint = Blueprint("papersheets", __name__, url_prefix="/c/<slug>/chamber/polls/<number>/papers")
KEEP = "paper.keep"


@blueprint.get("/sheets")
@access(KEEP)
def sheets(slug: str, number: str) -> ResponseReturnValue:
    """Sheets ``first`` to ``last`` that are in stock or issued, each on paper of its own."""
    first = request.args.get("first", 1, type=int)
    last = request.args.get("last", first + queries.MOST_PRINTED - 1, type=int)
    poll = voting.load(number)
    found = queries.to_print(reading(), community().id, poll.id, first, last)
    return render_template(
        "papers/sheets.html",
        p=poll,
        b=ballot(poll),
        sheets=[_sheet(slug, poll, sheet) for sheet in found],
        rule=snapshot_note(poll.rule, f"/c/{slug}"),
        most=queries.MOST_PRINTED,
        links=SimpleNamespace(back=f"/c/{slug}/chamber/polls/{number}/papers/"),
        next_first=first + len(found) if len(found) == queries.MOST_PRINTED else 0,
    )


def ballot(poll: PollPage) -> SimpleNamespace:
    """What is the same on every sheet: options, boxes, and how to fill it in."""
    form = poll.form
    key = answer_key(form)
    boxes = [c for c in choices(form) if c != "spoiled"]
    against = "no" if form.kind == "motion" else "no_all"
    return SimpleNamespace(
        kind={"choice": "motion", "marks": "marks", "grades": "grades"}.get(key, "figures"),
        options=[
            SimpleNamespace(
                n=option.position,
                label=option.label,
                note=option.note,
                cost=_("%(sum)s 元", sum=dates.yuan(option.cost))
                if option.cost is not None
                else "",
            )
            for option in form.options
        ],
        boxes=[word("key_means", against if c == "no" else c) for c in boxes],
        grades=[word("grade", code) for code in GRADES] if key == "grades" else [],
        unit={"scores": _("分"), "points": _("点"), "order": _("位")}.get(key, ""),
        how=_how(poll),
        name=_("选举票") if form.kind == "election" else _("表决票"),
    )


def _how(poll: PollPage) -> list[str]:
    """How to fill it in, in short sentences."""
    form = poll.form
    key = answer_key(form)
    said = {
        "choice": _("在一个方框里画“√”。选了两项或者没有选，是废票。"),
        "marks": _("在要选的方框里画“√”，最多 %(n)s 项，可以少选；多选的是废票。", n=form.most),
        "grades": _("每个人在一个等次下画“√”，可以只评几位。"),
        "scores": _("每项写一个 %(a)s 到 %(b)s 的整数，都要写。", a=form.scale[0], b=form.scale[1]),
        "points": _("一共 %(n)s 点，写在要支持的项目后面，合计不能超过。", n=form.points),
        "order": _("最支持的写 1，其次写 2，最多写 %(n)s 个。", n=form.most),
    }[key]
    mark = (
        _("这是无记名投票：不要写姓名，不要签名，不要做任何记号。")
        if poll.secret
        else _("请在下面签名、写上日期。")
    )
    found = [said, _("用黑色或蓝色的笔。写坏了可以换一张，涂改的票可能不能计入。"), mark]
    if poll.closes_at is not None:
        until = dates.deadline(poll.closes_at)
        found.append(_("%(until)s，交到居委会或者投入票箱。", until=until))
    return found


def _sheet(slug: str, poll: PollPage, sheet: PrintedSheet) -> SimpleNamespace:
    address = f"{request.host_url}c/{slug}/polls/{poll.number}?sheet={sheet.serial}"
    units = [
        (str(unit["unit"]), dates.sqm(unit["area"]) if unit.get("area") else "")
        for unit in sheet.units
    ]
    return SimpleNamespace(
        serial=sheet.serial,
        qr=qr.drawn(address),
        label="" if poll.secret else sheet.label,
        units=[] if poll.secret else units,
        area=dates.sqm(sheet.area) if sheet.area and not poll.secret else "",
    )
