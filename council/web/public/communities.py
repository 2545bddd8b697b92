"""The list of communities and whether the server answers."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from council.db import db, reading
from council.queries.public import communities
from council.web.access import PUBLIC, access

blueprint = Blueprint("communities", __name__)


@blueprint.get("/")
@access(PUBLIC)
def index() -> ResponseReturnValue:
    """All communities by street."""
    return render_template("communities/page.html", communities=communities.everyone(reading()))


@blueprint.get("/healthz")
@access(PUBLIC)
def health() -> ResponseReturnValue:
    """200 when the database answers, else 503."""
    try:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return "database\n", 503, {"Content-Type": "text/plain"}
    return "ok\n", 200, {"Content-Type": "text/plain"}
