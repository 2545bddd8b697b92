"""Forms of bank statements."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired
from wtforms import FileField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from council.language import lazy_gettext as _l
from council.web.forms.hall import Words


class StatementForm(FlaskForm):
    """A statement of the bank."""

    file = FileField(_l("银行对账单（.xlsx 或 .csv）"), [FileRequired(_l("请选一个文件。"))])


class MatchForm(FlaskForm):
    """The entry that a line belongs to."""

    entry = RadioField(_l("对上哪一笔记账"), [InputRequired(_l("请选一笔记账。"))])


class LineNoteForm(FlaskForm):
    """What a line without an entry is."""

    note = TextAreaField(_l("说明"), [Words(0, 500)])
    sent = HiddenField(default="1")
