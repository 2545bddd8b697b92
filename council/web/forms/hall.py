"""Forms of meetings, polls, review and debate."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, StopValidation

from council import vocabulary
from council.language import lazy_gettext as _l
from council.rules import shapes
from council.rules.verdict import Refused

MOST_YUAN = 100_000_000
_CHOOSE = _l("请选一项。")


class Words:
    """A text in the shape that we keep: cleaned where it stands, or the reason why not."""

    def __init__(self, minimum: int, maximum: int, *, line: bool = False) -> None:
        self.minimum, self.maximum, self.line = minimum, maximum, line
        self.field_flags = {"required": True} if minimum else {}

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 - WTForms calls it so
        """Clean the field's data.

        Raises:
            StopValidation: with the reason in the reader's language.
        """
        clean = shapes.clean_line if self.line else shapes.clean_text
        try:
            field.data = clean(field.data, self.minimum, self.maximum, str(field.label.text))
        except Refused as no:
            raise StopValidation(vocabulary.reason(no.reasons[0])) from no


class Yuan:
    """An amount in yuan, up or down, kept as fen in ``field.fen``; empty is nothing."""

    def __init__(self, most: int) -> None:
        self.most = most * 100

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 - WTForms calls it so
        """Read the amount.

        Raises:
            StopValidation: with the reason in the reader's language.
        """
        typed = (field.data or "").strip().replace("−", "-").replace("－", "-")
        field.fen = 0
        if not typed:
            return
        try:
            fen = shapes.parse_hundredths(typed.lstrip("+-＋"), 0, self.most, str(field.label.text))
        except Refused as no:
            raise StopValidation(vocabulary.reason(no.reasons[0])) from no
        field.fen = -fen if typed.startswith("-") else fen


def required_choice() -> InputRequired:
    """A choice has to be made."""
    return InputRequired(_CHOOSE)


class RemarkForm(FlaskForm):
    """What the clerk notes at the end of a meeting."""

    remark = TextAreaField(_l("会议情况"), [Words(0, 4000)])


class ExcuseMyselfForm(FlaskForm):
    """Why one cannot come to a meeting."""

    reason = StringField(_l("请假事由"), [Words(0, 120, line=True)])


class ExcuseForm(ExcuseMyselfForm):
    """Who cannot come, as the clerk notes it."""

    who = StringField(_l("谁请假（姓名或名册编号）"), [Words(1, 60, line=True)])


class ReasonForm(FlaskForm):
    """A written reason."""

    reason = TextAreaField(_l("理由"), [Words(2, 1000)])


class BallotForm(FlaskForm):
    """One's own vote. Nothing is preselected."""

    choice = RadioField(
        _l("您的选择"),
        [required_choice()],
        choices=[("yes", _l("赞成")), ("no", _l("反对")), ("abstain", _l("弃权"))],
    )
    request_key = HiddenField()


class ResolutionForm(FlaskForm):
    """The text of a resolution."""

    text = TextAreaField(_l("决议正文"), [Words(2, 8000)])


class InterestForm(FlaskForm):
    """A declared interest."""

    text = TextAreaField(_l("是什么利害关系"), [Words(2, 500)])


class OpinionForm(FlaskForm):
    """The opinion of a committee."""

    body = HiddenField()
    text = TextAreaField(_l("审议意见"), [Words(2, 4000)])
    dissent = TextAreaField(_l("不同意见"), [Words(0, 4000)])
    revision = HiddenField()


class SpeechForm(FlaskForm):
    """One contribution to the debate."""

    kind = RadioField(
        _l("您的态度"),
        [required_choice()],
        choices=[
            ("for", _l("赞成")),
            ("against", _l("反对")),
            ("condition", _l("有条件赞成")),
            ("question", _l("提问")),
        ],
    )
    text = TextAreaField(_l("您的话"), [Words(2, 2000)])
    request_key = HiddenField()


class AnswerForm(FlaskForm):
    """The answer to a question."""

    question = SelectField(_l("答复哪个问题"), [required_choice()])
    answer = TextAreaField(_l("答复"), [Words(2, 2000)])
    request_key = HiddenField()


class AmendForm(FlaskForm):
    """The whole text as it should read, why, and what it does to the cost."""

    amended = TextAreaField(_l("修改后的全文"), [Words(10, 20_000)])
    amend_reason = TextAreaField(_l("为什么改"), [Words(2, 2000)])
    cost_change = StringField(_l("费用增减"), [Yuan(MOST_YUAN)])
    revision = HiddenField()


class DecideForm(FlaskForm):
    """Adopt or reject an amendment."""

    motion = HiddenField()
    decision = RadioField(
        _l("怎么决定"),
        [required_choice()],
        choices=[("adopted", _l("采纳")), ("rejected", _l("不采纳"))],
    )
    decision_reason = TextAreaField(_l("理由"), [Words(2, 2000)])
    revision = HiddenField()


class ConcludeForm(FlaskForm):
    """The branch's conclusion of the debate."""

    conclusion = TextAreaField(_l("商议结论"), [Words(2, 4000)])
    revision = HiddenField()
