"""Security headers on every answer: strict CSP, nothing inline."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "microphone=(self), camera=(), geolocation=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)
ALWAYS = list(_HEADERS)
"""What every answer carries."""
_FIXED = {name.lower(): (name, value) for name, value in _HEADERS}


def init(app: Flask) -> None:
    """Add the headers after every request."""

    @app.after_request
    def secure(response: Response) -> Response:
        given = {name.lower() for name, _value in response.headers}
        response.headers.extend([pair for name, pair in _FIXED.items() if name not in given])
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint == "static" and response.status_code in (200, 304):
            response.headers["Cache-Control"] = _static_caching()
        return response


def _static_caching() -> str:
    """A file asked for by its release (``?v=``) never changes; any other is asked about again."""
    fixed = request.args.get("v") == current_app.config["ASSETS"]
    return "public, max-age=31536000, immutable" if fixed else "no-cache"
