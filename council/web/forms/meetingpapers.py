"""The form of a paper for a meeting."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional

from council.language import lazy_gettext as _l
from council.web.forms.hall import Words


class PaperForm(FlaskForm):
    """A paper: the file, what it is called, what it belongs to, who it comes from."""

    title = StringField(_l("材料名称"), [Words(1, 120, line=True)])
    file = FileField(_l("文件"), [FileRequired(_l("请选一个文件。"))])
    position = SelectField(_l("属于哪一项"), [Optional()])
    body = SelectField(_l("谁提供的"), [Optional()])
    is_closed = BooleanField(_l("不公开：只有参会的人看得到"))
