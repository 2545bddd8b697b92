"""Forms of the clerk's roster: upload, offices, appointments, letters."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired
from wtforms import BooleanField, DateField, FileField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from council import vocabulary
from council.language import lazy_gettext as _l
from council.rules.powers import UNSEATED, OfficeKind, SeatKind

_DAY = _l("请填日期，例如 2026-05-01。")


class UploadForm(FlaskForm):
    """A roster file."""

    file = FileField(_l("名册文件（.xlsx 或 .csv）"), [FileRequired(_l("请选一个文件。"))])


class AppointForm(FlaskForm):
    """Somebody takes an office."""

    person = StringField(
        _l("人员编号或姓名"),
        [InputRequired(_l("请填写人员编号或姓名。")), Length(max=60, message=_l("太长了。"))],
    )
    starts_on = DateField(_l("从哪天起"), [InputRequired(_DAY)])
    last_day = DateField(_l("到哪天为止"), [Optional()])


class EndForm(FlaskForm):
    """Somebody leaves an office."""

    last_day = DateField(_l("任期的最后一天"), [InputRequired(_DAY)])


class OfficeForm(FlaskForm):
    """A new seat of a body."""

    body = SelectField(_l("机构"), [InputRequired(_l("请选机构。"))])
    kind = SelectField(_l("职务的权限"), [InputRequired(_l("请选职务。"))])
    seat = SelectField(_l("代表哪一类人"), [Optional()])
    title = StringField(
        _l("职务名称"),
        [InputRequired(_l("请填写职务名称。")), Length(max=60, message=_l("最多 60 个字。"))],
    )

    def offer(self, bodies: list[tuple[str, str]]) -> None:
        """Fill the choices."""
        kinds = [k for k in OfficeKind if k not in UNSEATED]
        self.body.choices = list(bodies)
        self.kind.choices = [(k.value, vocabulary.word("office", k)) for k in kinds]
        seats = [(s.value, vocabulary.word("seat", s)) for s in SeatKind]
        self.seat.choices = [("", str(_l("不分类"))), *seats]


class LettersForm(FlaskForm):
    """Which households get a letter."""

    building = SelectField(_l("哪一栋"), [Optional()])
    again = BooleanField(_l("手里还有代码的人也重新打印（旧代码作废）"))
