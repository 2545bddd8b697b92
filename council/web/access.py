"""Who may enter. Refused by default: a view that declares no access cannot be opened.

``@access("vetting.decide")`` above a view names the power in :mod:`council.rules.powers`;
``@access(PUBLIC)`` opens it to everybody, ``@access(SIGNED_IN)`` to every account.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

from flask import Flask, abort, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect

from council import clock
from council.db import reading
from council.queries import visitors
from council.queries.visitors import CommunityHead, Visitor
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
        found = visitors.account(reading(), UUID(hex=account))
    except ValueError:
        return None
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
    g.community = visitors.community(reading(), slug) if slug else None
    if slug and g.community is None:
        abort(404)
    g.visitor = _visitor()
    return _admit(power)


def _visitor() -> Visitor | None:
    if g.community is None or "_user_id" not in _session() or not current_user.is_authenticated:
        return None
    today = legal_day(clock.now())
    return visitors.visitor(reading(), g.community.id, current_user.account_id, today)


def _session() -> Any:
    from flask import session

    return session


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
