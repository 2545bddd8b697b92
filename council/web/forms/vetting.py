"""The forms of vetting and appeals: reason and rule are always asked for."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from council import vocabulary
from council.language import lazy_gettext as _l
from council.rules.router import subjects
from council.rules.stages import TRACKS, Stage
from council.services import appeals, vetting
from council.web import rule_view
from council.web.forms import shaping
from council.web.forms.proposals import ActForm

_RULE = InputRequired(_l("请选择依据的规则。"))


def _subjects() -> list[tuple[str, Any]]:
    """What a matter may be about; who decides follows from it."""
    return [("", _l("不选")), *((name, vocabulary.word("subject", name)) for name in subjects())]


class DecisionForm(ActForm):
    """Return or decline: reason and rule."""

    how = ""
    reason = TextAreaField(
        _l("书面理由"), [shaping.text(vetting.REASON_MIN, vetting.REASON_MAX, "reason")]
    )
    rule = SelectField(_l("依据的规则"), [_RULE])

    def offer(self) -> None:
        """Fill the selects."""
        rules = vetting.RULES[self.how]
        self.rule.choices = [("", _l("请选择")), *rule_view.choices(rules)]


class AcceptForm(DecisionForm):
    """Put on the agenda, on a track."""

    how = "accept"
    subject = SelectField(_l("属于哪一类事项"), default="")
    track = RadioField(_l("走哪一种流程"), [InputRequired(_l("请选择走哪一种流程。"))])

    def offer(self) -> None:
        """Fill the selects."""
        super().offer()
        vetted = [track for track, stages in TRACKS.items() if Stage.VETTING in stages]
        self.track.choices = [(track, vocabulary.word("track", track)) for track in vetted]
        self.subject.choices = _subjects()


class ReturnForm(DecisionForm):
    """Return for changes."""

    how = "return"


class DeclineForm(DecisionForm):
    """Decline."""

    how = "decline"


class RouteForm(DecisionForm):
    """Route elsewhere."""

    how = "route"
    subject = SelectField(_l("属于哪一类事项"), default="")
    to = RadioField(_l("转到哪里"), [InputRequired(_l("请选择转到哪里。"))])

    def offer(self) -> None:
        """Fill the selects."""
        super().offer()
        self.to.choices = [(to, vocabulary.word("route", to)) for to in vetting.ROUTES]
        self.subject.choices = _subjects()


class AppealForm(ActForm):
    """Why the proposer disagrees."""

    text = TextAreaField(_l("您为什么不同意这项决定"), [shaping.text(10, 3000, "text")])


class AppealDecisionForm(ActForm):
    """Upheld or dismissed, with reason and rule."""

    subject = SelectField(_l("申诉成立的，属于哪一类事项"), default="")
    decision = RadioField(_l("决定"), [InputRequired(_l("请选择申诉是否成立。"))])
    reason = TextAreaField(_l("书面理由"), [shaping.text(10, 2000, "reason")])
    rule = SelectField(_l("依据的规则"), [_RULE])

    def offer(self) -> None:
        """Fill the selects."""
        self.subject.choices = _subjects()
        self.decision.choices = list(vocabulary.words("appeal").items())
        self.rule.choices = [("", _l("请选择")), *rule_view.choices(appeals.RULES)]
