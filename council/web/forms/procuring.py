"""Forms of projects, quotes, contracts and suppliers. What was typed comes back with a refusal."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, StopValidation

from council import vocabulary
from council.language import lazy_gettext as _l
from council.rules.money import MoneyError, parse_yuan
from council.rules.procuring import KINDS, RELATIONS, SUPPLIER_KINDS
from council.rules.verdict import Reason
from council.vocabulary import words
from council.web.forms.hall import Words, required_choice
from council.web.forms.joint import KeyedForm

_DAY = _l("请写日期，例如 2026-03-02。")
_PICK = _l("请选择")


class Amount:
    """An exact amount in yuan, kept as fen in ``field.fen``; ``optional`` lets it be empty or 0."""

    def __init__(self, *, optional: bool = False) -> None:
        self.optional = optional
        self.field_flags = {} if optional else {"required": True}

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002 - WTForms calls it so
        """Read the amount.

        Raises:
            StopValidation: where it is none, or not above nought and has to be.
        """
        field.fen, typed = 0, (field.data or "").strip()
        if not typed and self.optional:
            return
        try:
            field.fen = parse_yuan(typed)
        except MoneyError:
            reason = Reason("yuan_unreadable", {"text": typed[:40]})
            raise StopValidation(vocabulary.reason(reason)) from None
        if field.fen <= 0 and not self.optional:
            raise StopValidation(vocabulary.reason(Reason("amount_not_positive")))


def _named(group: str, codes: Any) -> list[tuple[str, Any]]:
    return [(code, words(group)[code]) for code in codes]


class SupplierFields(KeyedForm):
    """A supplier by name; of a new one it is asked what it is."""

    supplier = StringField(_l("供应商"), [Words(2, 120, line=True)])
    supplier_kind = RadioField(_l("新供应商是"), [Optional()], default="company")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.supplier_kind.choices = _named("supplier_kind", SUPPLIER_KINDS)
        self.fresh()


class ProjectFields(KeyedForm):
    """A project to be."""

    fund = SelectField(_l("从哪项经费列支"), [required_choice()])
    title = StringField(_l("项目名称"), [Words(2, 120, line=True)])
    kind = RadioField(_l("项目类型"), [required_choice()])
    subject = SelectField(_l("项目类别"), [required_choice()])
    approved = StringField(_l("批准金额"), [Amount()])
    compound = SelectField(_l("在哪个小区"), [Optional()])
    place = StringField(_l("具体位置"), [Words(0, 120, line=True)])
    seat = SelectField(_l("责任人"), [required_choice()])
    on = DateField(_l("立项日期"), [InputRequired(_DAY)])
    note = TextAreaField(_l("说明"), [Words(0, 500)])
    not_listed = TextAreaField(_l("不在不得列支之列的理由"), [Words(0, 500)])
    exception = StringField(_l("例外决议的编号"), [Words(0, 12, line=True)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = _named("project_kind", KINDS)
        self.subject.choices = [("", _PICK), *words("fund_subject").items()]
        self.fresh()


class ProjectForm(ProjectFields):
    """A project under a resolution."""

    resolution = SelectField(_l("依据哪个决议"), [required_choice()])


class UrgentForm(ProjectFields):
    """An urgent small expense: no resolution yet, but a reason."""

    reason = TextAreaField(_l("为什么等不到会议"), [Words(10, 1000)])


class QuoteForm(SupplierFields):
    """One quote, with its paper where there is one."""

    amount = StringField(_l("报价"), [Amount()])
    quoted_on = DateField(_l("报价日期"), [InputRequired(_DAY)])
    note = StringField(_l("说明"), [Words(0, 200, line=True)])
    file = FileField(_l("报价单（照片或者 PDF）"))


class ContractForm(SupplierFields):
    """A contract."""

    amount = StringField(_l("合同金额"), [Amount()])
    signed_on = DateField(_l("签订日期"), [InputRequired(_DAY)])
    subject = StringField(_l("合同内容"), [Words(0, 200, line=True)])
    in_advance = StringField(_l("验收以前最多预付"), [Amount(optional=True)])
    retained = StringField(_l("质保金"), [Amount(optional=True)])
    guarantee_until = DateField(_l("质保期到"), [Optional()])
    few_quotes = TextAreaField(_l("报价不够，理由是"), [Words(0, 500)])
    not_lowest = TextAreaField(_l("没有选最低报价，理由是"), [Words(0, 500)])
    file = FileField(_l("合同（照片或者 PDF）"))


class ReleaseForm(KeyedForm):
    """What a project does not need."""

    amount = StringField(_l("退回多少"), [Amount()])
    on = DateField(_l("日期"), [InputRequired(_DAY)])
    reason = StringField(_l("理由"), [Words(2, 500, line=True)])
    version = HiddenField()


class DayForm(KeyedForm):
    """An act of a day."""

    on = DateField(_l("日期"), [InputRequired(_DAY)])
    version = HiddenField()


class EndForm(DayForm):
    """The end of a project or a contract before its time."""

    reason = TextAreaField(_l("理由"), [Words(5, 500)])


class AcceptForm(DayForm):
    """The supervision committee accepts the work."""

    note = StringField(_l("验收情况"), [Words(0, 300, line=True)])


class ConfirmForm(KeyedForm):
    """The resolution that confirms an urgent expense."""

    resolution = SelectField(_l("追认的决议"), [required_choice()])


class SeatForm(KeyedForm):
    """The seat responsible."""

    seat = SelectField(_l("责任人"), [required_choice()])


class GuaranteeForm(KeyedForm):
    """Until when the guarantee runs."""

    until = DateField(_l("质保期到"), [InputRequired(_DAY)])


class SupplierForm(KeyedForm):
    """A supplier's particulars; bank and account are for the chamber only."""

    name = StringField(_l("名称"), [Words(2, 120, line=True)])
    kind = RadioField(_l("是单位还是个人"), [required_choice()], default="company")
    credit_code = StringField(_l("统一社会信用代码"), [Words(0, 40, line=True)])
    phone = StringField(_l("电话"), [Words(0, 30, line=True)])
    bank = StringField(_l("开户行"), [Words(0, 60, line=True)])
    account_number = StringField(_l("账号"), [Words(0, 40, line=True)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = _named("supplier_kind", SUPPLIER_KINDS)


class TieFields(KeyedForm):
    """How somebody is close to a supplier."""

    relation = RadioField(_l("什么关系"), [required_choice()])
    note = StringField(_l("说明"), [Words(0, 300, line=True)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.relation.choices = _named("relation", RELATIONS)


class TieForm(TieFields):
    """Who is close to a supplier, and how."""

    person = StringField(_l("谁（姓名或者人员编号）"), [Words(1, 60, line=True)])


class OwnTieForm(TieFields):
    """The supplier that I am close to."""

    supplier = SelectField(_l("哪个供应商"), [required_choice()])


class TableForm(KeyedForm):
    """A table of suppliers, quotes or contracts."""

    file = FileField(_l("表格（.xlsx 或 .csv）"), [FileRequired(_l("请选一个文件。"))])
