"""Scanned papers: a photo is made anew, a PDF is checked and kept as it is, never shown in a page.

A PDF that could do something by itself is refused; what is kept goes out as a download only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from council.rules.verdict import Reason, Refused
from council.services import photos

MOST_BYTES = 15 * 1024 * 1024
PDF, JPEG = "application/pdf", "image/jpeg"
ENDINGS = {PDF: "pdf", JPEG: "jpg"}
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")


@dataclass(frozen=True, slots=True)
class Scan:
    """The bytes to keep and what they are."""

    data: bytes
    media_type: str


def read(data: bytes) -> Scan:
    """Check a scanned paper.

    Raises:
        Refused: ``scan_too_large``, ``scan_broken``, ``scan_active``, and what
            :func:`council.services.photos.read` says of a photo.
    """
    if len(data) > MOST_BYTES:
        raise Refused([Reason("scan_too_large", {"most": MOST_BYTES // 1024 // 1024})])
    if not data.startswith(b"%PDF-"):
        return Scan(photos.read(data).large, JPEG)
    if b"%%EOF" not in data[-2048:]:
        raise Refused([Reason("scan_broken")])
    if _ACTIVE.search(data):
        raise Refused([Reason("scan_active")])
    return Scan(data, PDF)
