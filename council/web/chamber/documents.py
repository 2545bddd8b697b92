"""文书: papers of a meeting by name, and the Word templates that a community keeps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import documents as kept
from council.queries.chamber import meetings as rolls
from council.queries.chamber import minutes as desks
from council.queries.chamber.documents import TemplateLine
from council.queries.public import documents
from council.queries.public.documents import Sheet
from council.rules.calendar import legal_day
from council.rules.minuteslife import DRAFT
from council.rules.verdict import Refused
from council.services import documents as acts
from council.vocabulary import word, words
from council.web import dates
from council.web.access import access, actor, community, holds, visitor
from council.web.documents import answers, meeting, minutes, roll
from council.web.documents.wording import Values, in_chinese
from council.web.forms.documents import TemplateForm
from council.web.public.documents import printed
from council.word import kinds, package

blueprint = Blueprint("chamber_documents", __name__, url_prefix="/c/<slug>/chamber")
POWER = acts.POWER


@blueprint.get("/meetings/<number>/<any(notice, agenda, attendance):kind>.docx")
@access("meeting.keep")
def meeting_file(slug: str, number: str, kind: str) -> ResponseReturnValue:
    """A paper of the meeting as a Word file, with the names of those who keep and attend it."""
    with in_chinese():
        values = _values(number, kind)
    return answers.filled(kind, values, number, private=True)


@blueprint.get("/meetings/<number>/<any(notice, agenda, attendance):kind>/print")
@access("meeting.keep")
def meeting_page(slug: str, number: str, kind: str) -> ResponseReturnValue:
    """The same as a page to print."""
    page = printed(kind, _values(number, kind), f"/c/{slug}/chamber/meetings/{number}")
    return page, {"Cache-Control": "no-store"}


@blueprint.get("/meetings/<number>/minutes.docx")
@access("chamber.enter")
def minutes_file(slug: str, number: str) -> ResponseReturnValue:
    """The minutes as they stand, by name, for who keeps them or took part."""
    found, who = desks.load(reading(), community().id, number), visitor()
    if found is None or who is None:
        abort(404)
    sent_round = found.state != DRAFT and found.took_part(who.person_id)
    if not (holds("minutes.write") or sent_round):
        abort(403)
    with in_chinese():
        values = minutes.values(
            found.value,
            state=found.state,
            sha256=found.sha256,
            signed_at=found.signed_at,
            signatures=[(one.role, one.name, one.at) for one in found.signatures],
            annexes=found.annexes,
        )
    return answers.filled(kinds.MINUTES, values, number, private=True)


@blueprint.get("/documents/")
@access(POWER)
def index(slug: str) -> ResponseReturnValue:
    """Every kind of document, and which template it is made from."""
    lines = kept.templates(reading(), community().id)
    base = f"/c/{slug}/chamber/documents"
    rows = [_row(kind, _own(lines, kind), base) for kind in kinds.KINDS]
    return render_template("chamber/documents/index.html", rows=rows)


@blueprint.get("/documents/<kind>")
@access(POWER)
def show(slug: str, kind: str) -> ResponseReturnValue:
    """One kind: its fields, the template in use, what was kept before, the form."""
    return _page(slug, kind, TemplateForm(formdata=None))


@blueprint.post("/documents/<kind>")
@access(POWER)
def keep(slug: str, kind: str) -> ResponseReturnValue:
    """Use the community's own file from now on."""
    form = TemplateForm()
    if not form.validate_on_submit():
        return _page(slug, kind, form), 422
    try:
        acts.keep(
            community().id,
            kind,
            form.file.data.read(package.MOST_BYTES + 1),
            form.file.data.filename or "",
            key=form.request_key.data or "",
            folder=current_app.config["UPLOADS"],
            actor=actor(POWER),
            at=clock.now(),
        )
    except Refused as no:
        if any(reason.code == "not_found" for reason in no.reasons):
            abort(404)
        form.file.errors = [vocabulary.reason(reason) for reason in no.reasons]
        return _page(slug, kind, form), 409
    return _done(slug, kind, _("从现在起用这个模板。"))


@blueprint.post("/documents/<kind>/<int:position>/withdraw")
@access(POWER)
def withdraw(slug: str, kind: str, position: int) -> ResponseReturnValue:
    """Use a file no longer."""
    _known(kind)
    acts.withdraw(community().id, kind, position, actor=actor(POWER), at=clock.now())
    return _done(slug, kind, _("这个模板已经停用。"))


