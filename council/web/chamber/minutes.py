"""The minutes of a meeting for those who write, correct and sign them: all on one page."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, current_app, flash, redirect, render_template, send_file
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import minutes as queries
from council.queries.chamber.minutes import MinutesDesk
from council.rules.verdict import Refused
from council.services import minutes as acts
from council.services import scans, signing, speeches
from council.services.hall import Stale
from council.services.uploads import place
from council.web import dates
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber.doing import distinct
from council.web.chamber.minutes_desk import desk
from council.web.errors import reason_view
from council.web.forms.minutes import (
    AnnexForm,
    GistForm,
    ItemTextForm,
    OfficersForm,
    OwnWordsForm,
    PaperSignatureForm,
    SignForm,
)

blueprint = Blueprint(
    "chamber_minutes", __name__, url_prefix="/c/<slug>/chamber/meetings/<number>/minutes"
)


@blueprint.get("")
@access("chamber.enter")
def show(slug: str, number: str) -> ResponseReturnValue:
    """The desk of the minutes; who has no part in them reads what is published."""
    found = _load(number)
    if not _is_in(found):
        return redirect(f"/c/{slug}/meetings/{number}/minutes", 302)
    return _page(slug, found)


@blueprint.post("/items/<int:position>")
@access("minutes.write")
def item(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Write an item down. What was typed stays where somebody else wrote first."""
    form = distinct(ItemTextForm(), f"item-{position}")
    if not form.validate_on_submit():
        return _page(slug, _load(number), ("item", position, form), status=422)
    try:
        acts.write_item(
            *(community().id, actor("minutes.write"), number, position),
            record=form.record.data or "",
            conclusion=form.conclusion.data or "",
            version=_whole(form.version.data),
            request_key=form.request_key.data or uuid4().hex,
            closed=bool(form.closed.data),
            at=clock.now(),
        )
    except Refused as no:
        return _again(slug, number, ("item", position, form), no)
    return _done(slug, number, _("第 %(n)s 项已保存。", n=position), f"#item-{position}")


