"""A scanned paper as a download: never shown in a page, whatever it is."""

from __future__ import annotations

from flask import abort
from flask.wrappers import Response

from council.services.scans import ENDINGS
from council.web.sent_files import NOT_KEPT, attachment


def sent(found: tuple[str, str] | None, name: str) -> Response:
    """The bytes of a hash and media type under a name of ours; 404 where there are none."""
    if found is None:
        abort(404)
    sha256, media_type = found
    return attachment(sha256, media_type, ENDINGS, f"{name}-{sha256[:8]}", cache=NOT_KEPT)
