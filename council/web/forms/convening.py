"""The form of a call to a meeting: when, where, who, and the agenda row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any
from uuid import UUID

from flask import request
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Form,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional, StopValidation

from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.rules.agenda import KINDS, LONGEST, MOST_ITEMS
from council.rules.shapes import parse_integer
from council.rules.verdict import Refused
from council.services.agenda import Plan
from council.vocabulary import reason, word
from council.web.forms.hall import Words, required_choice

MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
ROWS = 3
"""How many empty rows a new call has."""


def kinds() -> list[tuple[str, str]]:
    """The kinds of item to choose from."""
    return [("", _("请选择"))] + [(kind, word("item_kind", kind)) for kind in KINDS]


class MinutesField(StringField):
    """A time in whole minutes, kept in ``minutes``; empty is not told."""

    minutes: int | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms calls it so
        """Read the figure.

        Raises:
            StopValidation: with the reason in the reader's language.
        """
        self.minutes = None
        if not (self.data or "").strip():
            return
        try:
            self.minutes = parse_integer(self.data, 1, LONGEST, str(self.label.text))
        except Refused as no:
            raise StopValidation(reason(no.reasons[0])) from no


class ItemRow(Form):
    """One row of the agenda."""

    kind = SelectField(_l("这一项做什么"), [Optional()])
    matter = SelectField(_l("哪个议题"), [Optional()])
    title = StringField(_l("没有议题的，写题目"), [Words(0, 160, line=True)])
    planned = MinutesField(_l("预计几分钟"))
    is_closed = BooleanField(_l("不公开：涉及隐私，只有参会的人看得到"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written into the row."""
        return not (self.kind.data or self.matter.data or (self.title.data or "").strip())

    def validate(self, extra_validators: Any = None) -> bool:
        """A row that is begun says what is done, and about what."""
        if not super().validate(extra_validators):
            return False
        if self.is_empty:
            return True
        if not self.kind.data:
            self.kind.errors = [_("请选这一项做什么：通报、商议、议决、选举还是其他。")]
            return False
        if not (self.matter.data or self.title.data):
            self.title.errors = [_("请选一个议题，或者写一个题目。")]
            return False
        return True

    def plan(self) -> Plan:
        """The item as it was written."""
        return Plan(
            self.kind.data or "",
            matter=self.matter.data or "",
            title=self.title.data or "",
            planned=self.planned.minutes,
            is_closed=self.is_closed.data,
        )


class ConveneForm(FlaskForm):
    """A call to a meeting. ``rows`` are the items of its agenda, empty ones among them."""

    body = SelectField(_l("哪个机构开会"), [required_choice()])
    together = SelectMultipleField(_l("哪些机构一起开会"), [Optional()])
    invited = SelectMultipleField(_l("请谁列席"), [Optional()])
    title = StringField(_l("会议名称"), [Words(0, 120, line=True)])
    starts_at = DateTimeLocalField(
        _l("哪天几点开"),
        [InputRequired(_l("请填写开会的日期和时间。"))],
        format=MOMENT,
    )
    ends_at = DateTimeLocalField(_l("预计几点结束"), [Optional()], format=MOMENT)
    place = StringField(_l("在哪里开"), [Words(1, 120, line=True)])
    link = StringField(_l("线上入口的网址"), [Words(0, 300, line=True)])
    chair = StringField(_l("谁主持（姓名或人员编号）"), [Words(0, 60, line=True)])
    recorder = StringField(_l("谁记录（姓名或人员编号）"), [Words(0, 60, line=True)])
    petition = SelectField(_l("按哪次联名召集"), [Optional()])
    request_key = HiddenField()
    rows: Sequence[ItemRow] = ()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.people: dict[str, UUID | None] = {"chair": None, "recorder": None}

    def offer_rows(self, matters: Sequence[tuple[str, str]], wanted: Sequence[str] = ()) -> None:
        """The rows that were sent, or empty ones; ``wanted`` matters stand in the first ones.

        ``matters``: number and text of what can be put on an agenda.
        """
        sent = sum(f"item-{n}-kind" in request.form for n in range(MOST_ITEMS))
        count = sent or max(ROWS, len(wanted) + 1)
        more = sent and request.form.get("act") == "more" and sent < MOST_ITEMS
        rows = [_row(n, matters, sent > 0) for n in range(count + bool(more))]
        for row, number in zip(rows, () if sent else wanted, strict=False):
            row.kind.data, row.matter.data = "decision", number
        self.rows = rows

    def plans(self) -> list[Plan]:
        """The agenda as it was written."""
        return [row.plan() for row in self.rows if not row.is_empty]

    def __iter__(self) -> Iterator[Any]:
        """All fields with those of the rows: the summary of errors names them, too."""
        return chain(super().__iter__(), *self.rows)

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field and every row."""
        right = super().validate(extra_validators)
        return all([right, *(row.validate() for row in self.rows)])

    @property
    def errors(self) -> dict[str | None, Any]:
        """What is wrong, in the rows as well."""
        found = dict(super().errors)
        for row in self.rows:
            found |= {row[name].name: said for name, said in row.errors.items() if name}
        return found


def _row(n: int, matters: Sequence[tuple[str, str]], sent: bool) -> ItemRow:
    row = ItemRow(request.form if sent else None, prefix=f"item-{n}-")
    row.kind.choices = kinds()
    row.matter.choices = [("", _("不选")), *matters]
    if row.kind.data is None:
        row.kind.data = ""
    return row


class ItemForm(FlaskForm):
    """One more item for the agenda of a meeting that was called."""

    kind = SelectField(_l("这一项做什么"), [Optional()])
    proposal = SelectField(_l("议题"))
    title = StringField(_l("没有议题的，写题目"), [Words(0, 160, line=True)])
    planned = MinutesField(_l("预计几分钟"))


class ArrangeForm(FlaskForm):
    """Who chairs, who keeps the minutes, where one joins from afar."""

    chair = SelectField(_l("谁主持"), [Optional()])
    recorder = SelectField(_l("谁记录"), [Optional()])
    link = StringField(_l("线上入口的网址"), [Words(0, 300, line=True)])
