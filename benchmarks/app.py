"""The app under measurement, with the two baselines beside it on the same server and database."""

from __future__ import annotations

import hmac
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, Response, request, session
from sqlalchemy import Connection, bindparam, create_engine, event, insert, select
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from benchmarks.votes import BARE
from council.app import create_app
from council.db import _sqlite_pragmas, wal_is_safe
from council.models.accounts import Account
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
    made.secret_key = os.environ["SECRET_KEY"]
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

    made.post("/cast")(_bare_cast(url))
    made.get("/events")(_events)
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


def _events() -> Response:
    """The journal's head as server-sent events: what following a meeting would cost so."""
    memory = council.extensions["pulse"]

    def stream() -> Iterator[bytes]:
        known = -1
        beaten = time.monotonic()
        while True:
            seq = memory.head("bench")
            if seq != known:
                known = seq
                yield f"event: moved\ndata: {seq}\n\n".encode()
            elif time.monotonic() - beaten > 15:
                beaten = time.monotonic()
                yield b": here\n\n"
            time.sleep(0.5)

    return Response(stream(), mimetype="text/event-stream")


def _bare_cast(url: str) -> Callable[[], tuple[str, int]]:
    """``bare-cast``: look up the session, compare the token, insert the row, commit durably."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        event.listen(engine, "connect", _sqlite_pragmas(wal_is_safe(sqlite3.sqlite_version_info)))
    known = select(Account.generation).where(Account.id == bindparam("account"))
    row = insert(BARE)

    def cast() -> tuple[str, int]:
        account, generation = session["_user_id"].split(".")
        sent, token = request.form["csrf_token"], session["csrf_token"]
        with engine.connect() as connection:
            if connection.scalar(known, {"account": UUID(account)}) != int(generation):
                return "who are you", 403
            if not hmac.compare_digest(sent, token):
                return "which form", 400
            connection.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "BEGIN")
            values = {
                "id": uuid4(),
                "poll_id": _POLL,
                "person_id": UUID(account),
                "choice": request.form["choice"],
                "channel": "online",
                "request_key": request.form["request_key"],
                "at": datetime.now(UTC),
            }
            connection.execute(row, values)
            connection.exec_driver_sql("COMMIT")
        return "", 303

    return cast


_POLL = UUID(int=1)
council = create_app({"DEMO": False, "SECRET_KEY": os.environ["SECRET_KEY"]})
app = DispatcherMiddleware(
    council.wsgi_app, {"/bare": bare(council.config["SQLALCHEMY_DATABASE_URI"])}
)
