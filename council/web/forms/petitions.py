"""Forms of petitions for a meeting."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from council.language import lazy_gettext as _l
from council.web.forms.hall import Words, required_choice
from council.web.forms.written import moment


class OpenForm(FlaskForm):
    """Which meeting is asked for, what about, and until when one may sign."""

    body = SelectField(_l("要求开哪个会，按哪条规则"), [required_choice()])
    title = StringField(_l("标题"), [Words(2, 120, line=True)])
    text = TextAreaField(_l("为什么要开会，议什么"), [Words(2, 4000)])
    closes_at = moment(_l("签到什么时候为止"), _l("请填写截止的日期和时间。"))
    request_key = HiddenField()


class EnterForm(FlaskForm):
    """The rows of a signed sheet, as the clerk types them."""

    rows = TextAreaField(_l("签名的人，每行一个"), [Words(1, 40_000)])
    request_key = HiddenField()
