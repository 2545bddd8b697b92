"""An audit report as a download: never shown in a page, whatever it is."""

from __future__ import annotations

from flask import abort, current_app, send_file
from flask.wrappers import Response

from council.queries.public.fundstatements import AuditLine
from council.services.scans import ENDINGS, PDF
from council.services.uploads import place


def sent(found: AuditLine, slug: str, year: int) -> Response:
    """The bytes under a name of ours, with what keeps a browser from guessing; 404 without them."""
    path = place(current_app.config["UPLOADS"], found.sha256)
    if not path.is_file():
        abort(404)
    answer = send_file(
        path,
        mimetype=PDF,
        as_attachment=True,
        download_name=f"{slug}-audit-{year}-{found.sha256[:8]}.{ENDINGS[PDF]}",
        etag=found.sha256,
        conditional=True,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # A withdrawn report is gone at once: whoever kept a copy asks whether it is still there.
    answer.headers["Cache-Control"] = "public, no-cache"
    return answer
