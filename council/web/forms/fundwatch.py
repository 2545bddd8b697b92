"""Forms of those who watch the money: questions, answers, statements, audit reports."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from council.language import lazy_gettext as _l
from council.vocabulary import words
from council.web.forms.hall import Words, required_choice
from council.web.forms.joint import KeyedForm


class AskForm(KeyedForm):
    """A question about the year, or about what ``project``, ``payment`` or ``posting`` names."""

    project = HiddenField()
    payment = HiddenField()
    posting = HiddenField()
    fund = HiddenField()
    year = HiddenField()
    text = TextAreaField(_l("想问什么"), [Words(5, 1000)])


class AnswerForm(KeyedForm):
    """The answer to a question."""

    text = TextAreaField(_l("答复"), [Words(2, 2000)])


class StatementForm(KeyedForm):
    """The statement of a quarter."""

    quarter = SelectField(_l("哪一季度"), [required_choice()])
    verdict = RadioField(_l("看过账目和凭证以后"), [required_choice()])
    text = TextAreaField(_l("监督意见"), [Words(0, 2000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verdict.choices = list(words("statement_verdict").items())


class AuditForm(KeyedForm):
    """An audit report."""

    title = StringField(_l("报告名称"), [Words(2, 120, line=True)])
    auditor = StringField(_l("审计单位"), [Words(2, 120, line=True)])
    issued_on = DateField(_l("报告日期"), [InputRequired(_l("请填写日期。"))])
    conclusion = TextAreaField(_l("审计结论"), [Words(0, 2000)])
    file = FileField(_l("报告（PDF）"), [FileRequired(_l("请选一个文件。"))])
