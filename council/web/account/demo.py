"""Demo mode: sign in with one click, move the clock. These routes exist in demo mode only."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.queries.chamber.accounts import demo_people
from council.rules.calendar import legal_day
from council.services import accounts, clockwork
from council.web import sessions
from council.web.access import PUBLIC, access

DEMO_ONLY = True
DAYS = {"1", "3", "7", "30"}
blueprint = Blueprint("demo", __name__, url_prefix="/demo")


@blueprint.post("/sign-in")
@access(PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Sign in as one of the demo people, and as nobody else."""
    offered = demo_people(reading(), legal_day(clock.now()))
    try:
        wanted = UUID(hex=request.form.get("person", ""))
    except ValueError:
        abort(400)
    person = next((p for p in offered if p.account_id == wanted), None)
    account = accounts.by_id(wanted) if person else None
    if account is None:
        abort(404)
    sessions.begin(account)
    onward = sessions.safe_path(request.form.get("next", ""))
    return redirect(onward or sessions.home(account.account_id), 303)


@blueprint.post("/clock")
@access(PUBLIC)
def move_clock() -> ResponseReturnValue:
    """Move the clock forward, then do what has become due."""
    days = request.form.get("days", "")
    if days not in DAYS:
        abort(400)
    clock.move_demo(int(days))
    clockwork.run_due(clock.now())
    return redirect(_back(), 303)


def _back() -> str:
    came = request.referrer or ""
    return sessions.safe_path("/" + came.removeprefix(request.host_url)) or "/"
