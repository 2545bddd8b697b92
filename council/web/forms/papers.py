"""Forms of paper ballots, shows of hands and assisted voting."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from council import vocabulary
from council.language import lazy_gettext as _l
from council.rules.verdict import Refused
from council.services.papers import AT_ONCE
from council.web.forms.hall import Words

_NUMBER = _l("请填一个整数。")
ASIDE = ("voted", "late", "not_issued", "torn", "recused")


def _whole(least: int, most: int) -> list[Any]:
    message = _l("请填 %(least)s 到 %(most)s 之间的整数。", least=least, most=most)
    return [InputRequired(_NUMBER), NumberRange(least, most, message)]


class NumberOfSheetsForm(FlaskForm):
    """How many sheets to print, or to hand out."""

    n = IntegerField(_l("多少张"), _whole(1, AT_ONCE))


class DeskForm(FlaskForm):
    """One sheet for one voter; without a serial the next in stock. ``holder``: by mandate."""

    voter = HiddenField()
    holder = BooleanField()
    serial = StringField(_l("选票编号"), [Words(0, 200, line=True)])


class ReturnForm(FlaskForm):
    """What happens to a sheet that lies on the desk."""

    serial = StringField(_l("选票编号"), [InputRequired(_l("请输入或扫描选票编号。"))])
    do = RadioField(
        _l("怎么办"),
        [InputRequired(_l("请选一项。"))],
        choices=[
            ("returned", _l("收回，等待录入")),
            ("spoil", _l("写坏了，换发一张")),
            ("take_back", _l("没有用，退回未发出的选票里")),
            ("missing", _l("收不回来，登记为未收回")),
            ("set_aside", _l("另放，不计票")),
        ],
    )
    why = SelectField(_l("另放的原因"), [Optional()])
    words = StringField(_l("或者写明原因"), [Words(0, 120, line=True)])

    def offer(self) -> None:
        """Fill the choices."""
        reasons = [(code, vocabulary.word("aside", code)) for code in ASIDE]
        self.why.choices = [("", str(_l("请选择"))), *reasons]


class EntryForm(FlaskForm):
    """What stands on a sheet, typed on the number keys."""

    serial = StringField(_l("选票编号"), [InputRequired(_l("请输入或扫描选票编号。"))])
    keys = StringField(_l("选票上填的"), [InputRequired(_l("请输入选票上填的内容。"))])


class HandsForm(FlaskForm):
    """What one teller counted."""

    yes = IntegerField(_l("赞成"), _whole(0, 100_000))
    no = IntegerField(_l("反对"), _whole(0, 100_000))
    abstain = IntegerField(_l("弃权"), _whole(0, 100_000))


class ReadOutForm(FlaskForm):
    """The clerk has read the ballot to the voter."""

    request_key = HiddenField()
    confirmed = BooleanField(
        _l("已经向本人念过一遍，本人确认"), [InputRequired(_l("请先念给本人听，得到确认再勾选。"))]
    )


def blame(field: Any, refusal: Refused) -> None:
    """Show a refusal at the field that it is about."""
    field.errors = [*field.errors, *(vocabulary.reason(reason) for reason in refusal.reasons)]
