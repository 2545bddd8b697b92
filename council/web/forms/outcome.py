"""Forms from the posting to the evaluation, and of a correction."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, StopValidation

from council import vocabulary
from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.rules import money, shapes
from council.rules.verdict import Refused

MARKS = ("result", "speed", "cost", "communication")
STEPS = 4
"""Rows for milestones on the form; more are added by sending it again."""


class Words:
    """A text in the shape that we keep: cleaned where it stands, or the reason why not."""

    def __init__(self, minimum: int, maximum: int, *, line: bool = False) -> None:
        self.minimum, self.maximum = minimum, maximum
        self.clean = shapes.clean_line if line else shapes.clean_text
        self.field_flags = {"required": True} if minimum else {}

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 - WTForms calls it so
        """Clean the field's data.

        Raises:
            StopValidation: with the reason in the reader's language.
        """
        try:
            field.data = self.clean(field.data, self.minimum, self.maximum, str(field.label.text))
        except Refused as no:
            raise StopValidation(vocabulary.reason(no.reasons[0])) from no


class ObjectionForm(FlaskForm):
    """A resident's written objection."""

    title = StringField(_l("异议是什么"), [Words(2, 80, line=True)])
    text = TextAreaField(_l("理由和希望怎么改"), [Words(5, 2000)])
    request_key = HiddenField()


class AnswerForm(FlaskForm):
    """The written answer to an objection."""

    text = TextAreaField(_l("书面答复"), [Words(5, 4000)])


class ReasonForm(FlaskForm):
    """A written reason."""

    reason = TextAreaField(_l("理由"), [Words(5, 1000)])


class CorrectionForm(FlaskForm):
    """Why the last step is taken back."""

    reason = TextAreaField(_l("错在哪里，依据什么更正"), [Words(10, 2000)])
    act = HiddenField()


class EmptyForm(FlaskForm):
    """An act without words."""


class PlanForm(FlaskForm):
    """The responsible seat, who does the work, and milestones."""

    responsible = SelectField(_l("由谁负责"), [InputRequired(_l("请选负责的人。"))])
    contractor = StringField(_l("施工或承办单位"), [Words(0, 120, line=True)])
    workers = TextAreaField(_l("参加施工的居民（一行一个，写姓名或编号）"), [Words(0, 1000)])

    def steps(self) -> list[tuple[Any, Any, Any]]:
        """The rows: title, owner and due day of each milestone."""
        return [
            tuple(self[f"{name}{n}"] for name in ("title", "owner", "due"))  # type: ignore[misc]
            for n in range(1, STEPS + 1)
        ]

    def filled(self) -> list[tuple[str, str, Any]]:
        """The rows that say something."""
        rows = [tuple(field.data for field in row) for row in self.steps()]
        return [row for row in rows if any(row)]  # type: ignore[misc]

    def validate(self, extra_validators: Any = None) -> bool:
        """Every milestone that says something says all three things."""
        well = super().validate(extra_validators)
        for row in self.steps():
            if any(field.data for field in row):
                for field in row:
                    if not field.data and not field.errors:
                        text = _("“%(field)s”还没有填。", field=field.label.text)
                        field.errors = [*field.errors, text]
                        well = False
        return well


for _n in range(1, STEPS + 1):
    setattr(
        PlanForm,
        f"title{_n}",
        StringField(_l("新步骤 %(n)s：做什么", n=_n), [Words(0, 120, line=True)]),
    )
    setattr(
        PlanForm,
        f"owner{_n}",
        StringField(_l("新步骤 %(n)s：谁来做", n=_n), [Words(0, 60, line=True)]),
    )
    setattr(
        PlanForm,
        f"due{_n}",
        DateField(_l("新步骤 %(n)s：哪天前完成", n=_n), [Optional()]),
    )


class StepForm(FlaskForm):
    """A milestone done, with evidence."""

    note = TextAreaField(_l("做成了什么样"), [Words(0, 1000)])
    photos = MultipleFileField(_l("现场照片"))


class SignatureForm(FlaskForm):
    """A signature for or against the work. Nothing is preselected."""

    verdict = RadioField(
        _l("您的意见"),
        [InputRequired(_l("请选同意或不同意。"))],
        choices=[("accepted", _l("同意验收")), ("refused", _l("不同意验收"))],
    )
    remark = TextAreaField(_l("说明"), [Words(0, 1000)])

    def validate_remark(self, field: Any) -> None:
        """A refusal says why.

        Raises:
            StopValidation: where it does not.
        """
        if self.verdict.data == "refused" and len(field.data or "") < 5:
            raise StopValidation(_("不同意验收的，请写明哪里不合格（至少 5 个字）。"))


class OutcomeForm(FlaskForm):
    """What was done and what it cost."""

    text = TextAreaField(_l("做了什么"), [Words(10, 5000)])
    cost = StringField(_l("实际花费"), [InputRequired(_l("请填写花了多少，没有花钱填 0。"))])
    fen = 0

    def validate_cost(self, field: Any) -> None:
        """Read the amount in yuan.

        Raises:
            StopValidation: for anything but an exact amount.
        """
        try:
            self.fen = money.parse_yuan(field.data)
        except money.MoneyError as no:
            raise StopValidation(_("请填写金额，例如 38,600.50，最多两位小数。")) from no


def _mark(label: Any) -> RadioField:
    return RadioField(
        label,
        [InputRequired(_l("每一项请在 1 到 5 分里选一个。"))],
        choices=[("5", _l("5 很满意")), ("4", _l("4 满意")), ("3", _l("3 一般")),
                 ("2", _l("2 不满意")), ("1", _l("1 很不满意"))],
    )  # fmt: skip


class EvaluationForm(FlaskForm):
    """Four marks of one to five. Nothing is preselected."""

    result = _mark(_l("结果：事情办得好不好"))
    speed = _mark(_l("快慢：办得及时不及时"))
    cost = _mark(_l("花费：钱花得值不值"))
    communication = _mark(_l("沟通：过程说得清不清楚"))
    remark = TextAreaField(_l("想说的话"), [Words(0, 1000)])
