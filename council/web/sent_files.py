"""An uploaded file as a download: never shown in a page, whatever it is."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, current_app, send_file
from flask.wrappers import Response

from council.services.uploads import place

NOT_KEPT = "private, no-store"
ASKED_AGAIN = "public, no-cache"
"""For what may be withdrawn or struck: whoever kept a copy asks whether it still stands."""


def attachment(
    sha256: str, media_type: str, endings: Mapping[str, str], name: str, *, cache: str
) -> Response:
    """The bytes, with what keeps a browser from guessing; 404 where they are not there.

    ``endings``: by media type; ``name``: ours, without its ending; ``cache``: its Cache-Control.
    """
    path, ending = place(current_app.config["UPLOADS"], sha256), endings.get(media_type)
    if ending is None or not path.is_file():
        abort(404)
    answer = send_file(
        path,
        mimetype=media_type,
        as_attachment=True,
        download_name=f"{name}.{ending}",
        etag=sha256,
        conditional=True,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = cache
    return answer
