"""Beginning a session, and where a visitor goes next."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, Request, current_app, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import login_user
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from council import clock
from council.db import reading
from council.queries.chamber import accounts
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind
from council.services.accounts import SignIn
from council.web.access import SignedIn


class HouseSession(SecureCookieSession):
    """A session that knows how many seconds ago its cookie was signed."""

    age = 0


class HouseSessions(SecureCookieSessionInterface):
    """Flask's signed cookies; the signer is made once for a key, not twice for each request.

    A cookie that nothing has changed is signed anew after ten minutes, not at every request.
    """

    session_class = HouseSession
    renewed_after = 600

    def __init__(self) -> None:
        self._made: tuple[object, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer of the app's key."""
        keys = app.secret_key, app.config["SECRET_KEY_FALLBACKS"]
        if self._made[0] != keys:
            self._made = keys, super().get_signing_serializer(app)
        return self._made[1]

    def open_session(self, app: Flask, request: Request) -> HouseSession | None:
        """The session of the cookie, an empty one where there is none or it is not ours."""
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        given = request.cookies.get(self.get_cookie_name(app))
        if not given:
            return HouseSession()
        longest = int(app.permanent_session_lifetime.total_seconds())
        try:
            content, signed = signer.loads(given, max_age=longest, return_timestamp=True)
        except BadSignature:
            return HouseSession()
        session = HouseSession(content)
        stamps = TimestampSigner(b"-")  # it only tells the time, as the signer took it
        session.age = stamps.get_timestamp() - int(signed.timestamp())
        return session

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:  # noqa: ARG002 - Flask's
        """Whether it changed, or is permanent and not quite fresh."""
        age = getattr(session, "age", 0)
        return session.modified or (session.permanent and age > self.renewed_after)


def begin(account: SignIn) -> None:
    """Start a new session for an account; whatever the browser brought along is dropped."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(account.account_id, account.generation, account.is_operator))


def safe_path(given: str) -> str:
    """A path of this site to go to, or an empty text where ``given`` leads anywhere else."""
    if not given.startswith("/") or len(given) > 500 or not given.isascii():
        return ""
    if not given.isprintable() or "\\" in given or given.startswith("//"):
        return ""
    parts = urlsplit(given)
    return "" if parts.scheme or parts.netloc or parts.path.startswith("//") else given


def home(account_id: UUID) -> str:
    """Where an account goes after signing in: its community, its street, or the choice."""
    found = accounts.homes(reading(), account_id, legal_day(clock.now()))
    if any(OfficeKind.STREET_OFFICER in home.kinds for home in found):
        return "/street/"
    return f"/c/{found[0].slug}/chamber/" if len(found) == 1 else "/account"


def address() -> str:
    """The address that a request came from."""
    return request.remote_addr or "unknown"


def secret() -> str:
    """The key under which logins, addresses and codes are hashed."""
    return str(current_app.config["SECRET_KEY"])
