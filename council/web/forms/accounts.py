"""Forms of sign-in, one-time codes and passwords."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from council.language import lazy_gettext as _l
from council.rules.mailing import clean_address
from council.web.forms.shaping import Shape

_LONG = _l("太长了，请核对。")


class SignInForm(FlaskForm):
    """Login and password."""

    login = StringField(
        _l("登录名"), [InputRequired(_l("请填写登录名。")), Length(max=60, message=_LONG)]
    )
    password = PasswordField(
        _l("密码"), [InputRequired(_l("请填写密码。")), Length(max=128, message=_LONG)]
    )
    next = HiddenField()


class CodeForm(FlaskForm):
    """A one-time code from a letter, and the account to be opened with it."""

    code = StringField(
        _l("信上的一次性代码"),
        [InputRequired(_l("请填写信上的代码。")), Length(max=40, message=_LONG)],
    )
    login = StringField(
        _l("给自己起一个登录名"),
        [InputRequired(_l("请填写登录名。")), Length(max=60, message=_LONG)],
    )
    password = PasswordField(
        _l("定一个密码"), [InputRequired(_l("请填写密码。")), Length(max=128, message=_LONG)]
    )
    again = PasswordField(
        _l("再输一遍密码"), [EqualTo("password", _l("两次输入的密码不一样，请再输一遍。"))]
    )


class AttachForm(FlaskForm):
    """A one-time code for somebody who is already signed in elsewhere."""

    code = StringField(
        _l("信上的一次性代码"),
        [InputRequired(_l("请填写信上的代码。")), Length(max=40, message=_LONG)],
    )


class MailboxForm(FlaskForm):
    """Where notices go by e-mail."""

    mailbox = StringField(_l("邮箱"), [Shape(clean_address, required=True)])


class PasswordForm(FlaskForm):
    """The old password and the new one."""

    old = PasswordField(
        _l("现在的密码"), [InputRequired(_l("请填写现在的密码。")), Length(max=128, message=_LONG)]
    )
    password = PasswordField(
        _l("新密码"), [InputRequired(_l("请填写新密码。")), Length(max=128, message=_LONG)]
    )
    again = PasswordField(
        _l("再输一遍新密码"), [EqualTo("password", _l("两次输入的密码不一样，请再输一遍。"))]
    )
