"""The form by which a community gives its own Word template."""

from __future__ import annotations

from uuid import uuid4

from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired
from wtforms import FileField, HiddenField

from council.language import lazy_gettext as _l


class TemplateForm(FlaskForm):
    """One .docx; the key makes a second press of the button do nothing."""

    file = FileField(_l("Word 文件（.docx）"), [FileRequired(_l("请选一个 .docx 文件。"))])
    request_key = HiddenField(default=lambda: uuid4().hex)
