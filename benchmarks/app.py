"""The app under measurement, with the two baselines beside it on the same server and database."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask
from sqlalchemy import Connection, create_engine, select
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from council.app import create_app
from council.models.communities import Community
from council.models.proposals import Proposal

ROWS = 50
PLAIN = (
    "<!doctype html><title>bare</title><table>{% for r in rows %}<tr><td>{{ r.number }}</td>"
    "<td>{{ r.title }}</td><td>{{ r.stage }}</td><td>{{ r.listed_at }}</td>"
    "<td>{{ r.seconder_count }}</td></tr>{% endfor %}</table>"
)


def bare(url: str) -> Flask:
    """``bare-answer``: a constant; ``bare-list``: fifty rows by an index into a plain table."""
    made = Flask("bare")
    plain = made.jinja_env.from_string(PLAIN)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    columns = (
        Proposal.number,
        Proposal.title,
        Proposal.stage,
        Proposal.listed_at,
        Proposal.seconder_count,
    )

    @made.get("/answer")
    def answer() -> str:
        return "ok"

    @made.get("/list")
    def rows() -> str:
        with engine.connect() as connection:
            found = connection.execute(listing(connection)).all()
        return plain.render(rows=found)

    known: list[Any] = []

    def listing(connection: Connection) -> Any:
        """The statement, made once: nothing here is made dearer than it must be."""
        if not known:
            mine = Proposal.community_id == connection.execute(select(Community.id)).scalar_one()
            order = (Proposal.listed_at.desc(), Proposal.number.desc())
            wanted = select(*columns).where(mine, Proposal.is_public.is_(True))
            known.append(wanted.order_by(*order).limit(ROWS))
        return known[0]

    return made


council = create_app({"DEMO": False, "SECRET_KEY": os.environ["SECRET_KEY"]})
app = DispatcherMiddleware(
    council.wsgi_app, {"/bare": bare(council.config["SQLALCHEMY_DATABASE_URI"])}
)
