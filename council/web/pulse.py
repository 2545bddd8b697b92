"""Pages that follow a meeting: "has anything happened?" is answered without doing anything.

A page that follows asks every second with the tag of what it shows (If-None-Match).
While the journal of the community has not moved on, the answer is 304: given before session,
guard and template, from what this process remembers. The head of the journal is looked up at most
every 0.3 seconds per community and process, so nobody sees anything older than that, whichever
process answers. A tag is a keyed hash of address and content: only who was shown a page knows it,
so a 304 tells nobody anything that they had not seen. Where something has happened, the first who
asks goes through session and guard and has the part made; the others get the same at once if they
went through the guard within the last minute. Measured in docs/decisions/0008.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, current_app, make_response, request
from markupsafe import Markup
from sqlalchemy import Engine, bindparam, select

from council import clock
from council.db import db
from council.models.communities import Community
from council.models.journal import JournalHead
from council.prepared import Prepared
from council.web import headers, language

EVERY_MS = 1000
"""How often a page asks."""
FRESH = 0.3
"""For how many seconds a look at the journal is good."""
LET_IN = 60.0
"""For how many seconds at most (and half of it at least) it is remembered that a browser, by its
cookies, may see a part. Not the same for all, so that not all go through the guard at once."""
MOST = 512
_PATH = re.compile(r"^/c/([^/]+)/(?:chamber/)?meetings/[^/]+/(?:\w+/)?now$")
_CACHING = ("Cache-Control", "no-cache, private")
_HEAD = Prepared(
    select(JournalHead.seq)
    .join(Community, Community.id == JournalHead.community_id)
    .where(Community.slug == bindparam("slug"))
)
Environ = dict[str, Any]
Shown = tuple[int, str, Markup]
"""How far the journal was, the tag, and what was shown."""


@dataclass
class Memory:
    """What one process remembers: how far each journal was, and what was shown at that point."""

    engine: Engine
    key: bytes
    heads: dict[str, tuple[float, int]] = field(default_factory=dict)
    shown: OrderedDict[tuple[str, str], tuple[int, str, Markup]] = field(
        default_factory=OrderedDict
    )
    tags: OrderedDict[tuple[str, str], int] = field(default_factory=OrderedDict)
    seen_by: OrderedDict[tuple[str, str], tuple[float, str]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def head(self, slug: str, *, fresh: float = FRESH) -> int:
        """How many entries the community's journal has; at most ``fresh`` seconds old."""
        now = time.monotonic()
        known = self.heads.get(slug)
        if known is not None and now - known[0] < fresh:
            return known[1]
        with self.engine.connect() as connection:
            row = _HEAD.row(connection, slug=slug)
        seq = int(row[0]) if row is not None else 0
        with self.lock:
            if len(self.heads) > MOST:
                self.heads.clear()
            self.heads[slug] = (now, seq)
        return seq

    def unchanged(self, slug: str, path: str, tag: str) -> bool:
        """Whether what carries this tag still is what would be shown at this address."""
        seq = self.tags.get((path, tag))
        return seq is not None and self.head(slug) == seq

    def ready(self, slug: str, path: str, cookies: str) -> tuple[str, Markup] | None:
        """Tag and part for a browser that was let in lately, where the part is made already."""
        since, variant = self.seen_by.get((path, cookies), (-LET_IN, ""))
        known = self.shown.get((path, variant))
        if known is None or time.monotonic() - since > LET_IN or self.head(slug) != known[0]:
            return None
        return known[1], known[2]

    def let_in(self, path: str, cookies: str, variant: str) -> None:
        """Remember that this browser may see the part at this address."""
        with self.lock:
            early = LET_IN / 2000 * secrets.randbelow(1000)
            self.seen_by[path, cookies] = (time.monotonic() - early, variant)
            while len(self.seen_by) > 8 * MOST:
                self.seen_by.popitem(last=False)

    def keep(self, path: str, variant: str, seq: int, body: Markup) -> str:
        """Remember what is shown while the journal stands at ``seq``; gives its tag."""
        said = f"{path}\n{variant}\n{body}".encode()
        tag = hmac.digest(self.key, said, hashlib.sha256).hex()[:32]
        with self.lock:
            self.shown[path, variant] = (seq, tag, body)
            self.tags[path, tag] = seq
            for kept in (self.shown, self.tags):
                while len(kept) > MOST:
                    kept.popitem(last=False)
        return tag


def init(app: Flask) -> None:
    """Answer before the app does, where nothing has happened."""
    with app.app_context():
        engine = db.engine
    memory = Memory(engine, str(app.config["SECRET_KEY"]).encode())
    app.extensions["pulse"] = memory
    inner = app.wsgi_app
    app.wsgi_app = _first(memory, inner)  # type: ignore[method-assign]


def _first(memory: Memory, inner: Callable[..., Iterable[bytes]]) -> Callable[..., Any]:
    def answer(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        given = environ.get("HTTP_IF_NONE_MATCH")
        if not given or environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
            return inner(environ, start)
        path = environ["PATH_INFO"]
        found = _PATH.match(path)
        if found is None:
            return inner(environ, start)
        tag = given.removeprefix("W/").strip('"')
        if memory.unchanged(found[1], path, tag):
            start("304 Not Modified", [("ETag", f'"{tag}"'), _CACHING])
            return []
        ready = memory.ready(found[1], path, environ.get("HTTP_COOKIE", ""))
        if ready is None:
            return inner(environ, start)
        body = ready[1].encode()
        start("200 OK", [*_headers(ready[0]), ("Content-Length", str(len(body)))])
        return [body]

    return answer


def _headers(tag: str) -> list[tuple[str, str]]:
    return [
        ("Content-Type", "text/html; charset=utf-8"),
        ("ETag", f'"{tag}"'),
        _CACHING,
        ("Council-Now", str(now_ms())),
        *headers.ALWAYS,
    ]


def tag_and_body(slug: str, path: str, build: Callable[[], Markup]) -> tuple[str, Markup]:
    """What is to be shown at this address in the reader's language, and its tag.

    Built once for each entry of the journal and language, whoever asks: it must depend on nothing
    else. The head of the journal is read before what is shown, so what happens in between is shown
    at the next question.
    """
    memory: Memory = current_app.extensions["pulse"]
    seq = memory.head(slug, fresh=0)
    variant = language.current()
    known = memory.shown.get((path, variant))
    if known is not None and known[0] == seq:
        return known[1], known[2]
    body = build()
    return memory.keep(path, variant, seq, body), body


def part(slug: str, path: str, build: Callable[[], Markup]) -> SimpleNamespace:
    """The fragment as a page carries it when opened; from then on a script asks at ``path``."""
    tag, body = tag_and_body(slug, path, build)
    return SimpleNamespace(url=path, tag=tag, html=body, ms=EVERY_MS, now=now_ms())


def now_ms() -> int:
    """The present instant for clocks that run in the browser: milliseconds since 1970."""
    return int(clock.now().timestamp() * 1000)


def answer(slug: str, build: Callable[[], Markup]) -> Response:
    """The fragment at the address of this request, or 304 where the asker has it."""
    tag, body = tag_and_body(slug, request.path, build)
    memory: Memory = current_app.extensions["pulse"]
    memory.let_in(request.path, request.headers.get("Cookie", ""), language.current())
    response = make_response(body)
    response.set_etag(tag)
    response.headers["Cache-Control"] = _CACHING[1]
    response.headers["Council-Now"] = str(now_ms())
    response.make_conditional(request)
    return response
