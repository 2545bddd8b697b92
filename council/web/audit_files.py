"""An audit report as a download: never shown in a page, whatever it is."""

from __future__ import annotations

from flask.wrappers import Response

from council.queries.public.fundstatements import AuditLine
from council.services.scans import ENDINGS, PDF
from council.web.sent_files import ASKED_AGAIN, attachment


def sent(found: AuditLine, slug: str, year: int) -> Response:
    """The bytes under a name of ours; a withdrawn report is gone at once."""
    name = f"{slug}-audit-{year}-{found.sha256[:8]}"
    return attachment(found.sha256, PDF, ENDINGS, name, cache=ASKED_AGAIN)
