"""提议: writing, previewing and sending in a proposal; the visitor's own proposals."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.models.base import new_id
from council.queries import search
from council.queries.chamber import matter as matters
from council.queries.chamber import proposals as queries
from council.queries.chamber.helped import Candidate
from council.queries.chamber.matter import MatterForActs
from council.rules.verdict import Refused
from council.services import attachments, proposals
from council.web.access import access, actor, community, visitor
from council.web.chamber import helping
from council.web.chamber.matter import load
from council.web.forms.proposals import ActForm, ProposalForm, values_of
from council.web.rule_view import rule_view

blueprint = Blueprint("chamber_proposals", __name__, url_prefix="/c/<slug>/chamber/proposals")
SIMILAR = 5
_OWN_PAGE = {"not_found", "no_power", "proposer_only"}


@blueprint.teardown_app_request
def close_uploads(_error: BaseException | None) -> None:
    """Give back the temporary files of what was uploaded, also where the form was refused."""
    request.close()


@blueprint.get("/")
@access("proposal.write")
def mine(slug: str) -> ResponseReturnValue:
    """The visitor's drafts and proposals."""
    lines = queries.own(reading(), community().id, _me())
    return render_template("chamber/proposals/mine.html", lines=lines)


@blueprint.route("/new", methods=["GET", "POST"])
@access("proposal.write")
def new(slug: str) -> ResponseReturnValue:
    """An empty form; sent, it becomes a draft."""
    form = _form(None)
    if request.method == "GET":
        form.draft.data = new_id().hex
        return _page(form, None, [])
    return _save(slug, form, None)


@blueprint.route("/drafts/<uuid:draft>", methods=["GET", "POST"])
@access("proposal.write")
def edit_draft(slug: str, draft: UUID) -> ResponseReturnValue:
    """Go on writing a draft; similar earlier proposals stand beside it."""
    matter = _own_draft(draft)
    form = _form(matter)
    if request.method == "POST":
        return _save(slug, form, matter)
    return _page(form, matter, _similar(matter.title, matter.text, matter.place, matter.number))


@blueprint.route("/<number>/edit", methods=["GET", "POST"])
@access("proposal.write")
def edit(slug: str, number: str) -> ResponseReturnValue:
    """Change a proposal that was sent in; every change is a version."""
    matter = load(number)
    if not _is_own(matter):
        abort(403)
    form = _form(matter)
    if request.method == "POST":
        return _save(slug, form, matter)
    return _page(form, matter, [])


@blueprint.get("/drafts/<uuid:draft>/preview")
@access("proposal.write")
def preview(slug: str, draft: UUID) -> ResponseReturnValue:
    """What will be public once it is sent in."""
    matter = _own_draft(draft)
    return render_template(
        "chamber/proposals/preview.html",
        matter=matter,
        form=ActForm(data={"revision": str(matter.revision)}),
        files=queries.attachments(reading(), community().id, draft),
        similar=_similar(matter.title, matter.text, matter.place, matter.number),
        rule=rule_view("SE1", clock.now()),
        who=visitor(),
        too_short=len(matter.text) < proposals.TEXT_MIN,
    )


@blueprint.post("/drafts/<uuid:draft>/submit")
@access("proposal.write")
def submit(slug: str, draft: UUID) -> ResponseReturnValue:
    """Send the draft in."""
    number = proposals.submit(
        community().id,
        draft,
        actor=actor("proposal.write"),
        revision=ActForm().seen(),
        at=clock.now(),
    )
    flash(_("已提出，编号 %(number)s。现在可以请邻居附议。", number=number), "done")
    return redirect(f"/c/{slug}/proposals/{number}", 303)


@blueprint.post("/drafts/<uuid:draft>/discard")
@access("proposal.write")
def discard(slug: str, draft: UUID) -> ResponseReturnValue:
    """Give the draft up."""
    proposals.discard(
        community().id,
        draft,
        actor=actor("proposal.write"),
        revision=ActForm().seen(),
        at=clock.now(),
    )
    flash(_("草稿已放弃。"), "done")
    return redirect(f"/c/{slug}/chamber/proposals/", 303)


@blueprint.post("/drafts/<uuid:draft>/files/<uuid:attachment>/remove")
@access("proposal.write")
def remove_file(slug: str, draft: UUID, attachment: UUID) -> ResponseReturnValue:
    """Take a photo or the voice note off."""
    act_as = actor("proposal.write")
    attachments.remove(
        community().id,
        draft,
        attachment,
        folder=current_app.config["UPLOADS"],
        actor=act_as,
        at=clock.now(),
    )
    flash(_("已去掉。"), "done")
    matter = matters.by_id(reading(), community().id, draft)
    if matter is not None and matter.stage != "draft":
        return redirect(f"/c/{slug}/chamber/proposals/{matter.number}/edit", 303)
    return redirect(_edit_address(slug, draft), 303)


@blueprint.get("/similar")
@access("proposal.write")
def similar(slug: str) -> ResponseReturnValue:
    """The fragment with earlier proposals like what is being typed."""
    args = request.args
    title, text, place = (args.get(name, "")[:400] for name in ("title", "text", "place"))
    return render_template("chamber/proposals/_similar.html", similar=_similar(title, text, place))


