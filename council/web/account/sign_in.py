"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber.accounts import demo_people
from council.rules.calendar import legal_day
from council.services import accounts, throttle
from council.web import sessions
from council.web.access import PUBLIC, access
from council.web.forms.accounts import SignInForm

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
@access(PUBLIC)
def page() -> ResponseReturnValue:
    """The sign-in page; whoever is signed in already is sent on."""
    onward = sessions.safe_path(request.args.get("next", ""))
    if current_user.is_authenticated:
        return redirect(onward or "/account", 303)
    return _page(SignInForm(formdata=None, next=onward))


@blueprint.post("/sign-in")
@access(PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Check login and password. A failure says the same whether the login exists or not."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form), 422
    login, password = form.login.data or "", form.password.data or ""
    account = _checked(login.strip().lower(), password)
    if account is None:
        form.login.errors = [_("登录名或密码不对。请再试一次，或请书记员重新打印一次性代码。")]
        return _page(form), 422
    sessions.begin(account)
    return redirect(
        sessions.safe_path(form.next.data or "") or sessions.home(account.account_id), 303
    )


def _checked(login: str, password: str) -> accounts.SignIn | None:
    """The account, or None; 429 after too many failures of the login or the address."""
    at, secret, address = clock.now(), sessions.secret(), sessions.address()
    within = [
        throttle.attempt(throttle.LOGIN, login, secret, at=at),
        throttle.attempt(throttle.ADDRESS, address, secret, at=at),
    ]
    if not all(within):
        abort(429)
    account = accounts.check(login, password)
    if account is not None:
        throttle.forgive(throttle.LOGIN, login, secret, forget=True)
        throttle.forgive(throttle.ADDRESS, address, secret)
    return account


@blueprint.post("/sign-out")
@access(PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    session.clear()
    return redirect("/", 303)


def _page(form: SignInForm) -> str:
    people = ()
    if current_app.config["DEMO"]:
        people = demo_people(reading(), legal_day(clock.now()))
    return render_template("account/sign_in.html", form=form, people=people, lines=_lines())


def _lines() -> dict[str, str]:
    """What each demo person is there for, by login."""
    if not current_app.config["DEMO"]:
        return {}
    from council.demo.content import content

    chosen = content().on_sign_in_page
    return {person.key: person.line for person in chosen}
