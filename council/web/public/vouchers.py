"""The public copy of a voucher, as a download."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from council.db import reading
from council.queries.public import vouchers
from council.web import voucher_files
from council.web.access import PUBLIC, access, community

blueprint = Blueprint("vouchers", __name__, url_prefix="/c/<slug>/fund/vouchers")


@blueprint.get("/<number>")
@access(PUBLIC)
def download(slug: str, number: str) -> ResponseReturnValue:
    """The copy with personal data blacked out; 404 while there is none."""
    found = vouchers.find(reading(), community().id, number)
    if found is None:
        abort(404)
    return voucher_files.sent(found.number, found.sha256, found.media_type, public=True)
