"""The papers of a meeting for everybody, by the hash of their bytes."""

from __future__ import annotations

import re

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from council.db import reading
from council.queries.public import meetingpapers
from council.web import paper_files
from council.web.access import PUBLIC, access, community

blueprint = Blueprint("meeting_papers", __name__, url_prefix="/c/<slug>/meetings")
SHA = re.compile(r"[0-9a-f]{64}")


@blueprint.get("/<number>/papers/<sha256>")
@access(PUBLIC)
def download(slug: str, number: str, sha256: str) -> ResponseReturnValue:
    """A paper that is not closed, as a download."""
    if not SHA.fullmatch(sha256):
        abort(404)
    found = meetingpapers.find(reading(), community().id, number, sha256)
    if found is None:
        abort(404)
    return paper_files.sent(found, number, public=True)
