"""Forms of written mandates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired
from wtforms import FileField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from council.language import lazy_gettext as _l

_WHO = Length(max=60, message=_l("太长了。"))
_LINES = [("0", _l("第一份")), ("1", _l("第二份")), ("2", _l("第三份"))]


class GiveForm(FlaskForm):
    """Somebody entrusts their vote to somebody else on the roll."""

    line = SelectField(_l("委托哪一票"), [Optional()], choices=_LINES, default="0")
    holder = StringField(_l("受托人的姓名或人员编号"), [InputRequired(_l("请填写受托人。")), _WHO])
    items = SelectMultipleField(_l("只委托这些议程"), [Optional()])
    note = TextAreaField(
        _l("对受托人的嘱托"), [Optional(), Length(max=400, message=_l("最多 400 个字。"))]
    )

    def offer_items(self, items: Sequence[tuple[int, str]]) -> Self:
        """Fill the items of the agenda."""
        self.items.choices = [(str(position), f"{position}. {title}") for position, title in items]
        return self

    def offer_lines(self, lines: Sequence[tuple[int, str]]) -> Self:
        """Fill the giver's own lines of the roll."""
        self.line.choices = [(str(line), label) for line, label in lines] or [("0", "")]
        return self

    @property
    def positions(self) -> list[int]:
        """The items that were ticked."""
        return [int(value) for value in self.items.data or ()]


class EnterForm(GiveForm):
    """The clerk enters a mandate that was written on paper."""

    giver = StringField(_l("委托人的姓名或人员编号"), [InputRequired(_l("请填写委托人。")), _WHO])
    paper = FileField(
        _l("委托书的照片或扫描件"), [FileRequired(_l("请附上书面委托书的照片或者扫描件。"))]
    )
