"""Opening an account with the one-time code of a letter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from council import clock, vocabulary
from council.language import gettext as _
from council.rules.verdict import Refused
from council.services import codes, throttle
from council.web import sessions
from council.web.access import PUBLIC, SIGNED_IN, access
from council.web.forms.accounts import AttachForm, CodeForm

blueprint = Blueprint("account_codes", __name__)
_FIELDS = {
    "code_invalid": "code",
    "has_account": "code",
    "account_here": "code",
    "login_malformed": "login",
    "login_taken": "login",
    "password_length": "password",
    "password_weak": "password",
}


@blueprint.get("/sign-in/code")
@access(PUBLIC)
def page() -> ResponseReturnValue:
    """The form; the code of the QR is filled in but not yet looked at."""
    given = codes.normal(request.args.get("code", ""))
    readable = codes.readable(given)[:40]
    if current_user.is_authenticated:
        return render_template("account/attach.html", form=AttachForm(formdata=None, code=readable))
    return render_template("account/code.html", form=CodeForm(formdata=None, code=readable))


@blueprint.post("/sign-in/code")
@access(PUBLIC)
def redeem() -> ResponseReturnValue:
    """Open the account, use the code up and sign in."""
    form = CodeForm()
    if form.validate_on_submit():
        with _answers(form):
            account = codes.redeem(
                form.code.data or "",
                sessions.secret(),
                form.login.data or "",
                form.password.data or "",
                at=_counted(),
            )
            _forgiven()
            sessions.begin(account)
            flash(_("账号开好了，您已经登录。"), "done")
            return redirect(sessions.home(account.account_id), 303)
    return render_template("account/code.html", form=form), 422


@blueprint.post("/account/code")
@access(SIGNED_IN)
def attach() -> ResponseReturnValue:
    """Tie the code's person to the account that is signed in."""
    form = AttachForm()
    if form.validate_on_submit():
        with _answers(form):
            codes.attach(
                form.code.data or "", sessions.secret(), current_user.account_id, at=_counted()
            )
            _forgiven()
            flash(_("这个社区已经加到您的账号里。"), "done")
            return redirect("/account", 303)
    return render_template("account/attach.html", form=form), 422


def _counted() -> Any:
    """Now, with this attempt counted; 429 after too many wrong codes."""
    at = clock.now()
    if not throttle.attempt(throttle.CODE, sessions.address(), sessions.secret(), at=at):
        abort(429)
    return at


def _forgiven() -> None:
    throttle.forgive(throttle.CODE, sessions.address(), sessions.secret())


@contextmanager
def _answers(form: Any) -> Iterator[None]:
    """Put the reasons of a refusal at the fields that they are about."""
    try:
        yield
    except Refused as refused:
        for reason in refused.reasons:
            field = form[_FIELDS.get(reason.code, "code")]
            field.errors = [*field.errors, vocabulary.reason(reason)]
        if not any(reason.code == "code_invalid" for reason in refused.reasons):
            _forgiven()
