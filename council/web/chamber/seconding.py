"""The acts of proposing on a matter's page: second, withdraw, edit, merge."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries import search
from council.queries.chamber import proposals as queries
from council.queries.chamber.matter import MatterForActs
from council.rules.calendar import legal_day
from council.rules.verdict import Reason
from council.services import merging, proposals, seconding
from council.services.seconding import Seconded
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber.doing import act, distinct
from council.web.chamber.matter import load
from council.web.chamber.panel import Panel
from council.web.forms.proposals import ActForm, MergeForm, ReasonForm
from council.web.rule_view import book

blueprint = Blueprint("chamber_seconding", __name__, url_prefix="/c/<slug>/chamber/proposals")
OPEN = {"proposing", "vetting"}


def panels(matter: MatterForActs) -> list[Panel]:
    """What the visitor can do before the vetting is decided."""
    found: list[Panel] = []
    if matter.stage == "proposing" and holds("proposal.second"):
        found.append(_second(matter))
    if _is_own(matter):
        found += _own_panels(matter)
    if matter.stage in OPEN and holds("proposal.merge"):
        found.append(_merge(matter))
    return found


@blueprint.post("/<number>/second")
@access("proposal.second")
def second(slug: str, number: str) -> ResponseReturnValue:
    """Second the proposal."""
    panel = Panel(
        "proposal.second", _("附议"), "chamber/panels/second.html", _second_context(number)
    )
    who = actor("proposal.second")
    return act(
        number,
        panel,
        lambda: seconding.second(community().id, number, actor=who, at=clock.now()),
        _said,
    )


@blueprint.post("/<number>/withdraw")
@access("proposal.write")
def withdraw(slug: str, number: str) -> ResponseReturnValue:
    """Take the proposal back."""
    panel = _withdraw(load(number))
    form = panel.context["form"]
    return act(
        number,
        panel,
        lambda: proposals.withdraw(
            community().id,
            number,
            actor=actor("proposal.write"),
            reason=form.reason.data,
            revision=form.seen(),
            at=clock.now(),
        ),
        _("提案已撤回，原文和理由仍然公开。"),
    )


@blueprint.post("/<number>/merge")
@access("proposal.merge")
def merge(slug: str, number: str) -> ResponseReturnValue:
    """Merge the proposal into another."""
    panel = _merge(load(number))
    form = panel.context["form"]
    return act(
        number,
        panel,
        lambda: merging.merge(
            community().id,
            number,
            form.into.data,
            actor=actor("proposal.merge"),
            reason=form.reason.data,
            revision=form.seen(),
            at=clock.now(),
        ),
        _("已合并。提案人、附议人和经过都保留。"),
    )


def _said(made: Seconded) -> str:
    if not made.is_new:
        return _("您已经附议过了，现在共 %(n)s 人。", n=made.count)
    if made.sent:
        return _("附议已够 %(n)s 人，提案已送党组织把关。", n=made.count)
    return _(
        "已附议。现在 %(n)s 人，还差 %(missing)s 人。",
        n=made.count,
        missing=made.needed - made.count,
    )


def _is_own(matter: MatterForActs) -> bool:
    who = visitor()
    return who is not None and (
        who.person_id == matter.proposer_id
        or queries.is_author(reading(), matter.community_id, matter.id, who.person_id)
    )


def _second(matter: MatterForActs) -> Panel:
    who = visitor()
    reasons: tuple[Reason, ...] = ()
    if _is_own(matter):
        reasons = (Reason("own_proposal"),)
    elif who and queries.has_seconded(reading(), matter.community_id, matter.id, who.person_id):
        reasons = (Reason("seconded_already"),)
    return Panel(
        "proposal.second",
        _("附议"),
        "chamber/panels/second.html",
        _second_context(matter.number),
        reasons,
        rule_id="SE1",
        deadline=matter.due_at,
        position=10,
    )


def _second_context(number: str) -> dict[str, object]:
    matter = load(number)
    needed = book().rule("SE1", legal_day(clock.now())).number("threshold")
    missing = max(0, needed - matter.seconder_count)
    form = distinct(ActForm(), "second")
    return {"form": form, "count": matter.seconder_count, "needed": needed, "missing": missing}


def _own_panels(matter: MatterForActs) -> list[Panel]:
    found = []
    if matter.stage in {"draft", "proposing"}:
        found.append(
            Panel("proposal.edit", _("修改提案"), "chamber/panels/edit.html", {}, position=11)
        )
    if matter.stage in OPEN:
        found.append(_withdraw(matter))
    return found


def _withdraw(matter: MatterForActs) -> Panel:
    form = distinct(ReasonForm(data={"revision": str(matter.revision)}), "withdraw")
    return Panel(
        "proposal.withdraw",
        _("撤回提案"),
        "chamber/panels/withdraw.html",
        {"form": form},
        position=80,
    )


def _merge(matter: MatterForActs) -> Panel:
    similar = search.similar(
        reading(),
        matter.community_id,
        matter.title,
        matter.text,
        matter.place,
        5,
        exclude=matter.number,
    )
    form = distinct(MergeForm(data={"revision": str(matter.revision)}), "merge")
    return Panel(
        "proposal.merge",
        _("并入另一件提案"),
        "chamber/panels/merge.html",
        {"form": form, "similar": similar},
        position=70,
    )
