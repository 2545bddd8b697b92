"""Photos and voice notes by the hash of their bytes.

Only pictures that we made ourselves are shown in the page; everything else is a download of a
fixed type, and the browser is told not to guess.
"""

from __future__ import annotations

import re

from flask import Blueprint, abort, current_app, send_file
from flask.typing import ResponseReturnValue

from council.db import reading
from council.queries.public import files
from council.web.access import PUBLIC, access, community, visitor

blueprint = Blueprint("files", __name__, url_prefix="/c/<slug>/files")
_SHA = re.compile(r"[0-9a-f]{64}")
_ENDINGS = {
    "image/jpeg": "jpg",
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/mp4": "m4a",
}


@blueprint.get("/<sha256>")
@access(PUBLIC)
def show(slug: str, sha256: str) -> ResponseReturnValue:
    """The file as it is kept."""
    return _send(sha256, small=False)


@blueprint.get("/<sha256>/small")
@access(PUBLIC)
def small(slug: str, sha256: str) -> ResponseReturnValue:
    """The small version of a photo."""
    return _send(sha256, small=True)


def _send(sha256: str, *, small: bool) -> ResponseReturnValue:
    who = visitor()
    if not _SHA.fullmatch(sha256):
        abort(404)
    found = files.find(reading(), community().id, sha256, who.person_id if who else None)
    if found is None or found.media_type not in _ENDINGS:
        abort(404)
    path = current_app.config["UPLOADS"] / sha256[:2] / (sha256 + ("-small" if small else ""))
    if not path.is_file():
        abort(404)
    is_picture = found.media_type == "image/jpeg"
    response = send_file(
        path,
        mimetype=found.media_type,
        as_attachment=not is_picture,
        download_name=f"{sha256[:12]}.{_ENDINGS[found.media_type]}",
        etag=sha256 + ("-small" if small else ""),
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # A removed photo is gone at once: whoever kept a copy asks whether it is still there.
    kept = "public, no-cache" if found.is_public else "private, no-store"
    response.headers["Cache-Control"] = kept
    return response
