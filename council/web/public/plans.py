"""年度计划: what was wished for, checked, ranked and voted on, and what the money went to."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.queries.public import plans
from council.queries.public.plans import Plan, PlanPage, Wish
from council.web import plan_view
from council.web.access import PUBLIC, access, community
from council.web.api import formats
from council.web.api.columns import Column
from council.web.rule_view import rule_view

blueprint = Blueprint("plans", __name__, url_prefix="/c/<slug>/fund/plans")


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """The plans of every year, the newest first; with one year only, that one."""
    found = plans.all_of(reading(), community().id)
    if len({plan.year for plan in found}) == 1:
        return redirect(f"/c/{slug}/fund/plans/{found[0].year}", 302)
    return render_template("fund/plans.html", rows=_rows(found, f"/c/{slug}"), missing=None)


@blueprint.get("/<int:year>")
@access(PUBLIC)
def show(slug: str, year: int) -> ResponseReturnValue:
    """The plan of a year; ``?plan=`` chooses one of several. A year without one says so."""
    if not 1970 <= year <= 2100:
        abort(404)
    if not request.args.get("plan") and not plans.all_of(reading(), community().id, year):
        rows = _rows(plans.all_of(reading(), community().id), f"/c/{slug}")
        return render_template("fund/plans.html", rows=rows, missing=year)
    found, others = _asked(year)
    base, now = f"/c/{slug}", clock.now()
    p = plan_view.view(found, base, now)
    here = f"{base}/fund/plans/{year}"
    wanted = f"?plan={found.plan.number}" if others else ""
    return render_template(
        "fund/plan.html",
        p=p,
        year=year,
        rules=[rule_view(rule, now) for rule in p.rules],
        others=[(plan.title, f"{here}?plan={plan.number}") for plan in others],
        files=[(f".{kind}", f"{here}.{kind}{wanted}") for kind in ("csv", "xlsx", "json")],
    )


@blueprint.get("/<int:year>.<any(csv, xlsx, json):kind>")
@access(PUBLIC)
def table(slug: str, year: int, kind: str) -> Response:
    """The wishes of a plan as a file."""
    found, _others = _asked(year)
    rows = [(wish, found) for wish in found.wishes]
    name = f"{slug}-plan-{year}"
    base = request.host_url.rstrip("/") + f"/c/{slug}"
    if kind == "csv":
        return formats.file_answer(
            lambda out: formats.write_csv(out, _COLUMNS, rows, base), kind, name
        )
    if kind == "xlsx":
        title = _("%(year)s 年度计划", year=year)
        return formats.file_answer(
            lambda out: formats.write_xlsx(out, title, _COLUMNS, rows, base), kind, name
        )
    return formats.file_answer(
        lambda out: formats.write_json(out, _COLUMNS, rows, base), kind, name
    )


def _asked(year: int) -> tuple[PlanPage, list[Plan]]:
    """The plan that is asked for, and the others of that year; a plan that went on leads."""
    found = plans.all_of(reading(), community().id, year)
    wanted = request.args.get("plan", "")
    found.sort(key=lambda plan: plan.ending not in (None, "completed"))
    chosen = next((plan for plan in found if plan.number == wanted or not wanted), None)
    if chosen is None:
        abort(404)
    page = plans.page(reading(), community().id, chosen)
    return page, [plan for plan in found if plan.number != chosen.number]


def _rows(found: list[Plan], base: str) -> list[dict[str, str]]:
    from council.web.words import stage_mark

    rows = []
    for plan in found:
        kind, mark = stage_mark(plan.stage, plan.ending, "fund_plan")
        rows.append(
            {
                "number": plan.number,
                "title": plan.title,
                "url": f"{base}/fund/plans/{plan.year}?plan={plan.number}",
                "text": plan.fund,
                "kind": kind,
                "word": mark,
            }
        )
    return rows


Row = tuple[Wish, PlanPage]


def _votes(row: Row) -> int | None:
    choice = row[1].choices.get(row[0].rank or 0)
    return choice.votes if choice else None


_COLUMNS = (
    Column("number", _l("提案编号"), lambda r: r[0].number),
    Column("title", _l("项目建议"), lambda r: r[0].title),
    Column("kind", _l("项目类型"), lambda r: r[0].kind, "code", "project_kind"),
    Column("subject", _l("类别"), lambda r: r[0].subject, "code", "fund_subject"),
    Column("estimate", _l("估算（元）"), lambda r: r[0].estimate, "fen"),
    Column("basis", _l("估算依据"), lambda r: r[0].basis),
    Column("seconders", _l("附议人数"), lambda r: r[0].seconders, "integer"),
    Column("party_rank", _l("社区党委排名"), lambda r: r[0].party_rank, "integer"),
    Column("committee_rank", _l("居民委员会排名"), lambda r: r[0].committee_rank, "integer"),
    Column("rank", _l("合并排名"), lambda r: r[0].rank, "integer"),
    Column("state", _l("结果"), lambda r: plan_view.outcome(r[1], r[0]), "code", "wish_state"),
    Column("votes", _l("得票"), _votes, "integer"),
    Column("why", _l("原因"), lambda r: plan_view.why(r[1], r[0])),
    Column("project", _l("经费项目编号"), lambda r: r[0].project or None),
    Column("url", _l("网址"), lambda r: f"/proposals/{r[0].number}", "url"),
)
