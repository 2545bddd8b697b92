"""A scanned paper as a download: never shown in a page, whatever it is."""

from __future__ import annotations

from flask import abort, current_app, send_file
from flask.wrappers import Response

from council.services import scans
from council.services.uploads import place


def sent(found: tuple[str, str] | None, name: str) -> Response:
    """The bytes of a hash and media type under a name of ours; 404 where there are none."""
    if found is None:
        abort(404)
    sha256, media_type = found
    path, ending = place(current_app.config["UPLOADS"], sha256), scans.ENDINGS.get(media_type)
    if ending is None or not path.is_file():
        abort(404)
    answer = send_file(
        path,
        mimetype=media_type,
        as_attachment=True,
        download_name=f"{name}-{sha256[:8]}.{ending}",
        etag=sha256,
        conditional=True,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