@blueprint.get("/documents/<kind>/<any(default, sample):what>.docx")
@access(POWER)
def start(slug: str, kind: str, what: str) -> ResponseReturnValue:
    """Our own template to begin from, or the template in use, filled with made-up values."""
    _known(kind)
    if what == "sample":
        return answers.sample(kind)
    return answers.download(kinds.default(kind), f"{kind}.docx", private=True)


@blueprint.get("/documents/<kind>/<int:position>.docx")
@access(POWER)
def own(slug: str, kind: str, position: int) -> ResponseReturnValue:
    """A file as it was given."""
    _known(kind)
    lines = kept.templates(reading(), community().id)
    found = next((x for x in lines if (x.kind, x.position) == (kind, position)), None)
    data = answers.kept(found.sha256) if found else None
    if found is None or data is None:
        abort(404)
    return answers.download(data, found.name, private=True)


def _values(number: str, kind: str) -> Values:
    here = community().id
    found = documents.sheet(reading(), here, number)
    if found is None:
        abort(404)
    named = kept.officers(reading(), here, found.id)
    sheet = documents.opened(
        found,
        chair=named.chair,
        recorder=named.recorder,
        link=named.link,
        titles=kept.titles(reading(), here, found.id),
    )
    values = meeting.values(sheet)
    return values | _roll(sheet) if kind == kinds.ATTENDANCE else values


def _roll(sheet: Sheet) -> Values:
    here = community().id
    lines = rolls.roll(reading(), here, sheet.id)
    bodies = [body_id for body_id, _name in sheet.bodies]
    on = legal_day(sheet.starts_at)
    expected = [] if lines else kept.expected(reading(), here, bodies, on)
    return roll.values(lines, expected, kept.observers(reading(), here, sheet.id))


def _page(slug: str, kind: str, form: TemplateForm) -> str:
    _known(kind)
    lines = [x for x in kept.templates(reading(), community().id) if x.kind == kind]
    base = f"/c/{slug}/chamber/documents"
    return render_template(
        "chamber/documents/page.html",
        row=_row(kind, _own(lines, kind), base),
        base=base,
        form=form,
        faults=form.file.errors,
        groups=_groups(kind),
        history=[_history(line, f"{base}/{kind}/{line.position}") for line in lines],
        most=package.MOST_BYTES // 1024 // 1024,
    )


def _groups(kind: str) -> list[SimpleNamespace]:
    meaning, notes, found = words("document_field"), words("document_group"), []
    for group, texts in kinds.FIELDS[kind].items():
        rows = [
            (
                "{{" + (f"{group}.{name}" if group else name) + "}}",
                str(meaning[kinds.code_of(group, name)]),
                example,
            )
            for name, example in texts.items()
        ]
        code = next((c for c, g in kinds.GROUPS.items() if g == group), "")
        note = str(notes[code]) if code else ""
        found.append(SimpleNamespace(name=group, note=note, rows=rows))
    return found


def _row(kind: str, using: TemplateLine | None, base: str) -> SimpleNamespace:
    return SimpleNamespace(
        kind=kind,
        name=word("document", kind),
        url=f"{base}/{kind}",
        own=using.name if using else "",
        since=dates.full_moment(using.at) if using else "",
        by=using.uploader if using else "",
        file_url=f"{base}/{kind}/{using.position}.docx" if using else f"{base}/{kind}/default.docx",
        default_url=f"{base}/{kind}/default.docx",
        sample_url=f"{base}/{kind}/sample.docx",
    )


def _history(line: TemplateLine, url: str) -> SimpleNamespace:
    return SimpleNamespace(
        name=line.name,
        kilobytes=-(-line.size // 1024),
        by=line.uploader,
        at=dates.full_moment(line.at),
        gone=dates.full_moment(line.withdrawn_at),
        url=f"{url}.docx",
        withdraw_url="" if line.withdrawn_at else f"{url}/withdraw",
    )


def _own(lines: list[TemplateLine], kind: str) -> TemplateLine | None:
    """The newest that is not withdrawn."""
    return next((x for x in lines if x.kind == kind and x.withdrawn_at is None), None)


def _known(kind: str) -> None:
    if kind not in kinds.FIELDS:
        abort(404)


def _done(slug: str, kind: str, said: str) -> Any:
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/documents/{kind}", 303)
