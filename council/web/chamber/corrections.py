"""更正: the last step taken back, on the record."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import outcome
from council.queries.chamber.matter import MatterForActs
from council.rules.corrections import against
from council.rules.stages import Stage
from council.services import corrections
from council.vocabulary import word
from council.web import dates
from council.web.access import access, actor, community, holds
from council.web.chamber import doing, matter
from council.web.chamber.panel import Panel
from council.web.forms.outcome import CorrectionForm

blueprint = Blueprint("chamber_corrections", __name__)


def panels(about: MatterForActs) -> list[Panel]:
    """The correction of the last step, where there is one."""
    if not holds("record.correct") or about.stage == Stage.DRAFT:
        return []
    found = _correcting(about, CorrectionForm(prefix="correct", formdata=None))
    return [found] if found else []


def _correcting(about: MatterForActs, form: CorrectionForm) -> Panel | None:
    move = outcome.last_moved(reading(), about)
    if move is None:
        return None
    form.act.data = form.act.data or move.id.hex
    steps = {"old": word("stage", move.stage), "new": word("stage", about.stage)}
    return doing.panel(
        about,
        "record.correct",
        _("更正：撤回上一步"),
        form,
        to="corrections",
        submit=_("记录更正"),
        say=[
            _(
                "上一步：%(day)s，从“%(old)s”到“%(new)s”（%(who)s）。更正后回到“%(old)s”，两次记录都保留并公开。",
                day=dates.moment(move.at),
                who=move.title or _("系统"),
                **steps,
            )
        ],
        secondary=True,
        reasons=against(move.kind, appeal=move.appeal).reasons,
        position=95,
    )


@blueprint.post("/c/<slug>/chamber/proposals/<number>/corrections")
@access("record.correct")
def correct(slug: str, number: str) -> ResponseReturnValue:
    """Take the last step back."""
    form = CorrectionForm(prefix="correct")
    if not form.validate_on_submit():
        return matter.page(number, wrong=_correcting(matter.load(number), form))
    corrections.correct(
        community().id,
        number,
        actor=actor("record.correct"),
        reason=form.reason.data or "",
        act_id=doing.key(form.act.data or ""),
        revision=doing.seen_revision(),
        at=clock.now(),
    )
    return doing.done(number, _("更正已经记录，这件事回到上一步。"))
