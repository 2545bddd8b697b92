"""Who may enter. Refused by default: a view that declares no access cannot be opened.

``@access("vetting.decide")`` above a view names the power in :mod:`council.rules.powers`;
``@access(PUBLIC)`` opens it to everybody, ``@access(SIGNED_IN)`` to every account.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

from flask import Flask, abort, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect

from council import clock
from council.db import reading
from council.queries import visitors
from council.queries.visitors import Arrival, CommunityHead, Visitor
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind, may, office_for
from council.services.unit import Actor

PUBLIC = "public"
SIGNED_IN = "signed-in"
View = TypeVar("View", bound=Callable[..., Any])
csrf = CSRFProtect()
login = LoginManager()


def access(power: str) -> Callable[[View], View]:
    """Declare who may open a view."""

    def mark(view: View) -> View:
        view.access = power  # type: ignore[attr-defined]
        return view

    return mark


def init(app: Flask) -> None:
    """Put the guard before every request."""
    csrf.init_app(app)
    login.init_app(app, add_context_processor=False)
    login.user_loader(_load_account)
    app.before_request(_guard)


class SignedIn:
    """What flask-login keeps of a signed-in account; ``generation`` ends old sessions."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, account_id: UUID, generation: int, is_operator: bool) -> None:
        self.account_id = account_id
        self.generation = generation
        self.is_operator = is_operator

    def get_id(self) -> str:
        """The session's key: account and generation."""
        return f"{self.account_id.hex}.{self.generation}"


def _load_account(key: str) -> SignedIn | None:
    try:
        account, generation = key.split(".")
        account_id = UUID(hex=account)
    except ValueError:
        return None
    arrival: Arrival | None = g.get("arrival")
    found = arrival.account if arrival else visitors.account(reading(), account_id)
    if found is None or found.generation != int(generation):
        return None
    return SignedIn(found.id, found.generation, found.is_operator)


def community() -> CommunityHead:
    """The community of this request."""
    found: CommunityHead = g.community
    return found


def visitor() -> Visitor | None:
    """The signed-in person in this community, with the offices held today; None for readers."""
    found: Visitor | None = g.get("visitor")
    return found


def actor(power: str) -> Actor:
    """Who acts now, in the office that carries ``power``; 403 where there is none."""
    who = visitor()
    if who is None:
        abort(403)
    kind = office_for(power, who.kinds)
    if kind is None:
        abort(403)
    return Actor(who.person_id, kind.value, who.titles.get(kind, ""))


def _guard() -> ResponseReturnValue | None:
    """Load community and visitor, then let in or refuse."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    from flask import current_app

    power = getattr(current_app.view_functions[request.endpoint], "access", None)
    slug = (request.view_args or {}).get("slug")
    g.community = g.visitor = g.arrival = None
    if slug:
        g.community, g.visitor = _arrive(slug)
        if g.community is None:
            abort(404)
    return _admit(power)


def _arrive(slug: str) -> tuple[CommunityHead | None, Visitor | None]:
    """The community of this address and who comes there: one select, whoever it is."""
    try:
        account_id = UUID(hex=session["_user_id"].partition(".")[0])
    except (KeyError, ValueError):
        return visitors.community(reading(), slug), None
    g.arrival = found = visitors.arrive(reading(), slug, account_id, legal_day(clock.now()))
    if found is None:
        return None, None
    return found.community, found.visitor if current_user.is_authenticated else None


def _admit(power: str | None) -> ResponseReturnValue | None:
    if power == PUBLIC:
        return None
    if power is None:
        abort(403)
    if not current_user.is_authenticated:
        return redirect(f"/sign-in?next={quote(request.full_path.rstrip('?'))}", 303)
    if power == SIGNED_IN:
        return None
    who = g.visitor
    if who is None or not may(power, who.kinds):
        abort(403)
    return None


def holds(power: str) -> bool:
    """Whether the visitor's offices carry ``power`` (for what a page offers)."""
    who = visitor()
    return who is not None and may(power, who.kinds)


OFFICES = tuple(OfficeKind)