def _me() -> UUID:
    who = visitor()
    if who is None:
        abort(403)
    return who.person_id


def _own_draft(draft: UUID) -> MatterForActs:
    matter = matters.by_id(reading(), community().id, draft)
    if matter is None or matter.stage != "draft" or not _is_own(matter):
        abort(404)
    return matter


def _is_own(matter: MatterForActs) -> bool:
    me = _me()
    return me == matter.proposer_id or queries.is_author(reading(), community().id, matter.id, me)


def _form(matter: MatterForActs | None) -> ProposalForm:
    here = community().id
    form = ProposalForm(data=values_of(matter) if matter else None)
    form.offer(queries.categories(reading(), here), queries.places(reading(), here))
    return form


def _similar(title: str, text: str, place: str, number: str = "") -> list[search.SimilarHit]:
    """Earlier proposals like this one, best first, with the reasons."""
    if len(title.strip()) < 2:
        return []
    here = community().id
    return search.similar(reading(), here, title, text, place, SIMILAR, exclude=number)


def _page(
    form: ProposalForm,
    matter: MatterForActs | None,
    found: list[search.SimilarHit],
    extra: tuple[str, ...] = (),
    status: int = 200,
) -> ResponseReturnValue:
    files = queries.attachments(reading(), community().id, matter.id) if matter else []
    view = render_template(
        "chamber/proposals/form.html",
        form=form,
        matter=matter,
        files=files,
        similar=found,
        extra=extra,
        helps=helping.offered(matter),
        most=proposals.TEXT_MAX,
    )
    return view, status


def _save(slug: str, form: ProposalForm, matter: MatterForActs | None) -> ResponseReturnValue:
    """Keep text and files; a bad form or a refusal comes back with what was typed."""
    valid = form.validate_on_submit()
    clear, person = helping.settle(form, matter)
    if not (valid and clear):
        return _page(form, matter, [], status=422)
    try:
        draft = _keep(form, matter, person)
    except Refused as refusal:
        return _again(form, matter, refusal, 409)
    try:
        _attach(form, draft)
    except Refused as refusal:
        kept = matters.by_id(reading(), community().id, draft)
        form.revision.data = str(kept.revision) if kept else ""
        return _again(form, kept, refusal, 422)
    if helped := helping.said(form, matter, person):
        flash(helped, "done")
    return redirect(_after(slug, draft, matter), 303)


def _keep(form: ProposalForm, matter: MatterForActs | None, person: Candidate | None) -> UUID:
    here, content = community().id, form.content(person.id if person else None)
    if helping.names(matter):
        act_as = actor("proposal.on_behalf")
    else:
        act_as, content = actor("proposal.write"), replace(content, on_behalf="")
    if matter is not None and matter.number:
        proposals.edit(
            here,
            matter.number,
            content,
            actor=act_as,
            reason=form.reason.data or "",
            revision=form.seen(),
            at=clock.now(),
        )
        return matter.id
    return proposals.save_draft(
        here,
        content,
        actor=act_as,
        at=clock.now(),
        proposal_id=matter.id if matter else _chosen_id(form),
        revision=form.seen() if matter else None,
    )


def _chosen_id(form: ProposalForm) -> UUID:
    try:
        return UUID(hex=form.draft.data or "")
    except ValueError:
        abort(400)


def _attach(form: ProposalForm, draft: UUID) -> None:
    photo_files = [data for sent in form.photos.data or () if (data := _bytes(sent))]
    voice = _bytes(form.voice.data)
    if not photo_files and not voice:
        return
    attachments.attach(
        community().id,
        draft,
        photo_files=photo_files,
        voice_file=voice or None,
        folder=current_app.config["UPLOADS"],
        actor=actor("proposal.write"),
        at=clock.now(),
    )


def _bytes(sent: object) -> bytes:
    return sent.read() if isinstance(sent, FileStorage) and sent.filename else b""


def _again(
    form: ProposalForm, matter: MatterForActs | None, refusal: Refused, status: int
) -> ResponseReturnValue:
    if {reason.code for reason in refusal.reasons} & _OWN_PAGE:
        raise refusal
    extra = tuple(vocabulary.reason(reason) for reason in refusal.reasons)
    if status == 422:
        extra = (*extra, _("文字已经存好，只有照片和录音需要重新选择。"))
    return _page(form, matter, [], extra, status)


def _after(slug: str, draft: UUID, matter: MatterForActs | None) -> str:
    """Where a saved form leads: preview, similar ones, the list, or the proposal's page."""
    if matter is not None and matter.number and matter.stage != "draft":
        flash(_("已保存为新的一版，旧的一版仍可查看。"), "done")
        return f"/c/{slug}/proposals/{matter.number}"
    chosen = request.form.get("do", "")
    if chosen == "preview":
        return f"{_edit_address(slug, draft)}/preview"
    if chosen == "similar":
        return f"{_edit_address(slug, draft)}#similar"
    flash(_("草稿已存好，只有您自己看得到。"), "done")
    return _edit_address(slug, draft)


def _edit_address(slug: str, draft: UUID) -> str:
    return f"/c/{slug}/chamber/proposals/drafts/{draft}"
