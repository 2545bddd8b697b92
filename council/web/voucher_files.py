"""A voucher as a download: original or public copy, under a name of ours, never shown in a page."""

from __future__ import annotations

from flask.wrappers import Response

from council.services.voucherfiles import ENDINGS
from council.web.sent_files import ASKED_AGAIN, NOT_KEPT, attachment


def sent(number: str, sha256: str, media_type: str, *, public: bool) -> Response:
    """The bytes; a public copy may be drawn again or struck."""
    name = f"voucher-{number}{'' if public else '-original'}"
    cache = ASKED_AGAIN if public else NOT_KEPT
    return attachment(sha256, media_type, ENDINGS, name, cache=cache)
