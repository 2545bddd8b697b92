"""Forms of joint meetings, promises and series."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DateTimeLocalField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from council.language import lazy_gettext as _l
from council.rules import joint
from council.vocabulary import words
from council.web.forms.hall import Words, required_choice


class KeyedForm(FlaskForm):
    """A form that is done once, however often it is sent."""

    request_key = HiddenField()

    def fresh(self) -> None:
        """Give the form a key where it has none yet."""
        self.request_key.data = self.request_key.data or uuid4().hex


class SidedForm(KeyedForm):
    """What is said for one of the sides that somebody speaks for."""

    side = SelectField(_l("代表哪一方"), [required_choice()])

    def for_sides(self, sides: list[tuple[str, str]]) -> None:
        """Offer these sides (value, name); a single one is chosen."""
        self.side.choices = sides if len(sides) == 1 else [("", _l("请选择")), *sides]
        self.fresh()


class SideItemForm(SidedForm):
    """An item that a side puts on the agenda."""

    title = StringField(_l("要谈什么事"), [Words(2, 160, line=True)])
    topic = SelectField(_l("属于哪一类"), [required_choice()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, words("topic")[code]) for code in joint.TOPICS]
        self.topic.choices = [("", _l("请选择")), *named]


class PositionForm(SidedForm):
    """Where a side stands to an item."""

    stance = RadioField(_l("怎么看"), [required_choice()])
    words = TextAreaField(_l("用自己的话说"), [Words(0, 2000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stance.choices = [(code, words("stance")[code]) for code in joint.STANCES]


class AnswerItemForm(SidedForm):
    """The answer to an item."""

    text = TextAreaField(_l("答复"), [Words(2, 1900)])


class ReportForm(KeyedForm):
    """What was done of a promise."""

    words = TextAreaField(_l("办得怎样"), [Words(2, 2000)])


class EvaluateForm(KeyedForm):
    """How a promise was kept."""

    mark = RadioField(_l("兑现了吗"), [required_choice()])
    remark = TextAreaField(_l("说明"), [Words(0, 2000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mark.choices = [(code, words("task_mark")[code]) for code in joint.MARKS]


class SeriesForm(KeyedForm):
    """A series of meetings. The sides chair in the order of the list."""

    name = StringField(_l("例会叫什么"), [Words(2, 80, line=True)])
    every = RadioField(_l("多久开一次"), [required_choice()])
    sides = SelectMultipleField(_l("哪几方参加"), [InputRequired(_l("请至少选一个机构。"))])
    invited = SelectMultipleField(_l("请谁列席"))
    place = StringField(_l("一般在哪里开"), [Words(0, 120, line=True)])
    started_on = DateField(_l("第一次哪天开"), [InputRequired(_l("请填写日期。"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.every.choices = [(code, words("every")[code]) for code in joint.EVERY]


class CallNextForm(KeyedForm):
    """The call to the next meeting of a series."""

    starts_at = DateTimeLocalField(
        _l("哪天几点开"),
        [InputRequired(_l("请填写开会的日期和时间。"))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    place = StringField(_l("在哪里开"), [Words(1, 120, line=True)])
    chair = SelectField(_l("哪一方主持"))
    topics = TextAreaField(_l("先列哪些事"), [Words(2, 1000)])
