"""Forms of the books. A bad entry comes back as it was typed."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired
from wtforms import DateField, FileField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, StopValidation

from council import vocabulary
from council.language import lazy_gettext as _l
from council.rules.money import MoneyError, complaint, parse_yuan
from council.rules.verdict import Reason
from council.web.forms.hall import Words, required_choice
from council.web.forms.joint import KeyedForm

_DAY = _l("请写日期，例如 2026-03-02。")


class Fen:
    """An exact amount in yuan, kept as fen in ``field.fen``; each kind of slip has its words."""

    def __init__(self, *, optional: bool = False) -> None:
        self.optional = optional
        self.field_flags = {} if optional else {"required": True}

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 - WTForms calls it so
        """Read the amount.

        Raises:
            StopValidation: where it is none, or not above nought.
        """
        field.fen, typed = 0, (field.data or "").strip()
        if not typed and self.optional:
            return
        try:
            field.fen = parse_yuan(typed)
        except MoneyError:
            reason = Reason(complaint(typed), {"text": typed[:40]})
            if not typed:
                reason = Reason("amount_not_positive")
            raise StopValidation(vocabulary.reason(reason)) from None
        if field.fen <= 0:
            raise StopValidation(vocabulary.reason(Reason("amount_not_positive")))


class FundForm(KeyedForm):
    """A fund to open."""

    name = StringField(_l("经费名称"), [Words(2, 60, line=True)])
    code = StringField(_l("代号"), [Words(1, 20, line=True)])
    kind = SelectField(_l("种类"), [required_choice()])
    bank = StringField(_l("开户银行"), [Words(0, 60, line=True)])
    account_number = StringField(_l("账号"), [Words(0, 40, line=True)])


class YearForm(KeyedForm):
    """A year of a fund to open."""

    fund = SelectField(_l("经费"), [required_choice()])
    year = StringField(_l("年度"), [Words(4, 4, line=True)])


class GrantForm(KeyedForm):
    """A sum allowed for the year."""

    payer = StringField(_l("拨款单位"), [Words(2, 120, line=True)])
    amount = StringField(_l("金额"), [Fen()])
    on = DateField(_l("批准日期"), [InputRequired(_DAY)])
    reference = StringField(_l("文号"), [Words(0, 60, line=True)])
    note = TextAreaField(_l("备注"), [Words(0, 500)])


class ReceiveForm(KeyedForm):
    """Money that arrived."""

    source = SelectField(_l("是哪笔钱"), [required_choice()])
    payer = StringField(_l("付款单位或者捐赠人"), [Words(2, 120, line=True)])
    amount = StringField(_l("金额"), [Fen()])
    on = DateField(_l("到账日期"), [InputRequired(_DAY)])
    reference = StringField(_l("回单号"), [Words(0, 60, line=True)])
    note = TextAreaField(_l("备注"), [Words(0, 500)])


class CutForm(KeyedForm):
    """A part of a grant that does not come."""

    grant = SelectField(_l("哪笔拨款"), [required_choice()])
    amount = StringField(_l("核减金额"), [Fen()])
    on = DateField(_l("日期"), [InputRequired(_DAY)])
    reason = TextAreaField(_l("原因"), [Words(2, 500)])


class SweepForm(KeyedForm):
    """Money handed back."""

    to = StringField(_l("交回给谁"), [Words(2, 120, line=True)])
    amount = StringField(_l("金额"), [Fen()])
    on = DateField(_l("日期"), [InputRequired(_DAY)])


class CarryForm(KeyedForm):
    """What a year carries into the next; nothing typed is everything."""

    amount = StringField(_l("只结转这么多（没有安排的钱）"), [Fen(optional=True)])


class NoteForm(KeyedForm):
    """A note on what is closed."""

    note = TextAreaField(_l("说明"), [Words(0, 1000)])


class MonthForm(NoteForm):
    """The month that the page spoke of, and a note on it."""

    month = HiddenField()


class CorrectForm(KeyedForm):
    """Why an entry is taken back, and on what day."""

    reason = TextAreaField(_l("为什么冲正"), [Words(2, 500)])
    on = DateField(_l("记账日期"), [InputRequired(_DAY)])


class HistoryForm(FlaskForm):
    """A table of opening balances and past years."""

    file = FileField(_l("历史账表（.xlsx 或 .csv）"), [FileRequired(_l("请选一个文件。"))])
