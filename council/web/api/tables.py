"""Every public list as open data: ``/c/<slug>/<noun>.csv``, ``.xlsx``, ``.json``."""

from __future__ import annotations

from functools import partial
from typing import IO

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
    return formats.file_answer(partial(_write, table, kind, slug), kind, f"{slug}-{noun}")


def _write(table: Table, kind: str, slug: str, out: IO[bytes]) -> None:
    asked = Request(reading(), community().id, f"/c/{slug}", clock.now())
    rows = table.rows(asked)
    if kind == "json":
        formats.write_json(out, table.columns, rows, asked.base)
        return
    base = request.host_url.rstrip("/") + asked.base
    if kind == "csv":
        formats.write_csv(out, table.columns, rows, base)
    else:
        formats.write_xlsx(out, str(table.title), table.columns, rows, base)
