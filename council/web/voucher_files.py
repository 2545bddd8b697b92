"""A voucher as a download: original or public copy, under a name of ours, never shown in a page."""

from __future__ import annotations

from flask import abort, current_app, send_file
from flask.wrappers import Response

from council.services.uploads import place
from council.services.voucherfiles import ENDINGS


def sent(number: str, sha256: str, media_type: str, *, public: bool) -> Response:
    """The bytes, with what keeps a browser from guessing."""
    path = place(current_app.config["UPLOADS"], sha256)
    ending = ENDINGS.get(media_type)
    if ending is None or not path.is_file():
        abort(404)
    answer = send_file(
        path,
        mimetype=media_type,
        as_attachment=True,
        download_name=f"voucher-{number}{'' if public else '-original'}.{ending}",
        etag=sha256,
        conditional=True,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # A copy may be drawn again or struck: whoever kept one asks whether it still stands.
    answer.headers["Cache-Control"] = "public, no-cache" if public else "private, no-store"
    return answer
