"""Forms of vouchers: one put to a payment, one struck out, the areas of one blacked out."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, StopValidation

from council import vocabulary
from council.language import lazy_gettext as _l
from council.rules.money import Fen, MoneyError, parse_yuan
from council.rules.vouchers import KINDS
from council.web.forms.hall import Words


class _Amount:
    """An amount in yuan, kept as fen in ``field.fen``."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 - WTForms calls it so
        """Read the amount.

        Raises:
            StopValidation: for anything but an exact amount above nought.
        """
        field.fen = Fen(0)
        with suppress(MoneyError):
            field.fen = parse_yuan(field.data or "")
        if field.fen <= 0:
            raise StopValidation(_l("请填大于 0 的金额，最多两位小数，例如 1,234.50。"))


class VoucherForm(FlaskForm):
    """A voucher of a payment; the kinds are offered by :func:`offer`."""

    request_key = HiddenField()
    file = FileField(_l("照片或 PDF"), [FileRequired(_l("请选一张凭证照片，或者一个 PDF 文件。"))])
    kind = SelectField(_l("种类"), [InputRequired()])
    seller = StringField(_l("销售方（开票人）"), [Words(2, 120, line=True)])
    invoice_number = StringField(_l("发票号码"), [Words(0, 40, line=True)])
    issued_on = DateField(_l("开票日期"), [Optional()])
    amount = StringField(_l("金额（元）"), [_Amount()])

    def offer(self) -> VoucherForm:
        """Fill the choices."""
        self.kind.choices = [(kind, vocabulary.word("voucher_kind", kind)) for kind in KINDS]
        return self


class StrikeForm(FlaskForm):
    """Why a voucher is a wrong one."""

    version = HiddenField()
    reason = TextAreaField(_l("为什么作废"), [Words(4, 500)])


class RedactionForm(FlaskForm):
    """The tick of whoever has looked at every page; the areas are lines beside it."""

    version = HiddenField()
    confirmed = BooleanField(
        _l("我已逐页看过，公开件里没有留下姓名、住址、电话、证件号、银行账号等个人信息"),
        [InputRequired(_l("请先逐页看过，确认没有个人信息，再勾选确认。"))],
    )
