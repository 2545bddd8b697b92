"""结果公开: saying what was done and what it cost, ending the posting."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import outcome, standing
from council.queries.chamber.matter import MatterForActs
from council.rules.stages import Stage
from council.rules.verdict import Reason
from council.services import outcomes
from council.web import dates
from council.web.access import access, actor, community, holds
from council.web.chamber import doing, matter
from council.web.chamber.panel import Panel
from council.web.forms.outcome import EmptyForm, OutcomeForm

blueprint = Blueprint("chamber_outcomes", __name__)
AT = "/c/<slug>/chamber/proposals/<number>"


def panels(about: MatterForActs) -> list[Panel]:
    """Reporting, and the end of the posting."""
    if about.stage != Stage.DISCLOSURE:
        return []
    found = []
    if holds("outcome.report"):
        found.append(_reporting(about, OutcomeForm(prefix="outcome", formdata=None)))
    if holds("announcement.close"):
        found.append(_closing(about))
    return found


def _reporting(about: MatterForActs, form: OutcomeForm) -> Panel:
    until = outcome.posted_until(reading(), about, "outcome")
    said = [_("做了什么、花了多少，公开不少于 7 日，然后请居民评议。")]
    if about.cost is not None:
        said.append(_("提案时估计 %(yuan)s 元。", yuan=dates.yuan(about.cost)))
    return doing.panel(
        about,
        "outcome.report",
        _("公开结果"),
        form,
        to="outcome",
        submit=_("公开"),
        say=said,
        hints={"cost": _("单位：元。没有花钱填 0。")},
        reasons=[Reason("reported_already", {}, "DS1")] if until else (),
        rule_id="DS1",
        position=10,
    )


def _closing(about: MatterForActs) -> Panel:
    verdict = standing.verdict(reading(), about, "disclosure.close", clock.now())
    return doing.panel(
        about,
        "disclosure.close",
        _("结束结果公开，请居民评议"),
        EmptyForm(prefix="disclosed", formdata=None),
        to="outcome/close",
        submit=_("请居民评议"),
        say=[_("公开期已满。接下来由居民评议。")],
        reasons=verdict.reasons,
        rule_id="DS1",
        position=20,
    )


@blueprint.post(f"{AT}/outcome")
@access("outcome.report")
def report(slug: str, number: str) -> ResponseReturnValue:
    """Disclose what was done and what it cost."""
    form = OutcomeForm(prefix="outcome")
    if not form.validate_on_submit():
        return matter.page(number, wrong=_reporting(matter.load(number), form))
    outcomes.report(
        community().id,
        number,
        actor=actor("outcome.report"),
        text=form.text.data or "",
        cost=form.fen,
        revision=doing.seen_revision(),
        at=clock.now(),
    )
    return doing.done(number, _("结果已经公开。"))


@blueprint.post(f"{AT}/outcome/close")
@access("announcement.close")
def close(slug: str, number: str) -> ResponseReturnValue:
    """End the posting of the outcome."""
    outcomes.close(
        community().id,
        number,
        actor=actor("announcement.close"),
        revision=doing.seen_revision(),
        at=clock.now(),
    )
    return doing.done(number, _("结果公开期已结束，请居民评议。"))
