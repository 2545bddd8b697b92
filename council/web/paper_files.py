"""A paper of a meeting as a download: never shown in a page, whatever it is."""

from __future__ import annotations

from flask.wrappers import Response

from council.queries.public.meetingpapers import PaperLine
from council.services.paperfiles import ENDINGS
from council.web.sent_files import ASKED_AGAIN, NOT_KEPT, attachment


def sent(found: PaperLine, number: str, *, public: bool) -> Response:
    """The bytes under a name of ours; a withdrawn paper is gone at once."""
    name = f"meeting-{number}-{found.sha256[:8]}"
    cache = ASKED_AGAIN if public else NOT_KEPT
    return attachment(found.sha256, found.media_type, ENDINGS, name, cache=cache)
