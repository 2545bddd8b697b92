"""A paper of a meeting as a download: never shown in a page, whatever it is."""

from __future__ import annotations

from flask import abort, current_app, send_file
from flask.wrappers import Response

from council.queries.public.meetingpapers import PaperLine
from council.services import paperfiles
from council.services.uploads import place


def sent(found: PaperLine, number: str, *, public: bool) -> Response:
    """The bytes under a name of ours, with what keeps a browser from guessing."""
    path = place(current_app.config["UPLOADS"], found.sha256)
    ending = paperfiles.ENDINGS.get(found.media_type)
    if ending is None or not path.is_file():
        abort(404)
    answer = send_file(
        path,
        mimetype=found.media_type,
        as_attachment=True,
        download_name=f"meeting-{number}-{found.sha256[:8]}.{ending}",
        etag=found.sha256,
        conditional=True,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # A withdrawn paper is gone at once: whoever kept a copy asks whether it is still there.
    answer.headers["Cache-Control"] = "public, no-cache" if public else "private, no-store"
    return answer
