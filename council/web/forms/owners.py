"""Forms of ownership: who owns a unit from which day, who casts, how large it is."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from council import vocabulary
from council.language import lazy_gettext as _l
from council.services.owners import SOURCES


class OwnersForm(FlaskForm):
    """The owners from a day on: the first record, or a sale."""

    owners = TextAreaField(
        _l("业主的人员编号或姓名"),
        [InputRequired(_l("请写明业主。")), Length(max=600, message=_l("太长了。"))],
    )
    on = DateField(_l("从哪天起"), [InputRequired(_l("请填日期，例如 2026-05-01。"))])
    casts = StringField(
        _l("共有的，由谁投票"), [Optional(), Length(max=60, message=_l("太长了。"))]
    )
    developer = BooleanField(_l("这是建设单位未售或者未交付的房屋"))


class CasterForm(FlaskForm):
    """Who of the owners casts the unit's vote."""

    person = SelectField(_l("由谁投票"), [InputRequired(_l("请选一个人。"))])


class AreaForm(FlaskForm):
    """A unit's exclusive floor area and where it comes from."""

    area = StringField(
        _l("专有部分面积"),
        [InputRequired(_l("请填面积，例如 89.31。")), Length(max=20, message=_l("太长了。"))],
    )
    source = SelectField(_l("面积来源"), [InputRequired(_l("请选来源。"))])

    def offer(self) -> None:
        """Fill the sources."""
        self.source.choices = [(code, vocabulary.word("area_source", code)) for code in SOURCES]
