"""Forms about a frozen roll: objecting, and answering an objection."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from council.language import lazy_gettext as _l

_LONG = _l("请写 5 到 1000 个字。")


class ObjectionForm(FlaskForm):
    """An objection to the roll."""

    text = TextAreaField(
        _l("哪里不对，应当怎样"),
        [InputRequired(_l("请写明哪里不对。")), Length(min=5, max=1000, message=_LONG)],
    )


class AnswerForm(FlaskForm):
    """The written answer to an objection."""

    upheld = RadioField(
        _l("异议是否成立"),
        [InputRequired(_l("请选成立或者不成立。"))],
        choices=[("yes", _l("成立")), ("no", _l("不成立"))],
    )
    answer = TextAreaField(
        _l("书面答复"),
        [InputRequired(_l("请写明理由。")), Length(min=5, max=1000, message=_LONG)],
    )
