"""Forms of the annual plan and its wishes. What was typed comes back with a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.rules import negative
from council.rules.negative import Answer
from council.rules.plans import METHODS
from council.services.wishes import WishSeed
from council.vocabulary import word, words
from council.web.forms.hall import Words, required_choice
from council.web.forms.joint import KeyedForm
from council.web.forms.procuring import Amount

_PICK = _l("请选择")
_YES, _NO = "yes", "no"


class PlanForm(KeyedForm):
    """A plan to be."""

    fund = SelectField(_l("哪一项经费"), [required_choice()])
    year = IntegerField(
        _l("哪一年"), [InputRequired(_l("请写年份。")), NumberRange(2000, 2100, _l("请写年份。"))]
    )
    budget = StringField(_l("可以分配的金额"), [Amount()])
    method = RadioField(_l("钱怎么分"), [required_choice()])
    wishes_until = DateField(_l("征集到哪一天"), [InputRequired(_l("请写日期，例如 2026-03-02。"))])
    title = StringField(_l("题目"), [Words(2, 120, line=True)])
    text = TextAreaField(_l("说明"), [Words(10, 8000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method.choices = [(method, word("plan_method", method)) for method in METHODS]
        self.fresh()


class WishFields(FlaskForm):
    """What a wish asks for."""

    kind = RadioField(_l("项目类型"), [required_choice()])
    subject = SelectField(_l("项目类别"), [required_choice()])
    estimate = StringField(_l("估算多少钱"), [Amount()])
    basis = TextAreaField(_l("估算的依据"), [Words(2, 1000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind, word("project_kind", kind)) for kind in negative.KINDS]
        self.subject.choices = [("", _PICK), *words("fund_subject").items()]

    @property
    def seed(self) -> WishSeed:
        """What was typed."""
        return WishSeed(
            self.kind.data or "",
            self.subject.data or "",
            self.estimate.fen,  # type: ignore[attr-defined]
            self.basis.data or "",
        )


class WishForm(WishFields):
    """A proposal put forward for a plan."""

    matter = SelectField(_l("哪一件提案"), [required_choice()])


class CheckForm(WishFields):
    """What a person says of each item that was hinted at, and of one more."""

    other = SelectField(_l("还碰到别的事项吗"), [Optional()])
    other_why = TextAreaField(_l("为什么属于这一项"), [Words(0, 500)])
    exception = StringField(_l("例外决议的编号"), [Words(0, 12, line=True)])

    @property
    def answers(self) -> list[Answer]:
        """What was said of each item; an item that nobody answered is left out."""
        found = [
            Answer(item, self[f"hit_{item}"].data == _YES, (self[f"why_{item}"].data or "").strip())
            for item in negative.items()
            if f"hit_{item}" in self and self[f"hit_{item}"].data
        ]
        if self.other.data and self.other.data not in {answer.item for answer in found}:
            found.append(Answer(self.other.data, True, (self.other_why.data or "").strip()))
        return found

    def pairs(self) -> list[tuple[Any, Any]]:
        """The fields of each item that was hinted at: the answer and its reason."""
        return [
            (self[f"hit_{item}"], self[f"why_{item}"])
            for item in negative.items()
            if f"hit_{item}" in self
        ]


def check_form(items: Sequence[str]) -> type[CheckForm]:
    """The form that asks about these items of the list."""
    fields: dict[str, Any] = {}
    for item in items:
        name = word("negative_item", item)
        fields[f"hit_{item}"] = RadioField(
            _("是不是“%(item)s”", item=name),
            [required_choice()],
            choices=[(_NO, _("不属于")), (_YES, _("属于"))],
        )
        fields[f"why_{item}"] = StringField(
            _("“%(item)s”：理由", item=name), [Words(2, 500, line=True)]
        )
    fields["other"] = SelectField(
        _l("还碰到别的事项吗"),
        [Optional()],
        choices=[
            ("", _("没有")),
            *(
                (item, word("negative_item", item))
                for item in negative.items()
                if item not in items
            ),
        ],
    )
    return type("AskedCheckForm", (CheckForm,), fields)


class ReferenceForm(FlaskForm):
    """The number of the document that is filed."""

    reference = StringField(_l("备案文号"), [Words(0, 60, line=True)])


class RemarkForm(FlaskForm):
    """A remark of the street office."""

    remark = TextAreaField(_l("意见"), [Words(0, 1000)])


class MeetingForm(FlaskForm):
    """The meeting that votes on the plan."""

    meeting = SelectField(_l("哪一次会议表决"), [required_choice()])


class TextForm(FlaskForm):
    """The text of the resolution."""

    text = TextAreaField(_l("决议正文"), [Words(2, 8000)])


class SeatForm(FlaskForm):
    """Who answers for the projects."""

    seat = SelectField(_l("选入项目的责任人"), [required_choice()])
