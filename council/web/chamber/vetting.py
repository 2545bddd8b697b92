"""把关 and 申诉: the decisions of the party branch and the street office on a matter's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import proposals as queries
from council.queries.chamber.matter import MatterForActs
from council.rules.calendar import deadline, legal_day
from council.rules.powers import OfficeKind
from council.rules.verdict import Reason
from council.services import appeals, vetting
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber.doing import act, distinct
from council.web.chamber.matter import load
from council.web.chamber.panel import Panel
from council.web.forms.vetting import (
    AcceptForm,
    AppealDecisionForm,
    AppealForm,
    DecisionForm,
    DeclineForm,
    ReturnForm,
    RouteForm,
)
from council.web.rule_view import book

blueprint = Blueprint("chamber_vetting", __name__, url_prefix="/c/<slug>/chamber/proposals")
_FORMS: dict[str, type[DecisionForm]] = {
    "accept": AcceptForm,
    "return": ReturnForm,
    "decline": DeclineForm,
    "route": RouteForm,
}
_ACTS: dict[str, Callable[..., None]] = {
    "accept": vetting.accept,
    "return": vetting.give_back,
    "decline": vetting.decline,
    "route": vetting.route,
}


def panels(matter: MatterForActs) -> list[Panel]:
    """The four decisions while vetting, the appeal and its decision after it."""
    if matter.stage == "vetting" and holds("vetting.decide"):
        reasons = _against(matter)
        if reasons:
            return [Panel("vetting.accept", _("把关议题"), reasons=reasons, rule_id="VT1")]
        return [_decision(matter, how) for how in _FORMS]
    if matter.stage == "closed" and matter.ending in appeals.APPEALABLE:
        return _appeal_panels(matter)
    return []


@blueprint.post("/<number>/vetting/<how>")
@access("vetting.decide")
def decide(slug: str, number: str, how: str) -> ResponseReturnValue:
    """Accept, return, decline or route."""
    if how not in _FORMS:
        abort(404)
    panel = _decision(load(number), how)
    form = panel.context["form"]
    more: dict[str, Any] = {}
    if how == "accept":
        more = {"track": form.track.data, "subject": form.subject.data or None}
    if how == "route":
        more = {"to": form.to.data, "subject": form.subject.data or None}
    return act(
        number,
        panel,
        lambda: _ACTS[how](
            community().id,
            number,
            actor=_decider(),
            reason=form.reason.data,
            rule_id=form.rule.data,
            revision=form.seen(),
            at=clock.now(),
            **more,
        ),
        _("决定已记录并公开，提案人会看到理由和依据。"),
    )


@blueprint.post("/<number>/appeal")
@access("appeal.file")
def appeal(slug: str, number: str) -> ResponseReturnValue:
    """Appeal to the street office."""
    panel = _file(load(number), ())
    form = panel.context["form"]
    return act(
        number,
        panel,
        lambda: appeals.file_appeal(
            community().id,
            number,
            actor=actor("appeal.file"),
            text=form.text.data,
            revision=form.seen(),
            at=clock.now(),
        ),
        _("申诉已送街道办事处。"),
    )


@blueprint.post("/<number>/appeal/decide")
@access("appeal.decide")
def decide_appeal(slug: str, number: str) -> ResponseReturnValue:
    """Decide the appeal."""
    panel = _appeal_decision(load(number))
    form = panel.context["form"]
    return act(
        number,
        panel,
        lambda: appeals.decide(
            community().id,
            number,
            actor=actor("appeal.decide"),
            uphold=form.decision.data == "upheld",
            reason=form.reason.data,
            rule_id=form.rule.data,
            subject=form.subject.data or None,
            revision=form.seen(),
            at=clock.now(),
        ),
        _("申诉决定已记录并公开。"),
    )


def _decider() -> Any:
    """Who decides: the secretary's office comes first where somebody holds both."""
    return actor("vetting.decide")


def _against(matter: MatterForActs) -> tuple[Reason, ...]:
    who = visitor()
    if who is not None and who.person_id == matter.proposer_id:
        return (Reason("own_matter", {}, "PG1"),)
    if matter.escalated_at is None and not _is_secretary():
        return (Reason("not_escalated", {"until": matter.due_at}, "VT1"),)
    return ()


def _is_secretary() -> bool:
    who = visitor()
    return who is not None and OfficeKind.PARTY_SECRETARY in who.kinds


def _decision(matter: MatterForActs, how: str) -> Panel:
    titles = {
        "accept": _("列入议题"),
        "return": _("退回修改"),
        "decline": _("决定不予列入"),
        "route": _("决定转其他途径"),
    }
    form = _FORMS[how](data={"revision": str(matter.revision)})
    form.offer()
    distinct(form, how)
    return Panel(
        f"vetting.{how}",
        titles[how],
        "chamber/panels/vet.html",
        {"form": form, "how": how},
        rule_id="VT1" if how == "accept" else None,
        deadline=matter.due_at if how == "accept" else None,
        position=20 + list(_FORMS).index(how),
    )


def _appeal_panels(matter: MatterForActs) -> list[Panel]:
    state = queries.appeal(reading(), matter.community_id, matter.id)
    found = []
    who = visitor()
    if who is not None and who.person_id == matter.proposer_id and holds("appeal.file"):
        found.append(_file(matter, _against_appeal(matter, state)))
    if state is not None and state.decision is None and holds("appeal.decide"):
        found.append(_appeal_decision(matter))
    return found


def _against_appeal(matter: MatterForActs, state: queries.AppealState | None) -> tuple[Reason, ...]:
    closed = queries.closing(reading(), matter.community_id, matter.id)
    if state is not None:
        return (Reason("appealed_already", {}, "AP1"),)
    if closed is not None and closed.office == OfficeKind.STREET_OFFICER:
        return (Reason("street_decided", {}, "AP1"),)
    until = _appeal_until(closed)
    if until is not None and clock.now() >= until:
        return (Reason("appeal_late", {"until": until}, "AP1"),)
    return ()


def _appeal_until(closed: queries.Closing | None) -> Any:
    if closed is None:
        return None
    days = book().rule("AP1", legal_day(closed.at)).number("file_days")
    return deadline(closed.at, days)


def _file(matter: MatterForActs, reasons: tuple[Reason, ...]) -> Panel:
    closed = queries.closing(reading(), matter.community_id, matter.id)
    return Panel(
        "appeal.file",
        _("向街道办事处申诉"),
        "chamber/panels/appeal.html",
        {"form": distinct(AppealForm(data={"revision": str(matter.revision)}), "appeal")},
        reasons,
        rule_id="AP1",
        deadline=_appeal_until(closed),
        position=30,
    )


def _appeal_decision(matter: MatterForActs) -> Panel:
    form = AppealDecisionForm(data={"revision": str(matter.revision)})
    form.offer()
    distinct(form, "decide")
    state = queries.appeal(reading(), matter.community_id, matter.id)
    return Panel(
        "appeal.decide",
        _("决定申诉"),
        "chamber/panels/appeal_decide.html",
        {"form": form, "appeal": state},
        rule_id="AP1",
        deadline=state.due_at if state else None,
        position=31,
    )
