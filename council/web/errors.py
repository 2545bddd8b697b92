"""Refusals and errors in the frame of every page: 403, 404, 409, 413, 422, 429, 500."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from council import vocabulary
from council.language import gettext as _
from council.rules.verdict import Reason, Refused
from council.web.citations import cite


def init(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(HTTPException, failed)


def refused(error: Refused) -> ResponseReturnValue:
    """409 (or 404, 403) with every reason, its rule and statute."""
    codes = {reason.code for reason in error.reasons}
    status = 404 if codes == {"not_found"} else 403 if codes == {"no_power"} else 409
    return _page(
        status,
        _("这件事现在不能这样办"),
        "",
        [reason_view(reason) for reason in error.reasons],
    )


def reason_view(reason: Reason) -> SimpleNamespace:
    """A reason in the reader's words, with the rule to look up."""
    base = f"/c/{g.community.slug}" if g.get("community") else ""
    return SimpleNamespace(
        text=vocabulary.reason(reason),
        rule=reason.rule or "",
        statute=cite(reason.statutes),
        url=f"{base}/rules/#{reason.rule}" if base and reason.rule else "",
    )


def failed(error: HTTPException) -> ResponseReturnValue:
    """Every HTTP error as a page that says what to do."""
    if error.code is not None and error.code < 400:
        return error
    if error.response is not None:
        return error
    title, text = vocabulary.http_error(error.code or 500, error.description or "")
    return _page(error.code or 500, title, text, [])


def explained(title: str, text: str) -> ResponseReturnValue:
    """403 with a title and a text of its own."""
    return _page(403, title, text, [])


def _page(
    status: int, title: str, text: str, reasons: list[SimpleNamespace]
) -> ResponseReturnValue:
    g.setdefault("community", None)
    back = request.path if request.method == "POST" else ""
    view = SimpleNamespace(code=status, title=title, text=text, reasons=reasons, back_url="")
    if back and request.referrer and request.referrer.startswith(request.host_url):
        view.back_url = "/" + request.referrer[len(request.host_url) :]
    return render_template("layout/error.html", error=view), status
