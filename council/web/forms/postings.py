"""Forms of routine disclosure."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from council.language import lazy_gettext as _l
from council.web.forms.hall import Words
from council.web.forms.joint import KeyedForm


class DraftForm(KeyedForm):
    """What is to be disclosed. ``version`` is the draft's that was seen (empty for a new one)."""

    version = HiddenField()
    period = StringField(_l("期间"), [Words(4, 10, line=True)])
    title = StringField(_l("标题"), [Words(2, 120, line=True)])
    text = TextAreaField(_l("公开的内容"), [Words(2, 20_000)])
    table = TextAreaField(_l("表"))


class ActForm(FlaskForm):
    """A step on a posting as it was seen."""

    version = HiddenField()


class ReturnForm(ActForm):
    """Sending it back."""

    reason = TextAreaField(_l("退回的理由"), [Words(2, 1000)])


class FileForm(FlaskForm):
    """Putting it on file."""

    reference = StringField(_l("档案号"), [Words(1, 60, line=True)])
