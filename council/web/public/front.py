"""A community's front page."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.public import front
from council.queries.public.front import Decided, OpenLine, Posted
from council.vocabulary import word
from council.web import dates, fund_view
from council.web.access import PUBLIC, access, community

blueprint = Blueprint("front", __name__, url_prefix="/c/<slug>")
_ORDER = {"poll": 0, "announcement": 1, "evaluation": 2, "proposing": 3}


@blueprint.get("/")
@access(PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    """What is open now, decisions lately made, money, meetings ahead, the notice board."""
    now = clock.now()
    base = f"/c/{slug}"
    year = dates.local(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    found = front.load(reading(), community().id, now, year)
    lines = sorted(found.open, key=lambda line: _ORDER[line.kind])
    return render_template(
        "front/page.html",
        now=now,
        open=[_open(line, base, at == 0) for at, line in enumerate(lines[:6])],
        decided=[_decided(line, base) for line in found.decided],
        ahead=found.ahead,
        posted=[_posted(line, base, now) for line in found.posted],
        money=found.money,
        account=fund_view.squares(found.fund) if found.fund else None,
        figures=fund_view.figures(found.fund.balances) if found.fund else None,
        year=year.year,
    )


def _open(line: OpenLine, base: str, first: bool) -> SimpleNamespace:
    page = f"{base}/proposals/{line.number}"
    strong, text, verb, kicker, url = "", "", "", "", page
    left = _("进行中") if line.kind == "poll" else _("长期")
    match line.kind:
        case "poll":
            kicker = _("表决 · %(body)s", body=line.body)
            strong = _("已有 %(n)s 人投票，共 %(of)s 人。", n=line.have, of=line.of)
            text, verb, url = _("没投票不算同意。"), _("去投票"), f"{base}/polls/{line.number}"
        case "announcement":
            kicker = _("决议公示 · 全体居民")
            text = _("会议已通过，正在公示。有异议可以书面提出，3 日内书面答复。")
            verb = _("看决议、提异议")
        case "evaluation":
            kicker, verb = _("评议 · 全体居民"), _("去评议")
            text = _("做得好不好，请您打分。不满意的，写明原因可以要求返工。")
        case _:
            kicker, verb = _("附议 · 全体居民"), _("我要附议")
            text = _("已有 %(n)s 人附议，满规定人数就送社区党组织把关。", n=line.have)
    return SimpleNamespace(
        kicker=kicker,
        title=line.title,
        url=url,
        strong=strong,
        text=text,
        until=line.until,
        left=left,
        verb=verb,
        do_url=url,
        primary=first,
    )


def _decided(line: Decided, base: str) -> SimpleNamespace:
    passed = line.outcome == "passed"
    yes = line.tally["counts"].get("yes")
    text = _(
        "%(day)s %(body)s · 到会 %(n)s 人",
        day=dates.day(line.at),
        body=line.body,
        n=line.tally["participation"]["heads"]["have"],
    )
    if yes is not None:
        text += _("，赞成 %(yes)s", yes=yes)
    money = _("%(sum)s 元", sum=dates.yuan(line.cost)) if line.cost is not None and passed else ""
    return SimpleNamespace(
        kind="yes" if passed else "no",
        word=word("outcome", line.outcome),
        title=line.title,
        url=f"{base}/decisions/{line.number}",
        text=text,
        more=" · ".join(part for part in (line.reference, money) if part),
    )


def _posted(line: Posted, base: str, now: datetime) -> SimpleNamespace:
    kind, mark = "yes", _("已期满")
    if line.overdue:
        kind, mark = "late", _("异议超期未答复")
    elif now < line.until_at:
        kind, mark = "due", _("到 %(day)s", day=dates.deadline_day(line.until_at))
    text = _("%(day)s起公示", day=dates.day(line.posted_at))
    if line.objections:
        text += _("，收到异议 %(n)s 件，已答复 %(m)s 件", n=line.objections, m=line.answered)
    return SimpleNamespace(
        title=f"{line.title} · {word('posting', line.kind)}",
        url=f"{base}/proposals/{line.number}",
        kind=kind,
        word=mark,
        text=text,
    )
