"""The form that replaces a figure of the rulebook."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from council.language import lazy_gettext as _l

_DAY = _l("请填日期，例如 2026-05-01。")


class ReplaceForm(FlaskForm):
    """Which figure, what it becomes, by which decision, from when."""

    field = SelectField(_l("替换哪个数字"), [InputRequired(_l("请选一个数字。"))])
    value = StringField(
        _l("改成多少"),
        [InputRequired(_l("请填写新的数字。")), Length(max=40, message=_l("太长了。"))],
    )
    decision = StringField(
        _l("依据哪次会议的哪个决议"),
        [InputRequired(_l("请写明决议。")), Length(max=200, message=_l("最多 200 个字。"))],
    )
    decided_on = DateField(_l("决议日期"), [InputRequired(_DAY)])
    from_on = DateField(_l("从哪天起施行"), [InputRequired(_DAY)])