@blueprint.post("/speeches/<int:position>")
@access("minutes.write")
def gist(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Write down what somebody said, by gist."""
    form = distinct(GistForm(), f"speech-{position}")
    if not form.validate_on_submit():
        return _page(slug, _load(number), ("speech", position, form), status=422)
    try:
        speeches.write_gist(
            *(community().id, actor("minutes.write"), number, position, form.gist.data or ""),
            version=_whole(form.version.data),
            request_key=form.request_key.data or uuid4().hex,
            at=clock.now(),
        )
    except Refused as no:
        return _again(slug, number, ("speech", position, form), no)
    return _done(slug, number, _("发言要点已保存。"), f"#speech-{position}")


@blueprint.post("/speeches/<int:position>/correct")
@access("minutes.correct")
def correct(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Put one's own words right."""
    form = distinct(OwnWordsForm(), f"own-{position}")
    if not form.validate_on_submit():
        return _page(slug, _load(number), ("own", position, form), status=422)
    try:
        acts.correct(
            *(community().id, actor("minutes.correct"), number, position),
            text=form.text.data or "",
            version=_whole(form.version.data),
            at=clock.now(),
        )
    except Refused as no:
        return _again(slug, number, ("own", position, form), no)
    return _done(slug, number, _("您的话已更正，原来的也保留着。"), f"#speech-{position}")


@blueprint.post("/officers")
@access("minutes.write")
def officers(slug: str, number: str) -> ResponseReturnValue:
    """Note who chaired and who keeps the minutes."""
    form = OfficersForm()
    acts.name_officers(
        *(community().id, actor("minutes.write"), number),
        chair_id=_id(form.chair.data),
        recorder_id=_id(form.recorder.data),
        at=clock.now(),
    )
    return _done(slug, number, _("主持人和记录人已登记。"))


@blueprint.post("/circulate")
@access("minutes.write")
def circulate(slug: str, number: str) -> ResponseReturnValue:
    """Send the draft round."""
    until = acts.circulate(community().id, actor("minutes.write"), number, at=clock.now())
    return _done(slug, number, _("已送参会人核对，%(until)s。", until=dates.deadline(until)))


@blueprint.post("/withdraw")
@access("minutes.write")
def withdraw(slug: str, number: str) -> ResponseReturnValue:
    """Take the draft back."""
    acts.withdraw(community().id, actor("minutes.write"), number, at=clock.now())
    return _done(slug, number, _("已收回，可以接着整理；整理好再送核对。"))


@blueprint.post("/submit")
@access("minutes.write")
def submit(slug: str, number: str) -> ResponseReturnValue:
    """Put the minutes up for signing."""
    try:
        acts.submit(community().id, actor("minutes.write"), number, at=clock.now())
    except Refused as no:
        return _again(slug, number, ("submit", 0, None), no)
    return _done(slug, number, _("已提请签名，正文从现在起不再改动。"))


@blueprint.post("/sign")
@access("minutes.sign")
def sign(slug: str, number: str) -> ResponseReturnValue:
    """Sign by name."""
    form = distinct(SignForm(), "sign")
    if not form.validate_on_submit():
        return _page(slug, _load(number), ("sign", 0, form), status=422)
    try:
        signing.sign(
            *(community().id, actor("minutes.sign"), number),
            name=form.name.data or "",
            sha256=form.sha256.data or "",
            at=clock.now(),
        )
    except Refused as no:
        return _again(slug, number, ("sign", 0, form), no)
    return _done(slug, number, _("您已签名。"))


@blueprint.post("/sign-paper")
@access("minutes.write")
def sign_paper(slug: str, number: str) -> ResponseReturnValue:
    """Enter a signature on paper."""
    form = distinct(PaperSignatureForm(), "paper")
    found = _load(number)
    form.person.choices = [(one.hex, name) for one, name in _candidates(found)]
    if not form.validate_on_submit():
        return _page(slug, found, ("paper", 0, form), status=422)
    try:
        signing.sign_on_paper(
            *(community().id, actor("minutes.write"), number),
            person_id=UUID(hex=form.person.data),
            sha256=form.sha256.data or "",
            paper=form.paper.data.read(),
            folder=current_app.config["UPLOADS"],
            at=clock.now(),
        )
    except Refused as no:
        return _again(slug, number, ("paper", 0, form), no)
    return _done(slug, number, _("纸上签名已登记。"))


@blueprint.get("/signatures/<signature>")
@access("minutes.write")
def sheet(slug: str, number: str, signature: str) -> ResponseReturnValue:
    """The signed sheet, as a download."""
    found = queries.scan(reading(), community().id, _id(signature))
    if found is None:
        abort(404)
    path = place(current_app.config["UPLOADS"], found[0])
    if not path.is_file():
        abort(404)
    name = f"minutes-{number}.{scans.ENDINGS[found[1]]}"
    answer = send_file(path, mimetype=found[1], as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/publish")
@access("minutes.publish")
def publish(slug: str, number: str) -> ResponseReturnValue:
    """Publish, masked."""
    signing.publish(community().id, actor("minutes.publish"), number, at=clock.now())
    return _done(slug, number, _("纪要已公布，姓名已遮住。"))


@blueprint.post("/annexes")
@access("minutes.write")
def annex(slug: str, number: str) -> ResponseReturnValue:
    """Add an annex."""
    form = distinct(AnnexForm(), "annex")
    if not form.validate_on_submit():
        return _page(slug, _load(number), ("annex", 0, form), status=422)
    try:
        signing.annex(
            *(community().id, actor("minutes.write"), number),
            text=form.text.data or "",
            at=clock.now(),
        )
    except Refused as no:
        return _again(slug, number, ("annex", 0, form), no)
    return _done(slug, number, _("附记已加上。"))


def _again(slug: str, number: str, typed: tuple[str, int, Any], no: Refused) -> ResponseReturnValue:
    """The page with what was typed, the reasons, and the newer text where there is one."""
    if {reason.code for reason in no.reasons} & {"not_found", "no_power"}:
        raise no
    newer = no if isinstance(no, Stale) else None
    reasons = [reason_view(reason) for reason in no.reasons]
    return _page(slug, _load(number), typed, reasons=reasons, newer=newer, status=409)


def _page(
    slug: str,
    found: MinutesDesk,
    typed: tuple[str, int, Any] | None = None,
    *,
    reasons: list[Any] | None = None,
    newer: Stale | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    who = visitor()
    view = desk(
        found,
        f"/c/{slug}",
        me=who.person_id if who else None,
        writes=holds("minutes.write"),
        candidates=_candidates(found),
        typed=typed,
        newer=newer,
        now=clock.now(),
    )
    form = typed[2] if typed else None
    page = render_template(
        "chamber/minutes/page.html",
        v=view,
        reasons=reasons or [],
        wrong=form if form is not None and form.errors else None,
    )
    return page, status


def _candidates(found: MinutesDesk) -> list[tuple[UUID, str]]:
    return queries.candidates(reading(), community().id, found.value, clock.now())


def _is_in(found: MinutesDesk) -> bool:
    """Whoever writes the minutes; once they are sent round, whoever took part."""
    who = visitor()
    if holds("minutes.write"):
        return True
    return who is not None and found.state != "draft" and found.took_part(who.person_id)


def _load(number: str) -> MinutesDesk:
    found = queries.load(reading(), community().id, number)
    if found is None:
        abort(404)
    return found


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(hex=text) if text else None
    except ValueError:
        abort(400)


def _done(slug: str, number: str, said: str, at: str = "") -> ResponseReturnValue:
    flash(said, "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}/minutes{at}", 303)
