"""The form of a vote over a period: when, who, and one question after the other."""

from __future__ import annotations

import json
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from council import vocabulary
from council.language import lazy_gettext as _l
from council.rules.form import KINDS, METHODS, STYLES, TIES
from council.rules.router import subjects
from council.web.forms.hall import Words, required_choice

MOST_JSON = 60_000
_MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
_CHOSEN = ("options", "seats", "most", "tie")
FIELDS: dict[str, tuple[str, ...]] = {
    "motion": ("building", "tenure"),
    "choice": _CHOSEN,
    "election": _CHOSEN,
    "appraisal": (),
    "score": ("options", "seats", "low", "high", "tie"),
    "budget": ("options", "budget", "style", "method", "most", "points", "least", "tie"),
}
"""What each kind of question asks for beside its text, subject and matter."""
_ALL = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))
_NUMBER = Words(0, 20, line=True)


def moment(label: Any, missing: Any) -> DateTimeLocalField:
    """A day and an hour, in Beijing's time."""
    return DateTimeLocalField(label, [InputRequired(missing)], format=_MOMENT)


class CallForm(FlaskForm):
    """The notice and the question that is being written; ``asked`` holds those written before."""

    body = SelectField(_l("谁来表决，按哪条规则"), [required_choice()])
    starts_at = moment(_l("几时开始投票"), _l("请填写开始的日期和时间。"))
    ends_at = moment(_l("几时截止"), _l("请填写截止的日期和时间。"))
    place = StringField(_l("纸质选票在哪里领取和交回"), [Words(1, 120, line=True)])
    title = StringField(_l("名称"), [Words(0, 120, line=True)])
    told = BooleanField(_l("业主大会：通知已同时告知居民委员会"))
    petition = SelectField(_l("按哪次联名召集"), default="")
    asked = HiddenField()
    text = TextAreaField(_l("问题，一字不差地印在选票上"), [Words(0, 400)])
    subject = SelectField(_l("属于哪一类事项"), default="")
    matter = SelectField(_l("对应的议题"), default="")
    building = SelectField(_l("哪一栋楼的业主（住宅改为经营性用房）"), default="")
    tenure = SelectField(_l("罢免谁"), default="")
    options = TextAreaField(_l("选项"), [Words(0, 8000)])
    seats = StringField(_l("选几个"), [_NUMBER])
    most = StringField(_l("每张选票最多选几个"), [_NUMBER])
    low = StringField(_l("最低分"), [_NUMBER])
    high = StringField(_l("最高分"), [_NUMBER])
    budget = StringField(_l("总额"), [_NUMBER])
    style = SelectField(_l("选票怎么填"), default="approval")
    method = SelectField(_l("怎么选出项目"), default="greedy")
    points = StringField(_l("每人几点"), [_NUMBER])
    least = StringField(_l("每个项目最低得票"), [_NUMBER])
    tie = SelectField(_l("得票相同怎么办"), default="lot")
    next_kind = SelectField(_l("下一题的种类"), default="motion")

    def of_kind(self, kind: str) -> CallForm:
        """The form for questions of one kind: what they do not ask is taken away."""
        for name in _ALL:
            if name not in FIELDS[kind]:
                del self[name]
        groups = {"style": STYLES, "method": METHODS, "tie": TIES}
        for name, codes in groups.items():
            if name in self:
                group = {"style": "form_style", "method": "form_method", "tie": "tie"}[name]
                self[name].choices = [(code, vocabulary.word(group, code)) for code in codes]
        self.next_kind.choices = [(code, vocabulary.word("form", code)) for code in KINDS]
        self.subject.choices = [("", _l("按议题把关时定的类别"))] + [
            (name, vocabulary.word("subject", name)) for name in subjects()
        ]
        return self

    def before(self) -> list[dict[str, Any]]:
        """The questions that were written before.

        Raises:
            ValueError: where the hidden field was tampered with.
        """
        text = self.asked.data or "[]"
        if len(text) > MOST_JSON:
            raise ValueError("too long")
        found = json.loads(text)
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise ValueError("not a list of questions")
        return found

    @property
    def is_blank(self) -> bool:
        """Whether no question was begun."""
        typed = (self.text.data, self.matter.data, "options" in self and self.options.data)
        return not any(typed)

    def forget(self) -> None:
        """Empty the fields of the question, for the next one."""
        for name in ("text", "subject", "matter", *_ALL):
            if name in self:
                self[name].data = None


class SteerForm(FlaskForm):
    """Why a running poll is suspended, resumed or annulled."""

    reason = TextAreaField(_l("理由"), [Words(5, 1000)])


class ExtendForm(SteerForm):
    """Until when it runs on, and why."""

    until = moment(_l("延长到"), _l("请填写新的截止时间。"))


class OpenForm(FlaskForm):
    """How the polls of a notice are opened by hand."""

    online = SelectField(
        _l("线上投票"), choices=[("y", _l("开放")), ("n", _l("只用纸质选票"))], default="y"
    )
    secret = BooleanField(_l("无记名（只能用于按人数计算的表决）"))


class RunOffForm(FlaskForm):
    """When those who came next stand again."""

    starts_at = moment(_l("几时开始投票"), _l("请填写开始的日期和时间。"))
    ends_at = moment(_l("几时截止"), _l("请填写截止的日期和时间。"))
    place = StringField(_l("纸质选票在哪里领取和交回"), [Words(1, 120, line=True)])
