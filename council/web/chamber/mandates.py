"""委托书: given online, entered from paper, taken back; the scan for those whom it concerns."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, send_file
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import mandates as queries
from council.queries.chamber import roster
from council.queries.chamber import rules as law
from council.queries.chamber.mandates import MandateLine
from council.queries.public.mandates import MeetingHead, meeting
from council.queries.visitors import Visitor
from council.rules.powers import OfficeKind
from council.rules.verdict import Refused
from council.services import entitled, mandates, scans
from council.services.uploads import place
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber.doing import distinct
from council.web.forms.mandates import EnterForm, GiveForm
from council.web.mandate_sheet import sheet
from council.web.rule_view import rule_view

blueprint = Blueprint("chamber_mandates", __name__, url_prefix="/c/<slug>/chamber")
_OTHER_PAGE = {"not_found", "no_power"}


@blueprint.get("/meetings/<number>/mandates")
@access("chamber.enter")
def page(slug: str, number: str) -> ResponseReturnValue:
    """My mandates in a meeting, the form to give one; for the clerk all, and the form to enter."""
    return _page(slug, _meeting(number))


@blueprint.post("/meetings/<number>/mandates/give")
@access("mandate.give")
def give(slug: str, number: str) -> ResponseReturnValue:
    """Entrust one's vote to somebody."""
    head = _meeting(number)
    form = _give_form(head, GiveForm())
    holder = _person(form.holder) if form.validate_on_submit() else None
    if holder is None:
        return _page(slug, head, give_form=form), 422
    try:
        made = mandates.give(
            community().id,
            actor("mandate.give"),
            number,
            holder_id=holder,
            line=int(form.line.data or 0),
            positions=form.positions,
            note=form.note.data or "",
            at=clock.now(),
        )
    except Refused as refusal:
        return _page(slug, head, give_form=_against(form, refusal)), 409
    return _done(
        slug, number, _("委托已经登记，编号 %(number)s。没有使用以前可以撤回。", number=made)
    )


@blueprint.post("/meetings/<number>/mandates/enter")
@access("mandate.enter")
def enter(slug: str, number: str) -> ResponseReturnValue:
    """Enter a mandate from its paper."""
    head = _meeting(number)
    form = distinct(EnterForm().offer_items(head.items), "e")
    people = _pair(form) if form.validate_on_submit() else None
    if people is None:
        return _page(slug, head, enter_form=form), 422
    try:
        made = mandates.enter(
            community().id,
            actor("mandate.enter"),
            number,
            giver_id=people[0],
            holder_id=people[1],
            line=int(form.line.data or 0),
            positions=form.positions,
            note=form.note.data or "",
            paper=form.paper.data.read(scans.MOST_BYTES + 1),
            folder=current_app.config["UPLOADS"],
            at=clock.now(),
        )
    except Refused as refusal:
        return _page(slug, head, enter_form=_against(form, refusal)), 409
    return _done(slug, number, _("委托书已经录入，编号 %(number)s。", number=made))


@blueprint.post("/meetings/<number>/mandates/<mandate>/revoke")
@access("chamber.enter")
def revoke(slug: str, number: str, mandate: str) -> ResponseReturnValue:
    """Take a mandate back: the giver, or the clerk from a paper."""
    own = any(line.number == mandate for line in _lines(_meeting(number)) if _is_giver(line))
    power = "mandate.give" if own else "mandate.enter"
    if not holds(power):
        abort(403)
    mandates.revoke(community().id, actor(power), mandate, at=clock.now())
    return _done(slug, number, _("委托 %(number)s 已经撤回。", number=mandate))


@blueprint.get("/meetings/<number>/mandates/form")
@access("chamber.enter")
def form(slug: str, number: str) -> ResponseReturnValue:
    """The form on paper with one's own name and units, to sign and hand in."""
    who, head = _visitor(), _meeting(number)
    lines = entitled.lines_of(community().id, number, who.person_id, at=clock.now())
    return sheet(head, giver=who.name, lines=[label for _line, label in lines])


