"""Forms of payments. A bad entry comes back as it was typed."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired
from wtforms import (
    DateField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, StopValidation

from council import vocabulary
from council.language import lazy_gettext as _l
from council.rules.money import MoneyError, parse_yuan
from council.rules.verdict import Reason
from council.web.forms.hall import Words, required_choice


class Sum:
    """An exact amount in yuan, kept as fen in ``field.fen``; nothing is rounded."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 - WTForms calls it so
        """Read the amount.

        Raises:
            StopValidation: where it is none, or not above nought.
        """
        field.fen = 0
        typed = (field.data or "").strip()
        try:
            field.fen = parse_yuan(typed)
        except MoneyError:
            reason = Reason("amount_unreadable", {"text": typed[:40]})
            if not typed:
                reason = Reason("amount_not_positive")
            raise StopValidation(vocabulary.reason(reason)) from None
        if field.fen <= 0:
            raise StopValidation(vocabulary.reason(Reason("amount_not_positive")))


class PaymentForm(FlaskForm):
    """A payment to enter: the photo first, then how much, from where, for what."""

    photo = FileField(_l("发票照片"))
    amount = StringField(_l("金额"), [Sum()])
    target = SelectField(_l("从哪里支付"), [required_choice()])
    supplier = StringField(_l("付给谁"), [Words(0, 120, line=True)])
    purpose = StringField(_l("用途"), [Words(2, 200, line=True)])
    invoice = StringField(_l("发票号码"), [Words(0, 40, line=True)])
    reason = TextAreaField(_l("说明"), [Words(0, 500)])
    kept = HiddenField()
    request_key = HiddenField()


class ApproveForm(FlaskForm):
    """Approve, with a word on what will be shown."""

    reason = TextAreaField(_l("说明"), [Words(0, 500)])


class WhyForm(FlaskForm):
    """Refuse or withdraw, and say why."""

    reason = TextAreaField(_l("理由"), [Words(2, 500)])


class ViewForm(FlaskForm):
    """The supervision committee's view. Nothing is preselected."""

    opinion = RadioField(
        _l("监督意见"),
        [required_choice()],
        choices=[("agree", _l("同意")), ("object", _l("反对"))],
    )
    text = TextAreaField(_l("意见（反对的写明理由）"), [Words(0, 1000)])


class AnswerForm(FlaskForm):
    """A committee's written reason to pay against an objection."""

    text = TextAreaField(_l("为什么仍然支付"), [Words(5, 500)])


class PayForm(FlaskForm):
    """The day on which the money left, and the bank's number."""

    on = DateField(_l("付款日期"), [InputRequired(_l("请填写付款日期。"))])
    bank_reference = StringField(_l("银行回单号"), [Words(0, 60, line=True)])
    reason = TextAreaField(_l("说明"), [Words(0, 500)])


class RefundForm(FlaskForm):
    """What came back, when and why."""

    amount = StringField(_l("退回金额"), [Sum()])
    on = DateField(_l("退款日期"), [InputRequired(_l("请填写退款日期。"))])
    reason = TextAreaField(_l("退款原因"), [Words(2, 500)])
    request_key = HiddenField()


class ImportForm(FlaskForm):
    """A table of payments."""

    file = FileField(_l("支付表（.xlsx 或 .csv）"), [FileRequired(_l("请选一个文件。"))])
