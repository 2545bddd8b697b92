"""验收: signing for or against the work, sending it back, concluding."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import outcome, standing
from council.queries.chamber.matter import MatterForActs
from council.rules.acceptance import may_sign
from council.rules.powers import OfficeKind
from council.rules.stages import Stage
from council.services import acceptance
from council.services.unit import Actor
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber import doing, matter
from council.web.chamber.panel import Panel
from council.web.forms.outcome import EmptyForm, ReasonForm, SignatureForm

blueprint = Blueprint("chamber_acceptance", __name__)
AT = "/c/<slug>/chamber/proposals/<number>"


def panels(about: MatterForActs) -> list[Panel]:
    """Signature, rework, conclusion."""
    if about.stage != Stage.ACCEPTANCE:
        return []
    found = []
    if holds("acceptance.sign"):
        found.append(_signing(about, SignatureForm(prefix="sign", formdata=None)))
    if holds("implementation.manage"):
        found += [_reworking(about, ReasonForm(prefix="rework", formdata=None)), _concluding(about)]
    return found


def _signing(about: MatterForActs, form: SignatureForm) -> Panel:
    who = visitor()
    signer = outcome.signer(reading(), about, who.person_id, who.kinds) if who else None
    return doing.panel(
        about,
        "acceptance.sign",
        _("验收签字"),
        form,
        to="acceptance",
        submit=_("签字"),
        say=[_("请到现场看过再签。签字和说明公开，姓名脱敏。")],
        hints={"remark": _("不同意的，请写明哪里不合格。")},
        reasons=may_sign(signer).reasons if signer else (),
        rule_id="AC1",
        position=10,
    )


def _reworking(about: MatterForActs, form: ReasonForm) -> Panel:
    return doing.panel(
        about,
        "acceptance.rework",
        _("退回返工"),
        form,
        to="acceptance/rework",
        submit=_("退回返工"),
        say=[_("有人不同意验收，或者发现质量问题的，退回实施，重新安排步骤，重新验收。")],
        secondary=True,
        rule_id="AC1",
        position=30,
    )


def _concluding(about: MatterForActs) -> Panel:
    verdict = standing.verdict(reading(), about, "acceptance.conclude", clock.now())
    return doing.panel(
        about,
        "acceptance.conclude",
        _("完成验收"),
        EmptyForm(prefix="conclude", formdata=None),
        to="acceptance/conclude",
        submit=_("完成验收"),
        say=[_("规定的签字已经齐全，没有人不同意。")],
        reasons=verdict.reasons,
        rule_id="AC1",
        position=20,
    )


def _signer() -> Actor:
    """The supervisor's office comes before the resident's, where somebody has both."""
    who = visitor()
    if who is not None and OfficeKind.SUPERVISOR in who.kinds:
        kind = OfficeKind.SUPERVISOR
        return Actor(who.person_id, kind.value, who.titles.get(kind, ""))
    return actor("acceptance.sign")


@blueprint.post(f"{AT}/acceptance")
@access("acceptance.sign")
def sign(slug: str, number: str) -> ResponseReturnValue:
    """Sign for or against the work."""
    form = SignatureForm(prefix="sign")
    if not form.validate_on_submit():
        return matter.page(number, wrong=_signing(matter.load(number), form))
    acceptance.sign(
        community().id,
        number,
        actor=_signer(),
        accepted=form.verdict.data == "accepted",
        remark=form.remark.data or "",
        at=clock.now(),
    )
    return doing.done(number, _("签字已经记下。"))


@blueprint.post(f"{AT}/acceptance/rework")
@access("implementation.manage")
def rework(slug: str, number: str) -> ResponseReturnValue:
    """Send the work back with the reason."""
    form = ReasonForm(prefix="rework")
    if not form.validate_on_submit():
        return matter.page(number, wrong=_reworking(matter.load(number), form))
    acceptance.send_back(
        community().id,
        number,
        actor=actor("implementation.manage"),
        reason=form.reason.data or "",
        revision=doing.seen_revision(),
        at=clock.now(),
    )
    return doing.done(number, _("已经退回返工，请重新安排步骤。"))


@blueprint.post(f"{AT}/acceptance/conclude")
@access("implementation.manage")
def conclude(slug: str, number: str) -> ResponseReturnValue:
    """End an acceptance whose signatures are all there."""
    acceptance.conclude(
        community().id,
        number,
        actor=actor("implementation.manage"),
        revision=doing.seen_revision(),
        at=clock.now(),
    )
    return doing.done(number, _("验收完成，接下来公开结果。"))