@blueprint.get("/mandates/<mandate>/paper")
@access("chamber.enter")
def paper(slug: str, mandate: str) -> ResponseReturnValue:
    """The scan, as a download, for giver, holder, clerk and supervisors."""
    who, found = _visitor(), queries.paper(reading(), community().id, mandate)
    if found is None:
        abort(404)
    entrusted = {OfficeKind.CLERK, OfficeKind.SUPERVISOR} & who.kinds
    if not entrusted and who.person_id not in (found.giver_id, found.holder_id):
        abort(404)
    path = place(current_app.config["UPLOADS"], found.sha256)
    if not path.is_file():
        abort(404)
    ending = scans.ENDINGS[found.media_type]
    name = f"mandate-{mandate}.{ending}"
    answer = send_file(path, mimetype=found.media_type, as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _page(slug: str, head: MeetingHead, *, give_form: Any = None, enter_form: Any = None) -> str:
    who, here = _visitor(), f"/c/{slug}/chamber/meetings/{head.number}/mandates"
    rule = law.rule(reading(), community().id, head.rule_id, head.starts_at)
    open_ = not head.is_over(clock.now()) and rule.proxies.allowed
    clerk = holds("mandate.enter")
    return render_template(
        "mandates/page.html",
        head=head,
        here=here,
        rule=rule_view(head.rule_id, head.starts_at),
        allowed=rule.proxies,
        mine=[_shown(line, who, here, clerk) for line in _lines(head, who.person_id)],
        all=[_shown(line, who, here, clerk) for line in _lines(head)] if clerk else [],
        give_form=(give_form or _give_form(head, GiveForm(formdata=None)))
        if open_ and holds("mandate.give")
        else None,
        enter_form=(enter_form or distinct(EnterForm(formdata=None).offer_items(head.items), "e"))
        if open_ and clerk
        else None,
        clerk=clerk,
    )


def _shown(line: MandateLine, who: Visitor, here: str, clerk: bool) -> SimpleNamespace:
    mine = line.giver_id == who.person_id
    items = _("、").join(str(p) for p in line.positions)
    return SimpleNamespace(
        number=line.number,
        giver=line.giver,
        holder=line.holder,
        scope=_("议程第 %(items)s 项", items=items) if items else _("全部议程"),
        note=line.note,
        state=vocabulary.word("mandate_state", line.state),
        at=line.at,
        paper=f"/c/{community().slug}/chamber/mandates/{line.number}/paper"
        if line.has_paper
        else "",
        revoke=f"{here}/{line.number}/revoke" if line.state == "valid" and (mine or clerk) else "",
    )


def _give_form(head: MeetingHead, form: GiveForm) -> Any:
    who = _visitor()
    lines = entitled.lines_of(community().id, head.number, who.person_id, at=clock.now())
    return distinct(form.offer_items(head.items).offer_lines(lines), "g")


def _pair(form: EnterForm) -> tuple[UUID, UUID] | None:
    giver, holder = _person(form.giver), _person(form.holder)
    return (giver, holder) if giver and holder else None


def _person(field: Any) -> UUID | None:
    said = (field.data or "").strip()
    found = roster.who(reading(), community().id, said)
    if len(found) == 1:
        return found[0]
    many = _("有几个人叫“%(name)s”，请填人员编号。", name=said)
    field.errors = [many if found else _("名册里没有“%(name)s”。", name=said)]
    return None


def _against(form: Any, refusal: Refused) -> Any:
    """The form with what the rules say against it."""
    if {reason.code for reason in refusal.reasons} & _OTHER_PAGE:
        raise refusal
    form.holder.errors = [vocabulary.reason(reason) for reason in refusal.reasons]
    return form


def _lines(head: MeetingHead, who: UUID | None = None) -> list[MandateLine]:
    return queries.lines(reading(), community().id, head.id, who)


def _is_giver(line: MandateLine) -> bool:
    return line.giver_id == _visitor().person_id


def _meeting(number: str) -> MeetingHead:
    head = meeting(reading(), community().id, number)
    if head is None:
        abort(404)
    return head


def _visitor() -> Visitor:
    who = visitor()
    if who is None:
        abort(403)
    return who


def _done(slug: str, number: str, text: str) -> ResponseReturnValue:
    flash(text, "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}/mandates", 303)
