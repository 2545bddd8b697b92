"""One's own account: its communities, its password."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from council import clock, vocabulary
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import accounts as queries
from council.rules.calendar import legal_day
from council.rules.verdict import Refused
from council.services import accounts, throttle
from council.web import sessions
from council.web.access import SIGNED_IN, access
from council.web.forms.accounts import PasswordForm

blueprint = Blueprint("account", __name__)
_FIELDS = {"password_wrong": "old"}


@blueprint.get("/account")
@access(SIGNED_IN)
def page() -> ResponseReturnValue:
    """The communities of the account, and the form for a new password."""
    return _page(PasswordForm(formdata=None))


@blueprint.post("/account")
@access(SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Change the password; every other session of the account ends."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _page(form), 422
    at, key = clock.now(), current_user.account_id.hex
    if not throttle.attempt(throttle.LOGIN, key, sessions.secret(), at=at):
        abort(429)
    try:
        account = accounts.change_password(
            current_user.account_id, form.old.data or "", form.password.data or "", at=at
        )
    except Refused as refused:
        for reason in refused.reasons:
            field = form[_FIELDS.get(reason.code, "password")]
            field.errors = [*field.errors, vocabulary.reason(reason)]
        return _page(form), 422
    throttle.forgive(throttle.LOGIN, key, sessions.secret(), forget=True)
    sessions.begin(account)
    flash(_("密码改好了，其他设备上的登录已经退出。"), "done")
    return redirect("/account", 303)


def _page(form: PasswordForm) -> str:
    account_id = current_user.account_id
    return render_template(
        "account/page.html",
        form=form,
        login=queries.login(reading(), account_id),
        homes=queries.homes(reading(), account_id, legal_day(clock.now())),
        operator=current_user.is_operator,
    )
