"""Every public list as open data: ``/c/<slug>/<noun>.csv``, ``.xlsx``, ``.json``."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.web.access import PUBLIC, access, community
from council.web.api import formats
from council.web.api.columns import Request, Table
from council.web.api.nouns import TABLES

blueprint = Blueprint("tables", __name__, url_prefix="/c/<slug>")


@blueprint.get("/<noun>.<any(csv, xlsx, json):kind>")
@access(PUBLIC)
def show(slug: str, noun: str, kind: str) -> ResponseReturnValue:
    """The whole list as a file, masked like the page."""
    table = TABLES.get(noun)
    if table is None or kind not in table.formats:
        abort(404)
    return formats.answer(_body(table, kind, slug), kind, f"{slug}-{noun}")


def _body(table: Table, kind: str, slug: str) -> bytes:
    asked = Request(reading(), community().id, f"/c/{slug}", clock.now())
    rows = table.rows(asked)
    if kind == "json":
        return formats.as_json(table.columns, rows, asked.base)
    base = request.host_url.rstrip("/") + asked.base
    if kind == "csv":
        return formats.as_csv(table.columns, rows, base)
    return formats.as_xlsx(str(table.title), table.columns, rows, base)
