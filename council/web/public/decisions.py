"""决议: the list of resolutions, and one resolution with everything that carries it."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.public import decisions, polls, recall, register
from council.queries.public.decisions import DecisionLine
from council.queries.public.polls import PollPage
from council.rules.calendar import deadline_months
from council.rules.rulebook import default_book
from council.vocabulary import word, words
from council.web import dates, poll_view, recall_filters, recall_view
from council.web.access import PUBLIC, access, community
from council.web.citations import snapshot_note
from council.web.matter_view import rule_note, tally_lines
from council.web.public.meetings import page_of_request
from council.web.sanitise import paragraphs

blueprint = Blueprint("decisions", __name__, url_prefix="/c/<slug>/decisions")
_OWNERS = frozenset({"owners_assembly", "owners_committee"})


@blueprint.get("/")
@access(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """What was ever decided, newest first: resolutions, failed ones too, and conclusions."""
    page, here = page_of_request(), community()
    filters = recall_filters.of_request()
    found = recall.lines(reading(), here.id, filters, (page - 1) * recall.PAGE)
    return render_template(
        "decisions/index.html",
        rows=[recall_view.decided(line, f"/c/{slug}") for line in found[: recall.PAGE]],
        fields=recall_filters.fields(filters, clock.now()),
        narrowed=filters != recall.Filters(),
        newer_url=recall_filters.at_page(page - 1) if page > 1 else "",
        older_url=recall_filters.at_page(page + 1) if len(found) > recall.PAGE else "",
    )


@blueprint.get("/register")
@access(PUBLIC)
def registered(slug: str) -> ResponseReturnValue:
    """Every resolution with how far it is carried out."""
    page, state = page_of_request(), request.args.get("state", "")
    states = words("register_state")
    state = state if state in states else ""
    found = register.lines(
        reading(),
        community().id,
        (page - 1) * register.PAGE,
        today=dates.legal_day(clock.now()),
        state=state,
    )
    options = [("", _("全部")), *((code, str(text)) for code, text in states.items())]
    field = SimpleNamespace(name="state", label=_("办到哪一步"), value=state, options=options)
    return render_template(
        "decisions/register.html",
        rows=[recall_view.registered(line, f"/c/{slug}") for line in found[: register.PAGE]],
        fields=[field],
        newer_url=recall_filters.at_page(page - 1) if page > 1 else "",
        older_url=recall_filters.at_page(page + 1) if len(found) > register.PAGE else "",
    )


@blueprint.get("/<number>")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """The text, how it was counted, under which rule, who voted how, and what one can do."""
    here = community()
    line = decisions.load(reading(), here.id, number)
    if line is None:
        abort(404)
    poll = polls.load(reading(), here.id, line.poll)
    return render_template(
        "decisions/page.html",
        d=_view(line, poll, f"/c/{slug}", clock.now()),
    )


def _view(line: DecisionLine, poll: PollPage | None, base: str, now: datetime) -> SimpleNamespace:
    passed = line.outcome == "passed"
    counted = poll is not None and poll.tally is not None
    return SimpleNamespace(
        title=line.title,
        number=line.number,
        reference=line.reference,
        text=paragraphs(line.text),
        facts=_facts(line),
        stamp=_stamp(line, now),
        matter_url=f"{base}/proposals/{line.proposal}",
        money_url=f"{base}/fund/projects/{line.project}" if line.project else "",
        meeting_url=f"{base}/meetings/{line.meeting}",
        meeting=line.meeting_title,
        poll_url=f"{base}/polls/{line.poll}",
        lines=tally_lines(poll.tally, poll.entitled) if counted and poll and poll.tally else [],
        result=SimpleNamespace(word=word("outcome", line.outcome), met=passed),
        rule=snapshot_note(poll.rule, base) if poll else None,
        silent=poll.entitled - (poll.cast or poll.taking_part) if poll else 0,
        votes=poll_view.vote_rows(poll, poll.votes) if poll else [],
        notice=legal_notice(line.body_kind, base, now, line.posted_at),
    )


def _dated(posted: datetime | None) -> str:
    """Until when the court can be asked, counted from the posting."""
    if posted is None:
        return ""
    months = default_book().rule("RV1", dates.legal_day(posted)).number("months")
    until = deadline_months(posted, months)
    return _(
        "这项决定于 %(day)s 公示。从公示起算，最后一天是 %(until)s。",
        day=dates.full_day(posted),
        until=dates.full_day(until - timedelta(seconds=1)),
    )


def _facts(line: DecisionLine) -> list[tuple[str, str]]:
    cost = _("%(sum)s 元", sum=dates.yuan(line.cost)) if line.cost is not None else ""
    return [
        (_("决议编号"), line.reference),
        (_("由谁决定"), line.body),
        (_("哪一天"), dates.full_day(line.at)),
        (_("表决结果"), word("outcome", line.outcome)),
        (_("决定花多少钱"), cost if line.outcome == "passed" else ""),
    ]


def _stamp(line: DecisionLine, now: datetime) -> SimpleNamespace | None:
    if line.posted_at is None or line.until_at is None:
        return None
    running = now < line.until_at
    return SimpleNamespace(
        kind="due" if running else "yes",
        word=_("公示中") if running else _("公示已期满"),
        posted=line.posted_at,
        until=line.until_at,
        number=line.reference,
    )


def legal_notice(
    body_kind: str, base: str, now: datetime, posted: datetime | None
) -> SimpleNamespace:
    """Who may ask a court to revoke a decision of this body and until when, or whom to tell.

    The year runs from when one knows of the decision or should: from the posting at the latest.
    """
    rule = rule_note("RV1", base, now)
    owners = _(
        "这项决定如果涉及业主共有权利，受侵害的业主可以自知道或者应当知道之日起一年内，"
        "请求人民法院撤销。居民会议、居民代表会议不能代替业主大会决定业主共有的事。"
    )
    if body_kind in _OWNERS:
        text = _(
            "业主认为这项决定侵害自己合法权益的，可以自知道或者应当知道之日起一年内，"
            "请求人民法院撤销。"
        )
        return SimpleNamespace(text=text, more=_dated(posted), rule=rule, verified=True)
    text = _(
        "居民认为这项决定违反法律、法规或者侵害自己合法权益的，"
        "可以向街道办事处或者区人民政府反映，请求责令改正；公示期内也可以书面提出异议。"
        "法律规定可以请求人民法院处理的，从其规定（居委会组织法）。"
    )
    return SimpleNamespace(text=text, more=owners, rule=rule, verified=False)
