"""决议公示: objecting, answering, ending the posting."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import outcome, standing
from council.queries.chamber.matter import MatterForActs
from council.queries.chamber.outcome import OpenObjection
from council.rules.stages import Stage
from council.rules.verdict import Reason
from council.services import announcements
from council.web import dates
from council.web.access import access, actor, community, holds
from council.web.chamber import doing, matter
from council.web.chamber.panel import Panel
from council.web.forms.outcome import AnswerForm, EmptyForm, ObjectionForm

blueprint = Blueprint("chamber_announcements", __name__)
AT = "/c/<slug>/chamber/proposals/<number>"


def panels(about: MatterForActs) -> list[Panel]:
    """Objection, answers, end of the posting."""
    if about.stage != Stage.ANNOUNCEMENT:
        return []
    found = [_objecting(about, _new_objection())] if holds("objection.file") else []
    if holds("objection.answer"):
        found += [
            _answering(about, one, AnswerForm(prefix=f"answer-{one.id.hex}", formdata=None))
            for one in outcome.open_objections(reading(), about)
        ]
    return [*found, _closing(about)] if holds("announcement.close") else found


def _new_objection() -> ObjectionForm:
    form = ObjectionForm(prefix="objection", formdata=None)
    form.request_key.data = uuid4().hex
    return form


def _objecting(about: MatterForActs, form: ObjectionForm) -> Panel:
    until = outcome.posted_until(reading(), about, "decision")
    over = until is not None and clock.now() >= until
    return doing.panel(
        about,
        "objection.file",
        _("提异议"),
        form,
        to="objections",
        submit=_("提交异议"),
        say=[_("公示期内，居民可以书面提异议；居委会应当在 3 日内书面答复，异议和答复都公开。")]
        if not over
        else (),
        reasons=[Reason("posting_over", {"until": until}, "AN1")] if over else (),
        rule_id="OB1",
        deadline=until,
        position=30,
    )


def _answering(about: MatterForActs, objection: OpenObjection, form: AnswerForm) -> Panel:
    return doing.panel(
        about,
        f"objection.answer.{objection.id.hex}",
        _("答复异议：%(title)s", title=objection.title),
        form,
        to=f"objections/{objection.id.hex}",
        submit=_("公开答复"),
        say=[_("%(who)s 于 %(day)s 提出：", who=objection.by, day=dates.day(objection.at))],
        quote=objection.text,
        rule_id="OB1",
        deadline=objection.due_at,
        position=10,
    )


def _closing(about: MatterForActs) -> Panel:
    verdict = standing.verdict(reading(), about, "announcement.close", clock.now())
    return doing.panel(
        about,
        "announcement.close",
        _("结束公示，转入实施"),
        EmptyForm(prefix="closing", formdata=None),
        to="announcement/close",
        submit=_("结束公示"),
        say=[_("公示期已满，异议都已书面答复。结束后由居委会安排实施。")],
        reasons=verdict.reasons,
        rule_id="AN1",
        position=20,
    )


@blueprint.post(f"{AT}/objections")
@access("objection.file")
def object_to(slug: str, number: str) -> ResponseReturnValue:
    """A resident objects."""
    form = ObjectionForm(prefix="objection")
    if not form.validate_on_submit():
        return matter.page(number, wrong=_objecting(matter.load(number), form))
    announcements.object_to(
        community().id,
        number,
        actor=actor("objection.file"),
        title=form.title.data or "",
        text=form.text.data or "",
        request_key=(form.request_key.data or uuid4().hex)[:64],
        at=clock.now(),
    )
    return doing.done(number, _("异议已经提交并公开，答复会写在这一页上。"))


@blueprint.post(f"{AT}/objections/<objection>")
@access("objection.answer")
def answer(slug: str, number: str, objection: str) -> ResponseReturnValue:
    """The committee answers in writing."""
    wanted, about = doing.key(objection), matter.load(number)
    waiting = {one.id: one for one in outcome.open_objections(reading(), about)}
    form = AnswerForm(prefix=f"answer-{wanted.hex}")
    if wanted in waiting and not form.validate_on_submit():
        return matter.page(number, wrong=_answering(about, waiting[wanted], form))
    announcements.answer(
        community().id,
        wanted,
        actor=actor("objection.answer"),
        text=form.text.data or "",
        at=clock.now(),
    )
    return doing.done(number, _("答复已经公开。"))


@blueprint.post(f"{AT}/announcement/close")
@access("announcement.close")
def close(slug: str, number: str) -> ResponseReturnValue:
    """End the posting of the decision."""
    announcements.close(
        community().id,
        number,
        actor=actor("announcement.close"),
        revision=doing.seen_revision(),
        at=clock.now(),
    )
    return doing.done(number, _("公示已经结束，这件事转入实施。"))
